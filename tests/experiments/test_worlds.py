"""Replications asked for what no KPI tells."""

import numpy as np
import pytest
from worlds import team, world

import sim
from sim.experiments.query import Study, World, ask
from sim.model import ScenarioError, build


def clerk(name="one", **more):
    mapping = world(
        {"plan": {"team": "clerk", "work": {"exponential": 2}, "next": "out"}},
        {"clerk": team({"2017-10-01": 1})},
        horizon="2018-04-01",
        pathway={"milestones": {"plan": "plan"}},
    )
    mapping["identification"] = {"door": {"every": {"exponential": 1}}}
    return build(mapping | {"name": name} | more)


def plans(scene: World) -> float:
    """Plans completed by the horizon."""
    return float(len(scene.done("plan")))


def test_a_world_is_asked_by_kpi_or_by_function():
    told = ask({"a": Study(scenario=clerk(), replications=3, asked=("plans_completed", plans))}, workers=1)["a"]
    assert told[plans].shape == (3, 1)
    assert np.array_equal(told[plans], told["plans_completed"])
    assert len(set(told[plans].ravel())) > 1


def test_answers_are_those_of_the_experiment():
    scenario = clerk()
    told = ask({"a": Study(scenario=scenario, replications=3, asked=("plans_completed",))}, workers=1)["a"]
    run = sim.run(scenario, replications=3, crosscheck=0)
    assert np.array_equal(told["plans_completed"].ravel(), run.numbers["one"].of("plans_completed"))


def test_each_site_of_a_replication_has_luck_of_its_own():
    sites = ask({"a": Study(scenario=clerk(), replications=2, asked=(plans,), sites=3)}, workers=1)["a"][plans]
    alone = ask({"a": Study(scenario=clerk(), replications=6, asked=(plans,))}, workers=1)["a"][plans]
    assert np.array_equal(sites.ravel(), alone.ravel())


def test_many_places_are_asked_for_their_sum():
    scenario = clerk(localities={"2017-10-01": 2, "2018-10-01": 1}, horizon="2019-04-01", targets={})
    told = ask({"a": Study(scenario=scenario, replications=1, asked=(plans, "plans_completed"))}, workers=1)["a"]
    run = sim.run(scenario, replications=1, crosscheck=0)
    assert told[plans].item() == told["plans_completed"].item() == run.mean("one", "plans_completed")


def test_uncertain_parameters_are_drawn_the_same_for_all_scenarios_and_sites():
    hours = {"value": 2, "low": 1, "high": 4, "shape": "uniform", "scale": "ratio", "label": "hours", "unit": "hours"}
    sure = clerk()
    unsure = clerk(uncertainty={"hours": hours | {"at": ["pathway.stages.plan.work.exponential"]}})
    studies = {
        "drawn": Study(scenario=unsure, replications=2, asked=(plans,)),
        "known": Study(scenario=unsure, replications=2, asked=(plans,), uncertain=False),
        "sure": Study(scenario=sure, replications=2, asked=(plans,)),
    }
    told = {name: each[plans].tolist() for name, each in ask(studies, workers=1).items()}
    assert told["known"] == told["sure"] != told["drawn"]


def test_a_stage_that_a_scenario_does_not_have_has_no_steps():
    scene = World(clerk(), 0, 0)
    assert len(scene.at("panel")) == 0
    assert len(scene.at("plan")) > 0


@pytest.mark.parametrize("workers", [1, 2])
def test_a_kpi_that_a_scenario_does_not_have_is_one_clear_line(workers):
    with pytest.raises(ScenarioError, match=r"^kpi: found 'plans'; allowed: a KPI that one has"):
        ask({"a": Study(scenario=clerk(), replications=1, asked=("plans",))}, workers=workers)
