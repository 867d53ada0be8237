"""Whatever is put into a mapping, building it gives a scenario or a ScenarioError, and never anything else."""

import copy
import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from programme import programme, put

from sim.model import ScenarioError, build

WORDS = [
    "out", "none", "rest", "by", "otherwise", "unlimited", "above", "yes", "plan", "cohort", "frail", "planners",
    "2017-10-01", "9999-12-31", "0001-01-01", "2018-02-30", "nan", "inf", "-1", "1e400", "every", "days",
    "multipliers", "monthly", "dates", "changes", "from", "until", "except", "moves_to", "holidays", "fixed", "exponential",
    "lognormal", "gamma", "uniform", "triangular", "discrete", "mean", "sd", "low", "high", "longest_of", "team", "fund",
    "list", "people", "no", "way", "2018-04-01", "agree",
]  # fmt: skip
RULES = ["", " ", "second tuesday", "0 weeks", "00 days", "999999999 years", "9999 years", "٣ weeks", "a\nb", "\x00"]
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.sampled_from([10**400, -(10**400), 1 << 40, 1 << 63, 10**9, 10**15, 0.5, -0.0, 1e300, 1e-300, 5e-324]),
    st.floats(),
    st.sampled_from(WORDS + RULES),
    st.sampled_from([dt.date(2018, 1, 1), dt.date.max, dt.date.min, dt.datetime(2018, 1, 1, 12), dt.time(3)]),
    st.text(max_size=5),
    st.just(b"bytes"),
)
KEYS = st.one_of(
    st.sampled_from(WORDS),
    st.booleans(),
    st.none(),
    st.integers(-2, 3),
    st.sampled_from([float("nan"), dt.date(2018, 1, 1), dt.datetime(2018, 1, 1), (1, 2)]),
    st.text(max_size=4),
)
JUNK = st.recursive(
    SCALARS,
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(KEYS, below, max_size=3)),
    max_leaves=6,
)


def places(value, path=()):
    """Every place in a mapping, by key path."""
    paths = [path] if path else []
    if isinstance(value, dict):
        for key, below in value.items():
            paths += places(below, (*path, key))
    elif isinstance(value, list):
        for number, below in enumerate(value):
            paths += places(below, (*path, number))
    return paths


PLACES = places(programme())


def builds_or_tells(mapping):
    before = copy.deepcopy(mapping)
    refusal = None
    try:
        assert len(build(mapping).hash) == 64
    except ScenarioError as error:
        refusal = error
    if refusal is not None:
        lines = str(refusal).splitlines()
        assert len(lines) == len(refusal.faults) > 0, "one line a fault"
        assert all("found " in line and " allowed: " in line for line in lines)
    assert repr(mapping) == repr(before), "reading changes nothing"


NASTY = [
    10**400, -1, 1e300, float("nan"), "", "a\nb", "00 days", "9999-12-31", "9999 years",
    [], {}, {"by": "way"}, {"every": "1 day"},
    dt.datetime(2018, 1, 1, 12), dt.date.max, dt.date.min, {dt.date(2018, 1, 1): 1}, [[]], {"discrete": {}}, {None: None},
]  # fmt: skip


def test_nasty_things_in_every_place():
    # A third of them in each place, in turn: everything everywhere takes too long, and found nothing more.
    for number, path in enumerate(PLACES):
        for thing in NASTY[number % 3 :: 3]:
            mapping = programme()
            put(mapping, list(path), thing)
            try:
                builds_or_tells(mapping)
            except Exception as error:
                raise AssertionError(f"{thing!r} at {'.'.join(map(str, path))}: {error!r}") from error


@settings(max_examples=400)
@given(path=st.sampled_from(PLACES), junk=JUNK)
def test_junk_in_one_place(path, junk):
    mapping = programme()
    put(mapping, list(path), junk)
    builds_or_tells(mapping)


@settings(max_examples=300)
@given(path=st.sampled_from(PLACES), key=KEYS, junk=JUNK)
def test_a_junk_key_in_one_place(path, key, junk):
    mapping = programme()
    below = mapping
    for step in path[:-1]:
        below = below[step]
    if isinstance(below, dict):
        below[key] = junk
    else:
        below.append(junk)
    builds_or_tells(mapping)


@settings(max_examples=200)
@given(moves=st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(PLACES)), min_size=1, max_size=4))
def test_parts_put_where_other_parts_belong(moves):
    whole, mapping = programme(), programme()
    for path, source in moves:
        part = whole
        for step in source:
            part = part[step]
        try:
            put(mapping, list(path), copy.deepcopy(part))
        except (KeyError, TypeError, IndexError):
            continue  # an earlier move took the place away
    builds_or_tells(mapping)


@settings(max_examples=200)
@given(places_=st.lists(st.sampled_from(PLACES), min_size=1, max_size=5))
def test_things_taken_away(places_):
    mapping = programme()
    for path in places_:
        try:
            put(mapping, list(path), None)
        except (KeyError, TypeError, IndexError):
            continue
    builds_or_tells(mapping)


@settings(max_examples=100)
@given(junk=JUNK)
@example({})
@example({"pathway": 5, "identification": [], "horizon": "x"})
def test_nothing_but_junk(junk):
    with pytest.raises(ScenarioError):
        build(junk)
