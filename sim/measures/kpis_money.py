"""What came of the money."""

from __future__ import annotations

from ..model import Fund
from .journeys import Journeys
from .kpi import kpi
from .money import accounts_at_target

BY = (
    "By the end of the last target date; in all, by fund, and by funder. Recurrent money counts as its yearly amount, "
    "except in what is spent. Money promised before the start counts as committed, and where it is one-off as paid."
)


def by_fund(journeys: Journeys, what: str) -> dict[str, float]:
    """Pounds of one kind, in all (item ``""``), by fund and by funder; nothing where there is no fund."""
    found: dict[str, float] = {}
    funders: dict[str, float] = {}
    for name, account in accounts_at_target(journeys).items():
        pounds = float(getattr(account, what)[0]) / 100
        found[name] = pounds
        if account.fund.funder:
            funder = f"funder.{account.fund.funder}"
            funders[funder] = funders.get(funder, 0.0) + pounds
    return {"": sum(found.values()), **found, **funders} if found else {}


@kpi("money_in", unit="pounds", direction="none", definition=f"Money put into the funds. {BY}")
def _money_in(journeys: Journeys) -> dict[str, float]:
    return by_fund(journeys, "money_in")


@kpi(
    "money_committed",
    unit="pounds",
    direction="none",
    definition=f"Money granted and not returned, whether or not paid yet. {BY}",
)
def _money_committed(journeys: Journeys) -> dict[str, float]:
    return by_fund(journeys, "committed")


@kpi(
    "money_spent",
    unit="pounds",
    direction="none",
    definition=f"Money paid out; of recurrent money, what was held for as long as it was. {BY}",
)
def _money_spent(journeys: Journeys) -> dict[str, float]:
    return by_fund(journeys, "spent")


@kpi(
    "money_lapsed",
    unit="pounds",
    direction="down",
    definition=f"Money lost at year ends; what was granted but not paid lapses too where the fund says so, and is "
    f"charged again to the next year's money. {BY}",
)
def _money_lapsed(journeys: Journeys) -> dict[str, float]:
    return by_fund(journeys, "lapsed")


@kpi(
    "money_left",
    unit="pounds",
    direction="none",
    definition=f"Money in, less committed and lapsed; negative while commitments wait for the next year's money. {BY}",
)
def _money_left(journeys: Journeys) -> dict[str, float]:
    return by_fund(journeys, "left")


@kpi(
    "money_overspent",
    unit="pounds",
    direction="down",
    definition="Committed by the unlimited funds beyond any money of theirs, for people who are entitled. By the end "
    "of the last target date; in all and by fund.",
)
def _money_overspent(journeys: Journeys) -> dict[str, float]:
    unlimited = {name: a for name, a in accounts_at_target(journeys).items() if a.fund.unlimited}
    found = {name: float(account.overspent[0]) / 100 for name, account in unlimited.items()}
    return {"": sum(found.values()), **found} if found else {}


@kpi(
    "full_year_effect",
    unit="pounds a year",
    direction="none",
    definition="Recurrent money held at the end of the last target date: what the budgets then live, and those promised "
    "before the start, cost in a year.",
)
def _full_year_effect(journeys: Journeys) -> dict[str, float]:
    if not any(isinstance(fund, Fund) and fund.kind == "recurrent" for fund in journeys.scenario.resources):
        return {}
    recurrent = [a for a in accounts_at_target(journeys).values() if a.fund.kind == "recurrent"]
    return {"": sum(float(account.committed[0]) for account in recurrent) / 100}
