"""What a programme costs: staff, meetings, setting up and packages, in all and by who pays."""

from __future__ import annotations

from collections.abc import Iterable

from ..accounts import CAPPED, KINDS, UNLIMITED, pounds, reported_accounts
from ..bill import MEETINGS, PACKAGES, PARTS, SET_UP, STAFF, BillLine, bill_to_date, year_ends_of, year_in_words
from ..double_running import double_running
from ..journeys import Journeys
from .registry import Values, kpi
from .staff_hours import UNIT_COSTS

#: Where nobody is named who pays.
UNNAMED = "funder.not_named"
EMPLOYED = (
    "Staff are paid for all the hours for which they are employed, whether or not anybody needs them; posts that "
    "stand empty cost nothing, and nobody stands in for them."
)
MEETING_COSTS = (
    "Weak: how many sit in a meeting, and for how long a case, is assumed (X285, X288); what hospitals report of "
    "theirs is £100 to £500 a case (X283, X284)."
)
SET_UP_COSTS = (
    "Reported for personal health budgets in 2011 (X058: one programme's team for two years), raised to the "
    "scenario's prices; else taken over as it is."
)
AS_STRONG = "As strong as its parts: the cost of staff, of meetings, of setting up and of packages."


def _to_date(journeys: Journeys, part: str) -> Values:
    """What a part of the bill has come to; in all and by name."""
    lines = {line.name: float(line.pounds[0]) for line in bill_to_date(journeys) if line.part == part}
    return {"": sum(lines.values()), **lines} if lines else {}


@kpi(
    "staff_cost",
    unit="pounds",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition=f"Cost of staff since the start; in all and by team. {EMPLOYED}",
    evidence=UNIT_COSTS,
)
def _staff_cost(journeys: Journeys) -> Values:
    return _to_date(journeys, STAFF)


@kpi(
    "meeting_cost",
    unit="pounds",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition="Cost of the time of those who came to meetings since the start, and of preparing each case that was "
    "heard; in all and by meeting. A meeting that is held lasts for all its slots, used or not, as in a diary; one "
    "that falls out costs nothing.",
    evidence=MEETING_COSTS,
)
def _meeting_cost(journeys: Journeys) -> Values:
    return _to_date(journeys, MEETINGS)


@kpi(
    "set_up_cost",
    unit="pounds",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition="What setting up the programme has cost, spent evenly from the start over the years that it takes.",
    evidence=SET_UP_COSTS,
)
def _set_up_cost(journeys: Journeys) -> Values:
    cost = _to_date(journeys, SET_UP)
    return {"": cost[""]} if cost else {}


@kpi(
    "package_cost",
    unit="pounds",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition="Cost of the packages that were bought since the start, beyond staff and meetings; in all and by "
    "package.",
    evidence="Said for each package where it is defined; mostly assumed.",
)
def _package_cost(journeys: Journeys) -> Values:
    return _to_date(journeys, PACKAGES)


def _total(lines: Iterable[BillLine], index: int = 0) -> float:
    return float(sum(line.pounds[index] for line in lines))


def programme(journeys: Journeys) -> float | None:
    """What running the programme has cost; None where nothing of it has a cost."""
    lines = bill_to_date(journeys)
    return _total(lines) if lines else None


def _by_funder(lines: Iterable[BillLine], index: int = 0) -> dict[str, float]:
    by_funder: dict[str, float] = {}
    for line in lines:
        item = f"funder.{line.funder}"
        by_funder[item] = by_funder.get(item, 0.0) + float(line.pounds[index])
    return by_funder


@kpi(
    "programme_cost",
    unit="pounds",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition="The bill of running the programme since the start: staff, meetings, setting up and packages, "
    f"without the budgets themselves; in all, by part, and by who pays. {EMPLOYED}",
    evidence=AS_STRONG,
)
def _programme_cost(journeys: Journeys) -> Values:
    lines = bill_to_date(journeys)
    parts = {part: _total(line for line in lines if line.part == part) for part in PARTS}
    has = {line.part for line in lines}
    return (
        {"": _total(lines), **{part: parts[part] for part in PARTS if part in has}, **_by_funder(lines)}
        if lines
        else {}
    )


@kpi(
    "programme_cost_in_year",
    unit="pounds",
    direction="down",
    looks_at="years",
    over_localities="sum",
    definition="The bill of running the programme in each year, in all and by who pays. By financial year, of those "
    f"that end within the horizon; the first may be part of a year. {EMPLOYED}",
    evidence=AS_STRONG,
)
def _programme_cost_in_year(journeys: Journeys) -> Values:
    lines = bill_to_date(journeys)
    if not lines:
        return {}
    values, before, before_by_funder = {}, 0.0, dict.fromkeys(_by_funder(lines), 0.0)
    for index, (end, _) in enumerate(year_ends_of(journeys.scenario), start=1):
        total, by_funder, year = _total(lines, index), _by_funder(lines, index), year_in_words(end)
        values[year] = total - before
        values |= {f"{year}.{item}": number - before_by_funder[item] for item, number in by_funder.items()}
        before, before_by_funder = total, by_funder
    return values


@kpi(
    "total_bill",
    unit="pounds",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition="All that was paid since the start: the bill of running the programme, the money spent on budgets that "
    "are no right, and double running (services in block contracts, and old packages in their notice, that are paid for "
    "though budgets took their place); in all, by part, and by who pays. A budget that is a right takes the place of a "
    "package that is paid anyway, so that double running is all it costs. Else gross: what would have been paid for "
    "these people's services without the programme is not taken off.",
    evidence="As strong as its parts; double running is weak.",
)
def _total_bill(journeys: Journeys) -> Values:
    lines = bill_to_date(journeys)
    if not lines:
        return {}
    items, spent = pounds(reported_accounts(journeys), "spent", KINDS, limits=(CAPPED, UNLIMITED))
    budgets = dict(zip(items, spent[:, 0].tolist(), strict=True))
    running = double_running(journeys)
    twice = dict(zip(running.funders, running.double.tolist(), strict=True))
    parts = {"programme": _total(lines), "budgets": budgets.get("", 0.0), "double_running": sum(twice.values())}
    by_funder = _by_funder(lines)
    for funder, double in twice.items():
        item = f"funder.{funder}" if funder else UNNAMED
        by_funder[item] = by_funder.get(item, 0.0) + double
    named = {item: number for item, number in budgets.items() if item.startswith("funder.")}
    if "" in twice:
        named[UNNAMED] = parts["budgets"] - sum(named.values())
    for item, number in named.items():
        by_funder[item] = by_funder.get(item, 0.0) + number
    return {"": sum(parts.values()), **parts, **by_funder}
