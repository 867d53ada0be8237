"""Which scenarios change what: ranks, the best single change, combinations, and what pairing gives."""

from __future__ import annotations

import dataclasses
import math

import pytest
from boards import board

import sim
from sim.experiments.analysis.chances import prediction
from sim.experiments.analysis.effects import Effect, best_single, combinations, effects, pairing_gain, ranked
from sim.experiments.analysis.statistics import Seldom
from sim.model import Scenario

NAN = math.nan


@pytest.fixture(scope="module")
def scenarios() -> dict[str, Scenario]:
    return {name: sim.load("stockton_100day", f"name={name}") for name in ("a", "b", "c")}


def plans(scenario: Scenario, difference: float, low: float = NAN, high: float = NAN, saved: float = 0.5) -> Effect:
    return Effect(
        scenario=scenario, kpi="plans_completed", difference=difference, low=low, high=high, saved=saved, absent=None
    )


def budgets(scenario: Scenario, difference: float) -> Effect:
    return Effect(scenario=scenario, kpi="budgets_counted", difference=difference, low=NAN, high=NAN, saved=NAN)


def test_an_effect_is_clear_where_its_interval_lies_on_one_side_of_zero(scenarios: dict[str, Scenario]) -> None:
    a = scenarios["a"]
    more, fewer, unclear, unknown = plans(a, 5, 1, 9), plans(a, -5, -9, -1), plans(a, 1, -1, 3), plans(a, 5)
    assert [effect.is_clear for effect in (more, fewer, unclear, unknown)] == [True, True, False, False]
    assert [effect.is_unclear for effect in (more, fewer, unclear, unknown)] == [False, False, True, False]
    assert [effect.helps for effect in (more, fewer, unclear, unknown)] == [True, False, False, True]
    assert [effect.is_fewer for effect in (more, fewer, unclear, unknown)] == [False, True, False, False]
    rare = Seldom(0.0, 3, 100, 0.08)
    absent = Effect(scenario=a, kpi="plans_completed", difference=1, low=NAN, high=NAN, saved=0, absent=rare)
    assert not absent.helps
    assert rare.same == 97


def test_scenarios_rank_by_their_clear_effect_and_then_by_the_second_kpi(scenarios: dict[str, Scenario]) -> None:
    a, b, c = scenarios.values()
    every = [plans(a, 3, -1, 7), budgets(a, 1), plans(b, 2, 1, 3), budgets(b, 0), plans(c, 9, -1, 19), budgets(c, 2)]
    assert ranked(every) == ["b", "c", "a"]
    assert ranked([]) == []


def test_the_best_single_change_is_none_of_those_that_combine(scenarios: dict[str, Scenario]) -> None:
    a, b, c = scenarios.values()
    every = [plans(a, 3, 1, 5), plans(b, 9, 5, 13), plans(c, 4, 2, 6), budgets(c, -1)]
    assert {kpi: effect.scenario.name for kpi, effect in best_single(every, {"b"}).items()} == {"plans_completed": "c"}
    assert best_single([plans(a, 3, -1, 7)], set()) == {}


def test_what_pairing_gives_is_of_the_comparisons_that_tell_it(scenarios: dict[str, Scenario]) -> None:
    a = scenarios["a"]
    gain = pairing_gain([plans(a, 1, saved=0.9), plans(a, 1, saved=-0.2), plans(a, 1, saved=0.4), budgets(a, 1)])
    assert gain == (0.4, 0.9, 3, 1)
    assert pairing_gain([budgets(a, 1)]) is None
    worse = pairing_gain([plans(a, 1, saved=-0.5)])
    assert worse == (0.0, 0.0, 1, 1)


def test_effects_are_the_paired_differences_of_the_primary_kpis() -> None:
    results = board("levers")
    rows = results.compared(["plans_completed", "budgets_counted"])
    every = effects(results)
    assert [(effect.scenario.name, effect.kpi) for effect in every] == list(
        zip(rows["scenario"], rows["kpi"], strict=True)
    )
    assert [effect.difference for effect in every] == rows["difference"].tolist()
    assert effects(board("alone")) == []


def test_all_together_is_no_single_change() -> None:
    assert combinations(board("many")) == {"stockton_all_together"}
    assert combinations(board("levers")) == set()


def test_nine_in_ten_may_lie_on_one_side_of_zero_where_the_mean_is_unclear(scenarios: dict[str, Scenario]) -> None:
    lies = [prediction(values) for values in ([1.0, 3.0] * 30, [-1.0, 3.0] * 30, [-3.0, -1.0] * 30, [1.0, 3.0])]
    effects_ = [dataclasses.replace(plans(scenarios["a"], 2, -1, 5), lies=of) for of in lies]
    assert [effect.is_one_sided for effect in effects_] == [True, False, True, False]
    assert all(effect.is_unclear for effect in effects_)
