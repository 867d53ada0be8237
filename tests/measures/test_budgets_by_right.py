"""Budgets that are a right: what they add to the bill, in a ledger by hand, from both engines."""

import numpy as np
import pytest
from worlds import START, one_off, recurrent, world

from sim.draws import Draws
from sim.engines import ENGINES
from sim.measures import measure
from sim.model import build

# The budget is 365.25 pounds a year, a pound a day, and live six days after it is granted.
STAGES = {
    "ask": {"fund": "right", "amount": 365.25, "next": "set_up"},
    "set_up": {"elapsed": 6, "pays": True, "next": "live"},
    "live": {"elapsed": 200, "gives_back": "right", "next": "out"},
}
RIGHT = {"fund": "recurrent", "unlimited": True, "double_running_days": 28, "funder": "council"}
COSTS = {"set_up": 1000, "set_up_years": 0.1}


def pounds_of(engine, fund, identified, *, horizon, leaves=None, **more):
    """The KPIs of all people where these come on these days, or die on those."""
    scenario = build(world(STAGES, {"right": fund, **more}, horizon=horizon, costs=COSTS))
    draws = Draws(scenario, 3, 0, {"identified": np.array(identified, dtype=float)})
    if leaves is not None:
        draws.people.leaves[:] = leaves
    measures = measure(draws, ENGINES[engine](draws))
    return {name: value for name, who, value, _ in measures.kpis if who == "all"}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_budget_by_right_adds_its_double_running_to_the_bill_and_nothing_more(engine):
    """Three people; the simulation ends on day 300.

    ====== ========= ============= ============= ==============
    person live from to            notice until  paid in notice
    ====== ========= ============= ============= ==============
    0              6 206           34            28
    1             96 110 (dies)    110           14
    2            290 300 (horizon) 300           10
    ====== ========= ============= ============= ==============
    """
    never = 10_000
    pounds = pounds_of(engine, RIGHT, [0, 90, 284], horizon=300, leaves=[never, 110, never])
    in_notice = 28 + 14 + 10
    assert pounds["paid_in_notice"] == pounds["paid_in_notice.funder.council"] == pytest.approx(in_notice)
    assert pounds["double_running"] == pytest.approx(in_notice)
    assert pounds["total_bill.budgets"] == 0
    assert pounds["total_bill"] == pytest.approx(1000 + in_notice)
    assert pounds["total_bill.funder.council"] == pytest.approx(in_notice)
    # What they hold is told all the same, and nothing of it is overspent.
    assert pounds["money_spent.right"] == pytest.approx(200 + 14 + 10)
    assert pounds["yearly_committed"] == pounds["yearly_in_place"] == pounds["yearly_in_place.funder.council"] == 365.25
    assert pounds.get("yearly_overspent", 0) == 0


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("days", [0, 7, 84])
def test_the_notice_is_all_that_counts(engine, days):
    pounds = pounds_of(engine, RIGHT | {"double_running_days": days}, [0], horizon=300)
    assert pounds["total_bill"] == pytest.approx(1000 + days)


@pytest.mark.parametrize("engine", ENGINES)
def test_without_a_place_that_it_takes_a_budget_costs_what_it_is_and_is_paid_twice_besides(engine):
    fund = {key: value for key, value in RIGHT.items() if key != "double_running_days"}
    pounds = pounds_of(engine, fund, [0], horizon=300)
    assert pounds["total_bill"] == pytest.approx(1000 + 200 + 200)
    assert pounds["yearly_overspent"] == 0  # given back by then


@pytest.mark.parametrize("engine", ENGINES)
def test_what_block_contracts_release_makes_up_for_no_notice(engine):
    freed = recurrent({START: 1}, funder="council", tranches={START: 100_000})
    pounds = pounds_of(engine, RIGHT, [0], horizon=300, freed=freed, sums=one_off({START: 5}, funder="council"))
    assert pounds["value_displaced"] == 0
    assert pounds["double_running"] == pytest.approx(28)


@pytest.mark.parametrize("engine", ENGINES)
def test_who_had_such_a_budget_before_the_start_has_no_old_package_left(engine):
    scenario = build(world(STAGES, {"right": RIGHT}, horizon=100, start_state={"committed": {"right": 365.25}}))
    draws = Draws(scenario, 3, 0, {"identified": np.array([], dtype=float)})
    pounds = {name: value for name, who, value, _ in measure(draws, ENGINES[engine](draws)).kpis if who == "all"}
    assert pounds["yearly_in_place"] == 365.25
    assert pounds["double_running"] == 0
