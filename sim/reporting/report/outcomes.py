"""Tables of what comes of it: plans and budgets, when they are reached, how fast, and where people are lost."""

from __future__ import annotations

import datetime as dt
import math

from ...model import Scenario
from .. import wording
from ..figures import Lookup
from ..figures.decomposition import ENDS, gaps, reason
from ..figures.people import FATES, fates
from .elements import Cell, Row, Table
from .findings import Effect, effects, reached
from .headline import FIELDS, NOUNS, absent, said, when

PLACES = 5  #: at most so many stages in the table of where people gave up


def heads(lookup: Lookup) -> list[tuple[Scenario, str, str]]:
    """Every scenario with its label and, beneath it, its lever."""
    base = "the baseline" if lookup.others else ""
    return [
        (one, wording.scenario_label(one), one.lever or (base if one is lookup.baseline else ""))
        for one in lookup.scenarios
    ]


def mean_cell(lookup: Lookup, scenario: Scenario, kpi: str, group: str = "all") -> Cell:
    """A mean with its 95 % interval beneath."""
    row = lookup.row(scenario, kpi, group)
    detail = f"{wording.span(round(row.low), round(row.high))}" if row.low < row.high else ""
    return Cell(text=wording.number(round(row.mean)) if not math.isnan(row.mean) else wording.NOTHING, detail=detail)


def compared(lookup: Lookup) -> Table | None:
    """Plans and live budgets at each target date, and the differences at the last."""
    kpis = [
        kpi
        for kpi, field in FIELDS.items()
        if any(lookup.amount(one, kpi) > 0 for one in lookup.scenarios)
        or any(getattr(target, field) for target in lookup.baseline.targets)
    ]
    if not kpis:
        return None
    dates: list[dt.date] = [target.date for target in lookup.baseline.targets]
    points = [(kpi, f"{kpi}.{date.isoformat()}", date) for kpi in kpis for date in dates]
    points = points or [(kpi, kpi, lookup.as_at) for kpi in kpis]
    found = {(effect.scenario.name, effect.kpi): effect for effect in effects(lookup.results)}
    columns = [f"{NOUNS[kpi].capitalize()} by {wording.short_date(date)}" for kpi, _, date in points]
    if found:
        columns += [f"Change in {NOUNS[kpi]}" for kpi in kpis]
    rows = []
    for one, label, lever in heads(lookup):
        cells = [mean_cell(lookup, one, name) for _, name, _ in points]
        if found:
            cells += [_change(found.get((one.name, kpi))) for kpi in kpis]
        rows.append(Row(head=label, detail=lever, cells=tuple(cells)))
    hoped = _hoped(lookup, points)
    if hoped is not None:
        rows.insert(0, Row(head="Hoped for", cells=(*hoped, *(Cell(text="") for _ in (kpis if found else ())))))
    return Table(
        caption="Plans and live budgets",
        corner="Scenario",
        columns=tuple(columns),
        rows=tuple(rows),
        note=_how_compared(lookup, bool(found)),
    )


def _change(effect: Effect | None) -> Cell:
    if effect is None:
        return Cell(text=wording.NOTHING, faint=True)
    number, _, interval = said(effect).partition(" (")
    if effect.absent is not None:
        return Cell(text="no difference", detail=absent(effect.absent), faint=True)
    if effect.is_known and not effect.is_clear:
        places = 0 if max(-effect.low, effect.high) >= 9.95 else 1
        low, high = wording.signed(effect.low, places), wording.signed(effect.high, places)
        return Cell(text="no clear difference", detail=f"{low} to {high}", faint=True)
    return Cell(text=number, detail=interval.removesuffix(")"))


def _hoped(lookup: Lookup, points: list[tuple[str, str, dt.date]]) -> list[Cell] | None:
    hopes = {(kpi, t.date): getattr(t, FIELDS[kpi]) for t in lookup.baseline.targets for kpi in NOUNS}
    cells = [hopes.get((kpi, date)) for kpi, _, date in points]
    return [Cell(text=wording.number(hope) if hope else wording.NOTHING) for hope in cells] if any(cells) else None


def _how_compared(lookup: Lookup, differences: bool) -> str:
    if lookup.runs < 2:
        return "One run only: there are no intervals, since one run cannot show how much is luck."
    if lookup.without_interval:
        return f"Means of {lookup.runs} runs, with {lookup.without_interval}"
    text = (
        f"Means of {lookup.runs} runs, and beneath each its 95{wording.SPACE}% interval, unless hardly any run differs."
    )
    if not differences:
        return text
    return (
        f"{text} Changes are from {wording.scenario_label(lookup.baseline)} by {lookup.until}; their intervals hold "
        "all at once, so that none stands out only because many were looked at."
    )


def when_reached(lookup: Lookup) -> Table | None:
    """When each scenario reaches what is hoped for."""
    hopes = {kpi: getattr(lookup.target, FIELDS[kpi]) for kpi in NOUNS} if lookup.target else {}
    kpis = [kpi for kpi, hope in hopes.items() if hope and lookup.row(lookup.baseline, kpi).unit]
    if not kpis:
        return None
    rows = [
        Row(
            head=label,
            cells=tuple(
                Cell(text=when(lookup, it), faint=not it.count)
                for it in (reached(lookup, one, kpi, hopes[kpi]) for kpi in kpis)
            ),
        )
        for one, label, _ in heads(lookup)
    ]
    return Table(
        caption="When what is hoped for is reached",
        corner="Scenario",
        columns=tuple(f"{wording.number(hopes[kpi])} {NOUNS[kpi]}" for kpi in kpis),
        rows=tuple(rows),
        note=f"From the first run to reach it to the last. The simulation ends on {lookup.ending}.",
        words=True,
    )


def speed(lookup: Lookup) -> Table | None:
    """How many have a plan or a budget in time, and how long half of them take."""
    shares = {
        "plan_within_60_days": "Plan within 60 days",
        "plan_within_120_days": "Plan within 120 days",
        "live_within_90_days_of_asking": "Budget live within 90 days of asking",
        "live_within_180_days_of_asking": "Budget live within 180 days of asking",
    }
    medians = {
        "median_days_to_plan": "Half have a plan after",
        "median_days_asked_to_live": "Half of those who ask have a budget after",
    }
    shares = {kpi: words_ for kpi, words_ in shares.items() if lookup.has(kpi)}
    began = {"median_days_to_plan": "found", "median_days_asked_to_live": "asked"}
    medians = {
        kpi: text
        for kpi, text in medians.items()
        if any(lookup.row(one, kpi).unit and lookup.amount(one, began[kpi]) > 0 for one in lookup.scenarios)
    }
    if not shares and not medians:
        return None
    rows = []
    for one, label, _ in heads(lookup):
        cells = [
            Cell(text=wording.percent(lookup.mean(one, kpi), 1 if lookup.mean(one, kpi) < 0.1 else 0)) for kpi in shares
        ]
        cells += [_median(lookup, one, kpi) for kpi in medians]
        rows.append(Row(head=label, cells=tuple(cells)))
    return Table(
        caption="How fast",
        corner="Scenario",
        columns=(*shares.values(), *medians.values()),
        rows=tuple(rows),
        note="Of everyone found (or everyone who asked) who could be followed that long; nobody is dropped, and those who went "
        "out count as without. Not reached: half never get there, so there is no such day.",
    )


def _median(lookup: Lookup, scenario: Scenario, kpi: str) -> Cell:
    row = lookup.row(scenario, kpi)
    if lookup.runs / 2 < row.undefined < lookup.runs:  # the mean of the few that get there would tell of these alone
        return Cell(text=wording.days(math.nan), detail=f"in {row.undefined} of {lookup.runs} runs", faint=True)
    if 0 < row.undefined < lookup.runs:
        return Cell(text=wording.days(row.mean), detail=f"not reached in {row.undefined} of {lookup.runs} runs")
    return Cell(text=wording.days(row.mean), faint=math.isnan(row.mean))


def lost(lookup: Lookup) -> Table | None:
    """What became of 100 people, by scenario."""
    if not lookup.has("plans_completed"):
        return None
    of = {one.name: fates(lookup, one) for one in lookup.scenarios}
    found = {name for each in of.values() for name, count in each.items() if count > 0}
    order = [*(name for name in FATES if name in found), *sorted(found - set(FATES))]
    rows = []
    for one, label, _ in heads(lookup):
        everyone = sum(of[one.name].values())
        shares = [100 * of[one.name].get(name, 0.0) / everyone if everyone else 0.0 for name in order]
        cells = [Cell(text=wording.number(everyone, 0)), *(Cell(text=wording.number(share, 1)) for share in shares)]
        rows.append(Row(head=label, cells=tuple(cells)))
    names = [FATES[name][0] if name in FATES else wording.exit_label(lookup.baseline, name) for name in order]
    return Table(
        caption="Of every 100 people found, or inside at the start",
        corner="Scenario",
        columns=("People", *names),
        rows=tuple(rows),
        note=f"By {lookup.until}.",
        folded=len(lookup.scenarios) > 2,
    )


def gave_up(lookup: Lookup) -> Table | None:
    """Where people gave up waiting."""
    of = {
        one.name: {s: lookup.amount(one, f"gave_up_at.{s}") for s in lookup.items(one, "gave_up_at")}
        for one in lookup.scenarios
    }
    most: dict[str, float] = {}
    for each in of.values():
        for stage, count in each.items():
            most[stage] = max(most.get(stage, 0.0), count)
    stages = sorted((stage for stage in most if most[stage] >= 0.5), key=lambda stage: -most[stage])[:PLACES]
    if not stages:
        return None
    rows = []
    for one, label, _ in heads(lookup):
        counts = [of[one.name].get(stage, 0.0) for stage in stages]
        rest = sum(of[one.name].values()) - sum(counts)
        rows.append(Row(head=label, cells=tuple(Cell(text=wording.number(round(count))) for count in [*counts, rest])))
    return Table(
        caption="Where people gave up waiting",
        corner="Scenario",
        columns=(*(wording.stage_label(lookup.baseline, stage) for stage in stages), "Elsewhere"),
        rows=tuple(rows),
        note=f"People by {lookup.until}, means over the runs.",
    )


def step_by_step(lookup: Lookup) -> list[Table]:
    """For two scenarios: the gap per 1,000 residents, its parts by size."""
    names = [wording.scenario_label(one) for one in lookup.scenarios]
    tables = []
    for gap in gaps(lookup):
        parts = sorted(gap.parts, key=lambda part: -abs(part[1]))
        rows = [Row(head=reason(name, change), cells=(Cell(text=wording.signed(change, 2)),)) for name, change in parts]
        ends = [
            Row(head=names[0], cells=(Cell(text=wording.number(gap.first, 2)),)),
            Row(head=names[1], cells=(Cell(text=wording.number(gap.last, 2)),)),
        ]
        gap_row = Row(head="Difference", cells=(Cell(text=wording.signed(gap.last - gap.first, 2)),))
        tables.append(
            Table(
                caption=f"{ENDS[gap.end]} per 1,000 residents: the difference by its reasons, largest first",
                corner="",
                columns=("Per 1,000",),
                rows=(*ends, gap_row, *rows),
                note="The reasons sum to the difference: each is what changes when that step alone is exchanged, in the order "
                "of the pathway.",
            )
        )
    return tables
