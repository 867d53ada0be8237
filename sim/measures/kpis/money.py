"""What came of the money: one-off money in pounds, yearly money in pounds a year."""

from __future__ import annotations

import numpy as np

from ...model import Fund, Scenario
from ...model.reuse import SUPPLY, cached_per_scenario
from ..accounts import BY_RIGHT, KINDS, LIMITS, UNLIMITED, pounds, reported_accounts
from ..journeys import Ints, Journeys
from .registry import Values, kpi

BY = "In all, by fund, and by funder."
ON = "As it stands on that day; in all, by fund, and by funder."


def _of(journeys: Journeys, column: str, *kinds: str, limits: tuple[str, ...] = LIMITS) -> Values:
    """Pounds, or pounds a year, of the funds of these kinds; nothing where there is no such fund."""
    items, values = pounds(reported_accounts(journeys), column, kinds, limits=limits)
    return dict(zip(items, values[:, 0].tolist(), strict=True))


# --- one-off money ---------------------------------------------------------------------------------------------------


@kpi(
    "money_in",
    unit="pounds",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition=f"One-off money put into the funds. {BY}",
)
def _money_in(journeys: Journeys) -> Values:
    return _of(journeys, "money_in", "one_off")


@kpi(
    "money_committed",
    unit="pounds",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition="One-off money granted and not returned, whether or not paid yet, and what was promised before the "
    f"start. {BY}",
)
def _money_committed(journeys: Journeys) -> Values:
    return _of(journeys, "committed", "one_off")


@kpi(
    "money_lapsed",
    unit="pounds",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition="One-off money lost at year ends, or returned after its year had ended. What was granted but not paid "
    f"lapses too where the fund says so, and is charged again to the next year's money. {BY}",
)
def _money_lapsed(journeys: Journeys) -> Values:
    return _of(journeys, "lapsed", "one_off")


@kpi(
    "money_left",
    unit="pounds",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition="One-off money put in, less committed and lapsed; negative while commitments wait for the next year's "
    f"money. {BY}",
)
def _money_left(journeys: Journeys) -> Values:
    return _of(journeys, "left", "one_off")


@kpi(
    "money_overspent",
    unit="pounds",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition=f"One-off money committed by the funds without a cap beyond what was put into them. {BY}",
)
def _money_overspent(journeys: Journeys) -> Values:
    return _of(journeys, "overspent", "one_off", limits=(UNLIMITED,))


# --- yearly money ----------------------------------------------------------------------------------------------------


@kpi(
    "yearly_in",
    unit="pounds a year",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition=f"Yearly money put into the funds. {ON}",
)
def _yearly_in(journeys: Journeys) -> Values:
    return _of(journeys, "money_in", "recurrent")


@kpi(
    "yearly_committed",
    unit="pounds a year",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition="The full-year effect: what the budgets granted and not given back, live or not yet, and those promised "
    f"before the start, cost in a year. {ON}",
)
def _yearly_committed(journeys: Journeys) -> Values:
    return _of(journeys, "committed", "recurrent")


@kpi(
    "yearly_left",
    unit="pounds a year",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition="Yearly money put in, less committed; negative where more was promised before the start than was put in "
    f"so far. {ON}",
)
def _yearly_left(journeys: Journeys) -> Values:
    return _of(journeys, "left", "recurrent")


@kpi(
    "yearly_overspent",
    unit="pounds a year",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition="Yearly money committed by the funds without a cap beyond what was put into them. Budgets that are a right "
    f"take the place of packages that are paid anyway, and are none of it. {ON}",
)
def _yearly_overspent(journeys: Journeys) -> Values:
    return _of(journeys, "overspent", "recurrent", limits=(UNLIMITED,))


@kpi(
    "yearly_in_place",
    unit="pounds a year",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition="Yearly money committed to budgets that are a right, in place of packages that are paid anyway: Continuing "
    f"Healthcare, and care under the Care Act. {ON}",
)
def _yearly_in_place(journeys: Journeys) -> Values:
    return _of(journeys, "in_place", "recurrent", limits=(BY_RIGHT,))


# --- both ------------------------------------------------------------------------------------------------------------


@kpi(
    "money_spent",
    unit="pounds",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition="Money spent since the start, of both kinds: one-off money that was paid out (what was promised before the "
    "start counts as paid), and yearly money for the time since each budget went live (what was promised before the start, "
    f"since the start). {BY}",
)
def _money_spent(journeys: Journeys) -> Values:
    return _of(journeys, "spent", *KINDS)


@kpi(
    "unfundable_requests",
    unit="people",
    direction="down",
    looks_at="horizon",
    over_localities="sum",
    definition="People left waiting for more money than their fund could ever have held by then, "
    "had nobody else been granted any: they wait in vain.",
)
def _unfundable_requests(journeys: Journeys) -> Values:
    ceilings = _ceilings(journeys.scenario)
    if ceilings is None:
        return {}
    last = journeys.last  # somebody who waits at the horizon is in the last step
    steps = last[np.isnan(journeys.finished[last]) & ~journeys.served[last]]
    return {"": float(np.count_nonzero(journeys.amount[steps] > ceilings[journeys.resource[steps]]))}


@cached_per_scenario(depends_on=SUPPLY)
def _ceilings(scenario: Scenario) -> Ints | None:
    """The most pence that could ever stand ready for one person, by resource, the last for none; None without limited funds."""
    ceilings = [resource.ceiling() if isinstance(resource, Fund) else None for resource in scenario.resources]
    if all(ceiling is None for ceiling in ceilings):
        return None
    unlimited = np.iinfo(np.int64).max
    return np.array([unlimited if ceiling is None else ceiling for ceiling in [*ceilings, None]], dtype=np.int64)
