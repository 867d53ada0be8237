"""Every day has one cause, and the causes of a person's days sum to the time in the window."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured import Run, days_by_person, run, steps_of
from pathways import programmes
from worlds import START, one_off, recurrent, team, world

from sim.measures import Causes

WEEKLY = {"every": "7 days", "from": "2017-10-08"}  # days 7, 14, 21, ...


def test_waiting_for_a_team_is_split_into_when_it_was_busy_and_when_it_was_off():
    # The clerk is at home on days 3 and 4; work that has begun goes on.
    hours = {START: 7, "2017-10-04": 0, "2017-10-06": 7}
    world_ = run(world({"see": {"team": "clerk", "work": 3, "next": "out"}}, {"clerk": team(1, hours)}), [1, 1.5])
    assert world_.story(0) == [(1, 4, "work")]
    assert world_.story(1) == [(1.5, 3, "team_busy"), (3, 5, "team_off"), (5, 8, "work")]
    assert world_.days(1) == {"team_busy": 1.5, "team_off": 2, "work": 3}


def test_waiting_for_a_team_that_never_works_is_cut_at_the_horizon():
    world_ = run(world({"see": {"team": "clerk", "work": 3, "next": "out"}}, {"clerk": team(0)}, horizon=10), [4])
    assert world_.story(0) == [(4, 10, "team_off")]


def test_a_team_may_give_its_work_another_cause():
    stages = {"review": {"team": "clerk", "work": 2, "cause": "reviewing", "next": "out"}}
    assert run(world(stages, {"clerk": team(1)}), [0]).days(0) == {"reviewing": 2}


def test_waiting_for_a_place_of_a_caseload():
    stages = {"open": {"caseload": "places", "elapsed": 5, "cause": "between_appointments", "next": "out"}}
    world_ = run(world(stages, {"places": {"caseload": 1}}), [0, 2])
    assert world_.story(1) == [(2, 5, "caseload_full"), (5, 10, "between_appointments")]


def test_up_to_the_first_meeting_it_is_the_calendar_and_from_then_on_the_slots():
    # Papers are due two days before. Three people want the one slot: the third is late for the first meeting.
    meeting = {"meeting": WEEKLY, "slots": 1, "papers_due_days": 2}
    world_ = run(world({"hear": {"meeting": "board", "next": "out"}}, {"board": meeting}), [1, 2, 6])
    assert world_.story(0) == [(1, 7, "next_meeting")]
    assert world_.story(1) == [(2, 7, "next_meeting"), (7, 14, "meeting_full")]
    assert world_.story(2) == [(6, 14, "next_meeting"), (14, 21, "meeting_full")]


@pytest.mark.parametrize("slots", [1, 5])
def test_who_comes_when_the_meeting_of_the_day_is_over_waits_for_the_next(slots):
    # Heard on day 7, sent back in no time: whether or not a slot was left, the meeting of day 7 is no longer theirs.
    stages = {"hear": {"meeting": "board", "next": "out", "max_steps": 2, "then": "out"}}
    stages["hear"]["next"] = {"hear": 0.5, "out": 0.5}
    world_ = run(
        world(stages, {"board": {"meeting": WEEKLY, "slots": slots}}), [1], hear__next=np.array([["hear", "out"]])
    )
    assert world_.story(0) == [(1, 7, "next_meeting"), (7, 14, "next_meeting")]


def test_who_comes_on_the_day_of_a_full_meeting_is_heard_too_late_for_want_of_slots():
    meeting = {"meeting": WEEKLY, "slots": 1}
    world_ = run(world({"hear": {"meeting": "board", "next": "out"}}, {"board": meeting}), [6, 7])
    assert world_.story(1) == [(7, 14, "meeting_full")]


def test_a_payment_run_has_no_slots_to_want_for():
    run_ = {"payment_run": WEEKLY, "papers_due_days": 2}
    assert run(world({"pay": {"payment_run": "bank", "next": "out"}}, {"bank": run_}), [6]).story(0) == [
        (6, 14, "next_payment_run")
    ]


def test_money_is_absent_until_the_years_and_not_yet_released_until_a_tranche():
    stages = {"ask": {"fund": "pot", "amount": 100, "next": "out"}}
    fund = recurrent({START: 100, "2017-10-21": 200}, tranches={"2017-10-11": 100})
    stages["ask"]["next"] = "keep"
    stages["keep"] = {"elapsed": 500, "cause": "living", "next": "out"}
    world_ = run(world(stages, {"pot": fund}, horizon=100), [0, 1, 2, 3, 4])
    assert [world_.story(person)[0] for person in range(5)] == [
        (0, 100, "living"),
        (1, 10, "money_not_yet_released"),
        (2, 20, "money_absent"),
        (3, 20, "money_absent"),
        (4, 100, "money_absent"),
    ]


def test_whoever_waits_before_a_gate_waits_while_offers_pause():
    stages = {
        "door": {"gate": "offers", "next": "ask"},
        "ask": {"fund": "pot", "amount": 60, "next": "wait"},
        "wait": {"elapsed": 5, "cause": "living", "pays": True, "next": "out"},
    }
    offers = {"gate": {"funds": ["pot"], "at_least": 50}}
    world_ = run(world(stages, {"offers": offers, "pot": one_off({START: 60, "2017-10-11": 60})}, horizon=50), [1, 2])
    assert [world_.days(person) for person in range(2)] == [{"living": 5}, {"offers_paused": 8, "living": 5}]
    assert world_.story(1) == [(2, 10, "offers_paused"), (10, 15, "living")]
    assert world_["queue.offers"] == 8 / 50
    assert "offers" not in world_.of("utilisation")


def test_to_pass_a_gate_is_not_yet_to_accept():
    stages = {
        "door": {"gate": "offers", "next": "ask"},
        "ask": {"fund": "pot", "amount": 60, "next": "wait"},
        "wait": {"elapsed": 99, "next": "out"},
    }
    offers = {"gate": {"funds": ["pot"], "at_least": 0}}
    world_ = run(world(stages, {"offers": offers, "pot": one_off({START: 60})}, horizon=50), [1, 2])
    assert (world_["identified"], world_["accepted"]) == (2, 1)


def test_of_several_things_that_go_on_at_once_the_longest_is_the_cause():
    both = {"longest_of": {"bank_account": 5, "finding_a_provider": {"by": "kind", "slow": 9, "otherwise": 2}}}
    people = {"attributes": {"kind": {"slow": 0.5, "quick": 0.5}}}
    world_ = run(world({"set_up": {"elapsed": both, "next": "out"}}, people=people), range(20))
    kinds = world_.draws.people.codes["kind"]
    assert set(kinds) == {0, 1}
    for index, kind in enumerate(kinds):
        assert world_.days(index) == ({"finding_a_provider": 9} if kind == 0 else {"bank_account": 5})


def test_the_window_closes_when_the_budget_is_live():
    stages = {
        "set_up": {"elapsed": 4, "cause": "processing", "next": "live"},
        "live": {"elapsed": 1, "cause": "starting", "next": "keep"},
        "keep": {"elapsed": 50, "cause": "living", "next": {"live": 0.5, "out": "rest"}, "max_steps": 2, "then": "out"},
    }
    mapping = world(stages, pathway={"milestones": {"live": "live"}})
    world_ = run(mapping, [10], keep__next=np.array([["live", "out"]]))
    assert world_.days(0) == {"processing": 4, "starting": 1}
    assert world_["days.total"] == 5


def test_who_gives_up_at_the_last_step_has_no_live_budget_and_the_window_closes_then():
    stages = {"live": {"team": "clerk", "work": 1, "patience": 6, "next": "out"}}
    world_ = run(world(stages, {"clerk": team(0)}, pathway={"milestones": {"live": "live"}}), [10])
    assert world_.days(0) == {"team_off": 6}
    assert world_["budgets_received"] == 0


def test_the_main_cause_of_a_step_is_the_longest_of_its_wait():
    hours = {START: 7, "2017-10-04": 0, "2017-10-06": 7}
    world_ = run(world({"see": {"team": "clerk", "work": 3, "next": "out"}}, {"clerk": team(1, hours)}), [1, 1.5])
    causes = Causes(world_.journeys)
    assert [causes.names[code] if code >= 0 else "" for code in causes.main()] == ["", "team_off"]


def _window(world_: Run, steps: list[np.void]) -> float:
    """The time from identification to a live budget, or going out, or the horizon, from the steps as they stand."""
    index = world_.scenario.pathway.index
    live = world_.scenario.pathway.milestones.get("live")
    for step in steps:
        if live and step["stage"] == index[live] and step["outcome"] >= 0:
            return float(step["finished"] - steps[0]["joined"])
    end = steps[-1]["finished"]
    return float((world_.scenario.horizon if math.isnan(end) else end) - steps[0]["joined"])


@settings(max_examples=40)
@given(programmes(), st.integers(0, 5), st.integers(0, 100))
def test_the_causes_sum_to_the_time_of_every_person(mapping, live, seed):
    names = list(mapping["pathway"]["stages"])
    mapping["pathway"]["milestones"] = {"live": names[live]} if live < len(names) else {}
    world_ = run(mapping, seed=seed)
    days = days_by_person(world_.journeys)
    assert (days >= 0).all()
    for index, steps in steps_of(world_):
        assert days[index].sum() == pytest.approx(_window(world_, steps), abs=1e-9)


@settings(max_examples=40)
@given(programmes(), st.integers(0, 100))
def test_the_pieces_of_a_step_leave_no_gap_and_agree_with_its_person_s_days(mapping, seed):
    world_ = run(mapping, seed=seed)
    causes = Causes(world_.journeys)
    days = dict.fromkeys(((index, name) for index in range(world_.journeys.people_count) for name in causes.names), 0.0)
    index_of = {person: index for index, person in enumerate(world_.journeys.people.person.tolist())}
    for row, step in enumerate(world_.outcome.steps):
        pieces = causes.pieces(row)
        end = world_.scenario.horizon if math.isnan(step["finished"]) else float(step["finished"])
        edges = [float(step["joined"]), *(to for _, to, _ in pieces)]
        assert [begin for begin, _, _ in pieces] == edges[:-1]
        assert edges[-1] == pytest.approx(end, abs=1e-9)
        for begin, to, cause in pieces:
            days[index_of[int(step["person"])], cause] += to - begin
    by_person = days_by_person(world_.journeys)
    for (index, name), value in days.items():
        assert by_person[index, causes.names.index(name)] == pytest.approx(value, abs=1e-9)


def test_money_that_comes_back_is_not_a_release():
    # The first gives up day 5 what the second waits for; the tranche on day 10 has nothing to do with it.
    stages = {
        "ask": {"fund": "pot", "amount": 100, "next": "wait"},
        "wait": {"elapsed": 5, "cause": "living", "next": "out"},
    }
    world_ = run(world(stages, {"pot": one_off({START: 100}, tranches={"2017-10-11": 100})}), [0, 1])
    assert world_.story(1)[0] == (1, 5, "money_absent")
