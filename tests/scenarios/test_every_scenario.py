"""Every scenario file can be run, says what it is, and is what its own checks claim."""

import dataclasses
import math
import re

import pytest

import sim
from sim.config.boards import load_board
from sim.config.load import load
from sim.config.provenance import register
from sim.config.shipped import shipped
from sim.experiments.comparability import baselines
from sim.reporting.documents.scenarios import beside

SCENARIOS = {name: load(name) for name in shipped("scenarios")}
every_scenario = pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)


@every_scenario
def test_a_scenario_runs_and_its_own_checks_hold(scenario):
    few = (
        0 < sum(cohort.size for cohort in scenario.people.cohorts) <= 1000
    )  # chance weighs more on few, and they are cheap
    by_chance = any(route.begins for route in scenario.identification.routes)  # one draw that is everybody's
    replications = (40 if few or by_chance else 2) if scenario.checks else 1
    results = sim.run(scenario, replications=replications, uncertainty=False)
    assert results.mean(scenario.name, "identified") > 0
    primary = [kpi for kpi in ("plans_completed", "budgets_counted") if kpi in set(results.kpis["kpi"])]
    assert all(math.isfinite(results.mean(scenario.name, kpi)) for kpi in primary)
    assert (len(primary) == 2) == ("plan" in scenario.pathway.milestones)
    for check in scenario.checks:
        mean = results.mean(scenario.name, check.kpi, check.group)
        assert check.low <= mean <= check.high, f"{check.kpi} is {mean:g}"


@every_scenario
def test_a_scenario_says_what_it_is(scenario):
    assert scenario.label != scenario.name.replace("_", " "), "a label of its own"
    assert len(scenario.description) > 30
    assert scenario.mapping["seed"] > 0


def test_no_two_scenarios_have_one_label():
    labels = [scenario.label for scenario in SCENARIOS.values()]
    assert len(set(labels)) == len(labels)


@every_scenario
def test_a_scenarios_evidence_is_in_the_register(scenario):
    sources = {key for check in scenario.checks for key in re.findall(r"[SX]\d+", check.source)}
    assert set(scenario.evidence) | sources <= set(register())


@every_scenario
def test_the_horizon_is_a_year_beyond_the_last_target_where_budgets_are_given(scenario):
    if scenario.targets and scenario.targets[-1].budgets:
        assert scenario.horizon >= scenario.targets[-1].day + 365


@pytest.mark.parametrize("name", shipped("board"))
def test_a_board_set_compares_scenarios_that_share_their_people(name):
    every = [SCENARIOS[scenario] for scenario in load_board(name).scenarios]
    for other, first in ((SCENARIOS[name], SCENARIOS[base]) for name, base in baselines(every).items()):
        if first.name == "typical_ccg_on_paper":
            continue  # nobody leaves or declines there: the people are others, and that is the point
        assert (other.seed, other.start, other.horizon) == (first.seed, first.start, first.horizon)
        assert other.targets == first.targets
        assert {
            **other.people.attributes,
            **first.people.attributes,
        } == other.people.attributes  # one more moves nobody's draws
        assert _without_attributes(other.people) == _without_attributes(first.people)


def _without_attributes(people):
    return dataclasses.replace(people, attributes={}, values={})


@pytest.mark.parametrize("name", [name for name, scenario in SCENARIOS.items() if scenario.lever])
def test_a_lever_changes_something_in_the_baseline_and_nothing_about_its_people(name):
    scenario, baseline = SCENARIOS[name], SCENARIOS[beside(SCENARIOS)[name]]
    changed = [(s.resources, s.pathway, s.invitations) for s in (scenario, baseline)]
    assert changed[0] != changed[1]
    assert (scenario.people, scenario.identification) == (baseline.people, baseline.identification)
