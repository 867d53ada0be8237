"""Money by financial year, and what is paid twice."""

from __future__ import annotations

import datetime as dt

from ...model import Scenario
from ...model.reuse import cached_per_scenario
from ..accounts import KINDS, reported_accounts
from ..bill import year_in_words
from ..double_running import double_running
from ..journeys import Journeys
from ..reporting_dates import month_ends_of
from .registry import Values, kpi

YEARS = "By financial year, of those that end within the horizon"
EVIDENCE = (
    "Counted in the simulation. What a budget comes to is reported by CCGs for large packages (X068) and assumed for one-off "
    "sums (X075); what stands in the funds is mostly assumed."
)
DISPLACED = (
    "Assumed: a live budget takes the place of services in a block contract worth what it buys outside of it. Of a notional "
    "budget that is the share outside the block, of another all of it; a one-off sum does so for the year after it was paid. "
    "Budgets that are a right take the place of packages of their own, and count for none of it."
)
IN_NOTICE = (
    "Of a budget that is a right, and takes the place of a package that is paid anyway: the budget's own value, from the day "
    "on which it went live until the old package's notice is over (assumed; X438 found no such notice)."
)
RUNNING_EVIDENCE = f"Weak. {DISPLACED} When money is freed is assumed (X104 to X106)."
TWICE_EVIDENCE = f"{RUNNING_EVIDENCE} {IN_NOTICE}"


@cached_per_scenario
def _years(scenario: Scenario) -> list[tuple[dt.date, int]]:
    """The last day of each financial year within the horizon, and its index among the months' ends."""
    return [
        (date, index) for index, (date, _) in enumerate(month_ends_of(scenario)) if (date.month, date.day) == (3, 31)
    ]


def _at_year_ends(journeys: Journeys, column: str, kind: str) -> dict[dt.date, float]:
    """Pounds of all funds of a kind at the end of each financial year."""
    accounts, years = reported_accounts(journeys), _years(journeys.scenario)
    rows = [row for row, fund in enumerate(accounts.funds) if fund.kind == kind]
    # Of the accounts' days the first is the day of all totals.
    pence = getattr(accounts, column)[rows][:, [1 + month for _, month in years]]
    return {end: sum(of_funds) / 100 for (end, _), of_funds in zip(years, pence.T.tolist(), strict=True)}


@kpi(
    "cash_in_year",
    unit="pounds",
    direction="none",
    looks_at="years",
    over_localities="sum",
    definition=f"Part-year cash: money spent on budgets in each year. {YEARS}; the first may be part of a year.",
    evidence=EVIDENCE,
)
def _cash(journeys: Journeys) -> Values:
    funds = reported_accounts(journeys).funds
    before = sum(fund.committed for fund in funds if fund.kind == "one_off") / 100  # taken to be paid by day 0
    cash = {}
    one_off, yearly = (_at_year_ends(journeys, "spent", kind) for kind in KINDS)
    for end, spent in one_off.items():
        cash[year_in_words(end)] = spent + yearly[end] - before
        before = spent + yearly[end]
    return cash if funds else {}


@kpi(
    "full_year_effect",
    unit="pounds a year",
    direction="none",
    looks_at="years",
    over_localities="sum",
    definition="What the yearly budgets that are granted and not given back at the end of each year cost in a full year. "
    f"{YEARS}.",
    evidence=EVIDENCE,
)
def _full_year_effect(journeys: Journeys) -> Values:
    if not reported_accounts(journeys).funds:
        return {}
    return {year_in_words(end): value for end, value in _at_year_ends(journeys, "committed", "recurrent").items()}


@kpi(
    "liability",
    unit="pounds",
    direction="none",
    looks_at="years",
    over_localities="sum",
    definition="What is promised for the year that begins on each 1 April within the horizon: a year of the yearly budgets "
    "granted and not given back, and one-off money granted and not paid out yet.",
    evidence=EVIDENCE,
)
def _liability(journeys: Journeys) -> Values:
    if not reported_accounts(journeys).funds:
        return {}
    yearly = _at_year_ends(journeys, "committed", "recurrent")
    granted, paid = (_at_year_ends(journeys, column, "one_off") for column in ("committed", "spent"))
    return {
        (end + dt.timedelta(days=1)).isoformat(): yearly[end] + granted[end] - paid[end]
        for end, _ in _years(journeys.scenario)
    }


def _running(journeys: Journeys, column: str) -> Values:
    running = double_running(journeys)
    values = getattr(running, column).tolist()
    by_funder = {f"funder.{name}": value for name, value in zip(running.funders, values, strict=True) if name}
    return {"": sum(values), **by_funder} if values else {}


@kpi(
    "double_running",
    unit="pounds",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition="What is paid twice: the value of services in block contracts that live budgets took the place of, less the "
    "value released from the contracts, day by day where that is above 0, summed since the start; and old packages in their "
    f"notice; in all and by funder. {DISPLACED} {IN_NOTICE}",
    evidence=TWICE_EVIDENCE,
)
def _double(journeys: Journeys) -> Values:
    return _running(journeys, "double")


@kpi(
    "paid_in_notice",
    unit="pounds",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition=f"The part of double running that is old packages in their notice; in all and by funder. {IN_NOTICE}",
    evidence=f"Weak. {IN_NOTICE}",
)
def _paid_in_notice(journeys: Journeys) -> Values:
    return _running(journeys, "in_notice")


@kpi(
    "value_displaced",
    unit="pounds",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition="The value of services in block contracts that live budgets took the place of since the start; "
    f"in all and by funder. {DISPLACED}",
    evidence=RUNNING_EVIDENCE,
)
def _value_displaced(journeys: Journeys) -> Values:
    return _running(journeys, "displaced")


@kpi(
    "value_released",
    unit="pounds",
    direction="up",
    looks_at="target",
    over_localities="sum",
    definition="The value that tranches freed from block contracts since the start: yearly "
    "money from its day on, one-off money over the year after it; in all and by funder.",
    evidence=RUNNING_EVIDENCE,
)
def _value_released(journeys: Journeys) -> Values:
    return _running(journeys, "released")
