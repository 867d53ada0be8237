"""Numbers of an experiment by name: means, ranges over the runs, and series; without matplotlib."""

import subprocess
import sys

import numpy as np
import pytest
from boards import board

from sim.experiments.analysis.lookup import Lookup, Series


def test_a_series_begins_with_what_was_there_and_holds_the_target_dates() -> None:
    lookup = Lookup(board("alone"))
    series = lookup.series(lookup.baseline, "plans_completed", 0.0)
    assert series is not None
    assert series.dates[0] == lookup.baseline.start
    assert series.dates[-1] == lookup.baseline.targets[-1].date  # no month's end, yet known
    assert series.mean[-1] == pytest.approx(lookup.mean(lookup.baseline, "plans_completed"))


def test_the_ends_of_a_series_leave_nobody_out_where_runs_are_few() -> None:
    few, many = (Series(dates=[], values=np.arange(float(runs))[:, None]) for runs in (59, 60))
    assert [float(end[0]) for end in few.ends] == [0.0, 58.0]
    assert [float(end[0]) for end in many.ends] == pytest.approx([0.05 * 59, 0.95 * 59])
    assert few.peak == 29.0


def test_what_a_scenario_has_not_is_nan_and_counts_as_nothing() -> None:
    lookup = Lookup(board("queue"))
    assert np.isnan(lookup.mean(lookup.baseline, "plans_completed"))
    assert lookup.amount(lookup.baseline, "plans_completed") == 0.0
    assert not lookup.has("plans_completed")
    assert lookup.series(lookup.baseline, "plans_completed") is None
    assert lookup.values(lookup.baseline, "plans_completed").size == 0
    assert lookup.amounts(lookup.baseline, "queue").keys() == {"servers"}


def test_the_range_of_the_runs_is_that_of_all_where_they_are_few() -> None:
    lookup = Lookup(board("alone"))
    values = lookup.values(lookup.baseline, "plans_completed")
    assert lookup.range_of_runs(lookup.baseline, "plans_completed") == (values.min(), values.max())
    lookup = Lookup(board("levers"))
    row = lookup.row(lookup.baseline, "plans_completed")
    assert lookup.range_of_runs(lookup.baseline, "plans_completed") == (row.q05, row.q95)


def test_of_many_scenarios_the_baseline_and_the_one_with_the_most_plans_lead() -> None:
    lookup = Lookup(board("many"))
    plans = {scenario.name: lookup.mean(scenario, "plans_completed") for scenario in lookup.others}
    assert [scenario.name for scenario in lookup.leading()] == ["stockton_scale_up", max(plans, key=plans.__getitem__)]
    assert len(Lookup(board("pair")).leading()) == 2


def test_neither_analysis_nor_a_report_s_words_load_matplotlib() -> None:
    code = (
        "import sys, pkgutil, importlib, sim.experiments.analysis as analysis, sim.reporting.report.page\n"
        "for module in pkgutil.iter_modules(analysis.__path__):\n"
        "    importlib.import_module(f'{analysis.__name__}.{module.name}')\n"
        "sys.exit('matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
