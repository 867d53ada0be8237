"""Tables of what it takes: money, staff, and who is reached with them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ...experiments.analysis.groups import eligible, per_100_eligible, per_100_not_identified
from ...experiments.analysis.lookup import Lookup
from ...experiments.analysis.money import spent_by_kind
from ...experiments.analysis.waits import QUEUED, days_kpi, queues_by_length
from ...measures.kpis.costs import EMPLOYED
from ...model import Caseload, Fund, Team
from .. import wording
from ..labels import OF_ELIGIBLE, REACHED, at_start, causes_of, until
from .elements import Cell, Line, ReportTable, TableRow
from .outcomes import heads

IN_PLACE = "In place of packages"
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
    "yearly_in_place": IN_PLACE,
    "yearly_overspent": BEYOND,
}
SPENT = {"one_off": "One-off money", "recurrent": "Yearly money"}
COSTS = {
    "staff_cost": "Staff",
    "meeting_cost": "Meetings",
    "set_up_cost": "Setting up",
    "package_cost": "Packages",
    "programme_cost": "In all",
    "cost_per_plan": "A plan completed",
    "cost_per_budget_received": "A budget received",
}
QUEUES = 6  #: at most so many queues in the table


def one_off(lookup: Lookup) -> ReportTable | None:
    """One-off money in all, by scenario."""
    return _in_all(
        lookup,
        ONE_OFF,
        "One-off money for budgets, in all (pounds)",
        f"By {until(lookup)}, to three figures{wording.in_prices(lookup.baseline)}. Committed: granted, paid out or not. "
        "Lapsed: lost at a year’s end.",
    )


def yearly(lookup: Lookup) -> ReportTable | None:
    """Yearly money in all, by scenario."""
    return _in_all(
        lookup,
        YEARLY,
        "Yearly money for budgets, in all (pounds a year)",
        f"As it stands at the end of {until(lookup)}, to three figures{wording.in_prices(lookup.baseline)}. Full-year effect: "
        "what the budgets granted by then and not given back, live or not yet, cost in a year.",
    )


def _in_all(lookup: Lookup, columns: Mapping[str, str], caption: str, note: str) -> ReportTable | None:
    kpis = [kpi for kpi in columns if lookup.has(kpi)]
    if not any(lookup.amount(scenario, kpi) for scenario in lookup.scenarios for kpi in kpis):
        return None
    rows = [
        TableRow(head=label, cells=tuple(Cell(text=wording.pounds(lookup.mean(scenario, kpi))) for kpi in kpis))
        for scenario, label, _ in heads(lookup)
    ]
    if any(columns[kpi] == IN_PLACE for kpi in kpis):
        note += (
            f" {IN_PLACE}: the part that is a right, which no cap holds and which takes the place of packages that are paid "
            "anyway; it costs double running alone."
        )
    if any(columns[kpi] == BEYOND for kpi in kpis):
        note += f" {BEYOND}: the part of what is committed for which a fund without a cap had no money."
    return ReportTable(
        caption=caption, corner="Scenario", columns=tuple(columns[kpi] for kpi in kpis), rows=tuple(rows), note=note
    )


def spent(lookup: Lookup) -> ReportTable | None:
    """What was spent to date, of each kind of money and of both, by scenario."""
    if not any(lookup.amount(scenario, "money_spent") for scenario in lookup.scenarios):
        return None
    rows = []
    for scenario, label, _ in heads(lookup):
        by_kind = spent_by_kind(lookup, scenario)
        values = [*(by_kind[kind] for kind in SPENT), lookup.amount(scenario, "money_spent")]
        rows.append(TableRow(head=label, cells=tuple(Cell(text=wording.pounds(value)) for value in values)))
    return ReportTable(
        caption="Money spent on budgets so far (pounds)",
        corner="Scenario",
        columns=(*SPENT.values(), "In all"),
        rows=tuple(rows),
        note=f"From the start to {until(lookup)}, to three figures. One-off money counts once it is paid out, yearly money "
        "for as long as each budget has been live.",
    )


def funds(lookup: Lookup) -> list[ReportTable]:
    """The baseline's money by fund and funder: one-off, yearly, and what was spent of both."""
    label = wording.scenario_label(lookup.baseline)
    tables = [
        _by_fund(lookup, ONE_OFF, f"One-off money by fund and by funder, in pounds: {label}"),
        _by_fund(lookup, YEARLY, f"Yearly money by fund and by funder, in pounds a year: {label}"),
        _by_fund(lookup, {"money_spent": "Spent"}, f"Money spent by fund and by funder, in pounds: {label}"),
    ]
    return [table for table in tables if table is not None]


def _by_fund(lookup: Lookup, columns: Mapping[str, str], caption: str) -> ReportTable | None:
    scenario = lookup.baseline
    kpis = [kpi for kpi in columns if lookup.has(kpi)]
    named = {
        fund.name: wording.resource_label(scenario, fund.name) for fund in scenario.resources if isinstance(fund, Fund)
    }
    funders = dict.fromkeys(name for kpi in kpis for name in lookup.items(scenario, kpi) if name.startswith("funder."))
    rows = []
    for name, label in [*named.items(), *((name, _funder(name)) for name in funders)]:
        if any(lookup.amount(scenario, f"{kpi}.{name}") for kpi in kpis):
            cells = tuple(Cell(text=wording.pounds(lookup.mean(scenario, f"{kpi}.{name}"))) for kpi in kpis)
            rows.append(TableRow(head=label, cells=cells))
    if not rows:
        return None
    return ReportTable(
        caption=caption,
        corner="Fund",
        columns=tuple(columns[kpi] for kpi in kpis),
        rows=tuple(rows),
        folded=True,
    )


def in_vain(lookup: Lookup) -> tuple[Line, ...]:
    """Who waits for more money than there will ever be."""
    amounts = [(scenario, lookup.amount(scenario, "unfundable_requests")) for scenario in lookup.scenarios]
    waiting = [(scenario, count) for scenario, count in amounts if count > 0]
    if not waiting:
        return ()
    people = [
        f"{wording.number(count, 2 if count < 0.1 else None)} {'person' if count == 1 else 'people'} in "
        f"{wording.scenario_label(scenario)}"
        for scenario, count in waiting
    ]
    verb = "waits" if len(waiting) == 1 and waiting[0][1] == 1 else "wait"
    mean = " (means over the runs)" if lookup.runs > 1 else ""
    text = (
        f"{wording.listed(people)} {verb} for more money than their fund will ever hold, as the simulation ends{mean}."
    )
    return (Line(lead="Waiting in vain.", text=text),)


def _funder(name: str) -> str:
    funder = name.removeprefix("funder.")
    return f"All of {wording.FUNDERS.get(funder, funder.replace('_', ' '))}"


def costs(lookup: Lookup) -> ReportTable | None:
    """What running the programme costs, in all and for each plan and budget; and how much of the paid hours is used."""
    kpis = [kpi for kpi in COSTS if any(lookup.amount(scenario, kpi) > 0 for scenario in lookup.scenarios)]
    if not kpis:
        return None
    rows = []
    for scenario, label, _ in heads(lookup):
        cells = [Cell(text=wording.pounds(lookup.mean(scenario, kpi))) for kpi in kpis]
        used = Cell(text=wording.percent(lookup.mean(scenario, "share_of_hours_used")))
        rows.append(TableRow(head=label, cells=(*cells, used)))
    return ReportTable(
        caption="What running the programme costs (pounds), and how much of the paid hours is used",
        corner="Scenario",
        columns=(*(COSTS[kpi] for kpi in kpis), "Hours used"),
        rows=tuple(rows),
        note=f"By {until(lookup)}, to three figures{wording.in_prices(lookup.baseline)}: all of it shared out over the plans "
        f"completed, or over the budgets received, since the start. {EMPLOYED}",
    )


def busy(lookup: Lookup) -> ReportTable | None:
    """How busy teams are, and how full caseloads."""
    names = [resource.name for resource in lookup.baseline.resources if isinstance(resource, Team | Caseload)]
    names = [name for name in names if lookup.has(f"utilisation.{name}")]
    if not names:
        return None
    rows = []
    for scenario, label, _ in heads(lookup):
        shares = [lookup.mean(scenario, f"utilisation.{name}") for name in names]
        cells = [
            Cell(text="no limit" if math.isnan(share) else wording.percent(share), faint=math.isnan(share))
            for share in shares
        ]
        rows.append(TableRow(head=label, cells=tuple(cells)))
    return ReportTable(
        caption="How much of each team’s time, and of each caseload’s places, is in use",
        corner="Scenario",
        columns=tuple(wording.resource_label(lookup.baseline, name) for name in names),
        rows=tuple(rows),
        note=f"From the start to {until(lookup)}. Near 100{wording.SPACE}%, queues grow.",
    )


def waiting(lookup: Lookup) -> ReportTable | None:
    """How many wait for what."""
    names = queues_by_length(lookup, lookup.scenarios, QUEUED)[:QUEUES]
    if not names:
        return None
    rows = [
        TableRow(
            head=label, cells=tuple(Cell(text=wording.number(lookup.mean(scenario, f"queue.{name}"))) for name in names)
        )
        for scenario, label, _ in heads(lookup)
    ]
    return ReportTable(
        caption="People waiting, on average",
        corner="Scenario",
        columns=tuple(wording.resource_label(lookup.baseline, name) for name in names),
        rows=tuple(rows),
        note=f"From the start to {until(lookup)}; the longest queues only.",
    )


def days(lookup: Lookup) -> ReportTable | None:
    """Mean days by cause, for the reader who wants the numbers of the figure."""
    kpi = days_kpi(lookup)
    causes = causes_of(lookup, kpi)
    if not causes:
        return None
    decimals = 1 if max(lookup.amount(scenario, f"{kpi}.total") for scenario in lookup.scenarios) >= 10 else 2
    rows = [
        TableRow(
            head=label,
            cells=tuple(
                Cell(text=wording.number(lookup.mean(scenario, f"{kpi}.{cause}"), decimals))
                for scenario in lookup.scenarios
            ),
        )
        for label, cause in [*((wording.cause(cause).capitalize(), cause) for cause in causes), ("In all", "total")]
    ]
    return ReportTable(
        caption="Mean days a person by cause",
        corner="Cause",
        columns=tuple(wording.scenario_label(scenario) for scenario in lookup.scenarios),
        rows=tuple(rows),
        folded=True,
    )


def reach(lookup: Lookup) -> ReportTable | None:
    """Who is reached and who is not, by cohort."""
    cohorts = lookup.baseline.people.cohorts
    if len(cohorts) < 2:
        return None
    kpis = [kpi for kpi in OF_ELIGIBLE[1:] if lookup.has(kpi, cohorts[0].name)]
    rows = []
    for scenario in lookup.leading():
        for cohort in scenario.people.cohorts:
            texts = [
                wording.number(eligible(scenario, cohort.name)),
                wording.number(per_100_not_identified(lookup, scenario, cohort.name), 1),
                *(wording.number(per_100_eligible(lookup, scenario, kpi, cohort.name), 1) for kpi in kpis),
            ]
            label = f"{wording.scenario_label(scenario)}: {wording.cohort_label(scenario, cohort.name)}"
            rows.append(TableRow(head=label, cells=tuple(Cell(text=text) for text in texts)))
    return ReportTable(
        caption="Who is reached, per 100 eligible people",
        corner="Cohort",
        columns=("Eligible people", "Not identified", *(REACHED[kpi] for kpi in kpis)),
        rows=tuple(rows),
        note=f"By {until(lookup)}. Plans and budgets include those of people who were inside at the start, if any."
        + at_start(lookup),
    )
