"""`ipc capacity`: what the targets need of each resource and what there is of it, before anything is simulated."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.table import Table

from ..model import Scenario
from ..reporting import capacity_text as text
from ..reporting import wording
from ..reporting.summary import wide_console
from ..studies.capacity.result import Capacity, TargetNeeds
from ..studies.capacity.table import capacity
from .commands import DEFAULT_SCENARIO
from .run import board_of, changed, chosen, load_all


def show_capacity(words: list[str]) -> None:
    """Print the capacity of a scenario at each of its dates; of several, that of the first, and where the others differ."""
    if not any(word.startswith(("scenario=", "scenarios=", "board=")) for word in words):
        words = [f"scenario={DEFAULT_SCENARIO}", *words]
    names, _, _, overrides = chosen(words)
    board = board_of(words)
    scenarios = load_all(names, overrides, board.options if board else ())[0]
    every = [capacity(scenario) for scenario in scenarios]
    for target in every[0].targets:
        if target is every[0].last or not target.example:
            _print_target(scenarios[0], target)
    if len(scenarios) > 1:
        _print_scenarios(scenarios, every)
    print(f"{text.HOW}{text.one_locality(scenarios[0])}")
    if changes := changed(overrides):
        print(f"Changed: {', '.join(changes)}")


def _print_target(scenario: Scenario, target: TargetNeeds) -> None:
    """Print a row a resource, the scarcest first, and what follows."""
    table = Table(
        box=box.SIMPLE_HEAD,
        title=f"{wording.scenario_label(scenario)}, by {wording.date(target.date)}: {text.aim(target)}",
        title_justify="left",
    )
    table.add_column("Resource")
    for title in ("Needed", "Available", text.compared_title(target)):
        table.add_column(title, justify="right")
    table.add_column("")
    for need in target.needs:
        numbers = [text.amount(number, need.unit) for number in (need.needed, need.available)]
        label, made = text.need_label(scenario, need), text.made_of(scenario, need, target)
        table.add_row(label, *numbers, text.compared(need, target), made)
    wide_console().print(table)
    for sentence in text.sentences(scenario, target):
        print(sentence)
    print()


def _print_scenarios(scenarios: Sequence[Scenario], every: Sequence[Capacity]) -> None:
    """Print the ratios that are not the same in all scenarios."""
    targets = [each.last for each in every]
    names = text.differing(targets)
    if not names:
        print("What there is too little of is the same in all scenarios.\n")
        return
    title = f"{text.compared_title(targets[0])} by each one's last target date, where scenarios differ"
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left")
    table.add_column("Scenario")
    for name in names:
        table.add_column(text.labelled(scenarios, targets, name), justify="right")
    for scenario, target in zip(scenarios, targets, strict=True):
        cells = [text.compared(target.need(name), target) for name in names]
        table.add_row(wording.scenario_label(scenario), *cells)
    wide_console(columns=len(names)).print(table)
    if in_all := text.short_in_all(scenarios, targets):
        print(f"{in_all}\n")
