"""Money without a limit never runs out, and no amount overflows, at the largest numbers that a scenario may have."""

import numpy as np
import pytest
from worlds import START, both, one_off, recurrent, world

from sim.draws import Draws
from sim.engines import ENGINES
from sim.measures import measure
from sim.model import build
from sim.model.limits import LONGEST, MOST_PENCE, NAMES, POUNDS, UNLIMITED

ASK = {"ask": {"fund": "pot", "amount": 1e7, "next": "live"}, "live": {"elapsed": 900, "pays": True, "next": "out"}}


@pytest.mark.parametrize("top_ups", [{}, {START: 1e12}])
@pytest.mark.parametrize("fund", [one_off, recurrent])
def test_money_without_a_limit_is_there_for_everybody(fund, top_ups):
    # Thirty thousand million pounds in all, of a fund with nothing, or as much as a fund may have.
    mapping = world(ASK, {"pot": fund(top_ups, unlimited=True)})
    story = both(mapping, [0.0] * 3000)
    assert set(story.started("ask").values()) == {0}
    assert story.outcome.steps["amount"].sum() == 3000 * MOST_PENCE


def test_a_town_of_entitled_people_is_paid():
    # More than the 2^40 pence that were without a limit once.
    stages = {"ask": {**ASK["ask"], "amount": {"lognormal": {"mean": 150_000, "sd": 50_000}}}, "live": ASK["live"]}
    scenario = build(world(stages, {"pot": recurrent({}, unlimited=True)}))
    draws = Draws(scenario, 0, 0, {"identified": np.zeros(83_741)})
    steps = ENGINES["compiled"](draws).steps
    asked = steps[steps["stage"] == 0]
    assert len(asked) == 83_741
    assert (asked["started"] == 0).all()
    assert asked["amount"].sum() > 1 << 40


def test_the_largest_amount_may_come_of_the_largest_multiplier():
    stages = {
        "ask": {**ASK["ask"], "amount": 1000, "amount_multipliers": {"way": {"direct": 1e4}}},
        "live": ASK["live"],
    }
    people = {"attributes": {"way": {"direct": 0.5, "notional": 0.5}}}
    story = both(world(stages, {"pot": one_off({START: 1e12})}, people=people), [0.0] * 1000)
    asked = story.outcome.steps[story.outcome.steps["stage"] == 0]["amount"]
    assert {*asked.tolist()} == {100_000, MOST_PENCE}


def test_the_far_tail_of_an_amount_is_cut_at_the_most_that_may_be_asked():
    stages = {"ask": {**ASK["ask"], "amount": {"lognormal": {"mean": 1e7, "sd": 1e7}}}, "live": ASK["live"]}
    mapping = world(stages, {"pot": one_off({START: 1e12}), "other": one_off({START: 1e12})})
    story = both(mapping, [0.0] * 1000)
    asked = story.outcome.steps[story.outcome.steps["stage"] == 0]["amount"]
    assert 0 < asked.min() < asked.max() == MOST_PENCE


def test_accounts_of_the_largest_amounts_add_up():
    scenario = build(world(ASK, {"pot": one_off({START: 1e12}, unlimited=True, year_end="carries_over")}))
    draws = Draws(scenario, 0, 0, {"identified": np.zeros(150_000)})
    measures = measure(draws, ENGINES["compiled"](draws))
    assert measures.value("money_overspent.pot") == pytest.approx(150_000 * 1e7 - 1e12)


def test_what_is_without_a_limit_lies_between_what_may_be_asked_for_and_what_overflows():
    pence_of_a_fund = round(POUNDS["high"] * 100)
    assert MOST_PENCE * (1 << 31) < UNLIMITED  # rows of a step table, each with the largest amount
    assert UNLIMITED + pence_of_a_fund < 1 << 63
    assert NAMES * pence_of_a_fund < UNLIMITED  # what a gate adds up
    assert float(UNLIMITED) == UNLIMITED  # as levels are kept
    assert LONGEST * UNLIMITED < 1e300


def test_staff_and_places_without_a_limit_may_come_and_go():
    team = {"team": {"2017-10-01": 1, "2017-10-11": "unlimited", "2017-10-21": 0}, "hours_a_week": 7}
    stages = {"work": {"team": "clerks", "work": 100, "next": "out"}}
    story = both(world(stages, {"clerks": team}), [0, 1, 2, 12, 20.5])
    assert story.started("work") == {0: 0, 1: 10, 2: 10, 3: 12, 4: None}
