"""Which waits for money are put to money that is not yet released from a block contract, in literal timelines."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured import Run, run
from pathways import programmes
from worlds import START, one_off, recurrent, world

from sim.measures import Causes
from sim.model import Fund

DAY_10, DAY_20, DAY_30 = "2017-10-11", "2017-10-21", "2017-10-31"
NOT_YET, ABSENT = "money_not_yet_released", "money_absent"


def asking(fund, identified, *, horizon=100, leaves=None, **more) -> Run:
    """People who ask a fund for 100 pounds, which they keep."""
    stages = {
        "ask": {"fund": "pot", "amount": 100, "next": "keep", **more},
        "keep": {"elapsed": 5000, "cause": "living", "next": "out"},
    }
    return run(world(stages, {"pot": fund}, horizon=horizon), identified, leaves=leaves)


def waits(world_: Run) -> list[dict[str, float]]:
    """Everybody's days of waiting, by cause."""
    causes = (NOT_YET, ABSENT)
    return [
        {name: n for name, n in world_.days(index).items() if name in causes}
        for index in range(world_.journeys.people_count)
    ]


def test_a_grant_that_only_the_tranche_could_pay_ends_a_wait_for_a_release():
    assert waits(asking(recurrent({START: 100}, tranches={DAY_10: 100}), [0, 1])) == [{}, {NOT_YET: 9}]


def test_who_gives_up_before_the_tranche_waited_for_a_release():
    world_ = asking(recurrent({START: 100}, tranches={DAY_20: 100}), [0, 1, 2], patience=10)
    assert waits(world_) == [{}, {NOT_YET: 10}, {NOT_YET: 10}]
    assert world_.story(1) == [(1, 11, NOT_YET)]


def test_who_dies_or_moves_away_before_the_tranche_waited_for_a_release():
    world_ = asking(recurrent({START: 100}, tranches={DAY_20: 100}), [0, 1], leaves={1: 8})
    assert waits(world_) == [{}, {NOT_YET: 7}]


def test_who_gives_up_on_the_day_of_the_tranche_or_later_waited_for_money_that_is_absent():
    # The tranche of day 10 is too small for anybody, and comes before patience runs out on that day.
    world_ = asking(recurrent({START: 100}, tranches={DAY_10: 50}), [0, 1, 2], patience=9)
    assert waits(world_) == [{}, {ABSENT: 9}, {ABSENT: 9}]


def test_at_the_horizon_it_hangs_on_a_tranche_that_the_scenario_holds():
    fund = recurrent({START: 100}, tranches={DAY_10: 100})
    assert waits(asking(fund, [0, 1, 2], horizon=40)) == [{}, {NOT_YET: 9}, {ABSENT: 38}]
    # The simulation ends before the second tranche, and never hears of it.
    fund = recurrent({START: 100}, tranches={DAY_10: 100, DAY_30: 100})
    assert waits(asking(fund, [0, 1, 2], horizon=25)) == [{}, {NOT_YET: 9}, {ABSENT: 23}]
    assert waits(asking(fund, [0, 1, 2, 3], horizon=40)) == [{}, {NOT_YET: 9}, {NOT_YET: 28}, {ABSENT: 37}]


def test_a_tranche_that_has_passed_releases_nothing_more():
    world_ = asking(recurrent({START: 100, DAY_20: 100}, tranches={DAY_10: 100}), [0, 1, 12])
    assert waits(world_) == [{}, {NOT_YET: 9}, {ABSENT: 8}]
    assert waits(asking(recurrent({START: 100}, tranches={DAY_10: 100}), [0, 1, 12], patience=30))[2] == {ABSENT: 30}


def test_what_an_ordinary_top_up_pays_was_absent_though_a_tranche_lies_ahead():
    world_ = asking(recurrent({START: 100, DAY_10: 100}, tranches={DAY_20: 100}), [0, 1, 2])
    assert waits(world_) == [{}, {ABSENT: 9}, {NOT_YET: 18}]


@pytest.mark.parametrize("kind", [recurrent, one_off])
def test_of_a_day_with_both_the_ordinary_money_goes_to_whoever_came_first(kind):
    world_ = asking(kind({START: 100, DAY_10: 200}, tranches={DAY_10: 100}), [0, 1, 2, 3, 4])
    assert waits(world_) == [{}, {ABSENT: 9}, {ABSENT: 8}, {NOT_YET: 7}, {ABSENT: 96}]


def test_of_a_day_with_both_whoever_stands_behind_a_sum_that_needs_the_tranche_needs_it_too():
    # The head is never overtaken: without the tranche the 150 of the first would have held up the 50 of the second.
    stages = {
        "ask": {"fund": "pot", "amount": 1, "next": "keep"},
        "keep": {"elapsed": 5000, "cause": "living", "next": "out"},
    }
    fund = recurrent({DAY_10: 100}, tranches={DAY_10: 100})
    world_ = run(world(stages, {"pot": fund}), [1, 2], ask__amount=[15000, 5000])
    assert waits(world_) == [{NOT_YET: 9}, {NOT_YET: 8}]


def test_on_such_a_day_the_more_urgent_come_first():
    stages = {
        "sort": {"elapsed": 0, "next": {"urgent": 0.5, "usual": 0.5}},
        "urgent": {"fund": "pot", "amount": 100, "priority": 1, "next": "keep"},
        "usual": {"fund": "pot", "amount": 100, "priority": 2, "next": "keep"},
        "keep": {"elapsed": 5000, "cause": "living", "next": "out"},
    }
    fund = recurrent({DAY_10: 100}, tranches={DAY_10: 100})
    world_ = run(world(stages, {"pot": fund}), [1, 2], sort__next=["usual", "urgent"])
    assert waits(world_) == [{NOT_YET: 9}, {ABSENT: 8}]


def test_money_that_comes_back_on_the_day_of_a_tranche_pays_before_it():
    # The first gives up day 10 what the second waits for; the third needs the tranche of that day.
    stages = {
        "ask": {"fund": "pot", "amount": 100, "next": "wait"},
        "wait": {"elapsed": 10, "cause": "living", "next": "out"},
    }
    fund = one_off({START: 100}, tranches={DAY_10: 100})
    assert waits(run(world(stages, {"pot": fund}), [0, 1, 2])) == [{}, {ABSENT: 9}, {NOT_YET: 8}]


def test_what_an_earlier_tranche_left_over_is_money_of_the_fund_like_any_other():
    # The 60 of day 10 are too little; with the 40 of day 20, an ordinary top-up, they pay.
    world_ = asking(recurrent({START: 100, DAY_20: 40}, tranches={DAY_10: 60}), [0, 1])
    assert waits(world_) == [{}, {ABSENT: 19}]


def test_a_fund_without_tranches_releases_nothing():
    world_ = asking(recurrent({START: 100, DAY_10: 100}), [0, 1, 2], patience=30)
    assert waits(world_) == [{}, {ABSENT: 9}, {ABSENT: 30}]
    assert waits(asking(recurrent({START: 100}, tranches={DAY_10: 0}), [0, 1], horizon=20)) == [{}, {ABSENT: 19}]


def test_only_tranches_of_the_very_fund_count():
    stages = {
        "ask": {"fund": "pot", "amount": 100, "next": "keep"},
        "keep": {"elapsed": 5000, "cause": "living", "next": "out"},
    }
    funds = {"pot": recurrent({START: 100}), "other": recurrent({START: 1}, tranches={DAY_10: 100})}
    assert waits(run(world(stages, funds, horizon=20), [0, 1])) == [{}, {ABSENT: 19}]


@settings(max_examples=40)
@given(programmes(), st.integers(0, 100))
def test_of_any_programme_the_wait_for_money_goes_to_one_cause_as_the_rule_is_written(mapping, seed):
    world_ = run(mapping, seed=seed)
    causes = Causes(world_.journeys)
    row_of = {int(row): step_index for step_index, row in enumerate(world_.journeys.order)}
    table = world_.outcome.steps
    for row, step in enumerate(table):
        fund = world_.scenario.resources[step["resource"]] if step["resource"] >= 0 else None
        if not isinstance(fund, Fund):
            continue
        index = row_of[row]
        ends = causes.journeys.wait_end[index]
        days = dict.fromkeys(causes.names, 0.0)
        days[causes.names[causes.first[index]]] += causes.days_first[index]
        days[causes.names[causes.second[index]]] += causes.days_second[index]
        assert sorted(days.values())[:-1] == [0.0] * (len(days) - 1)
        tranches = [top_up.day for top_up in fund.top_ups if top_up.tranche and top_up.pence > 0]
        if ends > step["joined"] and step["started"] not in tranches:  # else it hangs on what else the fund had
            given_nothing = math.isnan(step["started"])
            assert (days[NOT_YET] > 0) == (given_nothing and any(day > ends for day in tranches))
