"""Chance, and what we do not know: what the ranges of a report are made of, and which unknown numbers matter most."""

from __future__ import annotations

import math

from ...experiments.analysis.drivers import ENOUGH, LOOKED_AT, Driver, drivers
from ...experiments.analysis.lookup import Lookup
from ...experiments.analysis.variance_decomposition import Spread, spread
from ...measures.kpis.headlines import HEADLINES, headlines_of
from ...model import DrawnNumber, Parameter, Scenario, drawn_numbers
from .. import run_quality, wording
from .elements import Cell, Line, ReportTable, TableRow
from .outcomes import heads

NAMED = 6  #: parameters that are named for each number


def lines(lookup: Lookup) -> list[Line]:
    """What the ranges show."""
    if not lookup.results.is_uncertain:
        text = (
            "The ranges here show what chance alone does: who is identified when, how long things take, who gives up. How many "
            "staff there are, how many people accept and what budgets cost are taken as given, and many of those are "
            "assumptions. What we do not know about them is larger than chance, and is not in any range of this report."
        )
        return [Line(lead="Chance only: the numbers put in are taken as known.", text=text)]
    count = wording.counted(len(_parameters(lookup)), "number")
    text = (
        f"{count} that nobody knows well, such as how many people accept and how long they wait, were "
        "drawn anew from their ranges for every run, and the same for every scenario. What a programme decides, such as staff "
        f"and slots, was not. {run_quality.split(lookup.results)}"
    )
    return [Line(lead="Chance, and what we do not know.", text=text.strip())]


def and_numbers(lookup: Lookup) -> str:
    """What each run has new besides its chance events."""
    return " and another draw of what we do not know" if lookup.results.is_uncertain else ""


def and_draws(lookup: Lookup) -> str:
    """What scenarios share besides their chance events."""
    return ", nor between two guesses at what we do not know" if lookup.results.is_uncertain else ""


def _parameters(lookup: Lookup) -> dict[str, Parameter]:
    return {parameter.name: parameter for scenario in lookup.scenarios for parameter in scenario.uncertain}


def _spread(lookup: Lookup, scenario: Scenario, kpi: str, *, difference: bool) -> Spread | None:
    numbers = lookup.results.numbers
    return spread(numbers[scenario.name], kpi, numbers[lookup.baseline.name] if difference else None)


def split(lookup: Lookup) -> ReportTable | None:
    """For each scenario: how far its numbers and its differences vary, and how much of that is chance."""
    rows = []
    for scenario, label, detail in heads(lookup) if lookup.results.is_uncertain else ():
        cells = []
        for kpi in HEADLINES:
            cells.append(_cell(_spread(lookup, scenario, kpi, difference=False)))
            if lookup.others:
                is_base = scenario is lookup.baseline
                cells.append(Cell(text="") if is_base else _cell(_spread(lookup, scenario, kpi, difference=True)))
        rows.append(TableRow(head=label, detail=detail, cells=tuple(cells)))
    if not rows or not any(cell.text.strip(wording.NOTHING) for row in rows for cell in row.cells):
        return None
    columns = []
    for headline in headlines_of(lookup.scenarios).values():
        columns += [headline.opening, *(["Difference from the baseline"] if lookup.others else [])]
    return ReportTable(
        caption="How much is chance, and how much is what we do not know",
        corner="Scenario",
        columns=tuple(columns),
        rows=tuple(rows),
        note="The large number is the standard deviation over the runs; beneath it the share of the variance that is chance, "
        "told from runs that were made twice with the same numbers and other chance events, and in brackets its "
        f"95{wording.SPACE}% confidence interval. The rest is what we do not know of the numbers put in. Differences vary "
        "less than the numbers themselves, because the scenarios share both.",
    )


def _cell(variation: Spread | None) -> Cell:
    if variation is None or math.isnan(variation.all):
        return Cell(text=wording.NOTHING)
    share = run_quality.share_of_chance(variation)
    return Cell(text=wording.number(variation.all, 1), detail=f"{share} chance")


def hangs_on(lookup: Lookup) -> ReportTable | None:
    """The unknown numbers on which the baseline's primary KPIs hang most."""
    if not lookup.results.is_uncertain or lookup.runs < ENOUGH:
        return None
    parameters = _parameters(lookup)
    rows = []
    for kpi, headline in headlines_of(lookup.scenarios).items():
        named = drivers(lookup.results, lookup.baseline.name, kpi)[:NAMED]
        for driver in named:
            cells = (
                Cell(text=parameters[driver.parameter].label),
                Cell(text=wording.percent(driver.share, 0 if driver.share >= 0.1 else 1)),
                Cell(text=_way(driver, headline.noun)),
                Cell(text=wording.signed(driver.correlation, 2), faint=not driver.is_steady),
            )
            rows.append(TableRow(head=headline.opening, cells=cells))
        if not named:
            nothing = (Cell(text="none beyond chance"), *[Cell(text=wording.NOTHING)] * 3)
            rows.append(TableRow(head=headline.opening, cells=nothing))
    return ReportTable(
        caption=f"What hangs on what we do not know: {wording.scenario_label(lookup.baseline)}",
        corner="Number",
        columns=("Depends most on", "Share of the variance", "Which way", "Rank correlation"),
        rows=tuple(rows),
        note=f"Over {min(lookup.runs, LOOKED_AT)} runs. The share of the variance that goes with the number, whichever way, "
        "and Spearman’s rank correlation. Named is only what is beyond chance for all numbers that were drawn together: where "
        "nothing hung on any of them, one would be named in 5 of 100 experiments. It is worth finding out about what stands at "
        "the top. Every number is in drivers.csv.",
        words=True,
    )


def _way(driver: Driver, noun: str) -> str:
    if not driver.is_steady:
        return "neither more nor fewer all the way"
    return f"the more of it, the {'more' if driver.correlation > 0 else 'fewer'} {noun}"


def ranges(lookup: Lookup) -> ReportTable | None:
    """The ranges from which the unknown numbers were drawn."""
    if not lookup.results.is_uncertain:
        return None
    rows = [
        TableRow(
            head=parameter.label,
            cells=(
                Cell(text=_exactly(parameter.value)),
                Cell(text=f"{_exactly(parameter.low)} to {_exactly(parameter.high)}"),
                Cell(text=parameter.unit),
                Cell(text=parameter.shape),
            ),
        )
        for parameter in _parameters(lookup).values()
    ]
    note = "Where each comes from stands in docs/evidence.md; the command ipc show number tells it too."
    if lookup.runs < ENOUGH:
        note += f" With {ENOUGH} runs or more this report says which of them matter most."
    return ReportTable(
        caption="The ranges that were drawn from",
        corner="What",
        columns=("Taken as", "Range", "Unit", "Shape"),
        rows=tuple(rows),
        note=note,
        folded=True,
        words=True,
    )


def drawn(lookup: Lookup) -> ReportTable | None:
    """Which numbers of the scenarios were drawn, each with the range that applies to it where it stands."""
    if not lookup.results.is_uncertain:
        return None
    numbers: dict[tuple[str, float], DrawnNumber] = {}
    owners: dict[tuple[str, float], list[str]] = {}
    for scenario in lookup.scenarios:
        for number in drawn_numbers(scenario):
            numbers.setdefault((number.key, number.value), number)
            owners.setdefault((number.key, number.value), []).append(wording.scenario_label(scenario))
    rows = [
        TableRow(
            head=number.key,
            detail="" if len(owners[key]) == len(lookup.scenarios) else wording.listed(owners[key]),
            cells=(
                Cell(text=number.parameter.label),
                Cell(text=_exactly(number.value)),
                Cell(text=f"{_exactly(number.low, 4)} to {_exactly(number.high, 4)}"),
                Cell(text=number.parameter.unit),
            ),
        )
        for key, number in numbers.items()
    ]
    return ReportTable(
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
