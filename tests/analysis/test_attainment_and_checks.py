"""When what is hoped for is reached, in how many runs, and whether checks hold."""

from __future__ import annotations

import dataclasses

import numpy as np
from boards import board

from sim.experiments.analysis.attainment import Attainment, attainment, counted_or_hoped_for, hoped_for, reached_in_runs
from sim.experiments.analysis.checks import check_results
from sim.experiments.analysis.lookup import Lookup
from sim.measures.kpis.headlines import HEADLINES, PRIMARY
from sim.model import Check


def test_a_number_is_reached_in_the_first_month_that_has_it() -> None:
    lookup = Lookup(board("alone"))
    assert attainment(lookup, lookup.baseline, "plans_completed", 10_000).count == 0
    soon = attainment(lookup, lookup.baseline, "plans_completed", 1)
    assert (soon.count, soon.is_usual) == (soon.runs, True) == (3, True)
    assert not Attainment(count=1, runs=3, first=soon.first, last=soon.last).is_usual


def test_what_is_hoped_for_is_of_the_last_target() -> None:
    lookup = Lookup(board("levers"))
    target = lookup.baseline.targets[-1]
    assert hoped_for(lookup) == {"plans_completed": target.plans, "budgets_counted": target.budgets}
    assert counted_or_hoped_for(lookup) == list(PRIMARY)
    assert hoped_for(Lookup(board("queue"))) == {}
    assert all(headline.hoped(None) is None for headline in HEADLINES.values())


def test_a_median_that_few_runs_reach_is_no_mean() -> None:
    results = board("levers")
    name, kpi = results.baseline.name, "median_days_asked_to_live"

    def often(undefined: int) -> str:
        numbers = dataclasses.replace(results.numbers[name], values=results.numbers[name].values.copy())
        values = numbers.of(kpi)
        assert values is not None
        values[:] = 7.0
        values[:undefined] = np.nan
        changed = dataclasses.replace(results, numbers={**results.numbers, name: numbers})
        return reached_in_runs(Lookup(changed), changed.baseline, kpi)

    assert [often(count) for count in (0, 1, 30, 31, 59, 60)] == ["all", "most", "most", "few", "few", "none"]


def test_a_check_holds_fails_or_cannot_be_told() -> None:
    results = board("queue")
    checks = [
        Check(kpi=kpi, low=low, high=high, kind="validation", source="a book")
        for kpi, low, high in (("utilisation.servers", 0, 1), ("utilisation.servers", 2, 3), ("no_such_number", 0, 1))
    ]
    changed = dataclasses.replace(
        results, scenarios=(dataclasses.replace(results.baseline, checks=tuple(checks)),), manifest=results.manifest
    )
    assert [result.is_inside for result in check_results(Lookup(changed))] == [True, False, None]
