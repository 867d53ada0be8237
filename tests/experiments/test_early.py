"""The first results of a run: once, before the end, and the same as in the finished results."""

import numpy as np
import pytest
from programme import UNCERTAIN, programme
from running import run

from sim.experiments import Design, Interrupted, Results
from sim.experiments.execution.schedule import Pace, Schedule
from sim.experiments.plan import planned
from sim.model import build


def two_programmes():
    short = {"horizon": "2018-12-01", "targets": {"2018-09-30": {"plans": 100, "budgets": 20}}}
    more = {"name": "more_staff", "resources__planners__team": 6}
    return [build(programme(uncertainty=UNCERTAIN, **short, **changes)) for changes in ({"name": "as_planned"}, more)]


def simulated(replications=60, **settings):
    """The finished results, what was told early, and the progress before each thing that was told."""
    early, progress = [], []
    results = run(
        two_programmes(),
        **{"replications": replications, "workers": 1, "crosscheck": 0, **settings},
        progress=lambda done, _: progress.append(done),
        first_results=lambda first: early.append((first, progress[-1])),
    )
    return results, early


@pytest.mark.parametrize("settings", [{}, {"chunk": 7}, {"chunk": 1}])
def test_they_are_the_first_twenty_replications_of_the_finished_results(settings, tmp_path):
    results, early = simulated(folder=tmp_path / "x", **settings)
    [(first, done)] = early
    assert 40 <= done < 120
    assert (first.replications, first.manifest) == (20, {"seed": results.manifest["seed"], "replications": 20})
    finished = Results.load(tmp_path / "x")
    for name, numbers in first.numbers.items():
        of_all = finished.numbers[name].head(20)
        for kpi, group, _ in numbers.labels:
            np.testing.assert_array_equal(numbers.of(kpi, group), of_all.of(kpi, group))


@pytest.mark.parametrize("settings", [{"replications": 59}, {"replications": 100, "chunk": 100}])
def test_none_are_told_of_a_run_that_is_nearly_over_then(settings):
    _, early = simulated(**settings)
    assert all(done < 2 * settings["replications"] for _, done in early)
    assert not early


def test_a_run_that_goes_on_tells_them_at_once(tmp_path):
    def interrupt(done, _):
        if done >= 60:
            raise KeyboardInterrupt

    settings = {"replications": 60, "workers": 1, "crosscheck": 0, "folder": tmp_path / "x", "chunk": 5}
    with pytest.raises(Interrupted):
        run(two_programmes(), progress=interrupt, **settings)
    _, early = simulated(**settings, resume=True)
    assert [done for _, done in early] == [60]


def test_every_scenario_has_its_first_block_before_any_goes_on():
    plan = planned(two_programmes(), Design(replications=1000, seed=1, crosscheck=0))
    pace = Pace()
    pace._recent = [0.001, 0.001]  # so fast that a chunk could have hundreds
    tasks = list(Schedule(plan.arms, 1000, {}, pace, None))
    assert [task.replications for task in tasks[:2]] == [range(20), range(20)]
    assert tasks[2].replications.start == 20 < len(tasks[2].replications)
