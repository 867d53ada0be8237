"""The rules of waiting: patience, meetings and capacity, one small story each. Holding and loops are in test_journeys.py."""

import pytest
from worlds import START, play, team, world

TUESDAYS = {"every": "7 days", "from": "2017-10-08"}  # days 7, 14, 21, ...


# --- patience --------------------------------------------------------------------------------------------


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


# --- meetings --------------------------------------------------------------------------------------------


def panel(**more):
    return {"board": {"meeting": TUESDAYS, "slots": 9, **more}}


def test_who_joins_after_papers_were_due_waits_for_the_next_meeting():
    mapping = world({"panel": {"meeting": "board", "next": "out"}}, panel(papers_due_days=3))
    assert play(mapping, [0, 4, 4.5, 11]).started("panel") == {0: 7, 1: 7, 2: 14, 3: 14}


def test_unused_slots_are_lost():
    mapping = world({"panel": {"meeting": "board", "next": "out"}}, panel(slots=2))
    assert play(mapping, [6, 8, 8, 8, 8]).started("panel") == {0: 7, 1: 14, 2: 14, 3: 21, 4: 21}


def test_who_has_given_up_takes_no_slot():
    mapping = world({"panel": {"meeting": "board", "patience": 99, "next": "out"}}, panel(slots=2))
    story = play(mapping, [0, 1, 2, 3], panel__patience=[5, 99, 3, 99])
    assert story.started("panel") == {0: None, 1: 7, 2: None, 3: 7}


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
    assert {story.started("pay")[person] for person in range(501)} == {7}
    assert story.steps[-1] == (501, "pay", 6.5, 14, 16, "out")


# --- capacity --------------------------------------------------------------------------------------------


def test_capacity_that_falls_never_preempts_and_is_made_up_as_people_finish():
    mapping = world(
        {"desk": {"team": "clerks", "work": 10, "next": "out"}}, {"clerks": team({START: 3, "2017-10-03": 1})}
    )
    free = []
    story = play(
        mapping,
        [0, 0, 1, 3, 3],
        watch=lambda rep: free.append((rep.env.now, rep.resource_state.queues[0].free)),
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
