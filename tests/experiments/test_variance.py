"""Chance and not knowing told apart, on worlds where the answer is known."""

import math

import numpy as np
import pandas as pd
import pytest
from programme import UNCERTAIN, programme
from scipy import stats

from sim.draws import uniform
from sim.experiments import Results, run
from sim.experiments.analysis.variance_decomposition import PAIRS, spread
from sim.experiments.kpi_matrix import RESEEDED, KpiMatrix
from sim.model import ScenarioError, build

#: Everybody passes one team at once; the hours are drawn a replication.
STAGE = {"team": "clerks", "work": 4.0, "next": "out"}


def queue(uncertain, name="queue", **more):
    """People who come one a day and are served at once, or not at all by chance."""
    mapping = {
        "name": name,
        "horizon": 100,
        "seed": 5,
        "identification": {"door": {"every": 1.0}},
        "resources": {"clerks": {"team": 1000, "hours_a_week": 7}},
        "pathway": {"exits": {"out": "Out"}, "stages": {"see": STAGE | more}},
    }
    parameter = {
        "label": "Hours",
        "unit": "hours",
        "value": 4,
        "low": 2,
        "high": 8,
        "shape": "uniform",
        "scale": "ratio",
    }
    return build(
        mapping | ({"uncertainty": {"hours": parameter | {"at": ["pathway.stages.see.work"]}}} if uncertain else {})
    )


def test_where_nothing_is_chance_all_of_it_is_not_knowing():
    results = run(queue(uncertain=True), replications=30)
    shares = spread(results.numbers["queue"], "staff_hours")
    assert shares.all > 10
    assert (shares.chance, shares.share_of_chance, shares.pairs) == (0.0, 0.0, RESEEDED)
    assert math.isnan(shares.low), "that no pair differs does not say that none ever would"


def test_where_not_knowing_changes_nothing_all_of_it_is_chance():
    # Hours vary between people, and what is not known is a number that plays no part: how much a clerk costs.
    mapping = dict(queue(uncertain=False, work={"exponential": 4.0}).mapping)
    mapping["resources"] = {"clerks": {"team": 1000, "hours_a_week": 7, "cost_an_hour": 10}}
    parameter = {"value": 10, "low": 5, "high": 20, "shape": "uniform", "scale": "ratio"}
    mapping["uncertainty"] = {"price": parameter | {"at": ["resources.clerks.cost_an_hour"]}}
    results = run(build(mapping), replications=40)
    hours = spread(results.numbers["queue"], "staff_hours")
    assert hours.chance == pytest.approx(hours.all, rel=0.35)
    assert hours.low < hours.share_of_chance <= hours.high == 1.0
    cost = spread(results.numbers["queue"], "cost_of_hours_worked")
    assert cost.low < cost.share_of_chance < 0.2
    assert cost.high < 1


def test_chance_alone_has_no_split():
    results = run(queue(uncertain=True), replications=3, uncertainty=False)
    assert not results.is_uncertain
    assert spread(results.numbers["queue"], "staff_hours") is None
    assert results.kpis["value"].equals(run(queue(uncertain=False), replications=3).kpis["value"])


def test_from_few_pairs_chance_is_not_told_from_not_knowing():
    results = run(queue(uncertain=True), replications=PAIRS - 1)
    assert spread(results.numbers["queue"], "staff_hours") is None


def replications_of_a_world(experiment, share, count, *, skewed=False):
    """Numbers of which chance makes a known share of the variance, the first twenty of them lived through twice."""
    draws = uniform(21, experiment, "luck", np.arange(2 * count)).reshape(2, count)
    draws = -np.log(draws) - 1 if skewed else stats.norm.ppf(draws)
    unknown = uniform(21, experiment, "unknown", np.arange(2 * count)).reshape(2, -1, 20)
    parameter = ((np.argsort(unknown[0], axis=1) + unknown[1]) / 20 - 0.5).reshape(-1) * math.sqrt(12)
    once, second = math.sqrt(1 - share) * parameter + math.sqrt(share) * draws
    return KpiMatrix(
        labels=(("plans", "all", "plans"),),
        values=once[:, None],
        series=(),
        months=(),
        monthly=np.empty((count, 0, 0)),
        reseeded=second[:RESEEDED, None],
    )


@pytest.mark.parametrize("skewed", [False, True])
@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 1.0])
def test_the_range_of_the_share_of_chance_holds_it_as_often_as_it_says(share, skewed):
    experiments = 300
    splits = [spread(replications_of_a_world(at, share, 200, skewed=skewed), "plans") for at in range(experiments)]
    held = sum(split.low <= share <= split.high for split in splits)
    assert held >= stats.binom.ppf(0.001, experiments, 0.92 if skewed else 0.95)
    if share == 1.0:
        assert np.mean([split.high == 1.0 for split in splits]) > 0.9, "all chance is told as at most all, and may be"


def test_only_the_first_replications_are_lived_through_twice():
    numbers = run(queue(uncertain=True), replications=RESEEDED + 5).numbers["queue"]
    assert (len(numbers.values), len(numbers.reseeded)) == (RESEEDED + 5, RESEEDED)


def test_the_difference_of_two_scenarios_that_share_all_that_is_not_known_hangs_on_chance_alone():
    results = run([queue(uncertain=True), queue(uncertain=True, name="same")], replications=PAIRS)
    first, second = results.numbers.values()
    shares = spread(second, "staff_hours", first)
    assert (shares.all, shares.chance) == (0.0, 0.0)
    assert math.isnan(shares.share_of_chance)


def test_scenarios_share_what_is_drawn():
    mapping = programme(uncertainty=UNCERTAIN)
    results = run([build(mapping), build(mapping | {"name": "other"})], replications=3)
    first, second = results.numbers.values()
    assert np.array_equal(first.values, second.values, equal_nan=True)
    assert list(results.parameters["parameter"].unique()) == ["planning_hours", "agreement"]
    assert len(results.parameters) == 2 * 3


def test_what_was_drawn_is_stored_and_read_back(tmp_path):
    results = run(build(programme(uncertainty=UNCERTAIN)), replications=3)
    folder = results.save(tmp_path / "results")
    reloaded = Results.load(folder)
    assert reloaded.is_uncertain
    assert reloaded.parameters.equals(results.parameters)
    assert np.array_equal(
        reloaded.numbers["small_programme"].reseeded, results.numbers["small_programme"].reseeded, equal_nan=True
    )
    assert results.manifest["uncertainty"] == {"parameters": ["planning_hours", "agreement"], "reseeded": RESEEDED}
    assert {path.name for path in folder.iterdir()} >= {"kpis_reseeded.parquet", "parameters.parquet"}
    drawn = pd.read_csv(folder / "drawn_numbers.csv")
    assert drawn.to_dict("records")[0] == {
        "scenario": "small_programme",
        "key": "pathway.stages.plan.work.gamma.mean",
        "parameter": "planning_hours",
        "value": 8,
        "low": 4,
        "high": 16,
        "unit": "hours",
    }
    assert len(drawn) == len(reloaded.drawn_numbers) == 2


def test_a_range_that_cannot_be_built_is_refused_before_the_run():
    wild = UNCERTAIN["planning_hours"] | {"at": ["resources.panel.slots.2017-10-01"], "value": 6, "low": 3.3}
    with pytest.raises(ScenarioError) as refused:
        run(build(programme(uncertainty={"slots": wild})), replications=1)
    line = str(refused.value).splitlines()[0]
    assert line.startswith(
        "uncertainty: found 'low'; allowed: ranges at whose low ends the scenario small_programme can be built"
    )


def test_another_range_is_another_plan_so_that_nothing_resumes_into_it(tmp_path):
    from sim.experiments import Design
    from sim.experiments.plan import Plan, changes

    def plan(**more):
        scenario = build(programme(uncertainty={"planning_hours": UNCERTAIN["planning_hours"] | more}))
        return Plan(scenarios=(scenario,), design=Design(seed=1, replications=2))

    differences = changes(plan().document, plan(high=12).document)
    assert differences == "scenarios.small_programme.uncertainty.planning_hours.high: 16 -> 12"
