"""Where each event of the event log is drawn, in the columns that vidigi reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Scenario, Stage, Team
from ..model.by_attribute import leaves

if TYPE_CHECKING:
    import pandas as pd

ROWS = 9  #: stages one below another, before the next column of them begins
HEIGHT = 100  #: of a row: so much takes a queue of 60, in three lines of 20
LOWEST = 50
LEFT = 250  #: where queues end
BESIDE = 600  #: how much farther to the right the stages are
NEXT = 1150  #: how wide a column of queues and stages is with its labels


def event_positions(scenario: Scenario) -> pd.DataFrame:
    """A position for each event of `event_log` in which people can be seen.

    Parameters
    ----------
    scenario
        Whose pathway is laid out: in the order of the story from top to bottom, the queue of a stage to the left of the stage.

    Returns
    -------
    DataFrame
        One row an event: event, x, y (upwards), label, resource (the team that works there, missing where none or more than
        one does: vidigi draws as many icons there as the mapping given to it as `scenario` says). ``arrival`` and ``depart``
        are in it.
    """
    import pandas as pd

    stages = scenario.pathway.stages
    top = min(ROWS, len(stages)) * HEIGHT
    teams = {resource.name for resource in scenario.resources if isinstance(resource, Team)}
    rows: list[tuple[str, int, int, str, str | None]] = [("arrival", LEFT, LOWEST + top + HEIGHT, "Identified", None)]
    for index, stage in enumerate(stages):
        column, row = divmod(index, ROWS)
        x, y = LEFT + column * NEXT, LOWEST + top - row * HEIGHT
        if any(name is not None for name in leaves(stage.resource)):
            rows.append((f"{stage.name}.wait", x, y, f"Waiting: {stage.label or stage.name}", None))
        rows.append((stage.name, x + BESIDE, y, stage.label or stage.name, _team(stage, teams)))
    last_column = LEFT + BESIDE + (len(stages) - 1) // ROWS * NEXT
    rows.append(("depart", last_column, LOWEST, "Out", None))
    frame = pd.DataFrame(rows, columns=["event", "x", "y", "label", "resource"])
    return frame.astype({"x": "int64", "y": "int64"})


def _team(stage: Stage, teams: set[str]) -> str | None:
    names = {name for name in leaves(stage.resource) if name in teams}
    return names.pop() if len(names) == 1 else None
