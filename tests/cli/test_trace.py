"""One person's journey in dated sentences."""

import datetime as dt
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import START, one_off, team, world

from sim.cli.trace import story
from sim.config.load import load
from sim.draws import Draws
from sim.model import build
from sim.reporting.working_days import FOOTNOTE, told_on, work_words, working_days, working_days_words


def story_of(mapping, identified, person, **slots):
    """The story of a person of a small world."""
    replaced = {name.replace("__", "."): values for name, values in slots.items()}
    return list(story(Draws(build(mapping), 0, 0, {"identified": identified, **replaced}), person, "reference"))


OFFICE = world(
    {
        "desk": {"team": "clerk", "work": 3, "label": "Desk", "next": "panel"},
        "panel": {"meeting": "board", "label": "Panel", "next": "out"},
    },
    {
        "clerk": {**team(1), "label": "The clerk"},
        "board": {"meeting": {"every": "7 days", "from": "2017-10-08"}, "slots": 1, "label": "The board"},
    },
)


def test_a_story_word_for_word():
    # The clerk sees person 0 on days 0 to 3 and person 1 on days 3 to 6; the board takes one person a week, from day 7.
    assert story_of(OFFICE, [0.0, 0.0], 1) == [
        "Person 1; identified by: door.",
        "Mon 02 Oct 2017  Waits 2 working days for “Desk”: The clerk were all busy.",
        "Wed 04 Oct 2017  “Desk” begins: 3 hours' work within 4 working days.",
        "Mon 09 Oct 2017  Waits less than a working day for “Panel”: the next meeting that papers could reach had not come "
        "(The board).",
        "Mon 09 Oct 2017  Waits 5 working days for “Panel”: the meeting's slots were taken (The board).",
        "Mon 16 Oct 2017  “Panel”.",
        "Mon 16 Oct 2017  Goes out: Out.",
        "In all: 10 working days from first to last.",
        FOOTNOTE,
    ]


def test_money_is_told_in_pounds_and_a_wait_for_it_too():
    pot = one_off({START: 100, "2017-10-11": 50.5}, label="The pot")
    mapping = world({"pay": {"fund": "pot", "amount": 75.25, "pays": True, "next": "out"}}, {"pot": pot})
    assert story_of(mapping, [0.0, 0.0], 1)[1:3] == [
        "Mon 02 Oct 2017  Waits 7 working days for “pay”: there was no money (The pot).",
        "Wed 11 Oct 2017  “pay”. £75.25 granted.",
    ]


def test_giving_up_is_told():
    mapping = world({"desk": {"team": "clerk", "work": 9, "patience": 2, "next": "out"}}, {"clerk": team(1)})
    assert story_of(mapping, [0.0, 1.0], 1)[1:] == [
        "Mon 02 Oct 2017  Waits 2 working days for “desk”: clerk were all busy.",
        "Wed 04 Oct 2017  Gives up waiting for “desk”.",
        "In all: 2 working days from first to last.",
        FOOTNOTE,
    ]


def test_a_story_that_the_horizon_cuts_short():
    mapping = world({"home": {"elapsed": 90, "next": "out"}}, horizon=31)
    assert story_of(mapping, [1.0], 0)[1:] == [
        "Mon 02 Oct 2017  “home” begins.",
        "Wed 01 Nov 2017  The simulation ends; still in “home”.",
        FOOTNOTE,
    ]


def test_coming_again_is_told():
    mapping = world({"desk": {"elapsed": 5, "max_steps": 2, "then": "out", "next": {"desk": 1.0, "out": 0.0}}})
    assert story_of(mapping, [0.0], 0)[1:] == [
        "Mon 02 Oct 2017  “desk” begins and takes 4 working days.",
        "Fri 06 Oct 2017  “desk (time 2)” begins and takes 3 working days.",
        "Wed 11 Oct 2017  Goes out: Out.",
        "In all: 7 working days from first to last.",
        FOOTNOTE,
    ]


@pytest.fixture(scope="module")
def pilot():
    """The chance of the 100 days."""
    scenario = load("stockton_100day")
    return Draws(scenario, scenario.seed, 0)


def test_a_story_goes_by_date_and_its_days_add_up():
    # Most go out with their plan here: a first review falls due after the 100 days.
    words = "pathway.stages.closing_the_case.next={plan_without_budget: 0.9, plan_review_due: rest}"
    scenario = load("stockton_100day", words)
    pilot = Draws(scenario, scenario.seed, 0)
    finished = 0
    for person in pilot.people.person[pilot.people.identified :].tolist()[:25]:
        lines = list(story(pilot, person, "reference"))
        days = [dt.datetime.strptime(line[:15], "%a %d %b %Y") for line in lines[1:] if line[15:17] == "  "]
        assert days == sorted(days)
        assert all(day.weekday() < 5 for day in days), "nothing happens at a weekend"
        *_, total, last = lines
        assert last == FOOTNOTE
        if total.startswith("In all: "):
            finished += 1
            text = "\n".join(lines[:-2])
            told = sum(map(int, re.findall(r"(?:Waits|takes) (\d+) working day", text)))
            told += sum(int(number) - 1 for number in re.findall(r"work within (\d+) working day", text))
            assert told == int(total.split()[2]), "every working day is told once"
    assert finished > 10


def test_somebody_inside_on_the_first_day_starts_there(pilot, ipc):
    person = int(pilot.people.person[pilot.people.identified])
    code, out, err = ipc("trace", "scenario=stockton_100day", f"person={person}")
    first, second, *_ = out.splitlines()
    assert (code, err) == (0, "")
    assert first.startswith(f"Person {person} (")
    assert "; already inside on the first day. " in first
    assert second.startswith("Thu 01 Jun 2017  ")
    assert "“Better conversation”" in second


def test_the_command_tells_the_same_story_for_the_same_seed_and_replication(ipc):
    words = ["trace", "scenario=mm_c", "person=5"]
    assert ipc(*words)[1] == ipc(*words, "seed=1", "replication=0")[1]
    assert ipc(*words)[1] != ipc(*words, "replication=1")[1]
    assert ipc(*words)[1] != ipc(*words, "seed=2")[1]


def test_who_gives_up_before_a_tranche_waited_for_a_release():
    pot = one_off({START: 100}, tranches={"2017-10-21": 100}, label="The pot")
    stages = {"pay": {"fund": "pot", "amount": 75, "patience": 9, "pays": True, "next": "out"}}
    assert story_of(world(stages, {"pot": pot}), [0.0, 1.0], 1)[1:3] == [
        "Mon 02 Oct 2017  Waits 7 working days for “pay”: money had not been released from the block contract (The pot).",
        "Wed 11 Oct 2017  Gives up waiting for “pay”.",
    ]


def test_work_is_told_in_its_hours_and_not_in_the_days_over_which_it_is_spread():
    # 1.5 hours of somebody who gives 28 hours a week to this last 9 hours of a calendar day.
    mapping = world({"talk": {"team": "worker", "work": 1.5, "next": "out"}}, {"worker": team(1, 28)})
    assert story_of(mapping, [1.25], 0)[1] == "Mon 02 Oct 2017  “talk” begins: 1.5 hours' work the same day."
    assert story_of(mapping, [1.75], 0)[1] == "Mon 02 Oct 2017  “talk” begins: 1.5 hours' work within 2 working days."


def test_work_that_follows_changing_hours_is_told_whole():
    hours = {START: 7, "2017-10-04": 0, "2017-10-06": 14}
    worker = {**team(1, hours), "hours": "follow"}
    mapping = world({"talk": {"team": "worker", "work": 6, "next": "out"}}, {"worker": worker})
    # 3 hours by Wednesday, none on two days, and 3 more at 2 a day: done on Saturday at noon, which is told on Monday.
    assert story_of(mapping, [0.0], 0)[1] == "Mon 02 Oct 2017  “talk” begins: 6 hours' work within 6 working days."


@given(
    first=st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), days=st.lists(st.integers(0, 400), min_size=1, max_size=9)
)
def test_what_is_told_keeps_its_order_and_its_working_days_add_up(first, days):
    dates = [first]
    for more in days:
        dates.append(dates[-1] + dt.timedelta(days=more))
    told = [told_on(date) for date in dates]
    assert told == sorted(told)
    assert all(date.weekday() < 5 for date in told)
    assert all(0 <= (on - date).days <= 2 for on, date in zip(told, dates, strict=True))
    parts = [working_days(begin, end) for begin, end in pairwise(told)]
    assert sum(parts) == working_days(told[0], told[-1])


def test_working_days_and_work_in_words():
    assert [working_days_words(days) for days in (0, 1, 2, 123)] == [
        "less than a working day", "1 working day", "2 working days", "123 working days (25 weeks)",
    ]  # fmt: skip
    monday, friday = dt.date(2017, 10, 2), dt.date(2017, 10, 6)
    assert work_words(1, monday, monday) == "1 hour's work the same day"
    assert work_words(0.6, monday, friday) == "35 minutes' work within 5 working days"
    assert work_words(0.01, monday, monday) == "a few minutes' work the same day"
    assert work_words(2.44, monday, monday) == "2.4 hours' work the same day"
