"""Hours that follow changes: work in hand is done at the hours in force on each day, and stands still while they are zero."""

import dataclasses
import math
from itertools import pairwise

import pytest
from worlds import START, both, play, team, world

from sim.model import Team
from sim.model.calendar import Dated, constant

DESK = {"desk": {"team": "clerk", "work": 4, "next": "out"}}


def clerk(members, hours, how="follow"):
    return {"clerk": {**team(members, hours), "hours": how}}


def test_hours_that_never_change_are_the_same_either_way():
    for hours in (7, 14, 10.5):
        steps = [both(world(DESK, clerk(1, hours, how)), [0, 1.3, 2]).outcome.steps for how in ("frozen", "follow")]
        assert steps[0].tobytes() == steps[1].tobytes()


def test_work_in_hand_goes_faster_when_hours_rise_and_slower_when_they_fall():
    # Two of four hours are done by day 2, at an hour a day; the others take one day at two hours, or four at half an hour.
    for later, ends in ((14, 3), (3.5, 6)):
        assert both(world(DESK, clerk(1, {START: 7, "2017-10-03": later})), [0]).steps == [
            (0, "desk", 0, 0, ends, "out")
        ]
        frozen = both(world(DESK, clerk(1, {START: 7, "2017-10-03": later}, "frozen")), [0])
        assert frozen.steps == [(0, "desk", 0, 0, 4, "out")]


def test_work_stands_still_while_there_are_no_hours_and_nothing_starts():
    hours = {START: 7, "2017-10-03": 0, "2017-10-11": 14}
    assert both(world(DESK, clerk(2, hours)), [0, 1, 5]).steps == [
        (0, "desk", 0, 0, 11, "out"),  # two hours until day 2, then two more from day 10 on
        (1, "desk", 1, 1, 11.5, "out"),
        (2, "desk", 5, 11, 13, "out"),
    ]


def test_the_day_on_which_it_is_done_may_be_that_of_a_change():
    hours = {START: 7, "2017-10-05": 0}
    assert both(world(DESK, clerk(1, hours)), [0, 4]).steps == [
        (0, "desk", 0, 0, 4, "out"),
        (1, "desk", 4, 4, None, "unfinished"),  # starts before the calendar turns, and no hour is left
    ]


def test_who_starts_on_the_day_of_a_change_works_by_the_new_hours():
    # Before the calendar turns, but all days of the work lie behind it.
    for how, ends in (("follow", 6), ("frozen", 8)):
        assert both(world(DESK, clerk(1, {START: 7, "2017-10-05": 14}, how)), [4]).steps == [
            (0, "desk", 4, 4, ends, "out")
        ]


def test_work_of_no_hours_is_done_at_once():
    mapping = world({"desk": {"team": "clerk", "work": 0, "next": "out"}}, clerk(1, {START: 7, "2017-10-05": 0}))
    assert both(mapping, [1, 4]).steps == [(0, "desk", 1, 1, 1, "out"), (1, "desk", 4, 4, 4, "out")]


def test_who_leaves_while_the_work_stands_still_gives_the_member_back():
    mapping = world(DESK, clerk(1, {START: 7, "2017-10-03": 0, "2017-10-11": 7}))
    story = play(mapping, [0, 1], leaves={0: 5})
    assert story.steps == [(0, "desk", 0, 0, 5, "left"), (1, "desk", 1, 10, 14, "out")]


def test_a_dated_factor_on_the_work_is_that_of_the_day_of_starting():
    stages = {"desk": {**DESK["desk"], "time_multiplier": {"2017-10-03": 0.5}}}
    mapping = world(stages, clerk(2, {START: 7, "2017-10-03": 14}))
    assert both(mapping, [1, 2]).steps == [(0, "desk", 1, 1, 3.5, "out"), (1, "desk", 2, 2, 3, "out")]


@pytest.mark.parametrize("work", [0.25, 3, 17, 50])
def test_the_hours_worked_add_up_to_the_work(work):
    hours = Dated(days=(-5.0, 1.0, 7.5, 8.0, 30.0), values=(7.0, 10.5, 0.0, 3.5, 21.0), before=2.0)
    someone = Team(name="clerk", members=constant(1), hours_a_week=hours, tracks_hours=True)
    for start in (0.0, 0.9, 1.0, 7.7, 40.0):
        end = someone.done(start, work)
        edges = [start, *(day for day in hours.days if start < day < end), end]
        worked = sum((after - day) * hours.at(day) for day, after in pairwise(edges)) / 7
        assert worked == pytest.approx(work, rel=1e-12)
    ending = dataclasses.replace(someone, hours_a_week=Dated(days=(10.0,), values=(0.0,), before=7.0))
    assert ending.done(8.0, 2.0) == 10.0
    assert ending.done(8.0, 2.5) == math.inf
