"""Board sets: scenarios that are compared with each other, as a file in ``configs/board`` lists them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..model import Fault, ScenarioError
from ..model.errors import one_of
from ..model.reader.node import Node
from . import paths
from .strict_yaml import read_yaml


@dataclass(frozen=True, kw_only=True)
class Board:
    """A set of scenarios to be compared, the first of them the baseline.

    Attributes
    ----------
    replications
        Scenarios that get fewer replications than the others, and how many, since a replication of them takes long.
    """

    name: str
    title: str
    scenarios: tuple[str, ...]
    replications: Mapping[str, int]


def load_board(name: str) -> Board:
    """Load a board set by its name, or by the path of its file; paths in it lead on from there."""
    names = paths.board_names()
    chosen = paths.chosen_file(paths.BOARD, name)
    if chosen.file is None and chosen.name not in names:
        raise ScenarioError([Fault(path="board", found=name, allowed=one_of(names, name, listed="ipc show scenarios"))])
    file = chosen.file or paths.file_of(f"{paths.BOARD}/{chosen.name}", {})
    top = Node(read_yaml(file))
    top.only("title", "scenarios", "replications")
    listed = top["scenarios"].texts()
    fewer = {scenario: node.whole(low=1) for scenario, node in top["replications"].items()}
    for scenario in fewer:
        if scenario not in listed:
            top["replications"].fault("names of the board's scenarios", scenario)
    from_here = {scenario: str(file.parent / scenario) if paths.is_path(scenario) else scenario for scenario in listed}
    if top.faults:
        raise ScenarioError(top.faults, f"board {name}")
    return Board(
        name=chosen.name,
        title=top["title"].text(),
        scenarios=tuple(from_here.values()),
        replications={
            paths.chosen_file(paths.SCENARIOS, from_here[scenario], "scenario").name: count
            for scenario, count in fewer.items()
        },
    )
