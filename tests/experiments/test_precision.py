"""Runs to a precision: as many replications as it takes, the same ones on every machine, and honest where it is not reached."""

import math
from dataclasses import replace

import numpy as np
import pytest
from programme import UNCERTAIN, programme
from running import run

from sim.draws import uniform
from sim.experiments import Interrupted, Results, mean_interval
from sim.experiments.analysis.precision import first_batch, next_total, widths
from sim.experiments.kpi_matrix import KpiMatrix
from sim.model import ScenarioError, build


def small(**changes):
    """A programme of which a replication takes some milliseconds."""
    return build(programme(horizon="2018-12-01", targets={"2018-09-30": {"plans": 100, "budgets": 20}}, **changes))


def numbers(**values):
    """Plans of some scenarios, and live budgets half as many."""
    labels = (("plans_completed", "all", "plans"), ("budgets_counted", "all", "budgets"))
    return {
        name: KpiMatrix(
            labels=labels,
            values=np.column_stack([plans, np.array(plans) / 2]),
            series=(),
            months=(),
            monthly=np.empty((len(plans), 0, 0)),
            reseeded=np.empty((0, len(labels))),
        )
        for name, plans in values.items()
    }


# --- how many it takes -----------------------------------------------------------------------------------------------


def test_each_mean_and_each_difference_has_a_width():
    now, more = [90.0, 110, 100, 95, 105], [100.0, 121, 112, 104, 117]
    measured = widths(numbers(now=now, more=more), 0.05)
    assert [(width.scenario, width.kpi, width.difference) for width in measured] == [
        ("now", "plans_completed", False),
        ("now", "budgets_counted", False),
        ("more", "plans_completed", False),
        ("more", "budgets_counted", False),
        ("more", "plans_completed", True),
        ("more", "budgets_counted", True),
    ]
    alone = mean_interval(more)
    assert measured[2].half_width == pytest.approx(alone.high - alone.mean)
    assert measured[2].allowed == pytest.approx(0.05 * alone.mean)
    together = mean_interval(np.array(more) - now, comparisons=2)
    assert measured[4].half_width == pytest.approx(together.high - together.mean)
    assert measured[4].allowed == pytest.approx(0.05 * 100), "of the baseline's mean, not of the difference"


def drawn(by_scenario):
    """The same numbers, of parameters that were drawn."""
    return {name: replace(of, reseeded=of.values[:20]) for name, of in by_scenario.items()}


def test_where_parameters_are_drawn_widths_are_those_of_blocks():
    now = np.arange(60.0) % 20 + np.repeat([80.0, 95, 110], 20)
    more = now + np.repeat([3.0, 4, 8], 20) + np.arange(60) % 2
    measured = widths(drawn(numbers(now=now, more=more)), 0.05)
    interval = mean_interval([89.5, 104.5, 119.5])
    assert (measured[0].half_width, measured[0].mean) == pytest.approx((interval.high - interval.mean, interval.mean))
    difference = mean_interval([3.5, 4.5, 8.5], comparisons=2)
    assert measured[4].half_width == pytest.approx(difference.high - difference.mean)


def test_batches_are_of_whole_blocks_as_many_as_fit():
    assert first_batch(30, 1) == 30
    assert first_batch(3, 1) == 20
    assert first_batch(20, 20) == 200
    assert first_batch(205, 20) == 220
    measured = widths(drawn(numbers(now=np.arange(200.0) % 20 + np.repeat(np.arange(80.0, 90), 20))), 0.005)[:1]
    assert next_total(measured, 200, 10_000, 20) % 20 == 0
    assert next_total(measured, 200, 250, 20) == 240
    assert next_total(measured, 240, 250, 20) == 240


def test_the_next_batch_follows_from_the_variance_so_far():
    values = np.tile([90.0, 110.0], 20)
    measured = widths(numbers(now=values), 0.02)[:1]
    half = mean_interval(values).high - 100
    assert next_total(measured, 40, 10_000) == math.ceil(40 * 1.1 * (half / 2) ** 2)
    assert next_total(measured, 40, 50) == 50, "never beyond the ceiling"
    assert next_total(measured, 50, 50) == 50
    assert next_total(widths(numbers(now=values), 0.5), 40, 10_000) == 40, "enough"
    assert next_total(widths(numbers(now=values), 0.0001), 40, 10_000) == 160, "the first variances are rough"


@pytest.mark.parametrize(
    "values",
    [[0.0] * 200, [0.0] * 199 + [math.nan], [0.0] * 195 + [2.0] * 5, [300.0] * 200, [math.nan] * 199 + [3.0]],
    ids=["nothing happened", "or is not known", "hardly ever", "only what was there before", "once known"],
)
def test_a_number_that_hardly_ever_changed_is_never_precise(values):
    (plans, *_) = widths(numbers(now=values), 0.5)
    assert not plans.reached
    assert next_total([plans], 200, 10_000) == 800


def test_what_happens_in_one_run_of_fifty_does_not_stop_a_run_at_twenty():
    stopped = sum(
        all(
            width.reached
            for width in widths(numbers(now=np.where(uniform(3, run_, "rare", np.arange(20)) < 0.02, 1.0, 0.0)), 0.05)
        )
        for run_ in range(100)
    )
    assert stopped == 0


def test_a_difference_that_is_next_to_never_there_is_reached_by_how_seldom_it_is():
    now = np.tile([90.0, 110.0], 100)
    same = widths(numbers(now=now, same=now), 0.02)[-1]
    assert (same.difference, same.seldom.common, same.seldom.others) == (True, 0, 0)
    assert same.seldom.below == pytest.approx(3 / 200, rel=0.02)
    assert same.reached
    assert same.is_absent
    strict = widths(numbers(now=now, same=now), 0.01)[-1]
    assert not strict.reached
    assert next_total([strict], 200, 10_000) == math.ceil(200 * 1.1 * strict.seldom.below / 0.01)
    shifted = widths(numbers(now=now, more=now + 5), 0.02)[-1]
    assert not shifted.reached, "a difference that is always the same may be one of something rare"


# --- runs ------------------------------------------------------------------------------------------------------------


def test_a_run_goes_on_until_every_interval_is_narrow_enough():
    scenarios = [small(), small(name="more_staff", resources__planners__team=6)]
    results = run(scenarios, precision=0.03, max_replications=400)
    precision = results.manifest["precision"]
    assert (precision["wanted"], precision["reached"], precision["not_reached"]) == (0.03, True, [])
    assert precision["replications"] == results.manifest["replications"] == results.replications
    assert 20 < results.replications < 400
    for scenario in scenarios:
        assert len(results.numbers[scenario.name]) == results.replications, "pairs stay pairs"
        for kpi in ("plans_completed", "budgets_counted"):
            mean, low, _ = mean_interval(results.numbers[scenario.name].of(kpi))
            assert mean - low <= 0.03 * mean
    for row in results.compared(["plans_completed", "budgets_counted"]).itertuples():
        assert row.difference - row.low <= 0.03 * row.baseline_mean


def test_a_precision_that_is_not_reached_is_said_not_to_be():
    results = run(small(), precision=0.001, max_replications=24)
    precision = results.manifest["precision"]
    assert (precision["reached"], precision["replications"], results.replications) == (False, 24, 24)
    assert [(entry["scenario"], entry["kpi"], entry["of"]) for entry in precision["not_reached"]] == [
        ("small_programme", "plans_completed", "mean"),
        ("small_programme", "budgets_counted", "mean"),
    ]
    mean, low, _ = mean_interval(results.numbers["small_programme"].of("budgets_counted"))
    assert precision["not_reached"][1]["half_width"] == pytest.approx(mean - low)
    assert precision["not_reached"][1]["share"] == pytest.approx((mean - low) / mean)


def test_the_same_replications_however_the_work_is_shared_out_or_interrupted(tmp_path):
    settings = {"precision": 0.03, "max_replications": 400}
    whole = run(small(), workers=1, **settings)
    assert whole.replications > 20
    whole.save(tmp_path / "whole")

    def interrupt(finished, planned):
        if finished >= planned > 20:
            raise KeyboardInterrupt  # when the second batch is all but taken into account

    with pytest.raises(Interrupted):
        run(small(), chunk=3, folder=tmp_path / "x", progress=interrupt, **settings)
    run(small(), workers=2, folder=tmp_path / "x", resume=True, **settings)
    for name in ("kpis.parquet", "monthly.parquet", "summary.csv"):
        assert (tmp_path / "x" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name
    stored = Results.load(tmp_path / "x").manifest
    assert stored["precision"] == whole.manifest["precision"]
    assert all(max(checked) < 20 for checked in stored["crosscheck"]["replications"].values())


def test_where_parameters_are_drawn_whole_blocks_are_added():
    results = run(small(uncertainty=UNCERTAIN), precision=0.04, max_replications=5000, crosscheck=0)
    precision = results.manifest["precision"]
    assert (precision["reached"], precision["absent"]) == (True, [])
    assert results.replications >= 200
    assert results.replications % 20 == 0
    for kpi in ("plans_completed", "budgets_counted"):
        mean, low, _ = mean_interval(results.numbers["small_programme"].of(kpi), block=20)
        assert mean - low <= 0.04 * mean


def test_that_a_change_does_nothing_is_told_with_how_sure_that_is():
    results = run([small(), small(name="same")], precision=0.1, max_replications=1000, crosscheck=0)
    precision = results.manifest["precision"]
    assert precision["reached"]
    assert [(entry["scenario"], entry["kpi"]) for entry in precision["absent"]] == [
        ("same", "plans_completed"),
        ("same", "budgets_counted"),
    ]
    bound = precision["absent"][0]["seldom"]
    assert (bound["common"], bound["others"], bound["replications"]) == (0.0, 0, results.replications)
    assert bound["below"] <= 0.1


def test_the_first_batch_is_of_twenty_at_least():
    calls = []
    run(small(), replications=3, precision=0.9, progress=lambda *now: calls.append(now))
    assert calls[-1] == (20, 20)


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"precision": 0.0}, "precision: found 0.0; allowed: a share between 0 and 1, such as 0.02"),
        (
            {"precision": 0.1, "max_replications": 10},
            "max_replications: found 10; allowed: at least the 20 replications of the first batch",
        ),
    ],
)
def test_what_cannot_be_reached_for_is_refused(settings, complaint):
    with pytest.raises(ScenarioError) as refused:
        run(small(), **settings)
    assert str(refused.value) == complaint


def test_a_scenario_without_the_primary_kpis_has_nothing_to_be_precise_about():
    with pytest.raises(
        ScenarioError, match="precision: found 'small_programme without them'; allowed: scenarios whose"
    ):
        run(small(pathway__milestones={}), precision=0.1)
