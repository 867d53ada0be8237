"""Tables of what it takes: money, staff, and who is reached with them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ...measures.kpis.costs import WORKED
from ...model import Caseload, Fund, Team
from .. import wording
from ..figures import Lookup
from ..figures.days import causes_of
from ..figures.queues import longest_queues
from ..figures.reach import MEASURES, at_start, per_100
from .elements import Cell, Line, Row, Table
from .outcomes import heads

BEYOND = "Beyond the budget"
ONE_OFF = {
    "money_in": "Put in",
    "money_committed": "Committed",
    "money_lapsed": "Lapsed",
    "money_left": "Left",
    "money_overspent": BEYOND,
}
YEARLY = {
    "yearly_in": "Put in",
    "yearly_committed": "Full-year effect",
    "yearly_left": "Left",
    "yearly_overspent": BEYOND,
}
SPENT = {"one_off": "One-off money", "recurrent": "Yearly money"}
COSTS = {
    "staff_cost": "In all",
    "cost_per_plan": "A plan completed",
    "cost_per_budget_received": "A budget received",
}
QUEUES = 6  #: at most so many queues in the table


def one_off(lookup: Lookup) -> Table | None:
    """One-off money in all, by scenario."""
    return _in_all(
        lookup,
        ONE_OFF,
        "One-off money for budgets, in all (pounds)",
        f"By {lookup.until}, to three figures. Committed: granted, paid out or not. Lapsed: lost at a year’s end.",
    )


def yearly(lookup: Lookup) -> Table | None:
    """Yearly money in all, by scenario."""
    return _in_all(
        lookup,
        YEARLY,
        "Yearly money for budgets, in all (pounds a year)",
        f"As it stands at the end of {lookup.until}, to three figures. Full-year effect: what the budgets granted by then "
        "and not given back, live or not yet, cost in a year.",
    )


def _in_all(lookup: Lookup, columns: Mapping[str, str], caption: str, note: str) -> Table | None:
    kpis = [kpi for kpi in columns if lookup.has(kpi)]
    if not any(lookup.amount(one, kpi) for one in lookup.scenarios for kpi in kpis):
        return None
    rows = [
        Row(head=label, cells=tuple(Cell(text=wording.pounds(lookup.mean(one, kpi))) for kpi in kpis))
        for one, label, _ in heads(lookup)
    ]
    if any(columns[kpi] == BEYOND for kpi in kpis):
        note += f" {BEYOND}: the part of what is committed that is for people who are entitled, whom no cap holds."
    return Table(
        caption=caption, corner="Scenario", columns=tuple(columns[kpi] for kpi in kpis), rows=tuple(rows), note=note
    )


def spent(lookup: Lookup) -> Table | None:
    """What was spent to date, of each kind of money and of both, by scenario."""
    if not any(lookup.amount(one, "money_spent") for one in lookup.scenarios):
        return None
    rows = []
    for one, label, _ in heads(lookup):
        of = dict.fromkeys(SPENT, 0.0)
        for fund in one.resources:
            if isinstance(fund, Fund):
                of[fund.kind] += lookup.amount(one, f"money_spent.{fund.name}")
        values = [*of.values(), lookup.amount(one, "money_spent")]
        rows.append(Row(head=label, cells=tuple(Cell(text=wording.pounds(value)) for value in values)))
    return Table(
        caption="Money spent on budgets so far (pounds)",
        corner="Scenario",
        columns=(*SPENT.values(), "In all"),
        rows=tuple(rows),
        note=f"From the start to {lookup.until}, to three figures. One-off money counts once it is paid out, yearly money "
        "for as long as each budget has been live.",
    )


def funds(lookup: Lookup) -> list[Table]:
    """The baseline's money by fund and funder: one-off, yearly, and what was spent of both."""
    label = wording.scenario_label(lookup.baseline)
    found = [
        _by_fund(lookup, ONE_OFF, f"One-off money by fund and by funder, in pounds: {label}"),
        _by_fund(lookup, YEARLY, f"Yearly money by fund and by funder, in pounds a year: {label}"),
        _by_fund(lookup, {"money_spent": "Spent"}, f"Money spent by fund and by funder, in pounds: {label}"),
    ]
    return [table for table in found if table is not None]


def _by_fund(lookup: Lookup, columns: Mapping[str, str], caption: str) -> Table | None:
    one = lookup.baseline
    kpis = [kpi for kpi in columns if lookup.has(kpi)]
    named = {fund.name: wording.resource_label(one, fund.name) for fund in one.resources if isinstance(fund, Fund)}
    funders = dict.fromkeys(name for kpi in kpis for name in lookup.items(one, kpi) if name.startswith("funder."))
    rows = []
    for name, label in [*named.items(), *((name, _funder(name)) for name in funders)]:
        if any(lookup.amount(one, f"{kpi}.{name}") for kpi in kpis):
            cells = tuple(Cell(text=wording.pounds(lookup.mean(one, f"{kpi}.{name}"))) for kpi in kpis)
            rows.append(Row(head=label, cells=cells))
    if not rows:
        return None
    return Table(
        caption=caption,
        corner="Fund",
        columns=tuple(columns[kpi] for kpi in kpis),
        rows=tuple(rows),
        folded=True,
    )


def in_vain(lookup: Lookup) -> tuple[Line, ...]:
    """Who waits for more money than there will ever be."""
    found = [(one, lookup.amount(one, "waiting_for_too_much")) for one in lookup.scenarios]
    told = [(one, number) for one, number in found if number > 0]
    if not told:
        return ()
    people = [
        f"{wording.number(number, 2 if number < 0.1 else None)} {'person' if number == 1 else 'people'} in "
        f"{wording.scenario_label(one)}"
        for one, number in told
    ]
    verb = "waits" if len(told) == 1 and told[0][1] == 1 else "wait"
    mean = " (means over the runs)" if lookup.runs > 1 else ""
    text = (
        f"{wording.listed(people)} {verb} for more money than their fund will ever hold, as the simulation ends{mean}."
    )
    return (Line(lead="Waiting in vain.", text=text),)


def _funder(name: str) -> str:
    funder = name.removeprefix("funder.")
    return f"All of {wording.FUNDERS.get(funder, funder.replace('_', ' '))}"


def costs(lookup: Lookup) -> Table | None:
    """What the hours worked cost."""
    kpis = [kpi for kpi in COSTS if any(lookup.amount(one, kpi) > 0 for one in lookup.scenarios)]
    if not kpis:
        return None
    rows = [
        Row(head=label, cells=tuple(Cell(text=wording.pounds(lookup.mean(one, kpi))) for kpi in kpis))
        for one, label, _ in heads(lookup)
    ]
    return Table(
        caption="Cost of the hours worked (pounds)",
        corner="Scenario",
        columns=tuple(COSTS[kpi] for kpi in kpis),
        rows=tuple(rows),
        note=f"By {lookup.until}, to three figures: all of it shared out over the plans completed, or over the budgets "
        f"received, since the start. {WORKED}",
    )


def busy(lookup: Lookup) -> Table | None:
    """How busy teams are, and how full caseloads."""
    names = [r.name for r in lookup.baseline.resources if isinstance(r, Team | Caseload)]
    names = [name for name in names if lookup.has(f"utilisation.{name}")]
    if not names:
        return None
    rows = []
    for one, label, _ in heads(lookup):
        shares = [lookup.mean(one, f"utilisation.{name}") for name in names]
        cells = [
            Cell(text=wording.percent(s) if not math.isnan(s) else "no limit", faint=math.isnan(s)) for s in shares
        ]
        rows.append(Row(head=label, cells=tuple(cells)))
    return Table(
        caption="How much of each team’s time, and of each caseload’s places, is in use",
        corner="Scenario",
        columns=tuple(wording.resource_label(lookup.baseline, name) for name in names),
        rows=tuple(rows),
        note=f"From the start to {lookup.until}. Near 100{wording.SPACE}%, queues grow.",
    )


def waiting(lookup: Lookup) -> Table | None:
    """How many wait for what."""
    longest: dict[str, float] = {}
    for one in lookup.scenarios:
        for name, mean in longest_queues(lookup, one):
            longest[name] = max(longest.get(name, 0.0), mean)
    names = sorted((name for name in longest if longest[name] >= 0.05), key=lambda name: -longest[name])[:QUEUES]
    if not names:
        return None
    rows = [
        Row(head=label, cells=tuple(Cell(text=wording.number(lookup.mean(one, f"queue.{name}"))) for name in names))
        for one, label, _ in heads(lookup)
    ]
    return Table(
        caption="People waiting, on average",
        corner="Scenario",
        columns=tuple(wording.resource_label(lookup.baseline, name) for name in names),
        rows=tuple(rows),
        note=f"From the start to {lookup.until}; the longest queues only.",
    )


def days(lookup: Lookup) -> Table | None:
    """Mean days by cause, for the reader who wants the numbers of the figure."""
    kpi = "budget_days" if lookup.has("budget_days.total") else "days"
    causes = causes_of(lookup, kpi)
    if not causes:
        return None
    places = 1 if max(lookup.amount(one, f"{kpi}.total") for one in lookup.scenarios) >= 10 else 2
    rows = [
        Row(
            head=word,
            cells=tuple(
                Cell(text=wording.number(lookup.mean(one, f"{kpi}.{cause}"), places)) for one in lookup.scenarios
            ),
        )
        for word, cause in [*((wording.cause(cause).capitalize(), cause) for cause in causes), ("In all", "total")]
    ]
    return Table(
        caption="Mean days a person by cause",
        corner="Cause",
        columns=tuple(wording.scenario_label(one) for one in lookup.scenarios),
        rows=tuple(rows),
        folded=True,
    )


def reach(lookup: Lookup) -> Table | None:
    """Who is reached and who is not, by cohort."""
    cohorts = lookup.baseline.people.cohorts
    if len(cohorts) < 2:
        return None
    kpis = [kpi for kpi in MEASURES if lookup.has(kpi, cohorts[0].name)]
    rows = []
    for one in lookup.leading():
        for cohort in one.people.cohorts:
            shares = [per_100(lookup, one, kpi, cohort.name) for kpi in kpis]
            cells = [
                wording.number(cohort.size * one.places),
                wording.number(100 - shares[0], 1),
                *(wording.number(s, 1) for s in shares[1:]),
            ]
            label = f"{wording.scenario_label(one)}: {wording.cohort_label(one, cohort.name)}"
            rows.append(Row(head=label, cells=tuple(Cell(text=text) for text in cells)))
    return Table(
        caption="Who is reached, per 100 eligible people",
        corner="Cohort",
        columns=("Eligible people", "Not found", *(MEASURES[kpi] for kpi in kpis[1:])),
        rows=tuple(rows),
        note=f"By {lookup.until}. Plans and budgets include those of people who were inside at the start, if any."
        + at_start(lookup),
    )
