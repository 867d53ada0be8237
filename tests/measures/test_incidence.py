"""Cumulative incidence with competing exits, against a table worked out by hand and against plain counting."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.measures import cumulative_incidence, median
from sim.measures.incidence import CENSORED, HAPPENED, PREVENTED, follow


def test_a_table_by_hand():
    # day  at risk  happened  prevented  still without, before  share
    #   2     10        1         0         1                   1/10
    #   3      9        0         1         9/10                1/10
    #   5      8        2         0         8/10                1/10 + 8/10 x 2/8 = 3/10    (one is censored on day 5)
    #   7      5        1         1         6/10                3/10 + 6/10 x 1/5 = 42/100  (one was censored on day 5)
    #   9      3        1         0         36/100              42/100 + 36/100 x 1/3 = 54/100
    #  12      2        0         0         24/100              54/100
    days = np.array([5.0, 2, 3, 5, 5, 7, 7, 9, 12, 12])
    how = np.array(
        [HAPPENED, HAPPENED, PREVENTED, HAPPENED, CENSORED, HAPPENED, PREVENTED, HAPPENED, CENSORED, CENSORED]
    )
    times, share = cumulative_incidence(days, how)
    assert times.tolist() == [2, 3, 5, 7, 9, 12]
    assert share == pytest.approx([0.1, 0.1, 0.3, 0.42, 0.54, 0.54])
    assert median(days, how) == 9


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from([HAPPENED, PREVENTED])), min_size=1))
def test_where_all_are_followed_to_the_end_it_is_the_share_of_all(people):
    days = np.array([day for day, _ in people], dtype=float)
    how = np.array([kind for _, kind in people])
    times, share = cumulative_incidence(days, how)
    assert share == pytest.approx([np.mean((days <= time) & (how == HAPPENED)) for time in times])


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from([CENSORED, HAPPENED, PREVENTED])), min_size=1))
def test_a_share_never_falls_and_what_happens_and_what_prevents_it_are_never_more_than_all(people):
    days = np.array([day for day, _ in people], dtype=float)
    how = np.array([kind for _, kind in people])
    happened = cumulative_incidence(days, how)[1]
    prevented = cumulative_incidence(days, np.array([0, 2, 1])[how])[1]
    assert (np.diff(happened) >= -1e-12).all()
    assert (happened + prevented <= 1 + 1e-12).all()


def test_a_half_that_rounding_made_smaller_is_a_half():
    days, how = np.arange(6.0), np.array([HAPPENED, HAPPENED, HAPPENED, PREVENTED, PREVENTED, PREVENTED])
    assert median(days, how) == 2


def test_a_median_that_is_not_reached_is_no_number():
    assert math.isnan(median(np.array([1.0, 2, 3]), np.array([HAPPENED, PREVENTED, PREVENTED])))
    assert math.isnan(median(np.zeros(0), np.zeros(0, dtype=int)))


def test_following_ends_with_the_event_or_the_going_out_or_the_horizon():
    nan = math.nan
    begin, event, out = np.array([[0, 5, 9], [1, nan, 8], [2, nan, nan], [nan, nan, 7]]).T
    days, how = follow(begin, event, out, 10)
    assert days.tolist() == [5, 7, 8]
    assert how.tolist() == [HAPPENED, PREVENTED, CENSORED]
