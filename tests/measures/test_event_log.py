"""The long tables made on request."""

import math
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from measured import run
from pathways import programmes
from programme import programme
from worlds import team, world

from sim.exports import event_log, event_positions, steps_frame
from sim.measures import measure
from sim.model import Team, build

STAGES = {
    "see": {"team": "clerk", "work": 3, "patience": 3.5, "next": "think"},
    "think": {"elapsed": 2, "cause": "thinking", "next": "out"},
}


def test_an_event_log_in_the_columns_that_are_read_elsewhere():
    world_ = run(world(STAGES, {"clerk": team(1)}, horizon=20), [1, 2, 3])
    log = event_log(world_.draws, world_.outcome, "small", 4)
    assert log.columns.tolist() == [
        "entity_id", "pathway", "event_type", "event", "time", "timestamp", "resource_id", "run_number", "scenario",
    ]  # fmt: skip
    second = log[log["entity_id"] == 40_000_001]
    assert list(zip(second["event_type"], second["event"], second["time"], strict=True)) == [
        ("arrival_departure", "arrival", 2),
        ("queue", "see.wait", 2),
        ("resource_use", "see", 4),
        ("resource_use_end", "see.end", 7),
        ("queue", "think", 7),
        ("arrival_departure", "depart", 9),
    ]
    assert second["resource_id"].dropna().tolist() == [1, 1]
    third = log[log["entity_id"] == 40_000_002]
    assert third["event"].tolist() == ["arrival", "see.wait", "depart"]
    assert set(log["run_number"]) == {4}
    assert set(log["scenario"]) == {"small"}


def test_money_and_queues_can_be_worked_out_from_the_steps_alone():
    world_ = run(programme(resources__pot__year_end="carries_over", people__leaving_a_year=0))
    steps, measures = steps_frame(world_.draws, world_.outcome, "small", 0), measure(world_.draws, world_.outcome)
    day = world_.scenario.targets[-1].day
    at_the_pot, granted = steps["resource"] == "pot", steps["started"] < day
    spent = steps[at_the_pot & granted]["amount"].sum() / 100
    assert spent + 500 == measures.value("money_committed.pot"), "500 pounds were promised before the start"
    waiting = at_the_pot & (steps["joined"] < day) & ~granted & ~(steps["finished"] < day)
    assert waiting.sum() == measures.value("queue_at_target.pot")
    assert set(steps[steps["resource"] == ""]["stage"]) <= {"revise", "set_up", "live"}


def test_nobody_departs_who_is_inside_at_the_horizon():
    world_ = run(world(STAGES, {"clerk": team(1)}, horizon=5), [1])
    assert event_log(world_.draws, world_.outcome, "small", 0)["event"].tolist() == [
        "arrival", "see.wait", "see", "see.end", "think",
    ]  # fmt: skip


@settings(max_examples=40)
@given(programmes())
def test_in_the_log_of_any_programme_a_member_does_one_thing_at_a_time(mapping):
    world_ = run(mapping)
    log = event_log(world_.draws, world_.outcome, "any", 0)
    assert (np.diff(log["time"]) >= 0).all()
    names = [stage.name for stage in world_.scenario.pathway.stages]
    team_of = {
        (int(step["person"]), names[step["stage"]], float(step["started"])): int(step["resource"])
        for step in world_.outcome.steps
    }
    used = []  # team, member, from, to
    for person, events in log.groupby("entity_id"):
        assert events["event"].iloc[0] == "arrival"
        begun = None
        for kind, event, time, member in events[["event_type", "event", "time", "resource_id"]].itertuples(index=False):
            if kind == "resource_use":
                begun = (team_of[person, event, time], member, time)
            elif kind == "resource_use_end":
                used.append((*begun, time))
                begun = None
        if begun:
            used.append((*begun, math.inf))
    for earlier, later in pairwise(sorted(used)):
        assert earlier[:2] != later[:2] or earlier[3] <= later[2]


def test_at_a_hand_over_an_end_comes_before_the_beginning():
    world_ = run(world(STAGES, {"clerk": team(1)}, horizon=20), [1, 2, 2])
    log = event_log(world_.draws, world_.outcome, "small", 0)
    assert list(zip(log["time"], log["entity_id"], log["event"], strict=True)) == [
        (1, 0, "arrival"), (1, 0, "see.wait"), (1, 0, "see"),
        (2, 1, "arrival"), (2, 2, "arrival"), (2, 1, "see.wait"), (2, 2, "see.wait"),
        (4, 0, "see.end"), (4, 0, "think"), (4, 1, "see"),
        (5.5, 2, "depart"),
        (6, 0, "depart"),
        (7, 1, "see.end"), (7, 1, "think"),
        (9, 1, "depart"),
    ]  # fmt: skip


@settings(max_examples=40)
@given(programmes())
def test_in_the_log_of_any_programme_no_more_are_busy_than_there_are(mapping):
    world_ = run(mapping)
    log = event_log(world_.draws, world_.outcome, "any", 0)
    stages, resources = world_.scenario.pathway.stages, world_.scenario.resources
    taken = {
        (int(step["person"]), stages[step["stage"]].name, float(step["started"])): int(step["resource"])
        for step in world_.outcome.steps
    }
    busy, of, last = dict.fromkeys(range(len(resources)), 0), {}, {}
    for person, kind, event, time in log[["entity_id", "event_type", "event", "time"]].itertuples(index=False):
        assert (kind, event) != ("arrival_departure", "arrival") or person not in last, "an arrival comes first"
        assert last.get(person) != "depart", "a departure comes last"
        last[person] = event
        if kind == "resource_use":
            of[person] = code = taken[person, event, time]
            busy[code] += 1
            assert isinstance(resources[code], Team)
            assert busy[code] <= max(resources[code].capacity(day) for day in (time, np.nextafter(time, -1)))
        elif kind == "resource_use_end":
            busy[of.pop(person)] -= 1
    assert min(busy.values(), default=0) >= 0


def test_times_are_dates_too():
    plain = run(world(STAGES, {"clerk": team(1)}, horizon=20), [1.25])
    log = event_log(plain.draws, plain.outcome, "small", 0)
    assert log["timestamp"].astype(str).tolist()[:2] == ["2017-10-02 06:00:00"] * 2, (
        "plain days are counted from 1 October 2017"
    )
    dated = run(world(STAGES, {"clerk": team(1)}, horizon=20) | {"start": "2016-02-28"}, [1.25])
    log = event_log(dated.draws, dated.outcome, "small", 0)
    assert log["timestamp"].iloc[-1].isoformat() == "2016-03-05T06:00:00"


def test_every_event_in_which_people_are_seen_has_a_place():
    scenario = build(programme())
    positions = event_positions(scenario)
    assert positions.columns.tolist() == ["event", "x", "y", "label", "resource"]
    assert not positions["event"].duplicated().any()
    assert not positions[["x", "y"]].duplicated().any(), "nothing covers another"
    world_ = run(programme())
    log = event_log(world_.draws, world_.outcome, "small", 0)
    seen = log[log["event_type"] != "resource_use_end"]
    assert set(seen["event"]) <= set(positions["event"])
    team_of_event = positions.set_index("event")["resource"]
    teams = {resource.name for resource in scenario.resources if isinstance(resource, Team)}
    assert set(team_of_event.dropna()) == teams
    assert team_of_event[log[log["event_type"] == "resource_use"]["event"]].notna().all()
    assert team_of_event[["arrival", "depart"]].isna().all()


def test_entities_of_different_replications_have_different_ids():
    world_ = run(world(STAGES, {"clerk": team(1)}, horizon=20), [1, 2, 3])
    logs = [event_log(world_.draws, world_.outcome, "small", replication) for replication in (0, 1)]
    assert not set(logs[0]["entity_id"]) & set(logs[1]["entity_id"])


def test_steps_in_words():
    world_ = run(world(STAGES, {"clerk": team(1)}, horizon=20), [1, 2, 3])
    frame = steps_frame(world_.draws, world_.outcome, "small", 4)
    assert frame.columns.tolist() == [
        "scenario", "replication", "person", "stage", "occurrence", "joined", "started", "finished", "outcome", "cause",
        "resource", "amount",
    ]  # fmt: skip
    rows = frame[["person", "stage", "outcome", "cause"]].astype(object).to_numpy().tolist()
    assert rows == [
        [0, "see", "think", ""],
        [1, "see", "think", "team_busy"],
        [2, "see", "gave_up", "team_busy"],
        [0, "think", "out", ""],
        [1, "think", "out", ""],
    ]
    assert frame["finished"].tolist() == [4, 7, 6.5, 6, 9]
