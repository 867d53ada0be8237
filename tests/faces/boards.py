"""Small real experiments, each run once for all tests of a process."""

from __future__ import annotations

from functools import cache

import sim
from sim.experiments import Results, run

BOARDS = {
    "levers": (("stockton_scale_up", "stockton_more_practitioners", "stockton_delegated_approval"), 2),
    "many": (("stockton_scale_up", "stockton_weekly_panel", "stockton_faster_payment", "stockton_all_together"), 2),
    "pair": (("typical_ccg_on_paper", "typical_ccg_per_1000"), 2),
    "alone": (("stockton_100day",), 3),
    "one_run": (("stockton_scale_up", "stockton_more_practitioners"), 1),
    "queue": (("mm_c",), 3),
}


@cache
def board(name: str) -> Results:
    """The results of a small experiment."""
    scenarios, replications = BOARDS[name]
    return run([sim.load(scenario) for scenario in scenarios], replications=replications, workers=1)
