"""The rules of waiting, holding, giving up and leaving, one small story each."""

import pytest
from worlds import START, play, team, world

TUESDAYS = {"every": "7 days", "from": "2017-10-08"}  # days 7, 14, 21, ...


# --- patience -----------------------------------------------------------------------------------------------------------------


def test_a_clock_of_patience_counts_from_the_first_of_its_stages():
    # Joined the clock on day 1 with 10 days: two days at the first stage, four with nobody, then five more until day 11.
    stages = {
        "first": {"team": "clerk", "work": 2, "patience": "deciding", "next": "pause"},
        "pause": {"elapsed": 4, "next": "second"},
        "second": {"team": "boss", "work": 1, "patience": "deciding", "next": "out"},
    }
    mapping = world(stages, {"clerk": team(1), "boss": team(0)}, pathway={"patience_clocks": {"deciding": 10}})
    assert play(mapping, [1]).steps == [
        (0, "first", 1, 1, 3, "pause"),
        (0, "pause", 3, 3, 7, "second"),
        (0, "second", 7, None, 11, "gave_up"),
    ]


def test_where_patience_passed_elsewhere_the_person_leaves_on_joining():
    stages = {
        "first": {"team": "clerk", "work": 2, "patience": "deciding", "next": "pause"},
        "pause": {"elapsed": 20, "next": "second"},
        "second": {"team": "boss", "work": 1, "patience": "deciding", "next": "out"},
    }
    mapping = world(stages, {"clerk": team(1), "boss": team(1)}, pathway={"patience_clocks": {"deciding": 10}})
    assert play(mapping, [0]).steps[-1] == (0, "second", 22, None, 22, "gave_up")
    # On the very last day of patience there is still time to be served at once.
    assert play(mapping, [0], pause__time=[8]).steps[-1] == (0, "second", 10, 10, 11, "out")


def test_patience_of_a_stage_starts_anew_each_time():
    stages = {
        "desk": {
            "team": "clerk", "work": 1, "patience": 5, "max_steps": 3, "then": "out", "next": {"pause": 0.5, "out": 0.5}
        },
        "pause": {"elapsed": 20, "next": "desk"},
    }  # fmt: skip
    mapping = world(stages, {"clerk": team({START: 1, "2017-10-21": 0})})
    story = play(mapping, [0], desk__next=["pause"], desk__patience=[[5, 6, 7]])
    assert story.at("desk") == [(0, 0, 0, 1, "pause"), (0, 21, None, 27, "gave_up")]


def test_patience_runs_while_a_team_is_off():
    mapping = world(
        {"desk": {"team": "clerk", "work": 1, "patience": 5, "next": "out"}}, {"clerk": team(1, {START: 0})}
    )
    assert play(mapping, [2]).steps == [(0, "desk", 2, None, 7, "gave_up")]


# --- meetings -----------------------------------------------------------------------------------------------------------------


def panel(**more):
    return {"board": {"meeting": TUESDAYS, "slots": 9, **more}}


def test_who_joins_after_papers_were_due_waits_for_the_next_meeting():
    mapping = world({"panel": {"meeting": "board", "next": "out"}}, panel(papers_due_days=3))
    assert play(mapping, [0, 4, 4.5, 11]).started("panel") == {0: 7, 1: 7, 2: 14, 3: 14}


def test_unused_slots_are_lost():
    mapping = world({"panel": {"meeting": "board", "next": "out"}}, panel(slots=2))
    assert play(mapping, [6, 8, 8, 8, 8]).started("panel") == {0: 7, 1: 14, 2: 14, 3: 21, 4: 21}


def test_slots_change_on_dates():
    mapping = world(
        {"panel": {"meeting": "board", "next": "out"}}, panel(slots={START: 1, "2017-10-15": 0, "2017-10-22": 3})
    )
    assert play(mapping, [0, 0, 0]).started("panel") == {0: 7, 1: 21, 2: 21}


def test_a_late_paper_does_not_hold_up_those_in_time():
    # Person 1 is urgent but late for day 7; person 0 is heard alone.
    stages = {
        "door": {"elapsed": 0, "next": {"plain": 0.5, "urgent": 0.5}},
        "plain": {"meeting": "board", "next": "out"},
        "urgent": {"meeting": "board", "priority": -1, "next": "out"},
    }
    mapping = world(stages, panel(slots=1, papers_due_days=3))
    story = play(mapping, [0, 5, 6], door__next=["plain", "urgent", "plain"])
    assert story.started("plain") == {0: 7, 2: 21}
    assert story.started("urgent") == {1: 14}


def test_a_deferred_person_waits_for_the_next_meeting():
    stages = {"panel": {"meeting": "board", "max_steps": 5, "then": "out", "next": {"panel": 0.5, "out": 0.5}}}
    story = play(world(stages, panel()), [0, 0], panel__next=[["panel", "panel", "out"], ["out"] * 3])
    assert story.at("panel") == [
        (0, 0, 7, 7, "panel"),
        (0, 7, 14, 14, "panel"),
        (0, 14, 21, 21, "out"),
        (1, 0, 7, 7, "out"),
    ]


def test_a_payment_run_has_no_limit():
    mapping = world(
        {"pay": {"payment_run": "bank", "elapsed": 2, "next": "out"}},
        {"bank": {"payment_run": TUESDAYS, "papers_due_days": 1}},
    )
    story = play(mapping, [0] * 500 + [6, 6.5])
    assert {story.started("pay")[who] for who in range(501)} == {7}
    assert story.steps[-1] == (501, "pay", 6.5, 14, 16, "out")


# --- capacity -----------------------------------------------------------------------------------------------------------------


def test_capacity_that_falls_never_preempts_and_is_made_up_as_people_finish():
    mapping = world(
        {"desk": {"team": "clerks", "work": 10, "next": "out"}}, {"clerks": team({START: 3, "2017-10-03": 1})}
    )
    free = []
    story = play(
        mapping,
        [0, 0, 1, 3, 3],
        watch=lambda rep: free.append((rep.env.now, rep.queues[0].free)),
        desk__time=[8, 9, 9, 1, 1],
    )
    assert dict(free) == {0: 1, 1: 0, 2: -2, 3: -2, 8: -1, 9: 0, 10: 0, 11: 0, 12: 1}
    assert story.started("desk") == {0: 0, 1: 0, 2: 1, 3: 10, 4: 11}


def test_capacity_that_rises_serves_at_once():
    mapping = world(
        {"desk": {"team": "clerks", "work": 10, "next": "out"}}, {"clerks": team({START: 1, "2017-10-04": 3})}
    )
    assert play(mapping, [0, 0, 0, 0]).started("desk") == {0: 0, 1: 3, 2: 3, 3: 10}


def test_at_zero_hours_nothing_starts_and_what_started_goes_on():
    hours = {START: 7, "2017-10-03": 0, "2017-10-11": 14}
    mapping = world({"desk": {"team": "clerk", "work": 4, "next": "out"}}, {"clerk": team(1, hours)})
    assert play(mapping, [0, 0, 5]).steps == [
        (0, "desk", 0, 0, 4, "out"),  # at the rate of the day on which it started
        (1, "desk", 0, 10, 12, "out"),
        (2, "desk", 5, 12, 14, "out"),
    ]


@pytest.mark.parametrize("first", [7, 14])
def test_hours_change_after_the_people_of_their_day(first):
    # A person who comes on the very day comes before the change: the old hours are still in force.
    mapping = world(
        {"desk": {"team": "clerk", "work": 4, "next": "out"}}, {"clerk": team(1, {START: first, "2017-10-11": 0})}
    )
    assert play(mapping, [10]).steps == [(0, "desk", 10, 10, 10 + 4 * 7 / first, "out")]


def test_a_dated_factor_on_the_time_is_that_of_the_day_of_starting():
    factor = {"2017-10-04": 2, "2017-10-11": 0.5}
    mapping = world({"wait": {"elapsed": 4, "time_multiplier": factor, "next": "out"}})
    assert play(mapping, [2, 3, 10]).steps == [
        (0, "wait", 2, 2, 6, "out"),
        (1, "wait", 3, 3, 11, "out"),
        (2, "wait", 10, 10, 12, "out"),
    ]


# --- holding ------------------------------------------------------------------------------------------------------------------


def cases(**more):
    """A place is taken at the gate, held over the work, and given back at the close."""
    return {
        "gate": {"caseload": "places", "next": "work"},
        "work": {"elapsed": 5, "next": "close", **more},
        "close": {"elapsed": 1, "gives_back": "places", "next": "after"},
        "after": {"elapsed": 100, "next": "out"},
    }


def test_a_place_is_held_from_the_gate_to_the_end_of_the_close():
    story = play(world(cases(), {"places": {"caseload": 1}}), [0, 1, 2])
    assert story.started("gate") == {0: 0, 1: 6, 2: 12}


def test_coming_again_while_the_place_is_held_needs_no_second_place():
    again = cases(next={"gate": 0.5, "close": 0.5})
    again["gate"] |= {"max_steps": 9, "then": "out"}
    mapping = world(again, {"places": {"caseload": 1}})
    story = play(mapping, [0, 1], work__next=[["gate", "close"], ["close", "close"]])
    assert story.at("gate") == [(0, 0, 0, 0, "work"), (0, 5, 5, 5, "work"), (1, 1, 11, 11, "work")]
    assert [int(row["amount"]) for row in story.outcome.steps if row["stage"] == 0] == [1, 1, 0]


def test_leaving_gives_a_place_back():
    story = play(world(cases(), {"places": {"caseload": 1}}), [0, 1], leaves={0: 2.5})
    assert story.steps[1:] == [
        (0, "work", 0, 0, 2.5, "left"),
        (1, "gate", 1, 2.5, 2.5, "work"),
        (1, "work", 2.5, 2.5, 7.5, "close"),
        (1, "close", 7.5, 7.5, 8.5, "after"),
        (1, "after", 8.5, 8.5, 108.5, "out"),
    ]


def test_giving_up_gives_a_place_back():
    stages = {
        "gate": {"caseload": "places", "next": "panel"},
        "panel": {"meeting": "board", "patience": 3, "next": "out"},
    }
    story = play(world(stages, {"places": {"caseload": 1}, **panel()}), [0, 1])
    assert story.steps == [
        (0, "gate", 0, 0, 0, "panel"),
        (0, "panel", 0, None, 3, "gave_up"),
        (1, "gate", 1, 3, 3, "panel"),
        (1, "panel", 3, None, 6, "gave_up"),
    ]


def test_an_exit_gives_a_place_back():
    stages = {"gate": {"caseload": "places", "elapsed": 4, "next": "out"}}
    assert play(world(stages, {"places": {"caseload": 1}}), [0, 1]).started("gate") == {0: 0, 1: 4}


def test_leaving_ends_a_wait_an_elapsed_stage_and_work_and_frees_the_team():
    mapping = world({"desk": {"team": "clerk", "work": 10, "next": "out"}}, {"clerk": team(1)})
    story = play(mapping, [0, 1, 2], leaves={0: 4, 1: 3})
    assert story.steps == [
        (0, "desk", 0, 0, 4, "left"),
        (1, "desk", 1, None, 3, "left"),
        (2, "desk", 2, 4, 14, "out"),
    ]


# --- loops --------------------------------------------------------------------------------------------------------------------


def test_a_used_up_target_leads_to_its_stated_outcome_without_a_step():
    stages = {
        "ask": {"elapsed": 1, "max_steps": 2, "then": "told_no", "next": {"ask": 0.5, "out": 0.5}},
        "told_no": {"elapsed": 3, "next": "out"},
    }
    story = play(world(stages), [0], ask__next=["ask"])
    assert story.steps == [(0, "ask", 0, 0, 1, "ask"), (0, "ask", 1, 1, 2, "told_no"), (0, "told_no", 2, 2, 5, "out")]


def test_then_may_lead_on_to_another_that_is_used_up():
    stages = {
        "ask": {"elapsed": 1, "max_steps": 1, "then": "appeal", "next": "appeal"},
        "appeal": {"elapsed": 1, "max_steps": 1, "then": "refused", "next": "ask"},
    }
    story = play(world(stages, pathway={"exits": {"refused": "Refused"}}), [0])
    assert story.way(0) == ["ask", "appeal", "refused"]


def test_without_resources_people_pass_through():
    assert play(world({"wait": {"elapsed": 4, "next": "out"}}), [0.5]).steps == [(0, "wait", 0.5, 0.5, 4.5, "out")]


def test_whoever_needs_no_resource_is_served_at_once():
    stages = {"desk": {"team": {"by": "kind", "self": "none", "helped": "clerk"}, "work": 2, "next": "out"}}
    people = {"attributes": {"kind": {"self": 1.0, "helped": 0.0}}}
    mapping = world(stages, {"clerk": team(0)}, people=people)
    assert play(mapping, [3]).steps == [(0, "desk", 3, 3, 5, "out")]


# --- the first day and the last -------------------------------------------------------------------------------------------------


def test_people_inside_hold_their_places_first_and_then_join_in_list_order_before_anybody_arrives():
    # Two who hold a place each are placed before the one in front of them in the list asks for one.
    mapping = world(cases(), {"places": {"caseload": 2}})
    inside = [
        {"stage": "gate"},
        {"stage": "work", "holding": "places"},
        {"stage": "close", "count": 1, "holding": "places"},
    ]
    story = play({**mapping, "start_state": {"people": inside}}, [0])
    assert story.steps[:4] == [
        (1, "gate", 0, 1, 1, "work"),  # when the one at the close is out
        (2, "work", 0, 0, 5, "close"),
        (3, "close", 0, 0, 1, "after"),
        (0, "gate", 0, 6, 6, "work"),
    ]


def test_people_inside_join_one_after_another():
    # The second has priority, but the first has joined, and been served, before.
    stages = {
        "plain": {"team": "clerk", "work": 3, "next": "urgent"},
        "urgent": {"team": "clerk", "work": 3, "priority": -1, "next": "out"},
    }
    mapping = world(
        stages, {"clerk": team(1)}, start_state={"people": [{"stage": "plain"}, {"stage": "urgent", "count": 2}]}
    )
    story = play(mapping)
    assert story.started("plain") == {0: 0}
    assert story.started("urgent") == {1: 3, 2: 6, 0: 9}


def test_nothing_happens_at_or_after_the_horizon():
    mapping = world({"desk": {"elapsed": 10, "next": "out"}}, horizon=20)
    assert play(mapping, [0, 10, 19.5, 20, 21], desk__time=[9.5, 10, 10, 10, 10]).steps == [
        (0, "desk", 0, 0, 9.5, "out"),
        (1, "desk", 10, 10, None, "unfinished"),
        (2, "desk", 19.5, 19.5, None, "unfinished"),
    ]


def test_whoever_waits_at_the_horizon_has_not_started():
    mapping = world({"panel": {"meeting": "board", "patience": 13, "next": "out"}}, panel(slots=1), horizon=14)
    assert play(mapping, [0, 0, 1]).steps == [
        (0, "panel", 0, 7, 7, "out"),
        (1, "panel", 0, None, 13, "gave_up"),
        (2, "panel", 1, None, None, "unfinished"),
    ]
