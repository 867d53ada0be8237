"""`ipc show scenarios`, and `ipc show pathway` of one of them."""

from __future__ import annotations

from dataclasses import replace

from ...config import paths
from ...config.boards import load_board
from ...config.load import load
from ...config.words import take
from ...model import ScenarioError
from ...reporting.mermaid import mermaid
from ..commands import DEFAULT_SCENARIO, SUBJECTS


def show_scenarios(_: list[str]) -> None:
    """Print every scenario and board set; the faults of all of them come last."""
    faults = paths.clashes()
    for name in paths.scenario_names():
        try:
            scenario = load(name)
        except ScenarioError as error:
            faults += [replace(fault, path=f"{name}: {fault.path}") for fault in error.faults]
            continue
        print(f"{name:28}  {scenario.label}: {scenario.lever or scenario.description}")
    for name in paths.board_names():
        try:
            board = load_board(name)
        except ScenarioError as error:
            faults += [replace(fault, path=f"board {name}: {fault.path}") for fault in error.faults]
            continue
        print(f"\nBoard set {name} ({board.title}): {', '.join(board.scenarios)}")
    if faults:
        raise ScenarioError(faults)


def show_pathway(words: list[str]) -> None:
    """Print the pathway of a scenario, with the changes that are asked for, as a Mermaid diagram."""
    keys, others = take(words, SUBJECTS["pathway"].keys)
    name = keys.get("scenario") or (others.pop(0) if others and "=" not in others[0] else DEFAULT_SCENARIO)
    print(mermaid(load(name, *others)), end="")
