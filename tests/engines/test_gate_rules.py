"""Gates: whoever stands before one passes, holding nothing, while enough uncommitted money is there. One small story a rule."""

import pytest
from worlds import START, both, one_off, recurrent, team, world

APRIL = 182.0  # 1 April 2018, counted from 1 October 2017


def gate(at_least, *funds):
    return {"gate": {"funds": list(funds or ["pot"]), "at_least": at_least}}


WAY_IN = {
    "door": {"gate": "offers", "next": "ask"},
    "ask": {"fund": "pot", "amount": 60, "next": "live"},
    "live": {"elapsed": 30, "pays": True, "next": "out"},
}


def test_an_open_gate_is_passed_at_once_and_takes_nothing():
    story = both(world(WAY_IN, {"offers": gate(50), "pot": one_off({START: 100})}, horizon=50), [1])
    assert story.at("door") == [(0, 1, 1, 1, "ask")]
    assert story.outcome.steps["amount"].tolist() == [0, 6000, 0]
    assert story.outcome.steps["resource"].tolist() == [0, 1, -1]


def test_money_that_is_exactly_enough_opens_it():
    mapping = world(WAY_IN, {"offers": gate(99.99), "pot": one_off({START: 99.99})}, horizon=50)
    assert both(mapping, [1]).started("door") == {0: 1}
    mapping["resources"]["offers"] = gate(99.99)
    mapping["resources"]["pot"] = one_off({START: 99.98, "2017-10-11": 0.01})
    assert both(mapping, [1]).started("door") == {0: 10}


def test_a_grant_shuts_it_and_a_top_up_opens_it_for_all_who_wait():
    mapping = world(WAY_IN, {"offers": gate(50), "pot": one_off({START: 100, "2017-10-21": 100})}, horizon=90)
    # The first has the 60, which leaves 40. On day 20 there are 140, and three pass together; only two of them are paid.
    assert both(mapping, [1, 2, 3, 4]).started("door") == {0: 1, 1: 20, 2: 20, 3: 20}
    assert both(mapping, [1, 2, 3, 4]).started("ask") == {0: 1, 1: 20, 2: 20, 3: None}


def test_money_that_those_in_the_queue_of_the_fund_take_first_does_not_open_it():
    stages = {
        "fork": {"elapsed": 0, "next": {"door": 0.5, "ask": 0.5}},
        "door": {"gate": "offers", "next": "ask"},
        **{name: WAY_IN[name] for name in ("ask", "live")},
    }
    mapping = world(stages, {"offers": gate(50), "pot": one_off({START: 60, "2017-10-21": 60, "2017-10-31": 60})})
    story = both(mapping, [1, 2, 3], fork__next=["ask", "ask", "door"])
    # On day 20 the sixty pounds go to person 1, who waits for them. The gate is looked at after that, and stays shut.
    assert story.started("ask") == {0: 1, 1: 20, 2: 30}
    assert story.started("door") == {2: 30}


def test_who_joins_as_the_money_comes_passes_at_that_instant():
    # People come before the calendar: the person finds the gate shut, and stands there when the top-up opens it.
    mapping = world(WAY_IN, {"offers": gate(50), "pot": one_off({START: 10, "2017-10-11": 90})}, horizon=50)
    assert both(mapping, [10]).at("door") == [(0, 10, 10, 10, "ask")]


def test_money_given_back_opens_it():
    # Person 0 holds 60 of 100 until day 31; then the gate lets person 1 pass.
    mapping = world(WAY_IN, {"offers": gate(50), "pot": recurrent({START: 100})}, horizon=90)
    assert both(mapping, [1, 2]).started("door") == {0: 1, 1: 31}
    # One-off money comes back if the person goes before it was paid out.
    mapping["resources"]["pot"] = one_off({START: 100})
    assert both(mapping, [1, 2], leaves={0: 12}).started("door") == {0: 1, 1: 12}


def test_money_that_lapses_shuts_it():
    pot = one_off({START: 100, "2018-05-01": 100}, year_end="uncommitted_lapses")
    mapping = world(WAY_IN, {"offers": gate(50), "pot": pot}, horizon=300)
    assert both(mapping, [APRIL, APRIL + 1]).started("door") == {0: APRIL, 1: 212}


def test_people_come_before_the_year_s_end_and_so_pass_on_its_day():
    pot = one_off({START: 100}, year_end="uncommitted_lapses")
    mapping = world(WAY_IN, {"offers": gate(50), "pot": pot}, horizon=300)
    assert both(mapping, [APRIL, APRIL + 1]).started("ask") == {0: APRIL}


def test_funds_count_together():
    funds = {"pot": one_off({START: 60, "2017-10-21": 20}), "purse": one_off({START: 30})}
    mapping = world(WAY_IN, {"offers": gate(50, "pot", "purse"), **funds}, horizon=50)
    # 90 are free; after the first grant 30; from day 20 on 50.
    assert both(mapping, [1, 2]).started("door") == {0: 1, 1: 20}


def test_what_is_owed_counts_against_it():
    # Sixty pounds promised before day 0 are taken from the hundred.
    mapping = world(WAY_IN, {"offers": gate(50), "pot": one_off({START: 100, "2017-10-21": 30})}, horizon=50)
    mapping["start_state"] = {"committed": {"pot": 60}}
    assert both(mapping, [1]).started("door") == {0: 20}


def test_what_it_needs_may_change_on_a_date():
    mapping = world(WAY_IN, {"offers": gate({START: 150, "2017-10-11": 50, "2017-10-21": 90})}, horizon=50)
    mapping["resources"]["pot"] = one_off({START: 100, "2017-10-12": 80})
    # Shut until day 10; the first is paid then, the second on day 11. Sixty are left, which from day 20 on are too little.
    story = both(mapping, [1, 2, 21])
    assert story.started("door") == {0: 10, 1: 10, 2: None}
    assert story.started("ask") == {0: 10, 1: 11}


def test_patience_runs_before_a_gate_and_money_at_its_last_instant_beats_it():
    stages = {**WAY_IN, "door": {"gate": "offers", "patience": 5, "next": "ask"}}
    mapping = world(stages, {"offers": gate(50), "pot": one_off({START: 10, "2017-10-11": 300})}, horizon=50)
    story = both(mapping, [4, 5, 6])
    assert story.at("door") == [(0, 4, None, 9, "gave_up"), (1, 5, 10, 10, "ask"), (2, 6, 10, 10, "ask")]


def test_who_gives_up_may_open_it_with_what_comes_back():
    # Person 0 has 60 pounds and waits for a clerk who never comes; they come back on day 6, when the gate opens for person 1.
    # Person 2 would give up at that instant too, but stands there when the money comes back. Person 3 came by then.
    stages = {
        "fork": {"elapsed": 0, "next": {"door": 0.5, "ask": 0.5}},
        "ask": {"fund": "pot", "amount": 60, "next": "desk"},
        "desk": {"team": "clerk", "work": 1, "patience": 5, "pays": True, "next": "out"},
        "door": {"gate": "offers", "patience": 9, "next": "out"},
    }
    mapping = world(stages, {"offers": gate(50), "pot": one_off({START: 60}), "clerk": team(0)}, horizon=50)
    ways = ["ask", "door", "door", "door"]
    story = both(mapping, [1, 2, 3, 4], fork__next=ways, door__patience=[9, 9, 3, 1])
    assert story.at("door") == [(1, 2, 6, 6, "out"), (2, 3, 6, 6, "out"), (3, 4, None, 5, "gave_up")]


def test_at_one_instant_the_patience_of_who_comes_first_runs_out_first():
    # The same, but the people come in another order: on day 6 person 0 gives up before person 1 gives the money back.
    stages = {
        "fork": {"elapsed": 0, "next": {"door": 0.5, "ask": 0.5}},
        "ask": {"fund": "pot", "amount": 60, "next": "desk"},
        "desk": {"team": "clerk", "work": 1, "patience": 5, "pays": True, "next": "out"},
        "door": {"gate": "offers", "patience": 9, "next": "out"},
    }
    mapping = world(stages, {"offers": gate(50), "pot": one_off({START: 60}), "clerk": team(0)}, horizon=50)
    story = both(mapping, [1.5, 1, 2], fork__next=["door", "ask", "door"], door__patience=[4.5, 9, 4])
    assert story.at("door") == [(0, 1.5, None, 6, "gave_up"), (2, 2, 6, 6, "out")]


def test_the_urgent_pass_with_the_others_and_gates_do_not_wait_for_each_other():
    stages = {
        "fork": {"elapsed": 0, "next": {"door": 0.5, "other_door": 0.5}},
        "door": {"gate": "offers", "next": "out"},
        "other_door": {"gate": "promises", "priority": -1, "next": "door"},
    }
    resources = {
        "offers": gate(50),
        "promises": gate(20),
        "pot": one_off({START: 10, "2017-10-11": 20, "2017-10-21": 30}),
    }
    story = both(world(stages, resources, horizon=50), [1, 2], fork__next=["door", "other_door"])
    assert story.started("other_door") == {1: 10}
    assert story.started("door") == {0: 20, 1: 20}


def test_for_whom_no_gate_counts_there_is_none():
    stages = {**WAY_IN, "door": {"gate": {"by": "kind", "a": "offers", "b": "none"}, "next": "ask"}}
    mapping = world(stages, {"offers": gate(50), "pot": one_off({START: 0, "2017-10-11": 90})}, horizon=50)
    mapping["people"] = {"attributes": {"kind": {"a": 0, "b": 1}}}
    assert both(mapping, [1]).started("door") == {0: 1}


@pytest.mark.parametrize("inside", [1, 2])
def test_people_inside_stand_before_it_from_day_0(inside):
    mapping = world(WAY_IN, {"offers": gate(50), "pot": one_off({START: 100})}, horizon=50)
    mapping["start_state"] = {"people": [{"stage": "door", "count": inside}]}
    # They join before anything happens, and so before the first money comes, on day 0.
    story = both(mapping)
    assert set(story.started("door").values()) == {0}
    assert list(story.started("ask").values()) == [0, None][:inside]
