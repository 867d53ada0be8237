"""What became of the money: small worlds by hand, and random programmes against a slow account of every person."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured import Run, granted, held, holdings, overlap, run
from pathways import programmes
from worlds import START, one_off, recurrent, world

from sim.measures import accounts
from sim.model import Fund

APRIL = "2018-04-01"  # day 182: a financial year begins

GRANT = {
    "ask": {"fund": "pot", "amount": 100, "next": "process"},
    "process": {"elapsed": 200, "pays": True, "next": "out"},
}
BUDGET = {
    "ask": {"fund": "pot", "amount": 365.25, "next": "set_up"},
    "set_up": {"elapsed": 6, "pays": True, "next": "live"},
    "live": {"elapsed": 30, "gives_back": "pot", "next": "out"},
}


class TestOneOff:
    """100 pounds a grant; the money is paid out 200 days later."""

    def at(self, day, fund, identified=(0, 10), **more):
        """The account of the pot, the one fund, before a day."""
        world_ = run(world(GRANT, {"pot": fund}, horizon=900), identified, **more)
        result = accounts(world_.journeys, np.array([float(day)]))
        assert result.money_in + result.overspent == result.committed + result.lapsed + result.left
        names = ("money_in", "committed", "spent", "lapsed", "left")
        return {name: getattr(result, name)[0, 0] / 100 for name in names if getattr(result, name)[0, 0]}

    def test_granted_then_paid(self):
        fund = one_off({START: 250})
        assert self.at(5, fund) == {"money_in": 250, "committed": 100, "left": 150}
        assert self.at(100, fund) == {"money_in": 250, "committed": 200, "left": 50}
        assert self.at(200, fund) == {"money_in": 250, "committed": 200, "left": 50}  # paid on day 200, not before it
        assert self.at(205, fund) == {"money_in": 250, "committed": 200, "spent": 100, "left": 50}

    def test_what_was_not_paid_comes_back_when_the_person_leaves(self):
        fund = one_off({START: 250})
        assert self.at(51, fund, leaves={1: 50}) == {"money_in": 250, "committed": 100, "left": 150}
        assert self.at(500, fund, leaves={0: 300}) == {"money_in": 250, "committed": 200, "spent": 200, "left": 50}

    def test_what_nobody_was_granted_lapses_at_the_year_s_end(self):
        fund = one_off({START: 250}, year_end="uncommitted_lapses")
        assert self.at(300, fund) == {"money_in": 250, "committed": 200, "spent": 200, "lapsed": 50}

    def test_what_was_not_paid_lapses_too_and_is_charged_to_the_new_year(self):
        fund = one_off({START: 250, "2018-04-11": 500}, year_end="unpaid_lapses")
        assert self.at(185, fund) == {"money_in": 250, "committed": 200, "lapsed": 250, "left": -200}
        assert self.at(300, fund) == {"money_in": 750, "committed": 200, "spent": 200, "lapsed": 250, "left": 300}

    def test_an_unlimited_fund_is_overspent(self):
        world_ = run(world(GRANT, {"pot": one_off({}, unlimited=True)}, horizon=900), [0, 10])
        assert world_["money_overspent"] == world_["money_overspent.pot"] == world_["money_committed"] == 200
        assert world_["money_left"] == world_["money_in"] == 0


class TestRecurrent:
    """A budget of 365.25 pounds a year, so a pound a day, which goes live six days after it is granted."""

    def test_it_is_committed_from_the_grant_and_spent_day_by_day_once_it_is_live(self):
        targets = {"2017-10-20": {}}  # before day 20
        fund = recurrent({START: 1000}, funder="nhs")
        world_ = run(world(BUDGET, {"pot": fund}, targets=targets), [0, 11, 15])
        assert world_["yearly_in"] == world_["yearly_in.pot"] == world_["yearly_in.funder.nhs"] == 1000
        assert world_["yearly_committed"] == world_["yearly_committed.funder.nhs"] == 730.5  # the third waits
        assert world_["money_spent"] == world_["money_spent.funder.nhs"] == pytest.approx(14 + 3)
        assert world_["yearly_left"] == 269.5

    def test_after_it_is_given_back_nothing_more_is_spent(self):
        world_ = run(world(BUDGET, {"pot": recurrent({START: 400})}, horizon=50), [0, 10])  # the second waits
        assert world_["money_spent"] == pytest.approx(30 + 8)
        assert world_["yearly_committed"] == 365.25
        assert world_.monthly("money_spent.pot") == pytest.approx([25])
        assert world_.monthly("yearly_committed.pot") == [365.25]

    def test_what_never_goes_live_is_never_spent(self):
        fund = {"pot": recurrent({START: 400})}
        assert run(world(BUDGET, fund, horizon=50), [0], leaves={0: 5})["money_spent"] == 0
        unpaid = {**BUDGET, "set_up": {"elapsed": 6, "next": "live"}}
        world_ = run(world(unpaid, fund, horizon=20), [0])
        assert (world_["money_spent"], world_["yearly_committed"]) == (0, 365.25)

    def test_an_unlimited_fund_is_overspent_by_the_year(self):
        world_ = run(world(BUDGET, {"pot": recurrent({}, unlimited=True, funder="nhs")}, horizon=20), [0, 10])
        assert world_["yearly_overspent"] == world_["yearly_committed"] == 730.5
        assert world_.of("yearly_overspent") == {"pot": 730.5, "funder.nhs": 730.5}
        assert world_["yearly_left"] == world_["yearly_in"] == 0


class TestHeldMoneyThatChanges:
    """A budget of a pound a day, live from day 6, of which the review on day 36 makes more or less until day 66."""

    def at(self, day, change, pounds=182.6):
        stages = {
            **BUDGET,
            "ask": {**BUDGET["ask"], "amount": 365.2},
            "live": {"elapsed": 30, "next": "review"},
            "review": {"fund": "pot", "amount": pounds, "held_money": change, "next": "after"},
            "after": {"elapsed": 30, "next": "out"},
        }
        world_ = run(world(stages, {"pot": recurrent({START: 1000}, funder="nhs")}, targets={day: {}}), [0])
        return world_["yearly_committed"], world_["money_spent"], world_["value_displaced"]

    def test_what_is_added_is_committed_spent_and_displaces_from_its_own_day_on(self):
        assert self.at("2017-11-04", "raised") == pytest.approx((365.2, 29, 29), rel=1e-3)  # before day 35
        assert self.at("2017-11-15", "raised") == pytest.approx(
            (1.5 * 365.2, 30 + 15, 30 + 15), rel=1e-3
        )  # before day 46
        assert self.at("2017-12-15", "raised") == pytest.approx((0, 30 + 45, 30 + 45), rel=1e-3)

    def test_what_is_given_back_is_so_from_its_own_day_on(self):
        assert self.at("2017-11-15", "lowered") == pytest.approx((0.5 * 365.2, 30 + 5, 30 + 5), rel=1e-3)
        assert self.at("2017-12-15", "lowered") == pytest.approx((0, 30 + 15, 30 + 15), rel=1e-3)
        assert self.at("2017-11-15", "lowered", 5000) == pytest.approx((0, 30, 30), rel=1e-3)


def test_money_promised_before_the_start_is_committed_and_one_off_money_paid():
    resources = {"pot": one_off({START: 500}), "budgets": recurrent({START: 1000})}
    state = {"committed": {"pot": 300, "budgets": 365.25}}
    world_ = run(world(GRANT, resources, horizon=20, start_state=state), [1, 2, 3])
    assert world_.of("money_in") == {"pot": 500}
    assert world_.of("money_committed") == {"pot": 500}
    assert world_.of("money_left") == {"pot": 0}
    assert world_.of("yearly_in") == {"budgets": 1000}
    assert world_.of("yearly_committed") == {"budgets": 365.25}
    assert world_.of("yearly_left") == {"budgets": 634.75}
    assert world_["money_spent.pot"] == 300
    assert world_["money_spent.budgets"] == pytest.approx(20)
    assert world_["money_spent"] == pytest.approx(320)


def test_funds_are_told_apart_by_name_and_kind_and_put_together_by_funder():
    stages = {
        "kit": {"fund": "kit", "amount": 20, "next": "ask"},
        "ask": {"fund": "budgets", "amount": 50, "pays": True, "next": "keep"},
        "keep": {"elapsed": 400, "next": "out"},
    }
    resources = {
        "kit": one_off({START: 100}, funder="nhs"),
        "budgets": recurrent({START: 300}, funder="nhs"),
        "spare": one_off({START: 30}, funder="nhs"),
        "joint": one_off({START: 5}, funder="joint"),
    }
    world_ = run(world(stages, resources, horizon=50), [0])
    assert world_.of("money_in") == {"kit": 100, "spare": 30, "joint": 5, "funder.nhs": 130, "funder.joint": 5}
    assert world_["money_in"] == 135
    assert world_.of("yearly_in") == {"budgets": 300, "funder.nhs": 300}
    assert world_["money_committed"] == world_["money_committed.funder.nhs"] == 20
    assert world_["yearly_committed"] == world_["yearly_committed.funder.nhs"] == 50
    assert world_["money_spent.funder.nhs"] == world_["money_spent"] == pytest.approx(20 + 50 * 50 / 365.25)
    assert {unit for name, _, _, unit in world_.measures.kpis if name.startswith("yearly_")} == {"pounds a year"}
    assert {unit for name, _, _, unit in world_.measures.kpis if name.startswith("money_")} == {"pounds"}


def test_without_a_fund_of_a_kind_there_is_no_number_of_it():
    names = {name for name, *_ in run(world(GRANT, {"pot": one_off({START: 250})}), [0]).measures.kpis}
    assert "money_in" in names
    assert not {name for name in names if name.startswith("yearly_")}


@pytest.mark.parametrize(("amount", "number"), [(250, 0), (250.01, 2)])
@pytest.mark.parametrize("fund", [one_off, recurrent])
def test_who_asks_for_more_than_the_fund_will_ever_hold_waits_in_vain(fund, amount, number):
    stages = {
        "ask": {"fund": "pot", "amount": {"discrete": {"1": 0.5, str(amount): 0.5}}, "patience": 80, "next": "keep"},
        "keep": {"elapsed": 400, "next": "out"},
    }
    # The first has a pound of the 250, so the rest wait; the second gives up before the horizon; the last asks for a pound.
    pence = [100, *[round(amount * 100)] * 3, 100]
    world_ = run(world(stages, {"pot": fund({START: 250})}, horizon=100), [0, 10, 30, 40, 50], ask__amount=pence)
    assert world_.of("exits")["gave_up"] == 1
    assert world_["unfundable_requests"] == number


# --- random programmes ------------------------------------------------------------------------------------------------------


def slow_account(world_: Run, code: int, day: float) -> tuple[int, float]:
    """What a fund has committed before a day, and spent, from every person's steps one by one."""
    fund = world_.scenario.resources[code]
    assert isinstance(fund, Fund)
    if fund.kind == "recurrent":
        result = [*holdings(world_, code), (-1.0, 0.0, math.inf, fund.committed)]
        committed = sum(units for begin, _, end, units in result if begin < day <= end)
        return committed, sum(units * overlap(live, end, day) for _, live, end, units in result) / 365.25
    grants = granted(world_, code)
    committed = fund.committed + sum(pence for at, _, back, pence in grants if at < day <= back)
    return committed, fund.committed + sum(pence for _, paid, _, pence in grants if paid < day)


@settings(max_examples=40)
@given(programmes(), st.integers(0, 100))
def test_accounts_are_those_of_every_person_one_by_one_and_balance(mapping, seed):
    world_ = run(mapping, seed=seed)
    horizon = world_.scenario.horizon
    days = np.array([0.0, 7.0, horizon * 0.4, horizon * 0.5, horizon])
    result = accounts(world_.journeys, days)
    for row, fund in enumerate(result.funds):
        code = world_.scenario.resource_index[fund.name]
        slow = [slow_account(world_, code, day) for day in days]
        assert result.committed[row].tolist() == [committed for committed, _ in slow]
        assert result.spent[row] == pytest.approx([spent for _, spent in slow])
        if not fund.unlimited:
            assert not result.overspent[row].any()
        assert not (result.overspent if fund.by_right else result.in_place)[row].any()
    in_all = result.money_in + result.overspent + result.in_place
    assert (in_all == result.committed + result.lapsed + result.left).all()


@settings(max_examples=40)
@given(programmes(), st.integers(0, 100))
def test_what_is_left_is_what_the_ledger_says(mapping, seed):
    # The ledger is written by the engine as it counts; on a day on which money moved both ways it stands in between.
    world_ = run(mapping, seed=seed)
    for code, fund in enumerate(world_.scenario.resources):
        if not isinstance(fund, Fund) or fund.unlimited:
            continue
        moves = _moves(world_, code, fund)
        rows = world_.outcome.ledger[world_.outcome.ledger["resource"] == code]
        last_of_day = rows[np.append(rows["day"][1:] != rows["day"][:-1], True)] if len(rows) else rows
        for row in last_of_day:
            if row["day"] not in moves:
                result = accounts(world_.journeys, np.array([np.nextafter(row["day"], math.inf)]))
                assert result.left[result.funds.index(fund), 0] == row["left"]


def _moves(world_: Run, code: int, fund: Fund) -> set[float]:
    """The days on which people took money from a fund or brought it back."""
    if fund.kind == "recurrent":
        return {day for begin, end, _ in held(world_, code) for day in (begin, end)}
    return {day for at, _, back, _ in granted(world_, code) for day in (at, back)}
