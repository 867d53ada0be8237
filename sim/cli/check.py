"""`ipc check`: validate scenarios without running them."""

from __future__ import annotations

from dataclasses import replace

from ..config import paths
from ..config.boards import load_board
from ..config.words import split_list, take
from ..loading import load
from ..measures import every_kpi
from ..model import Fault, ScenarioError
from .commands import COMMANDS


def check(words: list[str]) -> None:
    """Build every scenario (or those named) and every board set, as overrides change them; report all faults of all of them."""
    keys, others = take(words, COMMANDS["check"].keys)
    overrides = [word for word in others if "=" in word or word.startswith("~")]
    listed = (name for names in keys.values() for name in split_list(names))
    named = [*listed, *(word for word in others if word not in overrides)]
    faults = [*([] if named else paths.clashes()), *_faults_of_kpis()]
    for name in named or paths.scenario_names():
        try:
            scenario = load(name, *overrides)
        except ScenarioError as error:
            faults += [replace(fault, path=f"{name}: {fault.path}") for fault in error.faults]
            print(f"{name}: {len(error.faults)} fault{'s' if len(error.faults) > 1 else ''}")
            continue
        stages, resources = len(scenario.pathway.stages), len(scenario.resources)
        print(f"{name}: good ({stages} stages, {resources} resources, {scenario.horizon:g} days)")
    for board in [] if named else paths.board_names():
        faults += _faults_of_board(board)
    if faults:
        raise ScenarioError(faults)


def _faults_of_board(name: str) -> list[Fault]:
    try:
        board = load_board(name)
    except ScenarioError as error:
        return [replace(fault, path=f"board {name}: {fault.path}") for fault in error.faults]
    names = paths.scenario_names()
    return [
        Fault(path=f"board {name}", found=scenario, allowed="the name of a scenario")
        for scenario in board.scenarios
        if scenario not in names and not paths.is_path(scenario)
    ]


def _faults_of_kpis() -> list[Fault]:
    """What is wrong with the KPIs of one's own."""
    try:
        every_kpi()
    except ScenarioError as error:
        return [*error.faults]
    return []
