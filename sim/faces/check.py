"""`ipc check`: validate scenarios without running them."""

from __future__ import annotations

from ..model import Fault, ScenarioError
from . import places
from .configure import load, load_board


def check(words: list[str]) -> None:
    """Build every scenario (or those named) and every board set; report all faults of all of them."""
    faults: list[Fault] = []
    names = words or places.scenario_names()
    for name in names:
        try:
            scenario = load(name)
        except ScenarioError as error:
            faults += [
                Fault(path=f"{name}: {fault.path}", found=fault.found, allowed=fault.allowed) for fault in error.faults
            ]
            print(f"{name}: {len(error.faults)} fault{'s' if len(error.faults) > 1 else ''}")
            continue
        stages, resources = len(scenario.pathway.stages), len(scenario.resources)
        print(f"{name}: good ({stages} stages, {resources} resources, {scenario.horizon:g} days)")
    for board in [] if words else places.board_names():
        for name in load_board(board).scenarios:
            if name not in places.scenario_names():
                faults.append(Fault(path=f"board {board}", found=name, allowed="the name of a scenario"))
    if faults:
        raise ScenarioError(faults)
