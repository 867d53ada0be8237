"""Small real experiments, each run once for all tests of a process."""

from __future__ import annotations

import dataclasses
from functools import cache

import sim
from sim.experiments import Results, run

#: Scenarios, how many runs of each, and whether what is not known is drawn.
BOARDS = {
    "levers": (("stockton_scale_up", "stockton_more_practitioners", "stockton_delegated_approval"), 60, True),
    "many": (
        ("stockton_scale_up", "stockton_weekly_panel", "stockton_faster_payment", "stockton_all_together"),
        2,
        True,
    ),
    "pair": (("typical_ccg_on_paper", "typical_ccg_per_1000"), 4, False),
    "alone": (("stockton_100day",), 3, True),
    "one_run": (("stockton_scale_up", "stockton_more_practitioners"), 1, True),
    "queue": (("mm_c",), 3, True),
}


@cache
def board(name: str) -> Results:
    """The results of a small experiment."""
    scenarios, replications, uncertainty = BOARDS[name]
    loaded = [sim.load(scenario) for scenario in scenarios]
    return run(loaded, replications=replications, workers=1, uncertainty=uncertainty)


def with_plans(results: Results, plans: list[float]) -> Results:
    """The same results, in which the baseline has so many plans at each date, and budgets as they were."""
    name = results.baseline.name
    numbers = dataclasses.replace(results.numbers[name], values=results.numbers[name].values.copy())
    for date in ("", *(f".{target.date}" for target in results.baseline.targets)):
        values = numbers.of(f"plans_completed{date}")
        assert values is not None
        values[:] = plans
    return dataclasses.replace(results, numbers={**results.numbers, name: numbers})
