"""Streams: known answers, evenness, and independence of everything that a number belongs to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.draws import named, uniform
from sim.draws.draw_tables import slots_of
from sim.draws.stream import GAMMA, identity, key, mix
from sim.model import build

MANY = 200_000
PEOPLE = np.arange(MANY, dtype=np.uint64)
#: Chance alone goes beyond this in one of a thousand tests; the seeds are fixed, so what passes once passes always.
LEVEL = 0.001


def streams():
    """Streams that differ from the first in one thing each."""
    return {
        "base": uniform(1, 0, "plan.time", PEOPLE),
        "another seed": uniform(2, 0, "plan.time", PEOPLE),
        "another replication": uniform(1, 1, "plan.time", PEOPLE),
        "another stage": uniform(1, 0, "review.time", PEOPLE),
        "another slot": uniform(1, 0, "plan.next", PEOPLE),
        "another turn": uniform(1, 0, "plan.time", PEOPLE, 1),
        "a later turn": uniform(1, 0, "plan.time", PEOPLE, 2),
        "the next person": uniform(1, 0, "plan.time", PEOPLE + np.uint64(1)),
        "a person of another group": uniform(1, 0, "plan.time", identity("cohort.frail", MANY)),
    }


STREAMS = streams()


def test_the_mixer_gives_splitmix64s_published_numbers():
    # The reference implementation's first outputs for the seed 1234567 (Vigna, splitmix64.c).
    with np.errstate(over="ignore"):
        states = np.uint64(1234567) + GAMMA * np.arange(1, 6, dtype=np.uint64)
        mixed = [int(mix(state)) for state in states]
    assert mixed == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]


def test_a_number_is_always_the_same():
    # Written down once: who changes them changes the result of every scenario.
    assert uniform(1, 0, "plan.time", [0, 1, 2]).tolist() == [
        0.9425460340056377,
        0.5655451564616203,
        0.17124807155116467,
    ]
    assert uniform(7, 3, "leaving", identity("cohort.frail", 2), 4).tolist() == [
        0.21263054923438324,
        0.6570414267669937,
    ]


def test_a_number_does_not_depend_on_who_else_is_asked_for():
    some = np.array([5, 70_000, 123], dtype=np.uint64)
    assert uniform(1, 0, "plan.time", some).tolist() == STREAMS["base"][[5, 70_000, 123]].tolist()


def test_names_that_could_be_confused_are_different_streams():
    names = [(1, 0, "a"), (10, 0, "a"), (1, 1, "a"), (1, 0, "a/1"), (1, 11, "a"), (11, 1, "a"), (1, 0, "1/a")]
    assert len({tuple(key(*name).tolist()) for name in names}) == len(names)


WORDS = st.lists(st.text(alphabet="ab.:1234567890/", max_size=12), min_size=1, max_size=4)


@given(WORDS, WORDS)
def test_things_that_are_called_otherwise_have_streams_of_their_own(words, others):
    assert (named(*words) == named(*others)) == (words == others)


def test_a_stage_may_be_called_like_anything_else():
    # Joined by dots, the stage `clock` would share its time with the clock `time`, and the part `next` its stage's way on.
    mapping = {
        "horizon": 100,
        "identification": {"arrivals": {"every": 1}},
        "resources": {"desk": {"team": 1}},
        "pathway": {
            "patience_clocks": {"time": {"days": {"exponential": 50}}},
            "stages": {
                "clock": {"team": "desk", "work": {"exponential": 1}, "patience": "time", "next": "route"},
                "route": {"elapsed": {"longest_of": {"next": {"exponential": 1}, "time": 2}}, "next": "out"},
            },
        },
    }
    streams = slots_of(build(mapping)).names
    assert len(set(streams)) == len(streams) == 6, "two times on, a time, a patience, and two parts"


def test_a_group_that_grows_long_meets_no_other():
    first = [int(identity(named("cohort", name), 1)[0]) for name in ("frail", "children", "older_people", "others")]
    assert min(abs(a - b) for a in first for b in first if a != b) > 10**12


def unmix(word: int) -> int:
    """The word that the mixer turns into this one."""
    inverse = {multiplier: pow(multiplier, -1, 1 << 64) for multiplier in (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)}
    for shift, multiplier in ((31, 0x94D049BB133111EB), (27, 0xBF58476D1CE4E5B9), (30, None)):
        undone = word
        for _ in range(64 // shift + 1):
            undone = word ^ (undone >> shift)
        word = undone * inverse[multiplier] % (1 << 64) if multiplier else undone
    return word


@pytest.mark.parametrize("word", [0, (1 << 64) - 1, 1 << 11, 1 << 63])
def test_even_the_outermost_words_give_numbers_strictly_between_0_and_1(word):
    first, second = (int(half) for half in key(1, 0, "plan.time"))
    gamma = int(GAMMA)
    inner = unmix(((unmix(word) - gamma) % (1 << 64)) ^ second)
    counter = (inner - first) * pow(gamma, -1, 1 << 64) % (1 << 64)
    person = np.array([(counter - 1) % (1 << 64)], dtype=np.uint64)
    (number,) = uniform(1, 0, "plan.time", person)
    assert number == pytest.approx(word / 2**64, abs=1e-15)  # it is the word that was meant
    assert 0 < number < 1


@pytest.mark.parametrize("name", STREAMS)
def test_numbers_are_even(name):
    numbers = STREAMS[name]
    assert 0 < numbers.min() < numbers.max() < 1
    assert stats.kstest(numbers, "uniform").pvalue > LEVEL
    assert stats.chisquare(np.bincount((numbers * 1000).astype(int), minlength=1000)).pvalue > LEVEL
    low = (numbers * 2.0**40 % 1 * 256).astype(int)  # digits far to the right
    assert stats.chisquare(np.bincount(low, minlength=256)).pvalue > LEVEL


def independent(first, other):
    assert abs(np.corrcoef(first, other)[0, 1]) < stats.norm.ppf(1 - LEVEL / 2) / np.sqrt(len(first))
    cells = np.bincount((first * 20).astype(int) * 20 + (other * 20).astype(int), minlength=400)
    assert stats.chisquare(cells).pvalue > LEVEL


@pytest.mark.parametrize("name", [name for name in STREAMS if name != "base"])
def test_numbers_of_two_streams_are_independent(name):
    independent(STREAMS["base"], STREAMS[name])


@pytest.mark.parametrize("lag", [1, 2, 7, 64, 1024])
def test_numbers_of_neighbours_are_independent(lag):
    independent(STREAMS["base"][:-lag], STREAMS["base"][lag:])


def test_many_replications_of_few_people_are_even_and_independent():
    few = np.arange(4, dtype=np.uint64)
    table = np.array([uniform(3, replication, "leaving", few) for replication in range(5000)])
    assert stats.kstest(table.ravel(), "uniform").pvalue > LEVEL
    for first, other in ((table[:-1, 0], table[1:, 0]), (table[:, 0], table[:, 1])):
        assert abs(np.corrcoef(first, other)[0, 1]) < stats.norm.ppf(1 - LEVEL / 2) / np.sqrt(len(first))


def test_many_turns_of_one_person_are_even():
    turns = np.array([uniform(3, 0, "review.next", [11], turn)[0] for turn in range(5000)])
    assert stats.kstest(turns, "uniform").pvalue > LEVEL
    assert abs(np.corrcoef(turns[:-1], turns[1:])[0, 1]) < stats.norm.ppf(1 - LEVEL / 2) / np.sqrt(4999)


def test_a_group_that_grows_keeps_its_people():
    assert identity("cohort.frail", 10).tolist() == identity("cohort.frail", 50)[:10].tolist()
    names = ["cohort.frail", "cohort.children", "inside.plan", "inside.live"]
    assert len({uid for name in names for uid in identity(name, 100).tolist()}) == 400
