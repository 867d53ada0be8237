"""Utilisation and queues against a replay of every event."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured import Run, held, overlap, run
from pathways import programmes

from sim.measures import holdings as fast_holdings
from sim.model import Caseload, Team


def in_use(world_: Run, code: int) -> list[tuple[float, float, int]]:
    """Intervals over which members work or places are held; work that stands still takes nobody."""
    kind = world_.scenario.resources[code]
    if isinstance(kind, Caseload):
        return held(world_, code)
    steps = world_.outcome.steps
    worked = steps[(steps["resource"] == code) & ~np.isnan(steps["started"])]
    ends = np.nan_to_num(worked["finished"], nan=np.inf)
    whole = [(float(begin), float(end)) for begin, end in zip(worked["started"], ends, strict=True)]
    assert isinstance(kind, Team)
    if not kind.tracks_hours:
        return [(begin, end, 1) for begin, end in whole]
    edges = [0.0, *(day for day, _ in kind.hours_a_week.changes()), np.inf]
    on = [(low, high) for low, high in pairwise(edges) if kind.hours_a_week.at(low) > 0]
    parts = [(max(begin, low), min(end, high)) for begin, end in whole for low, high in on]
    return [(begin, end, 1) for begin, end in parts if end > begin]


def replay(intervals: list[tuple[float, float, int]], until: float) -> float:
    """Units times days before a day, event by event."""
    events = sorted([(begin, units) for begin, _, units in intervals] + [(end, -units) for _, end, units in intervals])
    area = now = level = 0.0
    for day, change in [*events, (until, 0)]:
        area += level * (min(day, until) - now)
        now, level = min(day, until), level + change
    return area


def offered(resource: Team | Caseload, until: float) -> float:
    """Units times days, from each day on which they may change to the next."""
    dated = [resource.members, resource.hours_a_week] if isinstance(resource, Team) else [resource.places]
    edges = sorted({0.0, until, *(day for level in dated for day, _ in level.changes() if day < until)})
    return sum(resource.capacity(day) * (end - day) for day, end in pairwise(edges))


@settings(max_examples=40)
@given(programmes(), st.integers(0, 100), st.sampled_from([None, 20]))
def test_use_is_the_area_under_what_was_in_use(mapping, seed, cut):
    if cut:
        mapping["targets"] = {mapping["start"][:8] + "28": {}}
    world_ = run(mapping, seed=seed)
    until = world_.journeys.totals_day
    for code, resource in enumerate(world_.scenario.resources):
        if isinstance(resource, Team | Caseload):
            available = offered(resource, until)
            share = world_[f"utilisation.{resource.name}"]
            if 0 < available < 2**30:
                assert share == pytest.approx(replay(in_use(world_, code), until) / available, abs=1e-12)
            else:
                assert np.isnan(share)


@settings(max_examples=40)
@given(programmes(), st.integers(0, 100))
def test_queues_are_the_area_under_those_waiting(mapping, seed):
    world_ = run(mapping, seed=seed)
    horizon = world_.scenario.horizon
    for code, resource in enumerate(world_.scenario.resources):
        steps = world_.outcome.steps[world_.outcome.steps["resource"] == code]
        ended = np.where(np.isnan(steps["started"]), steps["finished"], steps["started"])
        ends = np.nan_to_num(ended, nan=np.inf)
        waits = sum(overlap(begin, end, horizon) for begin, end in zip(steps["joined"], ends, strict=True))
        assert world_[f"queue.{resource.name}"] == pytest.approx(waits / horizon)
        assert world_[f"queue_at_target.{resource.name}"] == np.count_nonzero(np.isinf(ends))


@settings(max_examples=40)
@given(programmes(), st.integers(0, 100))
def test_held_intervals_are_those_of_every_person_one_by_one(mapping, seed):
    world_ = run(mapping, seed=seed)
    horizon = world_.scenario.horizon
    for code, resource in enumerate(world_.scenario.resources):
        if isinstance(resource, Caseload):
            fast = fast_holdings(world_.journeys, code)
            intervals = sorted(zip(fast.begin.tolist(), fast.end.tolist(), fast.amount.tolist(), strict=True))
            assert intervals == sorted((begin, min(end, horizon), units) for begin, end, units in held(world_, code))


@settings(max_examples=40)
@given(programmes(), st.integers(0, 100))
def test_hours_are_the_work_that_was_drawn(mapping, seed):
    # A finished step of a team's work takes the hours drawn for it, whatever the hours a week were meanwhile.
    world_ = run(mapping, seed=seed)
    index_of = {person: index for index, person in enumerate(world_.draws.people.person.tolist())}
    for code, team in enumerate(world_.scenario.resources):
        if not isinstance(team, Team):
            continue
        hours, unfinished = 0.0, 0.0
        for step in world_.outcome.steps[world_.outcome.steps["resource"] == code]:
            stage = world_.scenario.pathway.stages[step["stage"]]
            if np.isnan(step["started"]):
                continue
            drawn = world_.draws.time(stage, int(step["occurrence"]))[0][index_of[int(step["person"])]]
            drawn *= stage.dated_multiplier.at(float(step["started"]))
            if step["outcome"] >= 0:
                hours += drawn
            else:
                unfinished += drawn
        assert hours - 1e-6 <= world_[f"staff_hours.{team.name}"] <= hours + unfinished + 1e-6
