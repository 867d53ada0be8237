"""Luck and not knowing: what the ranges of a report are made of, and which unknown numbers matter most."""

from __future__ import annotations

import math

from ...experiments import PRIMARY
from ...experiments.analysis.drivers import ENOUGH, MOST, Driver, drivers
from ...experiments.analysis.variance_decomposition import Spread, spread
from ...model import DrawnNumber, Parameter, Scenario, drawn_numbers
from .. import run_quality, wording
from ..figures import Lookup
from ..run_quality import NOUNS
from .elements import Cell, Line, Row, Table
from .outcomes import heads

TOLD = 6  #: parameters that are named for each number


def lines(lookup: Lookup) -> list[Line]:
    """What the ranges show."""
    if not lookup.results.is_uncertain:
        text = (
            "The ranges here show what chance alone does: who is found when, how long things take, who gives up. How many "
            "staff there are, how many people accept and what budgets cost are taken as given, and many of those are "
            "assumptions. What is not known about them is larger than luck, and is not in any range of this report."
        )
        return [Line(lead="Luck only: the numbers put in are taken as known.", text=text)]
    count = wording.counted(len(_parameters(lookup)), "number")
    text = (
        f"{count} that nobody knows well, such as how many people accept and how long they wait, were "
        "drawn anew from their ranges for every run, and the same for every scenario. What a programme decides, such as staff "
        f"and slots, was not. {run_quality.split(lookup.results)}"
    )
    return [Line(lead="Luck and not knowing.", text=text.strip())]


def and_numbers(lookup: Lookup) -> str:
    """What each run has new besides its luck."""
    return " and another draw of what is not known" if lookup.results.is_uncertain else ""


def and_draws(lookup: Lookup) -> str:
    """What scenarios share besides their luck."""
    return ", nor between two guesses at what is not known" if lookup.results.is_uncertain else ""


def _parameters(lookup: Lookup) -> dict[str, Parameter]:
    return {each.name: each for one in lookup.scenarios for each in one.uncertain}


def _spread(lookup: Lookup, one: Scenario, kpi: str, *, difference: bool) -> Spread | None:
    numbers = lookup.results.numbers
    return spread(numbers[one.name], kpi, numbers[lookup.baseline.name] if difference else None)


def split(lookup: Lookup) -> Table | None:
    """For each scenario: how far its numbers and its differences vary, and how much of that is luck."""
    rows = []
    for one, label, detail in heads(lookup) if lookup.results.is_uncertain else ():
        cells = []
        for kpi in PRIMARY:
            cells.append(_cell(_spread(lookup, one, kpi, difference=False)))
            if lookup.others:
                cells.append(
                    Cell(text="") if one is lookup.baseline else _cell(_spread(lookup, one, kpi, difference=True))
                )
        rows.append(Row(head=label, detail=detail, cells=tuple(cells)))
    if not rows or not any(cell.text.strip(wording.NOTHING) for row in rows for cell in row.cells):
        return None
    columns = []
    for kpi in PRIMARY:
        columns += [NOUNS[kpi].capitalize(), *(["Difference from the baseline"] if lookup.others else [])]
    return Table(
        caption="How much is luck, and how much is not knowing",
        corner="Scenario",
        columns=tuple(columns),
        rows=tuple(rows),
        note="The large number is the standard deviation over the runs; beneath it the share of the variance that is luck, "
        "told from runs that were lived through twice with the same numbers and other luck, and in brackets between what it "
        f"lies with 95{wording.SPACE}% confidence. The rest is not knowing the numbers put in. Differences vary less than the "
        "numbers themselves, because the scenarios share both.",
    )


def _cell(found: Spread | None) -> Cell:
    if found is None or math.isnan(found.all):
        return Cell(text=wording.NOTHING)
    return Cell(text=wording.number(found.all, 1), detail=f"{run_quality.luck(found)} luck")


def hangs_on(lookup: Lookup) -> Table | None:
    """The unknown numbers on which the baseline's primary KPIs hang most."""
    if not lookup.results.is_uncertain or lookup.runs < ENOUGH:
        return None
    known = _parameters(lookup)
    rows = []
    for kpi in PRIMARY:
        found = drivers(lookup.results, lookup.baseline.name, kpi)[:TOLD]
        for driver in found:
            cells = (
                Cell(text=known[driver.parameter].label),
                Cell(text=wording.percent(driver.share, 0 if driver.share >= 0.1 else 1)),
                Cell(text=_way(driver, NOUNS[kpi])),
                Cell(text=wording.signed(driver.correlation, 2), faint=not driver.is_steady),
            )
            rows.append(Row(head=NOUNS[kpi].capitalize(), cells=cells))
        if not found:
            nothing = (Cell(text="none beyond chance"), *[Cell(text=wording.NOTHING)] * 3)
            rows.append(Row(head=NOUNS[kpi].capitalize(), cells=nothing))
    return Table(
        caption=f"What hangs on what is not known: {wording.scenario_label(lookup.baseline)}",
        corner="Number",
        columns=("Depends most on", "Share of the variance", "Which way", "Rank correlation"),
        rows=tuple(rows),
        note=f"Over {min(lookup.runs, MOST)} runs. The share of the variance that goes with the number, whichever way, and "
        "Spearman’s rank correlation. Named is only what is beyond chance for all numbers that were drawn together: where "
        "nothing hung on any of them, one would be named in 5 of 100 experiments. It is worth finding out about what stands at "
        "the top. Every number is in drivers.csv.",
        words=True,
    )


def _way(driver: Driver, noun: str) -> str:
    if not driver.is_steady:
        return "neither more nor fewer all the way"
    return f"the more of it, the {'more' if driver.correlation > 0 else 'fewer'} {noun}"


def ranges(lookup: Lookup) -> Table | None:
    """The ranges from which the unknown numbers were drawn."""
    if not lookup.results.is_uncertain:
        return None
    rows = [
        Row(
            head=each.label,
            cells=(
                Cell(text=_exactly(each.value)),
                Cell(text=f"{_exactly(each.low)} to {_exactly(each.high)}"),
                Cell(text=each.unit),
                Cell(text=each.shape),
            ),
        )
        for each in _parameters(lookup).values()
    ]
    note = "Where each comes from stands in docs/evidence.md; the command ipc show number tells it too."
    if lookup.runs < ENOUGH:
        note += f" With {ENOUGH} runs or more this report says which of them matter most."
    return Table(
        caption="The ranges that were drawn from",
        corner="What",
        columns=("Taken as", "Range", "Unit", "Shape"),
        rows=tuple(rows),
        note=note,
        folded=True,
        words=True,
    )


def drawn(lookup: Lookup) -> Table | None:
    """Which numbers of the scenarios were drawn, each with the range that applies to it where it stands."""
    if not lookup.results.is_uncertain:
        return None
    numbers: dict[tuple[str, float], DrawnNumber] = {}
    owners: dict[tuple[str, float], list[str]] = {}
    for one in lookup.scenarios:
        for each in drawn_numbers(one):
            numbers.setdefault((each.key, each.value), each)
            owners.setdefault((each.key, each.value), []).append(wording.scenario_label(one))
    rows = [
        Row(
            head=each.key,
            detail="" if len(owners[place]) == len(lookup.scenarios) else wording.listed(owners[place]),
            cells=(
                Cell(text=each.parameter.label),
                Cell(text=_exactly(each.value)),
                Cell(text=f"{_exactly(each.low, 4)} to {_exactly(each.high, 4)}"),
                Cell(text=each.parameter.unit),
            ),
        )
        for place, each in numbers.items()
    ]
    return Table(
        caption="The numbers that were drawn, where they stand",
        corner="Key path",
        columns=("What", "Here", "Drawn from", "Unit"),
        rows=tuple(rows),
        note="A number is drawn because a parameter was written for its key path. Where a scenario, a lever or a change for "
        "this run has put another number there, it is drawn from a range as far from that number as the parameter’s own range "
        "is from the parameter’s own value: in proportion, by the odds of a share, or by a factor’s distance from 1.",
        folded=True,
        words=True,
    )


def _exactly(value: float, digits: int = 10) -> str:
    """A number with all its digits, or the first so many."""
    return f"{value:,.{digits}g}"
