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
LEFT, BESIDE, NEXT = (
    250,
    600,
    1150,
)  #: where queues end, how much farther the stages do, and how wide both are with labels


def event_positions(scenario: Scenario) -> pd.DataFrame:
    """A place for each event of `event_log` in which people can be seen.

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
    high = min(ROWS, len(stages)) * HEIGHT
    teams = {resource.name for resource in scenario.resources if isinstance(resource, Team)}
    rows: list[tuple[str, int, int, str, str | None]] = [("arrival", LEFT, LOWEST + high + HEIGHT, "Identified", None)]
    for place, stage in enumerate(stages):
        column, row = divmod(place, ROWS)
        x, y = LEFT + column * NEXT, LOWEST + high - row * HEIGHT
        if any(name is not None for name in leaves(stage.resource)):
            rows.append((f"{stage.name}.wait", x, y, f"Waiting: {stage.label or stage.name}", None))
        rows.append((stage.name, x + BESIDE, y, stage.label or stage.name, _team(stage, teams)))
    across = LEFT + BESIDE + (len(stages) - 1) // ROWS * NEXT
    rows.append(("depart", across, LOWEST, "Out", None))
    frame = pd.DataFrame(rows, columns=["event", "x", "y", "label", "resource"])
    return frame.astype({"x": "int64", "y": "int64"})


def _team(stage: Stage, teams: set[str]) -> str | None:
    found = {name for name in leaves(stage.resource) if name in teams}
    return found.pop() if len(found) == 1 else None
