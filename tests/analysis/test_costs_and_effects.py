"""What each option costs and gives: ratios with their intervals, what is undominated, and the tables on disk."""

import math

import numpy as np
import pandas as pd
import pytest
from boards import board
from hypothesis import given
from hypothesis import strategies as st

from sim.experiments.analysis.costs_and_effects import (
    COLUMNS,
    Further,
    costs_and_effects_frame,
    fieller_interval,
    options,
    undominated_of,
)
from sim.experiments.analysis.statistics import Interval, mean_interval
from sim.measures.kpis.headlines import PRIMARY


def test_the_interval_of_a_ratio_is_that_of_fieller():
    # By hand: means 100 and 10, variances of the means 4/3 and 1/3, covariance 2/3; two degrees of freedom.
    ratio = fieller_interval(np.array([98.0, 100, 102]), np.array([9.0, 10, 11]))
    t2 = 4.302652729911275**2
    square, half, last = 100 - t2 / 3, 1000 - t2 * 2 / 3, 10_000 - t2 * 4 / 3
    width = math.sqrt(half**2 - square * last)
    assert ratio == pytest.approx((10, (half - width) / square, (half + width) / square))


def test_without_spread_below_it_is_the_interval_of_the_mean_above():
    above = np.array([1.0, 2, 4, 9])
    mean = mean_interval(above)
    assert fieller_interval(above, np.full(4, 2.0)) == pytest.approx([end / 2 for end in mean])


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(-10, 10)), min_size=3, max_size=12))
def test_the_ratio_has_ends_only_where_the_number_below_is_clearly_other_than_nothing(pairs):
    above, below = (np.array(column) for column in zip(*pairs, strict=True))
    if abs(below.mean()) < 1e-6 or below.std() < 1e-6 or above.std() < 1e-6:
        return
    ratio, number = fieller_interval(above, below), mean_interval(below)
    if math.isnan(number.low) or min(abs(number.low), abs(number.high)) < 1e-9:
        return
    assert math.isnan(ratio.low) == (number.low <= 0 <= number.high)
    if not math.isnan(ratio.low):
        assert ratio.low <= ratio.mean <= ratio.high


def test_what_is_dominated_costs_as_much_for_less_or_more_for_as_much():
    costs, gives = [0, 10, 10, 20, 5], [0, 3, 2, 3, -1]
    assert undominated_of(costs, gives) == {0, 1}
    assert undominated_of([1, 1], [2, 2]) == {0, 1}, "of two that are the same neither dominates"


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=12))
def test_the_cheapest_with_the_most_is_never_dominated_and_each_dominated_one_is_so_by_an_undominated(pairs):
    costs, gives = zip(*pairs, strict=True)
    undominated = undominated_of(costs, gives)
    assert max(range(len(pairs)), key=lambda index: (gives[index], -costs[index])) in undominated
    for index in set(range(len(pairs))) - undominated:
        assert any(costs[at] <= costs[index] and gives[at] >= gives[index] for at in undominated)


def test_no_further_plan_where_there_may_be_none():
    assert Further(Interval(3, 0, 6), Interval(10, 5, math.nan)).is_none
    assert not Further(Interval(3, 1, 5), Interval(10, 5, 20)).is_none
    assert not Further(Interval(3, math.nan, math.nan), Interval(10, math.nan, math.nan)).is_known


def test_the_options_of_a_board_cost_and_give_what_their_numbers_say():
    results = board("levers")
    baseline, *others = options(results)
    assert baseline.scenario is results.baseline
    assert baseline.extra_cost.mean == 0
    assert not baseline.further
    for option in others:
        ours, theirs = (results.numbers[name] for name in (option.scenario.name, results.baseline.name))
        cost = ours.of("programme_cost") - theirs.of("programme_cost")
        assert option.extra_cost.mean == pytest.approx(cost.mean())
        assert option.extra_cost.low <= option.extra_cost.mean <= option.extra_cost.high
        for kpi, further in option.further.items():
            extra = ours.of(kpi) - theirs.of(kpi)
            assert further.number.mean == pytest.approx(extra.mean())
            if further.number.low > 0:
                assert further.cost_each.mean == pytest.approx(cost.mean() / extra.mean())
    cheapest = min([baseline, *others], key=lambda option: option.cost)
    assert set(PRIMARY) & cheapest.undominated
    target = results.baseline.targets[-1]
    assert f"chance.{target.date}.plans_completed" in baseline.gives


def test_the_table_lies_beside_the_others(tmp_path):
    results = board("many")
    frame = costs_and_effects_frame(results)
    assert tuple(frame.columns) == COLUMNS
    assert set(frame["scenario"]) == {scenario.name for scenario in results.scenarios}
    assert frame.loc[frame["extra_low"] <= 0, "cost_per"].isna().all()
    results.save(tmp_path / "saved")
    stored = pd.read_csv(tmp_path / "saved" / "costs_and_effects.csv")
    pd.testing.assert_frame_equal(stored, frame, check_dtype=False)


@pytest.mark.parametrize("name", ["alone", "queue", "pair"])
def test_where_nothing_is_compared_there_are_no_options(name):
    results = board(name)
    if name == "pair":  # two scenarios of one place are options
        assert len(options(results)) == 2
    else:
        assert options(results) == ()
        assert not len(costs_and_effects_frame(results))
