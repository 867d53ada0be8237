"""Gates that open on dates: payment runs, and meetings with so many slots."""

import numpy as np
import pytest
from interval import assert_ratio
from scipy import stats
from stationary import runs, who_came
from worlds import world

EVERY, WEEKS = 7.0, 100


def gate(resource, rate):
    kind = "meeting" if "meeting" in resource else "payment_run"
    return world(
        {"gate": {kind: "gate", "next": "out"}},
        {"gate": resource},
        horizon=EVERY * (WEEKS + 30),
        identification={"door": {"every": {"exponential": 1 / rate}}},
    )


@pytest.mark.parametrize("papers", [0.0, 2.5])
def test_one_waits_half_the_interval_for_a_payment_run_and_as_long_as_papers_are_due(papers):
    run = {"payment_run": {"every": "7 days"}, "papers_due_days": papers}
    outcomes = runs(gate(run, 2.0), np.array([1.0]), 30, seed=16, stage="gate")
    came = [who_came(run.steps, EVERY * WEEKS) for run in outcomes]
    waits = [(steps["started"] - steps["joined"]).sum() for steps in came]
    assert_ratio(waits, [len(steps) for steps in came], EVERY / 2 + papers, 0.03)


def left_behind(slots: int, mean: float, most: int = 400):
    """The steady state of how many a meeting leaves behind: as many as were left and came, less the slots (Bailey 1954)."""
    came = stats.poisson.pmf(np.arange(most + 1), mean)
    moves = np.zeros((most + 1, most + 1))
    for left in range(most + 1):
        after = np.clip(left + np.arange(most + 1) - slots, 0, most)
        np.add.at(moves[left], after, came)
        moves[left] /= moves[left].sum()
    steady = np.full(most + 1, 1 / (most + 1))
    for _ in range(12):
        moves = moves @ moves
    return steady @ moves


@pytest.mark.parametrize(("slots", "rate", "count"), [(9, 0.9, 60), (9, 1.15, 100), (1, 0.1, 200)])
def test_a_meeting_with_few_slots_is_a_queue_with_bulk_service(slots, rate, count):
    steady = left_behind(slots, rate * EVERY)
    steady = np.where(steady < 1e-12, 0, steady)
    steady /= steady.sum()
    meeting = {"meeting": {"every": "7 days", "from": "2017-10-08"}, "slots": slots}
    outcomes = list(runs(gate(meeting, rate), steady, count, seed=17, stage="gate"))
    came = [who_came(run.steps, EVERY * WEEKS) for run in outcomes]
    waits = [(steps["started"] - steps["joined"]).sum() for steps in came]
    # People wait on average as many as are left behind, and those who came since: half of a week's. Little's law does the rest.
    behind = float(steady @ np.arange(len(steady)))
    numbers = [len(steps) for steps in came]
    controls = [[run.inside - behind for run in outcomes], [number - rate * EVERY * WEEKS for number in numbers]]
    assert_ratio(waits, numbers, behind / rate + EVERY / 2, 0.1, controls)
