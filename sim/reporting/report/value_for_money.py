"""Tables of what the programme costs and who pays, of what is paid twice, and of what good may come of it, with evidence."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial

from ...experiments.analysis.lookup import Lookup
from ...measures import KPIS
from ...measures.kpis.costs import EMPLOYED, UNNAMED
from ...model import Scenario
from .. import wording
from ..labels import until
from .elements import Cell, ReportTable, TableRow

Format = Callable[[float], str]

PROGRAMME: Mapping[str, tuple[str, Format]] = {
    "staff_cost": ("Staff, employed", wording.pounds),
    "cost_of_hours_worked": ("Of that, the hours worked", wording.pounds),
    "meeting_cost": ("Meetings: the time of those who attend", wording.pounds),
    "set_up_cost": ("Setting up the programme", wording.pounds),
    "package_cost": ("Packages", wording.pounds),
    "programme_cost": ("Running the programme, in all", wording.pounds),
    "cost_per_plan_above_standard": ("For a plan, above standard care", wording.pounds),
    "cost_per_budget_received_above_standard": ("For a budget received, above standard care", wording.pounds),
    "contacts_per_plan": ("Contacts a plan", partial(wording.number, decimals=1)),
    "double_running": ("Paid twice (double running)", wording.pounds),
}
GOOD: Mapping[str, tuple[str, Format]] = {
    "budget_years": ("Years with a live budget", wording.number),
    "ascot_gain": (
        "Gain in social care related quality of life (ASCOT, times years)",
        partial(wording.number, decimals=1),
    ),
    "eq5d_gain": ("Gain in health related quality of life (EQ-5D, times years)", wording.number),
    "admissions_change": ("Change in emergency admissions", wording.number),
    "attendances_change": ("Change in attendances at accident and emergency", wording.number),
    "hospital_cost_change": ("Change in what hospitals cost", wording.pounds),
}
YEARS = {"cash_in_year": "Spent in the year", "full_year_effect": "Full-year effect at its end"}


def programme(lookup: Lookup) -> ReportTable | None:
    """What running the programme costs, and what is paid twice."""
    if not lookup.amount(lookup.baseline, "programme_cost"):
        return None
    return _with_evidence(
        lookup,
        PROGRAMME,
        "What running the programme costs, and what is paid twice (pounds)",
        f"By {until(lookup)}, to three figures{wording.in_prices(lookup.baseline)}. {EMPLOYED} Beneath each: how strong the "
        "evidence is.",
    )


BILL = {
    "total_bill.programme": "Running the programme",
    "total_bill.budgets": "Budgets paid out, but for those by right",
    "total_bill.double_running": "Paid twice (double running)",
    "total_bill": "All that was paid",
}


def whole_bill(lookup: Lookup) -> ReportTable | None:
    """All that was paid: by what it was for, and by who pays."""
    if not lookup.amount(lookup.baseline, "total_bill"):
        return None
    shown = lookup.leading()
    funders = [
        item for scenario in shown for item in lookup.items(scenario, "total_bill") if item.startswith("funder.")
    ]
    labels = BILL | {f"total_bill.{item}": f"Paid by {funder_in_words(item)}" for item in funders}
    rows = [
        TableRow(head=label, cells=tuple(Cell(text=wording.pounds(lookup.amount(scenario, kpi))) for scenario in shown))
        for kpi, label in labels.items()
    ]
    return ReportTable(
        caption="The whole bill, by what it was for and by who pays (pounds)",
        corner="What",
        columns=tuple(map(wording.scenario_label, shown)),
        rows=tuple(rows),
        note=f"By {until(lookup)}, to three figures{wording.in_prices(lookup.baseline)}. The first three lines add up to the "
        "fourth, and so do those who pay. Gross: what these people's services would have cost without the programme is not "
        "taken off. That staff, meetings and setting up are paid jointly is assumed where nothing else is said.",
    )


def funder_in_words(item: str) -> str:
    """Who pays, within a sentence."""
    if item == UNNAMED:
        return "nobody who is named"
    funder = item.removeprefix("funder.")
    return {"nhs": "the NHS", "council": "the council", "joint": "all jointly"}.get(funder, funder)


def programme_by_year(lookup: Lookup) -> ReportTable | None:
    """The bill of running the programme by financial year and by who pays."""
    items = lookup.items(lookup.baseline, "programme_cost_in_year")
    years = [item for item in items if "." not in item]
    if not years or not lookup.amount(lookup.baseline, "programme_cost"):
        return None
    shown = lookup.leading()
    names = [item.partition(".")[2] for scenario in shown for item in lookup.items(scenario, "programme_cost_in_year")]
    funders = [name for name in dict.fromkeys(names) if name]
    rows = []
    for scenario in shown:
        for year in years:
            kpis = [f"programme_cost_in_year.{year}", *(f"programme_cost_in_year.{year}.{name}" for name in funders)]
            label = wording.year(year)
            rows.append(
                TableRow(
                    head=f"{wording.scenario_label(scenario)}: {label}" if lookup.others else label,
                    cells=tuple(Cell(text=wording.pounds(lookup.amount(scenario, kpi))) for kpi in kpis),
                )
            )
    return ReportTable(
        caption="Running the programme, by financial year (pounds)",
        corner="Year",
        columns=("In all", *(f"Paid by {funder_in_words(name)}" for name in funders)),
        rows=tuple(rows),
        note=f"To three figures{wording.in_prices(lookup.baseline)}, of years that end within the simulation, which goes on "
        f"after the last target.{_first_year(lookup.baseline)}",
        folded=True,
    )


def good(lookup: Lookup) -> ReportTable | None:
    """What good may come of it."""
    return _with_evidence(
        lookup,
        GOOD,
        "Outcomes",
        f"By {until(lookup)}: what others have measured, times how long people here have had a budget. The simulation itself "
        "says nothing about whether a budget does good. Beneath each: how strong the evidence is, and its range.",
    )


def _with_evidence(
    lookup: Lookup, rows_of: Mapping[str, tuple[str, Format]], caption: str, note: str
) -> ReportTable | None:
    shown = lookup.leading()
    rows = []
    for kpi, (label, text_of) in rows_of.items():
        if lookup.has(kpi):
            cells = tuple(
                Cell(text=text_of(lookup.mean(scenario, kpi)), detail=_range(lookup, scenario, kpi, text_of))
                for scenario in shown
            )
            rows.append(TableRow(head=label, detail=wording.typeset(KPIS[kpi].evidence), cells=cells))
    if not rows:
        return None
    columns = tuple(wording.scenario_label(scenario) for scenario in shown)
    return ReportTable(caption=caption, corner="What", columns=columns, rows=tuple(rows), note=note)


def _range(lookup: Lookup, scenario: Scenario, kpi: str, text_of: Format) -> str:
    """The ends of what is known, where the KPI tells them."""
    ends = [lookup.mean(scenario, f"{kpi}.{end}") for end in ("low", "high")]
    return "" if any(math.isnan(end) for end in ends) else f"between {text_of(ends[0])} and {text_of(ends[1])}"


def paid_twice(lookup: Lookup) -> ReportTable | None:
    """Double running by funder: what budgets displaced, what was released, and what was paid twice."""
    if not any(lookup.amount(scenario, "double_running") for scenario in lookup.scenarios):
        return None
    kpis = {
        "value_displaced": "Displaced by live budgets",
        "value_released": "Released from contracts",
        "paid_in_notice": "Old packages in their notice",
        "double_running": "Paid twice",
    }
    rows = []
    for scenario in lookup.leading():
        for item in ["", *lookup.items(scenario, "double_running")]:
            values = [lookup.amount(scenario, f"{kpi}.{item}" if item else kpi) for kpi in kpis]
            if any(values):
                funder = item.removeprefix("funder.")
                label = wording.FUNDERS.get(funder, wording.goal_source_label(funder)) if item else "In all"
                rows.append(
                    TableRow(
                        head=f"{wording.scenario_label(scenario)}: {label}" if lookup.others else label,
                        cells=tuple(Cell(text=wording.pounds(value)) for value in values),
                    )
                )
    return ReportTable(
        caption="Double running: services in block contracts, and old packages in their notice, that are paid for though "
        "budgets took their place (pounds)",
        corner="Funder",
        columns=tuple(kpis.values()),
        rows=tuple(rows),
        note=f"From the start to {until(lookup)}, to three figures{wording.in_prices(lookup.baseline)}, day by day: what is "
        f"freed too late does not make up for it. {wording.typeset(KPIS['double_running'].evidence)}",
        folded=True,
    )


def by_year(lookup: Lookup) -> ReportTable | None:
    """Money by financial year: spent, its full-year effect, and what is promised for the next."""
    baseline = lookup.baseline
    years = lookup.items(baseline, "cash_in_year")
    days = lookup.items(baseline, "liability")
    if not any(lookup.amount(scenario, f"liability.{day}") for scenario in lookup.scenarios for day in days):
        return None
    rows = []
    for scenario in lookup.leading():
        for year, day in zip(years, days, strict=True):
            values = [lookup.mean(scenario, f"{kpi}.{year}") for kpi in YEARS] + [
                lookup.mean(scenario, f"liability.{day}")
            ]
            label = wording.year(year)
            rows.append(
                TableRow(
                    head=f"{wording.scenario_label(scenario)}: {label}" if lookup.others else label,
                    cells=tuple(Cell(text=wording.pounds(value)) for value in values),
                )
            )
    return ReportTable(
        caption="Money for budgets by financial year (pounds)",
        corner="Year",
        columns=(*YEARS.values(), "Promised for the next year, on 1 April"),
        rows=tuple(rows),
        note=f"To three figures{wording.in_prices(baseline)}.{_first_year(baseline)} Full-year effect: what the yearly budgets "
        "held then cost in a whole year. Promised: that, and one-off money granted and not paid out yet.",
    )


def _first_year(scenario: Scenario) -> str:
    return "" if (scenario.start.month, scenario.start.day) == (4, 1) else " The first year is part of one."
