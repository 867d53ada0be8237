"""Tables of what comes of it: plans and budgets, when they are reached, how fast, and where people are lost."""

from __future__ import annotations

import datetime as dt
import math

from ...experiments.analysis.attainment import attainment, counted_or_hoped_for, hoped_for, reached_in_runs
from ...experiments.analysis.decomposition import gaps
from ...experiments.analysis.effects import Effect, effects
from ...experiments.analysis.lookup import Lookup
from ...experiments.analysis.people import fates, gave_up_by_stage, gave_up_most, not_invited, occurring, per_100
from ...measures.kpis.headlines import BUDGETS, HEADLINES, headlines_of
from ...model import Scenario
from .. import wording
from ..labels import ENDS, ending, fate_label, fates_in_order, reason, until
from ..run_quality import no_interval
from .elements import Cell, ReportTable, TableRow
from .headline import absent_text, when

NOT_AMONG_THEM = (
    " Not invited: people who would have been identified by then but for a long waiting list. They are not among the people of "
    "whom this tells."
)
STAGES = 5  #: at most so many stages in the table of where people gave up


def heads(lookup: Lookup) -> list[tuple[Scenario, str, str]]:
    """Every scenario with its label and, beneath it, its lever."""
    base = "the baseline" if lookup.others else ""
    return [
        (scenario, wording.scenario_label(scenario), scenario.lever or (base if scenario is lookup.baseline else ""))
        for scenario in lookup.scenarios
    ]


def mean_cell(lookup: Lookup, scenario: Scenario, kpi: str, group: str = "all") -> Cell:
    """A mean with its 95 % interval beneath."""
    row = lookup.row(scenario, kpi, group)
    detail = f"{wording.span(round(row.low), round(row.high))}" if row.low < row.high else ""
    return Cell(text=wording.number(round(row.mean)) if not math.isnan(row.mean) else wording.NOTHING, detail=detail)


def compared(lookup: Lookup) -> ReportTable | None:
    """Means of plans and live budgets at each target date with their intervals, and the differences at the last."""
    kpis = counted_or_hoped_for(lookup)
    if not kpis:
        return None
    dates: list[dt.date] = [target.date for target in lookup.baseline.targets]
    points = [(kpi, f"{kpi}.{date.isoformat()}", date) for kpi in kpis for date in dates]
    points = points or [(kpi, kpi, lookup.as_at) for kpi in kpis]
    differences = {(effect.scenario.name, effect.kpi): effect for effect in effects(lookup.results)}
    columns = [
        f"{headlines_of(lookup.scenarios)[kpi].opening} by {wording.short_date(date)}" for kpi, _, date in points
    ]
    if differences:
        columns += [f"Change in {headlines_of(lookup.scenarios)[kpi].noun}" for kpi in kpis]
    rows = []
    for scenario, label, lever in heads(lookup):
        cells = [mean_cell(lookup, scenario, name) for _, name, _ in points]
        if differences:
            cells += [_change(differences.get((scenario.name, kpi))) for kpi in kpis]
        rows.append(TableRow(head=label, detail=lever, cells=tuple(cells)))
    hoped = _hoped(lookup, points)
    if hoped is not None:
        blank = [Cell(text="") for _ in (kpis if differences else ())]
        rows.insert(0, TableRow(head="Hoped for", cells=(*hoped, *blank)))
    return ReportTable(
        caption=f"Plans and {headlines_of(lookup.scenarios)[BUDGETS.kpi].noun}: means",
        corner="Scenario",
        columns=tuple(columns),
        rows=tuple(rows),
        note=_how_compared(lookup, bool(differences)),
        folded=True,
    )


def _change(effect: Effect | None) -> Cell:
    if effect is None:
        return Cell(text=wording.NOTHING, faint=True)
    if effect.absent is not None:
        return Cell(text="no difference", detail=absent_text(effect.absent), faint=True)
    if effect.is_unclear:
        decimals = 0 if max(-effect.low, effect.high) >= 9.95 else 1
        low, high = wording.signed(effect.low, decimals), wording.signed(effect.high, decimals)
        return Cell(text="no clear difference", detail=f"{low} to {high}", faint=True)
    decimals = 0 if abs(effect.difference) >= 9.95 else 1
    number, low, high = (wording.signed(value, decimals) for value in (effect.difference, effect.low, effect.high))
    return Cell(text=number, detail=f"{low} to {high}" if effect.is_known else "")


def _hoped(lookup: Lookup, points: list[tuple[str, str, dt.date]]) -> list[Cell] | None:
    targets = lookup.baseline.targets
    hopes = {(kpi, target.date): HEADLINES[kpi].hoped(target) for target in targets for kpi in HEADLINES}
    cells = [hopes.get((kpi, date)) for kpi, _, date in points]
    return [Cell(text=wording.number(hope) if hope else wording.NOTHING) for hope in cells] if any(cells) else None


def _how_compared(lookup: Lookup, differences: bool) -> str:
    if lookup.runs < 2:
        return "One run only: there are no intervals, since one run cannot show how much is chance."
    if why := no_interval(lookup):
        return f"Means of {lookup.runs} runs, with {why}"
    beneath = f"beneath each its 95{wording.SPACE}% confidence interval"
    text = f"Means of {lookup.runs} runs, and {beneath}, unless hardly any run differs."
    if not differences:
        return text
    return (
        f"{text} Changes are from {wording.scenario_label(lookup.baseline)} by {until(lookup)}; their intervals hold "
        "all at once, so that none stands out only because many were looked at."
    )


def when_reached(lookup: Lookup) -> ReportTable | None:
    """When each scenario reaches what is hoped for."""
    hopes = hoped_for(lookup)
    if not hopes:
        return None
    rows = []
    for scenario, label, _ in heads(lookup):
        times = [attainment(lookup, scenario, kpi, hope) for kpi, hope in hopes.items()]
        cells = tuple(Cell(text=when(lookup, date), faint=not date.count) for date in times)
        rows.append(TableRow(head=label, cells=cells))
    return ReportTable(
        caption="When what is hoped for is reached",
        corner="Scenario",
        columns=tuple(
            f"{wording.number(hope)} {headlines_of(lookup.scenarios)[kpi].noun}" for kpi, hope in hopes.items()
        ),
        rows=tuple(rows),
        note=f"From the first run to reach it to the last. The simulation ends on {ending(lookup)}.",
        words=True,
    )


def speed(lookup: Lookup) -> ReportTable | None:
    """How many have a plan or a budget in time, and how long half of them take."""
    shares = {
        "plan_within_60_days_of_accepting": "Plan within 60 days of accepting",
        "plan_within_120_days_of_accepting": "Plan within 120 days of accepting",
        "live_within_90_days_of_asking": "Budget live within 90 days of asking",
        "live_within_180_days_of_asking": "Budget live within 180 days of asking",
    }
    medians = {
        "median_days_accepted_to_plan": "Half of those who accept have a plan after",
        "median_days_asked_to_live": "Half of those who ask have a budget after",
    }
    shares = {kpi: label for kpi, label in shares.items() if lookup.has(kpi)}
    began = {"median_days_accepted_to_plan": "accepted", "median_days_asked_to_live": "asked"}
    medians = {
        kpi: label
        for kpi, label in medians.items()
        if any(
            lookup.row(scenario, kpi).unit and lookup.amount(scenario, began[kpi]) > 0 for scenario in lookup.scenarios
        )
    }
    if not shares and not medians:
        return None
    rows = []
    for scenario, label, _ in heads(lookup):
        means = [lookup.mean(scenario, kpi) for kpi in shares]
        cells = [Cell(text=wording.percent(share, 1 if share < 0.1 else 0)) for share in means]
        cells += [_median(lookup, scenario, kpi) for kpi in medians]
        rows.append(TableRow(head=label, cells=tuple(cells)))
    return ReportTable(
        caption="How fast",
        corner="Scenario",
        columns=(*shares.values(), *medians.values()),
        rows=tuple(rows),
        note="From accepting the offer to the plan, of all who accepted; from asking to the budget, of all who asked: "
        "of those who could be followed that long. People who declined are not among them; those who gave up, left or are not "
        "done are, and count as without. Not reached: half never get there, so there is no such day.",
    )


def _median(lookup: Lookup, scenario: Scenario, kpi: str) -> Cell:
    row, often = lookup.row(scenario, kpi), reached_in_runs(lookup, scenario, kpi)
    if often == "few":
        return Cell(text=wording.days(math.nan), detail=f"in {row.undefined} of {lookup.runs} runs", faint=True)
    if often == "most":
        return Cell(text=wording.days(row.mean), detail=f"not reached in {row.undefined} of {lookup.runs} runs")
    return Cell(text=wording.days(row.mean), faint=often == "none")


def lost(lookup: Lookup) -> ReportTable | None:
    """What became of 100 people, by scenario."""
    if not lookup.has("plans_completed"):
        return None
    counts = {scenario.name: fates(lookup, scenario) for scenario in lookup.scenarios}
    order = fates_in_order(occurring(counts.values()))
    any_held_back = any(not_invited(lookup, scenario) is not None for scenario in lookup.scenarios)
    rows = []
    for scenario, label, _ in heads(lookup):
        shares = per_100(counts[scenario.name])
        everyone = [wording.number(sum(counts[scenario.name].values()), 0)]
        if any_held_back:
            everyone = [*everyone, _not_invited(lookup, scenario)]
        texts = [*everyone, *(wording.number(shares.get(name, 0.0), 1) for name in order)]
        rows.append(TableRow(head=label, cells=tuple(Cell(text=text) for text in texts)))
    names = [fate_label(lookup, name) for name in order]
    return ReportTable(
        caption="Of every 100 people identified, or inside at the start",
        corner="Scenario",
        columns=("People", *(["Not invited"] if any_held_back else []), *names),
        rows=tuple(rows),
        note=f"By {until(lookup)}.{NOT_AMONG_THEM if any_held_back else ''}",
        folded=len(lookup.scenarios) > 2,
    )


def _not_invited(lookup: Lookup, scenario: Scenario) -> str:
    held_back = not_invited(lookup, scenario)
    return wording.NOTHING if held_back is None else wording.number(round(held_back))


def gave_up(lookup: Lookup) -> ReportTable | None:
    """Where people gave up waiting."""
    stages = gave_up_most(lookup, STAGES)
    if not stages:
        return None
    rows = []
    for scenario, label, _ in heads(lookup):
        counts = gave_up_by_stage(lookup, scenario, stages)
        rows.append(TableRow(head=label, cells=tuple(Cell(text=wording.number(round(count))) for count in counts)))
    return ReportTable(
        caption="Where people gave up waiting",
        corner="Scenario",
        columns=(*(wording.stage_label(lookup.baseline, stage) for stage in stages), "Elsewhere"),
        rows=tuple(rows),
        note=f"People by {until(lookup)}, means over the runs.",
    )


def step_by_step(lookup: Lookup) -> list[ReportTable]:
    """For two scenarios: the gap per 1,000 residents, its reasons by size."""
    names = [wording.scenario_label(scenario) for scenario in lookup.scenarios]
    tables = []
    for gap in gaps(lookup):
        numbers = [
            (names[0], wording.number(gap.first, 2)),
            (names[1], wording.number(gap.last, 2)),
            ("Difference", wording.signed(gap.difference, 2)),
            *((reason(step, change), wording.signed(change, 2)) for step, change in gap.by_size),
        ]
        tables.append(
            ReportTable(
                caption=f"{ENDS[gap.end]} per 1,000 residents: the difference by its reasons, largest first",
                corner="",
                columns=("Per 1,000",),
                rows=tuple(TableRow(head=head, cells=(Cell(text=number),)) for head, number in numbers),
                note="The reasons sum to the difference: each is what changes when that step alone is exchanged, in the order "
                "of the pathway.",
            )
        )
    return tables
