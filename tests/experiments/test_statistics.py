"""Means, their intervals, and the summary table."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.draws import uniform
from sim.experiments import Interval, mean_interval, summarise
from sim.experiments.numbers import Numbers
from sim.experiments.statistics import half_width, ratio_interval, share_interval
from sim.experiments.tidy import kpis_frame


def test_the_interval_of_four_numbers_by_hand():
    # Mean 5; deviations -3, -1, 1, 3, so the variance is 20 / 3; Student's t for 3 degrees of freedom is 3.1824.
    interval = mean_interval([2, 4, 6, 8])
    half = 3.182446305 * math.sqrt(20 / 3) / 2
    assert interval == pytest.approx((5, 5 - half, 5 + half), rel=1e-9)


def test_the_interval_is_scipys():
    values = [12.0, 15.5, 9.25, 30.0, 11.0, 14.75]
    theirs = stats.ttest_1samp(values, 0).confidence_interval(0.9)
    assert mean_interval(values, level=0.9)[1:] == pytest.approx((theirs.low, theirs.high))


def test_a_replication_without_the_number_is_left_out():
    assert mean_interval([2, math.nan, 4, 6, 8, math.nan]) == mean_interval([2, 4, 6, 8])


def test_one_number_has_a_mean_and_no_interval():
    mean, low, high = mean_interval([7.5, math.nan])
    assert mean == 7.5
    assert math.isnan(low)
    assert math.isnan(high)


@pytest.mark.parametrize("nothing", [[], [math.nan, math.nan]])
def test_no_number_has_no_mean(nothing):
    assert all(math.isnan(number) for number in mean_interval(nothing))


def test_numbers_that_never_differ_have_an_interval_without_width():
    assert mean_interval([300.0, 300.0, 300.0]) == Interval(300, 300, 300)


def test_intervals_that_are_read_together_are_wider():
    alone, together = half_width(2.0, 20), half_width(2.0, 20, comparisons=18)
    assert together > alone
    # Bonferroni: each of 18 is as wide as one alone would be at 1 - 0.05 / 18.
    assert together == pytest.approx(half_width(2.0, 20, level=1 - 0.05 / 18))


@pytest.mark.parametrize("count", [3, 10])
def test_the_interval_holds_the_true_mean_as_often_as_it_says(count):
    experiments = 4000
    held = 0
    for experiment in range(experiments):
        luck = stats.norm.ppf(uniform(11, experiment, f"coverage of {count}", np.arange(count)))
        _, low, high = mean_interval(40 + 6 * luck)
        held += low <= 40 <= high
    least, most = stats.binom.interval(0.999, experiments, 0.95)
    assert least <= held <= most


def test_simultaneous_intervals_hold_all_at_once_as_often_as_they_say():
    experiments, together = 2000, 6
    held = 0
    for experiment in range(experiments):
        luck = stats.norm.ppf(uniform(12, experiment, "simultaneous", np.arange(8 * together))).reshape(together, 8)
        intervals = [mean_interval(row, comparisons=together) for row in luck]
        held += all(low <= 0 <= high for _, low, high in intervals)
    assert held >= stats.binom.ppf(0.0005, experiments, 0.95)


def story_of_three_replications():
    def numbers(labels, values):
        return Numbers(
            labels=labels,
            values=np.array(values, dtype=float),
            series=(),
            months=(),
            monthly=np.empty((3, 0, 0)),
            again=np.empty((0, len(labels))),
        )

    plans, wait = ("plans", "all", "plans"), ("wait", "all", "days")
    return {
        "before": numbers((plans, wait), [[10, 4], [20, math.nan], [60, math.nan]]),
        "after": numbers((plans,), [[11], [21], [61]]),
    }


def test_a_summary_has_a_row_for_each_scenario_and_kpi_in_the_order_of_the_experiment():
    summary = summarise(story_of_three_replications())
    assert list(summary.columns) == [
        *("scenario", "kpi", "group", "unit", "replications", "undefined", "mean", "low", "high"),
        *("q05", "q25", "q50", "q75", "q95"),
    ]
    assert list(zip(summary["scenario"], summary["kpi"], strict=True)) == [
        ("before", "plans"),
        ("before", "wait"),
        ("after", "plans"),
    ]


def test_a_summary_agrees_with_the_interval_and_with_quantiles_by_hand():
    plans = summarise(story_of_three_replications()).iloc[0]
    assert (plans["replications"], plans["undefined"]) == (3, 0)
    assert (plans["mean"], plans["low"], plans["high"]) == pytest.approx(mean_interval([10, 20, 60]))
    # Linear between the ordered values 10, 20, 60, which stand at 0, 1/2 and 1.
    assert plans[["q05", "q25", "q50", "q75", "q95"]].tolist() == pytest.approx([11, 15, 20, 40, 56])


def test_a_summary_tells_how_often_a_number_was_not_defined():
    wait = summarise(story_of_three_replications()).iloc[1]
    assert (wait["replications"], wait["undefined"]) == (3, 2)
    assert (wait["mean"], wait["q05"], wait["q95"]) == (4, 4, 4)
    assert math.isnan(wait["low"])
    assert math.isnan(wait["high"])


@pytest.mark.parametrize("count", [1, 2, 5, 40])
def test_a_summary_is_what_pandas_makes_of_the_tidy_rows(count):
    values = uniform(13, 0, f"summary of {count}", np.arange(3 * count)).reshape(count, 3)
    values[values < 0.2] = math.nan
    labels = tuple((f"kpi_{at}", "all", "plans") for at in range(3))
    numbers = {
        "now": Numbers(
            labels=labels,
            values=values,
            series=(),
            months=(),
            monthly=np.empty((count, 0, 0)),
            again=np.empty((0, len(labels))),
        )
    }
    summary = summarise(numbers).set_index("kpi")
    groups = kpis_frame(numbers).groupby("kpi", observed=True)["value"]
    assert summary["mean"].tolist() == pytest.approx(groups.mean().tolist(), nan_ok=True)
    assert summary["undefined"].tolist() == (count - groups.count()).tolist()
    for name, share in [("q05", 0.05), ("q50", 0.5), ("q95", 0.95)]:
        assert summary[name].tolist() == pytest.approx(groups.quantile(share).tolist(), nan_ok=True)
    intervals = [mean_interval(values[:, at]) for at in range(3)]
    assert summary["low"].tolist() == pytest.approx([interval.low for interval in intervals], nan_ok=True)


# --- ratios and shares ------------------------------------------------------------------------------------------------


def test_a_ratio_is_that_of_the_sums_with_the_interval_of_its_residuals():
    # Residuals 1 - 0.5 * 4 = -1 and 3 - 0.5 * 4 = 1 have sd sqrt 2; Student's 12.706 / sqrt 2 times that, over a mean of 4.
    found = ratio_interval([1, 3], [4, 4])
    assert found.mean == 0.5
    assert found.high - 0.5 == pytest.approx(12.7062 / 4, rel=1e-4)
    assert 0.5 - found.low == pytest.approx(found.high - 0.5)


def test_a_ratio_leaves_out_what_is_not_known_and_is_none_where_there_is_nothing_below():
    assert ratio_interval([1, math.nan, 3], [4, 4, 4]) == ratio_interval([1, 3], [4, 4])
    assert all(math.isnan(each) for each in ratio_interval([1, 2], [0, 0]))
    assert ratio_interval([1], [4]).mean == 0.25
    assert math.isnan(ratio_interval([1], [4]).low)


def test_a_share_has_wilsons_interval():
    # 8 of 10: the textbook's 0.4902 to 0.9433.
    share, low, high = share_interval([True] * 8 + [False] * 2)
    assert (share, low, high) == (0.8, pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))


def test_a_share_of_all_reaches_to_one_and_not_beyond():
    share, low, high = share_interval([True] * 10)
    assert (share, high) == (1.0, 1.0)
    assert low == pytest.approx(0.7225, abs=1e-4)
    assert all(math.isnan(each) for each in share_interval([]))
