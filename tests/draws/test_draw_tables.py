"""What each slot of a stage draws, reckoned again by hand from the uniform numbers."""

import numpy as np
import pytest
from programme import programme

from sim.draws import Draws, named, uniform
from sim.model import build

SEED, REPLICATION = 4, 1


def drawn(**changes):
    draws = Draws(build(programme(**changes)), SEED, REPLICATION)
    return draws, {stage.name: stage for stage in draws.scenario.pathway.stages}


def u(draws, *words, turn=0):
    return uniform(SEED, REPLICATION, named(*words), draws.people.uid, turn)


def people_with(draws, attribute, value):
    return draws.people.codes[attribute] == draws.people.values[attribute].index(value)


def test_the_day_of_being_found_is_that_of_the_persons_own_hazard():
    # 30 a month of 600 people: 1/20 a month each, of 365.25 / 12 days.
    mapping = {
        "horizon": 300,
        "people": {"cohorts": {"everyone": {"people": 600}}},
        "identification": {"flow": {"people_a_month": 30}},
        "pathway": {"stages": {"wait": {"elapsed": 1, "next": "out"}}},
    }
    draws = Draws(build(mapping), SEED, REPLICATION)
    months = -np.log1p(-u(draws, "route", "flow")) * 20
    assert draws.people.day == pytest.approx(months * 30.4375, rel=1e-12)
    assert len(draws.people) > 150


def test_a_list_does_not_take_a_cohort_that_has_not_opened():
    lists = {"list": {"dates": ["2018-01-01", "2018-05-01"]}, "size": 200}  # days 92 and 212; children open on day 182
    routes = {"lists": lists, "referrals": {"people_a_month": 0}}
    draws, _ = drawn(identification=routes, start_state=None, people__leaving_a_year=0)
    people = draws.people
    children = people_with(draws, "cohort", "children")
    assert set(people.day[children]) == {212.0}
    assert (people.day[~children] == 92).sum() == 180  # all the frail there are, though the list had room for 200


def test_the_day_of_leaving_counts_years_of_365_and_a_quarter_days():
    draws, _ = drawn(people__leaving_a_year=0.5)
    stay = -np.log1p(-u(draws, "leaving")) / 0.5 * 365.25
    people = draws.people
    since = np.where(people_with(draws, "cohort", "children"), 182.0, 0.0)  # on which their cohort opens
    since[people.identified :] = 0.0
    assert people.leaves == pytest.approx(since + stay, rel=1e-12)
    assert (people.leaves > people.day).all()  # who is gone before is never identified


def test_a_number_at_the_limit_of_a_band_is_in_it():
    for cost, band in ((500, "small"), (500.01, "large")):
        draws, _ = drawn(people__numbers__cost=cost)
        assert people_with(draws, "size", band).all()


def test_a_tree_of_two_attributes_gives_each_person_their_leaf():
    tree = {
        "by": "cohort",
        "frail": {"by": "way", "notional": 1, "direct": 2},
        "children": {"by": "way", "notional": 3, "direct": 4},
    }
    draws, stages = drawn(pathway__stages__live__elapsed=tree)
    expected = 1 + 2 * people_with(draws, "cohort", "children") + people_with(draws, "way", "direct")
    assert draws.time(stages["live"], 0)[0].tolist() == expected.tolist()
    assert len(set(expected.tolist())) == 4


def test_a_resource_by_a_tree():
    draws, stages = drawn()
    codes = draws.scenario.resource_index
    expected = np.where(people_with(draws, "entitled", "yes"), codes["open_budget"], codes["budget"])
    assert draws.resource(stages["fund_year"]).tolist() == expected.tolist()
    assert set(draws.resource(stages["live"]).tolist()) == {-1}


def test_what_comes_next_is_chosen_by_the_stages_own_number_in_the_order_of_the_weights():
    draws, stages = drawn()
    index = draws.scenario.pathway.index
    for turn in (0, 1):
        chosen = draws.next(stages["agree"], turn)
        expected = np.where(u(draws, "stage", "agree", "next", turn=turn) < 0.3, index["revise"], index["fund_start"])
        assert chosen.tolist() == expected.tolist()


@pytest.mark.parametrize(("by", "weight"), [(0, 0.0), (0.5, 0.3), (1.2, 0.72), (1 / 0.6, 1.0), (9, 1.0)])
def test_a_factor_on_a_weight_takes_from_the_other_and_no_more_than_there_is(by, weight):
    change = [{"to": "agree", "where": {"cohort": "children"}, "by": by}]
    draws, stages = drawn(pathway__stages__plan__next_multipliers=change)
    index = draws.scenario.pathway.index
    share = np.where(people_with(draws, "cohort", "children"), weight, 0.6)
    expected = np.where(u(draws, "stage", "plan", "next") < share, index["agree"], index["plan_only"])
    assert draws.next(stages["plan"], 0).tolist() == expected.tolist()


def test_weights_of_a_later_date_meet_the_same_draws():
    changes = {"2018-01-01": {"agree": 0.9, "plan_only": 0.1}}
    draws, stages = drawn(pathway__stages__plan__next_changes=changes, pathway__stages__plan__next_multipliers=None)
    index = draws.scenario.pathway.index
    for period, weight in ((0, 0.6), (1, 0.9)):
        expected = np.where(u(draws, "stage", "plan", "next") < weight, index["agree"], index["plan_only"])
        assert draws.next(stages["plan"], 0, period).tolist() == expected.tolist()


def test_amounts_are_whole_pence_of_the_persons_own_number_and_share():
    draws, stages = drawn()
    pounds = draws.people.numbers["cost"] * np.where(people_with(draws, "way", "notional"), 0.4, 1.0)
    amounts = draws.amount(stages["fund_year"], 0)
    assert amounts.dtype == np.int64
    assert np.abs(amounts - pounds * 100).max() <= 0.5 + 1e-9
    draws, stages = drawn(pathway__stages__fund_start__amount=12.999)
    assert set(draws.amount(stages["fund_start"], 0).tolist()) == {1300}


def test_patience_is_drawn_anew_each_time_but_that_of_a_clock_once():
    draws, stages = drawn(pathway__stages__plan__patience="deciding")
    own = stages["agree"]
    assert (draws.patience(own, 0) != draws.patience(own, 1)).all()
    base = -300 * np.log1p(-u(draws, "clock", "deciding"))
    expected = base * np.where(people_with(draws, "cohort", "children"), 2.0, 1.0)
    for stage in ("open_case", "plan"):
        for turn in (0, 1, 5):
            assert draws.patience(stages[stage], turn) == pytest.approx(expected, rel=1e-12)


def test_two_clocks_have_draws_of_their_own():
    clocks = {"deciding": {"exponential": 300}, "hoping": {"exponential": 300}}
    draws, stages = drawn(pathway__patience_clocks=clocks, pathway__stages__plan__patience="hoping")
    assert (draws.patience(stages["open_case"], 0) != draws.patience(stages["plan"], 0)).all()


def test_values_may_be_put_in_place_of_any_slot():
    mapping = {
        "horizon": 50,
        "identification": {"door": {"every": 1}},
        "resources": {"pot": {"fund": "one_off", "top_ups": {"2017-10-01": 99}}},
        "pathway": {
            "stages": {"pay": {"fund": "pot", "amount": 3, "elapsed": 3, "patience": 3, "next": {"a": 0.5, "b": 0.5}}},
            "exits": {"a": "A", "b": "B"},
        },
    }
    slots = {
        "identified": [3.5, 1.25],
        "pay.time": [[7, 8], [9, 10]],
        "pay.next": ["b", "a"],
        "pay.amount": [5, 6],
        "pay.patience": [0.5, 0.25],
    }
    draws = Draws(build(mapping), SEED, REPLICATION, slots)
    pay = draws.scenario.pathway.stages[0]
    assert draws.people.day.tolist() == [3.5, 1.25]
    assert [draws.time(pay, turn)[0].tolist() for turn in (0, 1, 2)] == [[7, 9], [8, 10], [8, 10]]
    assert draws.next(pay, 0).tolist() == [2, 1]
    assert draws.amount(pay, 4).tolist() == [5, 6]
    assert draws.patience(pay, 0).tolist() == [0.5, 0.25]
