"""Nobody is invited while the waiting list is long. One small story a rule, in both engines."""

import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import both, team, world

from sim.draws import Draws
from sim.engines import ENGINES
from sim.measures import measure
from sim.measures.journeys import Journeys
from sim.model import ScenarioError, build

WAY = {
    "queue": {"caseload": "places", "next": "served"},
    "served": {"elapsed": 10, "gives_back": "places", "next": "out"},
}


def programme(fewer_than, at=("queue",), places=1, **more):
    resources = {"places": {"caseload": places}}
    return world(
        copy.deepcopy(WAY), resources, invitations={"while_fewer_than": fewer_than, "are_at": list(at)}, **more
    )


def joined(story):
    return {person: day for person, stage, day, *_ in story.steps if stage == "queue"}


def test_whoever_would_come_while_the_list_is_long_comes_when_it_is_short():
    # Person 0 has the place until day 11. Person 1 waits for it, so nobody else is invited; when person 1 is served the
    # list is empty, and person 2 is invited at that instant; person 3 when person 2 is served in turn.
    story = both(programme(1), [1, 2, 3, 4])
    assert joined(story) == {0: 1, 1: 2, 2: 11, 3: 21}
    assert story.started("queue") == {0: 1, 1: 11, 2: 21, 3: 31}


def test_as_many_are_invited_at_once_as_the_list_has_room_for():
    # Two places fall free together on day 11, for those who wait; three are invited in the order in which turns came.
    mapping = programme(3, places=2)
    story = both(mapping, [1, 1, 2, 2, 2, 3, 3, 3, 3])
    assert joined(story) == {0: 1, 1: 1, 2: 2, 3: 2, 4: 2, 5: 11, 6: 11, 7: 21, 8: 21}


def test_who_is_served_at_the_stage_counts_too():
    stages = {"offer": {"team": "workers", "work": 5, "next": "out"}}
    invitations = {"while_fewer_than": 2, "are_at": ["offer"]}
    story = both(world(stages, {"workers": team(1)}, invitations=invitations), [1, 2, 3])
    assert [(person, day) for person, _, day, *_ in story.steps] == [(0, 1), (1, 2), (2, 6)]


def test_a_list_without_room_from_the_start_of_those_inside():
    mapping = programme(2, start_state={"people": [{"stage": "queue", "count": 3}]})
    # Of the three inside on day 0 the first is served at once, and two wait: nobody is invited before one of them is served.
    assert joined(both(mapping, [1]))[0] == 10


def test_who_gives_up_makes_room_at_that_instant():
    mapping = programme(1)
    mapping["pathway"]["stages"]["queue"]["patience"] = 4
    story = both(mapping, [1, 2, 3, 3])
    # Person 1 gives up on day 6, and person 2 is invited then, who gives up on day 10; person 3 waits for day 11.
    assert joined(story) == {0: 1, 1: 2, 2: 6, 3: 10}
    assert story.started("queue") == {0: 1, 1: None, 2: None, 3: 11}


def test_who_has_died_or_moved_away_by_then_is_passed_over():
    story = both(programme(1), [1, 2, 3, 4], leaves={2: 11})
    assert joined(story) == {0: 1, 1: 2, 3: 11}


def test_an_invitation_comes_before_all_else_at_its_instant():
    # At day 11 person 0 finishes and person 1 is served, which leaves room for person 2, before person 3 comes at that instant.
    story = both(programme(1), [1, 2, 3, 11])
    assert joined(story) == {0: 1, 1: 2, 2: 11, 3: 21}


def test_whoever_is_not_invited_counts_in_nothing_else():
    scenario = build(programme(1, horizon=15))
    draws = Draws(scenario, 0, 0, {"identified": [1.0, 2, 3, 4, 5]})
    outcome = ENGINES["compiled"](draws)
    journeys, measures = Journeys(draws, outcome), measure(draws, outcome)
    assert journeys.people.person.tolist() == [0, 1, 2]
    assert journeys.identified_day.tolist() == [1, 2, 11]
    assert [measures.value(kpi) for kpi in ("identified", "not_invited")] == [3, 2]


def test_of_those_not_invited_who_is_gone_is_not_counted():
    scenario = build(programme(1, horizon=15, people={"leaving_a_year": 12}))
    draws = Draws(scenario, 0, 0, {"identified": [1.0, 2, 3, 4, 5, 6, 7, 8]})
    measures = measure(draws, ENGINES["compiled"](draws))
    here = np.count_nonzero(draws.people.leaves > 15)
    people = Journeys(draws, ENGINES["compiled"](draws)).people
    assert 0 < measures.value("not_invited") == here - np.count_nonzero(people.leaves > 15) < 8


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10**6), fewer_than=st.integers(1, 5))
def test_where_nobody_gives_up_it_changes_for_nobody_when_they_are_served(seed, fewer_than):
    # Whoever is held back stands in the same order as those who would stand in line, and the line never runs dry before them.
    mapping = world(
        {"work": {"team": "workers", "work": {"exponential": 1}, "next": "out"}},
        {"workers": team(2)},
        horizon=60,
        identification={"door": {"every": {"exponential": 0.4}}},
    )
    limited = {**mapping, "invitations": {"while_fewer_than": 1 + fewer_than, "are_at": ["work"]}}
    regardless, looking = (ENGINES["compiled"](Draws(build(m), seed, 0)).steps for m in (mapping, limited))
    started = {int(row["person"]): float(row["started"]) for row in regardless if row["started"] == row["started"]}
    assert started == {int(row["person"]): float(row["started"]) for row in looking if row["started"] == row["started"]}
    waits = [np.nansum(steps["started"] - steps["joined"]) for steps in (regardless, looking)]
    assert waits[1] <= waits[0]


@pytest.mark.parametrize(
    ("invitations", "line"),
    [
        ({"while_fewer_than": 0, "are_at": ["queue"]}, "invitations.while_fewer_than: found 0; allowed: "),
        ({"while_fewer_than": 2.5, "are_at": ["queue"]}, "invitations.while_fewer_than: found 2.5; allowed: "),
        ({"while_fewer_than": 2, "are_at": ["queu"]}, "queue"),
        ({"while_fewer_than": 2, "are_at": []}, "invitations.are_at"),
        ({"while_fewer_than": 2, "are_at": ["queue", "queue"]}, "each once"),
        ({"while_fewer_then": 2, "are_at": ["queue"]}, "while_fewer_than"),
    ],
)
def test_what_cannot_be_is_one_line(invitations, line):
    with pytest.raises(ScenarioError) as error:
        build(world(WAY, {"places": {"caseload": 1}}, invitations=invitations))
    assert all("\n" not in str(fault) for fault in error.value.faults)
    assert any(line in str(fault) for fault in error.value.faults), str(error.value)
