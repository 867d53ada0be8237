"""Calendars whose days move to the next working day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from programme import programme

from sim.model import ScenarioError, build

WORKING = {"moves_to": "next_working_day"}
START = dt.date(2017, 10, 1)  # a Sunday


def days(rule, horizon=120):
    scenario = build(programme(resources__bank__payment_run=rule, horizon=horizon, targets=None, checks=None))
    return next(resource for resource in scenario.resources if resource.name == "bank").days


def date(day):
    return (START + dt.timedelta(days=day)).isoformat()


@pytest.mark.parametrize(
    ("rule", "dates"),
    [
        ({"dates": ["2017-10-07", "2017-10-15", "2017-10-18"]}, ["10-09", "10-16", "10-18"]),  # Saturday, Sunday, Wednesday
        ({"every": "1 day", "until": "2017-10-10"}, ["10-02", "10-03", "10-04", "10-05", "10-06", "10-09"]),  # one a day
        ({"every": "1 month", "holidays": ["2018-01-01"]}, ["10-02", "11-01", "12-01", "01-02"]),
        ({"dates": ["2017-12-24"], "holidays": ["2017-12-25", "2017-12-26"]}, ["12-27"]),
        ({"dates": ["2017-12-24", "2017-12-25"], "except": ["2017-12-25"]}, ["12-26"]),  # none is moved to one left out
        ({"dates": ["2017-09-30", "2017-12-01"]}, ["10-02", "12-01"]),  # moved to after the start
        ({"every": "1 week", "until": "2017-10-09"}, ["10-02", "10-09"]),  # the 8th is before `until`, and only moved
        (
            {"every": "1 month", "from": "2017-10-15", "changes": {"2017-10-16": {"every": "40 days"}}},
            ["10-16", "11-25", "01-04"],
        ),
        (
            {"every": "1 month", "from": "2017-10-15", "changes": {"2017-10-16": {"dates": ["2017-10-20"]}}},
            ["10-16", "10-20"],  # of the rule before the change, and only moved
        ),
    ],
)  # fmt: skip
def test_a_calendar_moves_to_the_next_working_day(rule, dates):
    assert [date(day)[5:] for day in days(rule | WORKING)] == dates


def test_what_is_moved_beyond_the_horizon_does_not_happen():
    assert days({"every": "1 week"} | WORKING, horizon=15) == (1, 8)
    assert days({"every": "1 week"} | WORKING, horizon=15.5) == (1, 8, 15)


@given(
    rule=st.one_of(
        st.tuples(st.just("every"), st.sampled_from(["1 day", "3 days", "1 week", "2 weeks", "1 month"])),
        st.tuples(st.just("monthly"), st.sampled_from(["first monday", "last sunday", "second saturday"])),
    ),
    holidays=st.lists(st.integers(-3, 130), max_size=12),
    left_out=st.lists(st.integers(-3, 130), max_size=6),
)
def test_a_moved_calendar_has_no_day_off_and_loses_none(rule, holidays, left_out):
    plain = {rule[0]: rule[1]}
    before = days(plain, horizon=300)
    after = days(plain | WORKING | {"holidays": [*map(date, holidays)], "except": [*map(date, left_out)]}, horizon=300)
    off = {*holidays, *left_out, *(day for day in range(400) if (START + dt.timedelta(days=day)).weekday() >= 5)}
    moved = {
        next(day for day in range(int(planned), 400) if day not in off) for planned in before if planned not in left_out
    }
    assert after == tuple(sorted(day for day in moved if day < 300))


@pytest.mark.parametrize(
    ("calendar", "path", "allowed"),
    [
        ({"moves_to": "next_monday"}, "moves_to", "next_working_day"),
        ({"holidays": ["2017-12-25"]}, "holidays", "only beside `moves_to`"),
        (WORKING | {"holidays": ["Christmas"]}, r"holidays\[0\]", "a date such as"),
        (WORKING | {"holiday": ["2017-12-25"]}, "holiday", "did you mean 'holidays'"),
        ({"move_to": "next_working_day"}, "move_to", "did you mean 'moves_to'"),
    ],
)
def test_what_cannot_be_read_is_refused(calendar, path, allowed):
    with pytest.raises(ScenarioError, match=rf"resources\.bank\.payment_run\.{path}: found .*{allowed}"):
        days({"every": "2 weeks"} | calendar)
