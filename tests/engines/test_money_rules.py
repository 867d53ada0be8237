"""What funds do: money granted, paid, held, given back and lapsed."""

import pytest
from worlds import START, one_off, play, recurrent, team, world

APRIL = 182.0  # 1 April 2018, counted from 1 October 2017


def grant_then_pay(paid_after):
    """Money is granted at once, and paid out at the end of a later stage."""
    return {
        "grant": {"fund": "pot", "amount": 60, "next": "process"},
        "process": {"elapsed": paid_after, "pays": True, "next": "live"},
        "live": {"elapsed": 900, "next": "out"},
    }


def test_one_off_money_is_spent_and_does_not_come_back():
    mapping = world(grant_then_pay(5), {"pot": one_off({START: 100})})
    assert play(mapping, [0, 1], leaves={0: 50}).started("grant") == {0: 0, 1: None}


def test_one_off_money_not_yet_paid_comes_back_when_the_person_leaves():
    mapping = world(grant_then_pay(90), {"pot": one_off({START: 100})})
    assert play(mapping, [0, 1], leaves={0: 50}).started("grant") == {0: 0, 1: 50}


def test_one_off_money_not_yet_paid_comes_back_when_the_person_gives_up():
    stages = {
        "grant": {"fund": "pot", "amount": 60, "next": "desk"},
        "desk": {"team": "clerk", "work": 1, "patience": 4, "pays": True, "next": "out"},
    }
    mapping = world(stages, {"pot": one_off({START: 100}), "clerk": team(0)})
    assert play(mapping, [0, 1]).started("grant") == {0: 0, 1: 4}


def test_recurrent_money_is_held_until_the_person_is_out():
    stages = {"grant": {"fund": "pot", "amount": 60, "next": "live"}, "live": {"elapsed": 30, "next": "out"}}
    mapping = world(stages, {"pot": recurrent({START: 100})})
    story = play(mapping, [0, 1, 2], leaves={1: 45})
    assert story.started("grant") == {0: 0, 1: 30, 2: 45}


def test_recurrent_money_is_given_back_where_a_stage_says_so():
    stages = {
        "grant": {"fund": "pot", "amount": 60, "next": "live"},
        "live": {"elapsed": 30, "gives_back": "pot", "next": "after"},
        "after": {"elapsed": 500, "next": "out"},
    }
    mapping = world(stages, {"pot": recurrent({START: 100})})
    assert play(mapping, [0, 1]).started("grant") == {0: 0, 1: 30}


def test_coming_again_while_recurrent_money_is_held_asks_for_no_more():
    stages = {
        "grant": {"fund": "pot", "amount": 60, "max_steps": 2, "then": "out", "next": "live"},
        "live": {"elapsed": 30, "next": "grant"},
    }
    mapping = world(stages, {"pot": recurrent({START: 100})})
    story = play(mapping, [0])
    assert story.at("grant") == [(0, 0, 0, 0, "live"), (0, 30, 30, 30, "live")]
    assert story.outcome.steps["amount"].tolist() == [6000, 0, 0, 0]


def test_money_that_carries_over_is_still_there():
    mapping = world(grant_then_pay(5), {"pot": one_off({START: 100})}, horizon=300)
    story = play(mapping, [200])
    assert story.started("grant") == {0: 200}
    assert story.ledger == [("pot", 0, 10000, 0, 10000)]


def test_uncommitted_money_lapses_and_what_is_granted_stays_granted():
    pot = one_off({START: 100, "2018-04-01": 30}, year_end="uncommitted_lapses")
    mapping = world(grant_then_pay(5), {"pot": pot}, horizon=300)
    story = play(mapping, [180, 190])
    assert story.ledger == [("pot", 0, 10000, 0, 10000), ("pot", APRIL, 0, 4000, 0), ("pot", APRIL, 3000, 0, 3000)]
    assert story.started("grant") == {0: 180, 1: None}


def test_unpaid_money_lapses_and_is_charged_to_the_new_year_first():
    # 60 are granted and unpaid on 1 April: all 100 lapse, and the 60 come out of the new year's 150.
    pot = one_off({START: 100, "2018-04-01": 150}, year_end="unpaid_lapses")
    mapping = world(grant_then_pay(5), {"pot": pot}, horizon=300)
    story = play(mapping, [180, 181, 182])
    assert story.ledger == [
        ("pot", 0, 10000, 0, 10000),
        ("pot", APRIL, 0, 10000, -6000),
        ("pot", APRIL, 15000, 0, 9000),
    ]
    assert story.started("grant") == {0: 180, 1: 182, 2: None}
    # Where the money was paid in time, only what nobody asked for lapses.
    story = play(mapping, [100, 101, 102])
    assert story.ledger == [("pot", 0, 10000, 0, 10000), ("pot", APRIL, 0, 4000, 0), ("pot", APRIL, 15000, 0, 15000)]
    assert story.started("grant") == {0: 100, 1: 182, 2: 182}


def test_commitments_that_outlive_the_money_are_paid_all_the_same():
    pot = one_off({START: 100, "2018-05-01": 70}, year_end="unpaid_lapses")
    mapping = world(grant_then_pay(90), {"pot": pot}, horizon=300)
    story = play(mapping, [150, 160])
    assert story.at("process") == [(0, 150, 150, 240, "live")]
    assert story.ledger == [("pot", 0, 10000, 0, 10000), ("pot", APRIL, 0, 10000, -6000), ("pot", 212, 7000, 0, 1000)]
    assert story.started("grant")[1] is None


def test_who_leaves_with_unpaid_money_that_lapsed_takes_the_charge_off_the_new_year():
    pot = one_off({START: 100, "2018-04-01": 70}, year_end="unpaid_lapses")
    mapping = world(grant_then_pay(90), {"pot": pot}, horizon=300)
    assert play(mapping, [150, 151], leaves={0: 200}).started("grant") == {0: 150, 1: 200}


def test_money_of_a_year_that_has_ended_comes_back_too_late():
    # Granted on day 150, given back on day 200: with the year's money that nobody had asked for, it is lost.
    pot = one_off({START: 100, "2018-04-01": 30}, year_end="uncommitted_lapses")
    mapping = world(grant_then_pay(90), {"pot": pot}, horizon=300)
    story = play(mapping, [150, 190], leaves={0: 200})
    assert story.started("grant") == {0: 150, 1: None}
    assert story.ledger == [
        ("pot", 0, 10000, 0, 10000),
        ("pot", APRIL, 0, 4000, 0),
        ("pot", APRIL, 3000, 0, 3000),
        ("pot", 200, 0, 6000, 3000),
    ]


def test_money_of_this_year_comes_back_in_time():
    pot = one_off({START: 100, "2018-04-01": 70}, year_end="uncommitted_lapses")
    mapping = world(grant_then_pay(90), {"pot": pot}, horizon=300)
    story = play(mapping, [190, 195], leaves={0: 200})
    assert story.started("grant") == {0: 190, 1: 200}
    assert len(story.ledger) == 3


def test_money_given_back_before_the_year_ends_lapses_once():
    mapping = world(grant_then_pay(90), {"pot": one_off({START: 100}, year_end="unpaid_lapses")}, horizon=300)
    story = play(mapping, [150], leaves={0: 170})
    assert story.ledger == [("pot", 0, 10000, 0, 10000), ("pot", APRIL, 0, 10000, 0)]


def test_no_more_money_lapses_than_was_there():
    # The 60 granted in the first year are still unpaid at the second year's end, of whose 50 nothing is left to grant.
    # At the second year's end those 50 are lost with the payment that did not come; there is nothing else to lose.
    pot = one_off({START: 60, "2018-04-01": 50, "2019-04-01": 100}, year_end="unpaid_lapses")
    mapping = world(grant_then_pay(600), {"pot": pot}, horizon=600)
    assert play(mapping, [150]).ledger == [
        ("pot", 0, 6000, 0, 6000),
        ("pot", APRIL, 0, 6000, -6000),
        ("pot", APRIL, 5000, 0, -1000),
        ("pot", 547, 0, 5000, -6000),
        ("pot", 547, 10000, 0, 4000),
    ]


def test_an_unlimited_fund_keeps_nobody_waiting_and_shows_what_was_spent():
    mapping = world(grant_then_pay(5), {"pot": {"fund": "one_off", "unlimited": True}})
    story = play(mapping, [0] * 300)
    assert set(story.started("grant").values()) == {0}
    assert story.outcome.steps["amount"].sum() == 300 * 6000


def test_money_promised_on_day_0_is_taken_from_the_first_money():
    pot = one_off({START: 100, "2017-10-11": 100})
    mapping = world(grant_then_pay(5), {"pot": pot}, start_state={"committed": {"pot": 120}})
    story = play(mapping, [0, 0])
    assert story.ledger == [("pot", 0, 10000, 0, -2000), ("pot", 10, 10000, 0, 8000)]
    assert story.started("grant") == {0: 10, 1: None}


def test_a_person_may_hold_money_of_two_funds_and_places_at_once():
    stages = {
        "gate": {"caseload": "places", "next": "grant"},
        "grant": {"fund": "pot", "amount": 60, "next": "yearly"},
        "yearly": {"fund": "budget", "amount": 500, "next": "live"},
        "live": {"elapsed": 30, "pays": True, "next": "out"},
    }
    resources = {"places": {"caseload": 1}, "pot": one_off({START: 120}), "budget": recurrent({START: 500})}
    story = play(world(stages, resources), [0, 0, 0], leaves={0: 10})
    assert story.started("live") == {0: 0, 1: 10, 2: 40}


@pytest.mark.parametrize("fund", [one_off, recurrent])
def test_money_that_is_exactly_enough_is_enough(fund):
    # Three times 33.33 pounds are 99.99 pounds, to the penny.
    stages = {"pay": {"fund": "pot", "amount": 33.33, "next": "live"}, "live": {"elapsed": 999, "next": "out"}}
    mapping = world(stages, {"pot": fund({START: 99.99})}, horizon=50)
    assert play(mapping, [0, 1, 2, 3]).started("pay") == {0: 0, 1: 1, 2: 2, 3: None}
