"""The table of what each option costs and gives."""

from __future__ import annotations

import math

from ...experiments.analysis.costs_and_effects import CHANCE, Option, options
from ...experiments.analysis.lookup import Lookup
from ...measures.kpis.headlines import HEADLINES, headlines_of
from .. import wording
from ..labels import until
from ..option_costs import each_in_words, extra_in_words, extra_pounds, measures_of, pounds_between
from ..run_quality import no_interval
from .elements import Cell, ReportTable, TableRow


def costs_and_gives(lookup: Lookup) -> ReportTable | None:
    """Extra cost beside further plans and budgets, what each costs, and for what an option is undominated."""
    beside = options(lookup.results)
    if not beside:
        return None
    target = lookup.baseline.targets[-1] if lookup.baseline.targets else None
    kpis = [kpi for kpi in HEADLINES if kpi in beside[0].gives]
    chances = [
        name for kpi in kpis if target and (name := f"{CHANCE}.{target.date.isoformat()}.{kpi}") in beside[0].gives
    ]
    columns = ["Extra cost", "Extra with budgets"]
    for kpi in kpis:
        columns += [f"Further {headlines_of(lookup.scenarios)[kpi].noun}", "Cost of each"]
    rows = [_row(option, kpis, chances, lookup) for option in beside]
    prices = wording.in_prices(lookup.baseline)
    return ReportTable(
        caption="What each option costs and gives beside the baseline (pounds)",
        corner="Option",
        columns=tuple(columns),
        rows=tuple(rows),
        note=f"By {until(lookup)}, to three figures{prices}. Extra cost: the mean difference in the bill of running the "
        f"programme (staff, meetings, setting up, packages; no budgets){_ranges(lookup)} Extra with budgets: the same with the "
        "budgets that are paid, but for those by right, which take the place of packages paid anyway, and with what is paid "
        "twice while block contracts and old packages go on. Undominated: no other option gives as "
        "much for less or more for as little, going by means, where a difference whose interval holds 0 counts as none. The "
        "chances themselves stand in the table of what each scenario gives.",
    )


def _ranges(lookup: Lookup) -> str:
    """What stands small beneath the numbers, and when no further one is clear."""
    if why := no_interval(lookup):
        return f". There is {why}"
    nine = ", and between what it lies in nine runs out of ten" if lookup.has_nine_in_ten else ""
    return (
        f"{nine}. Further plans and budgets: mean differences with 95{wording.SPACE}% confidence intervals that hold all at "
        "once. Cost of each: the one divided by the other, with the interval of such a ratio; “no clear further” where the "
        "interval of the number holds 0 or less, or hardly any run differs."
    )


def _row(option: Option, kpis: list[str], chances: list[str], lookup: Lookup) -> TableRow:
    is_baseline = not option.further
    extra = option.extra_cost
    detail = "" if is_baseline or math.isnan(extra.low) else pounds_between(extra.low, extra.high)
    base = Cell(text=wording.pounds(option.cost), detail="in all")
    cells = [base if is_baseline else Cell(text=extra_in_words(option), detail=detail, faint=option.costs_the_same)]
    cells.append(Cell(text="" if is_baseline else extra_pounds(option.extra_bill)))
    for kpi in kpis:
        further = option.further.get(kpi)
        if further is None:
            cells += [Cell(text=wording.number(round(option.gives[kpi])), detail="in all"), Cell(text="")]
            continue
        number = further.number
        between = f"{wording.signed(number.low, 0)} to {wording.signed(number.high, 0)}" if further.is_known else ""
        each, interval = each_in_words(option, kpi)
        cells += [
            Cell(text=wording.signed(number.mean, 0), detail=between, faint=further.is_none),
            Cell(text=each, detail=interval, faint=further.is_none),
        ]
    # A chance that nothing has is no merit of the cheapest.
    measures = [
        _short(measure, lookup)
        for measure in measures_of([option])
        if measure in kpis or (measure in chances and option.gives[measure] > 0)
    ]
    undominated = f"undominated for {wording.listed(measures)}" if measures else ""
    return TableRow(
        head=wording.scenario_label(option.scenario),
        detail="the baseline" if is_baseline else undominated,
        cells=tuple(cells),
    )


def _short(measure: str, lookup: Lookup) -> str:
    """What an option is the best buy for, where a column says the rest."""
    headlines = headlines_of(lookup.scenarios)
    if not measure.startswith(CHANCE):
        return headlines[measure].noun
    return f"chance of {headlines[measure.rsplit('.', 1)[-1]].noun}"
