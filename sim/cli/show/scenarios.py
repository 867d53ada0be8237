"""`ipc show scenarios`, and `ipc show scenario` and `ipc show pathway` of one of them."""

from __future__ import annotations

import textwrap
from dataclasses import replace

from ...config import paths
from ...config.boards import load_board
from ...config.load import load
from ...config.words import take
from ...model import Scenario, ScenarioError, Target
from ...reporting.mermaid import mermaid
from ...reporting.terminal_outlook import LINE, own_lines
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
        print(f"\nBoard set {name} ({board.title}): {', '.join(board.names)}")
    if faults:
        raise ScenarioError(faults)


def show_scenario(words: list[str]) -> None:
    """Print what a scenario is, with the changes that are asked for; what is the modeller's own comes first."""
    scenario = _scenario(words, "scenario")
    parts = [[f"{scenario.label} ({scenario.name})"], own_lines([scenario])]
    parts += [textwrap.wrap(text, LINE) for text in (scenario.lever, scenario.description)]
    parts.append([_target_line(target) for target in scenario.targets])
    print("\n\n".join("\n".join(lines) for lines in parts if lines))


def _target_line(target: Target) -> str:
    counts = ((target.plans, "plans"), (target.budgets, "budgets"))
    hoped = " and ".join(f"{count:,} {noun}" for count, noun in counts if count)
    return f"By {target.date:%-d %B %Y}: {f'{hoped} hoped for' if hoped else 'nothing is hoped for'}"


def show_pathway(words: list[str]) -> None:
    """Print the pathway of a scenario, with the changes that are asked for, as a Mermaid diagram."""
    print(mermaid(_scenario(words, "pathway")), end="")


def _scenario(words: list[str], subject: str) -> Scenario:
    """The scenario that is named, by its name alone or as scenario=NAME, with changes behind it."""
    keys, others = take(words, SUBJECTS[subject].keys)
    name = keys.get("scenario") or (others.pop(0) if others and "=" not in others[0] else DEFAULT_SCENARIO)
    return load(name, *others)
