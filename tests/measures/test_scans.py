"""The compiled scans against plain sorting and counting."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.measures import cumulative_incidence, median
from sim.measures.incidence import CENSORED, PREVENTED, median_in_order
from sim.measures.scans import by_code, first_of_person, sorted_by_person
from sim.measures.wait_attribution import StepCauses, add_days_by_cause
from sim.model import STEP

STEPS = st.lists(st.tuples(st.integers(0, 4), st.integers(-1, 3), st.booleans()), max_size=30)


@given(STEPS)
def test_steps_are_sorted_by_person_and_keep_their_order(rows):
    table = np.zeros(len(rows), dtype=STEP)
    table["person"] = [2 * person for person, _, _ in rows]
    table["resource"] = [code for _, code, _ in rows]
    table["joined"] = np.arange(len(rows))
    table["started"] = [np.nan if waits else 40.0 for _, _, waits in rows]
    table["finished"] = np.nan
    last, columns = sorted_by_person(table, 2 * np.arange(5, dtype=np.int32), 50.0)
    order, person_index = columns.order.tolist(), columns.person_index.tolist()
    assert order == np.argsort(table["person"], kind="stable").tolist()
    assert person_index == sorted(person for person, _, _ in rows)
    assert columns.resource.tolist() == table["resource"][order].tolist()
    assert columns.joined.tolist() == order
    assert columns.served.tolist() == [not rows[row][2] for row in order]
    assert columns.end.tolist() == [50.0] * len(rows)
    assert columns.wait_end.tolist() == [50.0 if rows[row][2] else 40.0 for row in order]
    assert last.tolist() == [int(np.searchsorted(person_index, person, side="right")) - 1 for person in range(5)]


@given(STEPS)
def test_chosen_steps_are_parted_by_code(rows):
    codes = np.array([code for _, code, _ in rows], dtype=np.int16)
    some = np.array([yes for _, _, yes in rows], dtype=bool)
    chosen = np.array([some, ~some])
    for parts, mask in zip(by_code(codes, chosen, 4), chosen, strict=True):
        expected = [np.flatnonzero((codes == code) & mask).tolist() for code in range(4)]
        assert [part.tolist() for part in parts] == expected


def test_the_first_step_of_each_person():
    person_index = np.array([0, 0, 1, 1, 1, 3], dtype=np.int32)
    assert first_of_person(np.array([1, 3, 4]), person_index, 4).tolist() == [1, 3, -1, -1]


def test_days_are_added_up_by_cause_and_cohort():
    causes = np.array([[0, 0, 1, 1, 0], [1, 1, 1, 1, 1], [2, 2, 2, 2, 2]], dtype=np.int16)
    days = np.array([[1.0, 2.0, 4.0, 8.0, 16.0], [0.5, 0.0, 0.0, 0.0, 0.0], [3.0, 0.0, 0.0, 0.0, 5.0]])
    window = np.array([0, 2, 4]), np.array([1, 2, 4])  # the fourth step counts no longer
    total = np.zeros((3, 3))
    chosen, cohort = np.array([True, True, True]), np.array([0, 1, 1], dtype=np.int16)
    add_days_by_cause(total, np.zeros(3), chosen, cohort, window, StepCauses(*causes, *days), (2, np.zeros(0)))
    assert total.tolist() == [[19, 4.5, 8], [3, 0.5, 3], [16, 4, 5]]


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
