"""The compiled sweeps against plain sorting and counting."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.measures import cumulative_incidence, median
from sim.measures.incidence import CENSORED, PREVENTED, median_in_order
from sim.measures.sweeps import add_by_person, by_code, first_of_person, sorted_by_person
from sim.model import STEP

STEPS = st.lists(st.tuples(st.integers(0, 4), st.integers(-1, 3), st.booleans()), max_size=30)


@given(STEPS)
def test_steps_are_sorted_by_person_and_keep_their_order(rows):
    table = np.zeros(len(rows), dtype=STEP)
    table["person"] = [2 * person for person, _, _ in rows]
    table["resource"] = [code for _, code, _ in rows]
    table["joined"] = np.arange(len(rows))
    last, order, place, (_, _, resource, _, _), (joined, _, _) = sorted_by_person(table, np.arange(9) // 2, 5)
    assert order.tolist() == np.argsort(table["person"], kind="stable").tolist()
    assert place.tolist() == sorted(person for person, _, _ in rows)
    assert resource.tolist() == table["resource"][order].tolist()
    assert joined.tolist() == order.tolist()
    assert last.tolist() == [int(np.searchsorted(place, person, side="right")) - 1 for person in range(5)]


@given(STEPS)
def test_chosen_steps_are_parted_by_code(rows):
    codes = np.array([code for _, code, _ in rows], dtype=np.int64)
    chosen = np.array([yes for _, _, yes in rows], dtype=bool)
    parts = by_code(codes, chosen, 4)
    assert [part.tolist() for part in parts] == [np.flatnonzero((codes == code) & chosen).tolist() for code in range(4)]


def test_the_first_step_of_each_person_and_days_by_person():
    place = np.array([0, 0, 1, 1, 1, 3])
    assert first_of_person(np.array([1, 3, 4]), place, 4).tolist() == [1, 3, -1, -1]
    total = np.zeros((4, 2))
    within = np.array([True, True, True, False, True, True])
    add_by_person(total, place, within, np.array([0, 0, 1, 1, 0, 1]), np.array([1.0, 2.0, 4.0, 8.0, 16.0, 32.0]))
    assert total.tolist() == [[3, 0], [16, 4], [0, 0], [0, 32]]


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(CENSORED, PREVENTED), st.booleans()), max_size=30))
def test_the_median_of_some_is_where_their_incidence_reaches_a_half(people):
    people.sort()
    days = np.array([float(day) for day, _, _ in people])
    how = np.array([kind for _, kind, _ in people], dtype=np.int64)
    chosen = np.array([yes for _, _, yes in people], dtype=bool)
    times, share = cumulative_incidence(days[chosen], how[chosen])
    expected = next((day for day, by in zip(times, share, strict=True) if by >= 0.5 - 1e-12), np.nan)
    assert median_in_order(days, how, chosen) == pytest.approx(expected, nan_ok=True)
    assert median(days[chosen], how[chosen]) == pytest.approx(expected, nan_ok=True)
