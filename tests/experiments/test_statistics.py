"""Means, their intervals, and the summary table."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.draws import uniform
from sim.experiments import mean_interval, summarise
from sim.experiments.analysis.statistics import has_quantile, ratio_interval, seldom, share_interval
from sim.experiments.kpi_matrix import KpiMatrix
from sim.experiments.storage.tables import kpis_frame


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


@pytest.mark.parametrize("few", [[7.5, 8.5], [1.0, math.nan, 2.0, math.nan]])
def test_an_interval_takes_three_replications(few):
    assert math.isnan(mean_interval(few).low)
    assert not math.isnan(mean_interval([*few, 9.0]).low)


# --- what hardly ever happens ----------------------------------------------------------------------------------------


def test_numbers_that_never_differ_have_no_interval():
    # What has not been seen may be rare: 20 runs without an event are likely where one run in fifty has it.
    mean, low, high = mean_interval([300.0] * 20)
    assert mean == 300
    assert math.isnan(low)
    assert math.isnan(high)


def test_what_few_replications_have_has_no_interval_until_ten_have_it():
    assert math.isnan(mean_interval([0.0] * 91 + [1.0] * 9).low)
    assert mean_interval([0.0] * 90 + [1.0] * 10).low == pytest.approx(0.04, abs=0.01)


def test_what_was_not_seen_is_told_by_the_rule_of_three():
    bound = seldom([0.0] * 100)
    assert bound[:3] == (0.0, 0, 100)
    assert bound.below == pytest.approx(1 - 0.05 ** (1 / 100))
    assert bound.below == pytest.approx(3 / 100, rel=0.02)


def test_what_was_seen_now_and_then_is_told_with_its_confidence_limit():
    bound = seldom([5.0] * 95 + [4.0, 6.0] + [math.nan] * 3)
    assert bound[:3] == (5.0, 2, 97)
    assert bound.below == pytest.approx(stats.binomtest(2, 97).proportion_ci(0.9).high)  # one-sided 95 %
    assert seldom([1.0, 2.0, 3.0]) is None
    assert seldom([math.nan]) is None


@pytest.mark.parametrize("chance", [0.02, 0.05, 0.1])
def test_intervals_of_rare_numbers_hold_the_mean_or_are_not_given(chance):
    held = given = 0
    for experiment in range(1000):
        draws = uniform(14, experiment, "rare", np.arange(400)).reshape(2, 200)
        interval = mean_interval(np.where(draws[0] < chance, -np.log(draws[1]), 0.0), block=20)
        if not math.isnan(interval.low):
            given += 1
            held += interval.low <= chance <= interval.high
    assert held >= 0.9 * given


# --- replications that are drawn together -----------------------------------------------------------------------------


def test_the_interval_of_blocks_is_that_of_their_means():
    values = np.arange(60.0) % 20 + np.repeat([1.0, 2.0, 6.0], 20)
    assert mean_interval(values, block=20) == pytest.approx(mean_interval([10.5, 11.5, 15.5]))


def test_two_blocks_have_no_interval():
    mean, low, _ = mean_interval(np.arange(59.0), block=20)
    assert mean == 29
    assert math.isnan(low)


def test_replications_beyond_the_last_block_count_in_the_mean_alone():
    values = np.append(np.arange(60.0) % 20 + np.repeat([1.0, 2.0, 6.0], 20), [100.0] * 5)
    interval = mean_interval(values, block=20)
    assert interval.mean == values.mean()
    assert interval[1:] == pytest.approx(mean_interval(values[:60], block=20)[1:])


def test_blocks_in_which_some_replications_have_no_number_weigh_less():
    # Sums 60, 40 and 10 of 3, 2 and 1 numbers: a mean of 110 / 6, and residuals 5, 10/3 and -25/3 from it.
    values = [10, 20, 30, 15, 25, math.nan, 10, math.nan, math.nan]
    mean, low, high = mean_interval(values, block=3)
    assert mean == pytest.approx(110 / 6)
    half = stats.t.ppf(0.975, 2) * math.sqrt((5**2 + (10 / 3) ** 2 + (25 / 3) ** 2) / 2) * math.sqrt(3) / 6
    assert (low, high) == pytest.approx((mean - half, mean + half))


@pytest.mark.parametrize("blocks", [3, 5])
def test_intervals_of_a_latin_hypercube_hold_the_mean_as_often_as_they_say(blocks):
    # A number that goes up with its parameter: within a block nearly all of its variance cancels out.
    experiments, held, alone = 2000, 0, 0
    for experiment in range(experiments):
        draws = uniform(15, experiment, "hypercube", np.arange(3 * 20 * blocks)).reshape(3, blocks, 20)
        parameter = (np.argsort(draws[0], axis=1) + draws[1]) / 20
        values = (parameter + 0.3 * draws[2]).reshape(-1)
        _, low, high = mean_interval(values, block=20)
        held += low <= 0.65 <= high
        alone += abs(values.mean() - 0.65) <= 1.96 * values.std(ddof=1) / math.sqrt(len(values))
    least, most = stats.binom.interval(0.999, experiments, 0.95)
    assert least <= held <= most
    assert alone == experiments, "as if they were independent: far too wide"


def test_intervals_that_are_read_together_are_wider():
    values = [12.0, 15.5, 9.25, 30.0, 11.0, 14.75]
    alone, together = mean_interval(values), mean_interval(values, comparisons=18)
    assert together.high > alone.high
    # Bonferroni: each of 18 is as wide as one alone would be at 1 - 0.05 / 18.
    assert together == pytest.approx(mean_interval(values, level=1 - 0.05 / 18))


@pytest.mark.parametrize("count", [3, 10])
def test_the_interval_holds_the_true_mean_as_often_as_it_says(count):
    experiments = 4000
    held = 0
    for experiment in range(experiments):
        draws = stats.norm.ppf(uniform(11, experiment, f"coverage of {count}", np.arange(count)))
        _, low, high = mean_interval(40 + 6 * draws)
        held += low <= 40 <= high
    least, most = stats.binom.interval(0.999, experiments, 0.95)
    assert least <= held <= most


def test_simultaneous_intervals_hold_all_at_once_as_often_as_they_say():
    experiments, together = 2000, 6
    held = 0
    for experiment in range(experiments):
        draws = stats.norm.ppf(uniform(12, experiment, "simultaneous", np.arange(8 * together))).reshape(together, 8)
        intervals = [mean_interval(row, comparisons=together) for row in draws]
        held += all(low <= 0 <= high for _, low, high in intervals)
    assert held >= stats.binom.ppf(0.0005, experiments, 0.95)


def story_of_three_replications():
    def numbers(labels, values):
        return KpiMatrix(
            labels=labels,
            values=np.array(values, dtype=float),
            series=(),
            months=(),
            monthly=np.empty((3, 0, 0)),
            reseeded=np.empty((0, len(labels))),
        )

    plans, wait = ("plans", "all", "plans"), ("wait", "all", "days")
    return {
        "before": numbers((plans, wait), [[10, 4], [20, math.nan], [60, math.nan]]),
        "after": numbers((plans,), [[11], [21], [61]]),
    }


def test_a_summary_has_a_row_for_each_scenario_and_kpi_in_the_order_of_the_experiment():
    summary = summarise(story_of_three_replications())
    assert list(summary.columns) == [
        *("scenario", "kpi", "who", "unit", "replications", "undefined", "mean", "low", "high"),
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
    assert all(math.isnan(plans[name]) for name in ("q05", "q25", "q50", "q75", "q95")), "too few for any"


@pytest.mark.parametrize(("share", "least"), [(0.05, 60), (0.25, 12), (0.5, 6), (0.75, 12), (0.95, 60)])
def test_three_values_lie_beyond_a_quantile_that_is_told(share, least):
    assert not has_quantile(share, least - 1)
    assert has_quantile(share, least)


def test_a_summary_tells_how_often_a_number_was_not_defined():
    wait = summarise(story_of_three_replications()).iloc[1]
    assert (wait["replications"], wait["undefined"], wait["mean"]) == (3, 2, 4)
    assert math.isnan(wait["low"])
    assert math.isnan(wait["high"])


def test_a_summary_of_drawn_parameters_goes_by_blocks():
    values = uniform(16, 0, "blocks", np.arange(120)).reshape(60, 2)
    labels = (("plans", "all", "plans"), ("wait", "all", "days"))
    how = {"labels": labels, "series": (), "months": (), "monthly": np.empty((60, 0, 0))}
    summary = summarise({"now": KpiMatrix(values=values, reseeded=values[:20], **how)})
    assert summary["low"].tolist() == pytest.approx([mean_interval(of, block=20).low for of in values.T])


@pytest.mark.parametrize("count", [1, 2, 5, 60])
def test_a_summary_is_what_pandas_makes_of_the_tidy_rows(count):
    values = uniform(13, 0, f"summary of {count}", np.arange(3 * count)).reshape(count, 3)
    values[values < 0.2] = math.nan
    labels = tuple((f"kpi_{at}", "all", "plans") for at in range(3))
    numbers = {
        "now": KpiMatrix(
            labels=labels,
            values=values,
            series=(),
            months=(),
            monthly=np.empty((count, 0, 0)),
            reseeded=np.empty((0, len(labels))),
        )
    }
    summary = summarise(numbers).set_index("kpi")
    groups = kpis_frame(numbers).groupby("kpi", observed=True)["value"]
    assert summary["mean"].tolist() == pytest.approx(groups.mean().tolist(), nan_ok=True)
    assert summary["undefined"].tolist() == (count - groups.count()).tolist()
    for name, share in [("q05", 0.05), ("q50", 0.5), ("q95", 0.95)]:
        expected = groups.quantile(share).where(has_quantile(share, groups.count()))
        assert summary[name].tolist() == pytest.approx(expected.tolist(), nan_ok=True)
    intervals = [mean_interval(values[:, at]) for at in range(3)]
    assert summary["low"].tolist() == pytest.approx([interval.low for interval in intervals], nan_ok=True)


# --- ratios and shares ------------------------------------------------------------------------------------------------


def test_a_ratio_is_that_of_the_sums_with_the_interval_of_its_residuals():
    # Residuals 1 - 0.5 * 4 = -1, 0 and 1 have sd 1; Student's 4.3027 / sqrt 3 times that, over a mean of 4.
    ratio = ratio_interval([1, 2, 3], [4, 4, 4])
    assert ratio.mean == 0.5
    assert ratio.high - 0.5 == pytest.approx(4.30265 / math.sqrt(3) / 4, rel=1e-4)
    assert 0.5 - ratio.low == pytest.approx(ratio.high - 0.5)


def test_a_ratio_leaves_out_what_is_not_known_and_is_none_where_there_is_nothing_below():
    assert ratio_interval([1, math.nan, 2, 3], [4, 4, 4, 4]) == ratio_interval([1, 2, 3], [4, 4, 4])
    assert all(math.isnan(limit) for limit in ratio_interval([1, 2], [0, 0]))
    assert ratio_interval([1], [4]).mean == 0.25
    assert math.isnan(ratio_interval([1, 3], [4, 4]).low)


def test_a_ratio_of_replications_that_are_drawn_together_goes_by_the_sums_of_blocks():
    above, below = np.arange(1.0, 10.0), np.arange(2.0, 11.0) ** 1.5
    by_block = ratio_interval(above.reshape(3, 3).sum(axis=1), below.reshape(3, 3).sum(axis=1))
    assert ratio_interval(above, below, block=3) == pytest.approx(by_block)


def test_a_ratio_that_never_differs_has_no_interval():
    assert math.isnan(ratio_interval([0, 0, 0], [4, 5, 6]).low)
    assert math.isnan(ratio_interval([8, 10, 12], [4, 5, 6]).low)


def test_a_share_has_wilsons_interval():
    # 8 of 10: the textbook's 0.4902 to 0.9433.
    share, low, high = share_interval([True] * 8 + [False] * 2)
    assert (share, low, high) == (0.8, pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))


def test_a_share_of_all_reaches_to_one_and_not_beyond():
    share, low, high = share_interval([True] * 10)
    assert (share, high) == (1.0, 1.0)
    assert low == pytest.approx(0.7225, abs=1e-4)
    assert all(math.isnan(limit) for limit in share_interval([]))
