"""One person's journey in dated sentences."""

import datetime as dt
import re

import pytest
from worlds import START, one_off, team, world

from sim.cli.trace import story
from sim.config.load import load
from sim.draws import Draws
from sim.model import build


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
        "Sun 01 Oct 2017  Waits 3.0 days for “Desk”: The clerk were all busy.",
        "Wed 04 Oct 2017  “Desk” begins and takes 3.0 days.",
        "Sat 07 Oct 2017  Waits 1 day for “Panel”: the next meeting that papers could reach had not come (The board).",
        "Sun 08 Oct 2017  Waits 7.0 days for “Panel”: the meeting's slots were taken (The board).",
        "Sun 15 Oct 2017  “Panel”.",
        "Sun 15 Oct 2017  Goes out: Out.",
        "In all: 14.0 days from first to last.",
    ]


def test_money_is_told_in_pounds_and_a_wait_for_it_too():
    pot = one_off({START: 100, "2017-10-11": 50.5}, label="The pot")
    mapping = world({"pay": {"fund": "pot", "amount": 75.25, "pays": True, "next": "out"}}, {"pot": pot})
    assert story_of(mapping, [0.0, 0.0], 1)[1:3] == [
        "Sun 01 Oct 2017  Waits 10.0 days for “pay”: there was no money (The pot).",
        "Wed 11 Oct 2017  “pay”. £75.25 granted.",
    ]


def test_giving_up_is_told():
    mapping = world({"desk": {"team": "clerk", "work": 9, "patience": 2, "next": "out"}}, {"clerk": team(1)})
    assert story_of(mapping, [0.0, 1.0], 1)[1:] == [
        "Mon 02 Oct 2017  Waits 2.0 days for “desk”: clerk were all busy.",
        "Wed 04 Oct 2017  Gives up waiting for “desk”.",
        "In all: 2.0 days from first to last.",
    ]


def test_a_story_that_the_horizon_cuts_short():
    mapping = world({"home": {"elapsed": 90, "next": "out"}}, horizon=31)
    assert story_of(mapping, [1.0], 0)[1:] == [
        "Mon 02 Oct 2017  “home” begins.",
        "Wed 01 Nov 2017  The simulation ends; still in “home”.",
    ]


def test_coming_again_is_told():
    mapping = world({"desk": {"elapsed": 5, "max_steps": 2, "then": "out", "next": {"desk": 1.0, "out": 0.0}}})
    assert story_of(mapping, [0.0], 0)[1:] == [
        "Sun 01 Oct 2017  “desk” begins and takes 5.0 days.",
        "Fri 06 Oct 2017  “desk (time 2)” begins and takes 5.0 days.",
        "Wed 11 Oct 2017  Goes out: Out.",
        "In all: 10.0 days from first to last.",
    ]


@pytest.fixture(scope="module")
def pilot():
    """The chance of the 100 days."""
    scenario = load("stockton_100day")
    return Draws(scenario, scenario.seed, 0)


def test_a_story_goes_by_date_and_its_days_add_up(pilot):
    finished = 0
    for person in pilot.people.person[pilot.people.identified :].tolist()[:25]:
        lines = list(story(pilot, person, "reference"))
        days = [dt.datetime.strptime(line[:15], "%a %d %b %Y") for line in lines[1:] if line[15:17] == "  "]
        assert days == sorted(days)
        if lines[-1].startswith("In all: "):
            finished += 1
            pieces = re.findall(r"(?:Waits|takes) ([\d.]+) (day|hour)", "\n".join(lines))
            total = sum(float(number) / (24 if unit == "hour" else 1) for number, unit in pieces)
            assert total == pytest.approx(float(lines[-1].split()[2]), abs=0.05 * (len(pieces) + 1))
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
        "Mon 02 Oct 2017  Waits 9.0 days for “pay”: money had not been released from the block contract (The pot).",
        "Wed 11 Oct 2017  Gives up waiting for “pay”.",
    ]
