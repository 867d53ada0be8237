"""Scenarios against a baseline, in pairs of replications with the same draws."""

import math

import pandas as pd
import pytest

from sim.experiments import compare, mean_interval


def replications(**values):
    """One KPI, `plans`, of each scenario in each replication."""
    return table({(scenario, "plans"): numbers for scenario, numbers in values.items()})


def table(values):
    rows = [
        (scenario, replication, kpi, "all", value, "plans")
        for (scenario, kpi), numbers in values.items()
        for replication, value in enumerate(numbers)
    ]
    return pd.DataFrame(rows, columns=["scenario", "replication", "kpi", "who", "value", "unit"])


def test_a_paired_difference_by_hand():
    # The differences are 2, 2, 1, 3: mean 2, variance 2/3. The baseline's variance is 5/3 and the other's 3.
    row = compare(replications(now=[1, 2, 3, 4], more=[3, 4, 4, 7]), "now", ["plans"], block=1).iloc[0]
    half = 3.182446305 * math.sqrt(2 / 3) / 2
    assert (row["scenario"], row["kpi"], row["replications"]) == ("more", "plans", 4)
    assert (row["mean"], row["baseline_mean"], row["difference"]) == (4.5, 2.5, 2)
    assert (row["low"], row["high"]) == pytest.approx((2 - half, 2 + half))
    assert row["variance_saved"] == pytest.approx(1 - (2 / 3) / (3 + 5 / 3))


def test_chance_that_works_the_other_way_costs_variance():
    # Differences -3, -1, 1, 3 have variance 20/3, twice the 10/3 that independent runs would have had.
    row = compare(replications(now=[4, 3, 2, 1], more=[1, 2, 3, 4]), "now", ["plans"], block=1).iloc[0]
    assert row["variance_saved"] == pytest.approx(-1)


def test_numbers_that_never_vary_leave_nothing_to_save_and_have_no_interval():
    row = compare(replications(now=[3, 3, 3], more=[5, 5, 5]), "now", ["plans"], block=1).iloc[0]
    assert row["difference"] == 2
    assert all(math.isnan(row[name]) for name in ("low", "high", "variance_saved"))


def test_replications_are_paired_by_number_and_not_by_place():
    kpis = replications(now=[1, 2, 3, 4], more=[3, 4, 4, 7])
    assert compare(kpis.iloc[[7, 0, 5, 3, 1, 6, 2, 4]], "now", ["plans"], block=1).equals(
        compare(kpis, "now", ["plans"], block=1)
    )


def test_intervals_of_several_comparisons_hold_at_once_and_are_wider():
    values = {
        ("now", "plans"): [1, 2, 3, 4],
        ("now", "budgets"): [5, 5, 6, 8],
        ("more", "plans"): [3, 4, 4, 7],
        ("more", "budgets"): [5, 6, 6, 9],
        ("less", "plans"): [0, 2, 2, 4],
        ("less", "budgets"): [5, 5, 5, 7],
    }
    comparison = compare(table(values), "now", ["plans", "budgets"], block=1)
    assert list(zip(comparison["scenario"], comparison["kpi"], strict=True)) == [
        ("more", "plans"),
        ("more", "budgets"),
        ("less", "plans"),
        ("less", "budgets"),
    ]
    first = comparison.iloc[0]
    alone, together = mean_interval([2, 2, 1, 3]), mean_interval([2, 2, 1, 3], comparisons=4)
    assert (first["low"], first["high"]) == pytest.approx(together[1:])
    assert first["high"] - first["low"] > alone.high - alone.low


def test_the_first_scenario_need_not_be_the_baseline():
    kpis = replications(more=[3, 4, 4, 7], now=[1, 2, 3, 4])
    assert compare(kpis, "now", ["plans"], block=1)["scenario"].tolist() == ["more"]
    assert compare(kpis, "more", ["plans"], block=1)["difference"].tolist() == [-2]


def test_only_replications_that_both_have_count():
    row = compare(replications(now=[1, 2, math.nan, 4], more=[3, math.nan, 9, 7]), "now", ["plans"], block=1).iloc[0]
    assert (row["difference"], row["replications"]) == (2.5, 2)


def test_a_number_that_no_replication_has_is_not_compared_with_anything():
    row = compare(replications(now=[1, 2], more=[math.nan, math.nan]), "now", ["plans"], block=1).iloc[0]
    assert (row["replications"], row["baseline_mean"]) == (0, 1.5)
    assert math.isnan(row["mean"])
    assert math.isnan(row["difference"])


def test_a_kpi_that_only_one_scenario_has_is_left_out():
    values = {("now", "plans"): [1, 2], ("more", "plans"): [3, 4], ("more", "queue"): [3, 4]}
    assert compare(table(values), "now", ["plans", "queue"], block=1)["kpi"].tolist() == ["plans"]


def test_groups_are_compared_one_at_a_time():
    both = pd.concat(
        [replications(now=[1, 2], more=[3, 4]), replications(now=[0, 0], more=[9, 9]).assign(who="children")]
    )
    assert compare(both, "now", ["plans"], block=1)["difference"].tolist() == [2]
    assert compare(both, "now", ["plans"], "children", block=1)["difference"].tolist() == [9]


def test_a_baseline_alone_has_nothing_to_be_compared_with():
    comparison = compare(replications(now=[1, 2]), "now", ["plans"], block=1)
    assert len(comparison) == 0
    assert "variance_saved" in comparison.columns


# --- where parameters are drawn --------------------------------------------------------------------------------------


def test_differences_of_replications_that_are_drawn_together_are_compared_by_blocks():
    now = [float(index) for index in range(60)]
    more = [value + (3, 4, 8)[index // 20] + index % 2 for index, value in enumerate(now)]
    row = compare(replications(now=now, more=more), "now", ["plans"], block=20).iloc[0]
    assert (row["difference"], row["replications"]) == (5.5, 60)
    assert (row["low"], row["high"]) == pytest.approx(mean_interval([3.5, 4.5, 8.5])[1:])


def test_blocks_are_those_of_the_replications_numbers_also_where_one_scenario_has_fewer():
    now = [float(index) for index in range(80)]
    more = [value + (3, 4, 8)[index // 20] + index % 2 for index, value in enumerate(now[:60])]
    kpis = replications(more=more, now=now)
    comparison = compare(kpis.iloc[::-1], "now", ["plans"], block=20)
    assert comparison[["low", "high"]].to_numpy().tolist() == [pytest.approx(mean_interval([3.5, 4.5, 8.5])[1:])]


def test_a_block_of_which_one_scenario_has_only_a_part_is_no_block():
    now = [float(index) for index in range(100)]
    more = [value + 3 + index % 3 for index, value in enumerate(now[:50])]
    row = compare(replications(now=now, more=more), "now", ["plans"], block=20).iloc[0]
    assert (row["replications"], row["baseline_mean"]) == (50, 24.5)
    assert row["difference"] == pytest.approx(row["mean"] - row["baseline_mean"])
    assert math.isnan(row["low"])
