"""The chance of a target, the median, and where nine in ten lie, each against numbers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from boards import board, with_plans
from hypothesis import given
from hypothesis import strategies as st

from sim.experiments.analysis.chances import COLUMNS, at_last_target, chance, chances_frame, outlooks, prediction
from sim.experiments.analysis.effects import effects
from sim.measures.kpis.headlines import PRIMARY


def test_what_happened_in_none_of_200_has_a_chance_below_the_rule_of_three() -> None:
    never = chance([False] * 200)
    assert (never.count, never.runs, never.share, never.low) == (0, 200, 0.0, 0.0)
    assert never.high == pytest.approx(1 - 0.05 ** (1 / 200))  # Clopper and Pearson, one-sided
    assert never.high == pytest.approx(3 / 200, rel=0.01)  # the rule of three
    always = chance([True] * 200)
    assert (always.low, always.high) == (pytest.approx(1 - never.high), 1.0)


def test_what_happened_in_some_has_the_score_interval_of_wilson() -> None:
    some = chance([True] * 15 + [False] * 45)
    assert (some.count, some.share) == (15, 0.25)
    z, n, p = 1.959964, 60, 0.25
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    assert (some.low, some.high) == pytest.approx(
        ((middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n))
    )
    assert math.isnan(chance([]).share)


@given(hits=st.lists(st.booleans(), min_size=1, max_size=300))
def test_a_chance_lies_within_its_interval_and_the_opposite_one_mirrors_it(hits: list[bool]) -> None:
    this, other = chance(hits), chance([not hit for hit in hits])
    assert 0 <= this.low <= this.share <= this.high <= 1
    assert (other.low, other.high) == pytest.approx((1 - this.high, 1 - this.low))


def test_nine_in_ten_takes_sixty_replications_and_fewer_show_their_range() -> None:
    many, few = prediction(np.arange(61.0)), prediction(np.arange(59.0))
    assert (many.low, many.median, many.high, many.is_nine_in_ten) == (3.0, 30.0, 57.0, True)
    assert (few.low, few.median, few.high, few.is_nine_in_ten) == (0.0, 29.0, 58.0, False)
    assert prediction([math.nan, 4.0]).median == 4.0
    assert prediction([]).runs == 0


@given(values=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=120))
def test_nine_in_ten_lie_within_the_range(values: list[float]) -> None:
    lies = prediction(values)
    assert min(values) <= lies.low <= lies.median <= lies.high <= max(values)
    within = sum(lies.low <= value <= lies.high for value in values)
    assert within >= (0.9 * len(values) - 2 if lies.is_nine_in_ten else len(values))


def test_a_target_is_reached_by_the_runs_that_have_as_many_by_its_date() -> None:
    results = with_plans(board("levers"), [2000.0] * 6 + [1999.0] * 54)
    of = at_last_target(results)
    plans = of["stockton_scale_up", "plans_completed"]
    assert (plans.hoped, plans.prediction.median, plans.difference) == (2000, 1999.0, None)
    assert plans.chance is not None
    assert (plans.chance.count, plans.chance.runs) == (6, 60)
    assert len(outlooks(results)) == 3 * 2 * 2  # scenarios, dates, KPIs


def test_differences_are_paired() -> None:
    results = board("levers")
    ours, theirs = (
        results.numbers[name].of("plans_completed") for name in ("stockton_more_practitioners", "stockton_scale_up")
    )
    assert ours is not None
    assert theirs is not None
    change = at_last_target(results)["stockton_more_practitioners", "plans_completed"].difference
    assert change is not None
    expected = np.quantile(ours - theirs, (0.05, 0.5, 0.95))
    assert (change.low, change.median, change.high) == pytest.approx(tuple(expected))
    (effect,) = [
        effect
        for effect in effects(results)
        if (effect.scenario.name, effect.kpi) == (results.scenarios[1].name, PRIMARY[0])
    ]
    assert effect.lies == change


def test_the_table_has_a_row_for_each_number_and_each_difference() -> None:
    frame = chances_frame(board("levers"))
    assert tuple(frame.columns) == COLUMNS
    assert frame["quantity"].value_counts().to_dict() == {"number": 12, "difference": 8}
    numbers = frame[frame["quantity"] == "number"]
    assert (numbers["chance_low"] <= numbers["chance"]).all()
    assert frame[frame["quantity"] == "difference"]["chance"].isna().all()
    assert frame["nine_in_ten"].all()
    assert len(chances_frame(board("queue"))) == 0
