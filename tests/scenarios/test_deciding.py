"""Who decides on a budget changes when, never what: the odds, and the answer for the same person, are the same on every way."""

import numpy as np
import pytest
from systems import worlds

from sim.config.load import load
from sim.config.shipped import shipped
from sim.draws.parameter_sampling import sample_scenario
from sim.model.by_attribute import leaves
from sim.model.goals import PerGoal

BASELINE, DELEGATED = "stockton_scale_up", "stockton_delegated_approval"
DAY = 92.0  # on which small budgets begin to be decided without the panel


def decisions(scenario):
    """What every stage of a scenario that decides on goals may decide of one, in every period and for everybody."""
    trees = [tree for stage in scenario.pathway.stages for tree in stage.decisions]
    return [leaf for tree in trees for leaf in leaves(tree) if isinstance(leaf, PerGoal)]


def odds(scenario):
    """The different odds of a yes, a deferral and a no on one goal."""
    return {(d.approve, d.defer, d.refuse) for d in decisions(scenario)}


def deciding(name, *words):
    """The scenarios of a name: as it is, and with parameters drawn."""
    scenario = load(name, *words)
    return [scenario, *(sample_scenario(scenario, 1, replication) for replication in range(6))]


@pytest.mark.parametrize("name", [name for name in shipped("scenarios") if decisions(load(name))])
def test_every_way_of_deciding_has_the_same_odds(name):
    first, *drawn = deciding(name)
    assert all(len(odds(scenario)) == 1 for scenario in (first, *drawn))
    assert not first.uncertain or len({min(odds(scenario)) for scenario in drawn}) == len(drawn)


@pytest.mark.parametrize("lever", ["nervous_panel", "budget_bands"])
@pytest.mark.parametrize("name", [DELEGATED, "luton_care_banking"])
def test_what_changes_the_odds_changes_them_on_every_way(name, lever):
    before = odds(load(name))
    for scenario in deciding(name, f"lever={lever}"):
        assert len(odds(scenario)) == 1
        assert odds(scenario) != before


def test_whoever_decides_hands_the_case_to_one_decision():
    for name in shipped("scenarios"):
        scenario = load(name)
        targets = {stage.name: {to for leaf in leaves(stage.next) for to in leaf} for stage in scenario.pathway.stages}
        if "deciding" in targets:
            assert {name for name, to in targets.items() if "deciding" in to} == {"panel", "delegated_approval"}


def answers(world):
    """The answer of each decision, by person and how many the person had before."""
    return {(int(s["person"]), int(s["occurrence"])): int(s["outcome"]) for s in world.done("deciding")}


def test_the_same_person_has_the_same_answer_whoever_decides():
    for panel, delegated in zip(worlds(BASELINE), worlds(DELEGATED), strict=True):
        at_panel, by_anybody = answers(panel), answers(delegated)
        both = at_panel.keys() & by_anybody.keys()
        managers = set(delegated.done("delegated_approval")["person"].tolist())
        assert sum(person in managers for person, _ in both) > 40
        assert all(at_panel[case] == by_anybody[case] for case in both)


def test_a_manager_defers_and_refuses_as_well():
    outcomes = [step["outcome"] for world in worlds(DELEGATED) for step in world.done("deciding", since=DAY)]
    index = worlds(DELEGATED)[0].scenario.pathway.index
    share = {to: np.mean(np.array(outcomes) == index[to]) for to in ("funding", "revising", "refusal")}
    assert share["funding"] == pytest.approx(
        0.79, abs=0.04
    )  # of one goal in two cases of three, and of two in the others
    assert 0.09 < share["revising"] < 0.2
    assert share["refusal"] > 0.02


def test_a_small_case_that_was_deferred_comes_back_to_the_manager():
    for world in worlds(DELEGATED):
        later = world.done("ready_for_decision", since=DAY)
        again = later[later["occurrence"] > 0]
        to_the_manager = again["outcome"] == world.scenario.pathway.index["delegated_approval"]
        assert to_the_manager.sum() > 10
        exits = again["outcome"] == world.scenario.pathway.index["refused"]  # after the fourth time
        assert np.array_equal(to_the_manager | exits, (world.who("budget_size", again) == "small") | exits)


def test_nobody_comes_to_a_decision_more_than_four_times():
    for name in (DELEGATED, "luton_care_banking"):
        assert max(world.done("ready_for_decision")["occurrence"].max() for world in worlds(name)) <= 3


# --- what comes before and after ------------------------------------------------------------------------------------------


def people(world, stage):
    """Who had a step of a stage served."""
    return set(world.done(stage)["person"].tolist())


def having(world, attribute, *values):
    """Who has one of some values of an attribute."""
    at = [world.people.values[attribute].index(value) for value in values]
    return set(world.people.person[np.isin(world.people.codes[attribute], at)].tolist())


def test_a_clinician_signs_off_where_the_nhs_pays_and_only_there():
    world = worlds(BASELINE)[0]
    signed, ready = people(world, "clinical_sign_off"), people(world, "ready_for_decision")
    nhs = having(world, "funder", "nhs", "joint")
    assert len(signed) > 100
    assert signed <= nhs
    assert ready & nhs <= signed
    assert ready - nhs, "who are paid by others are decided on without it"


def test_an_officer_sets_up_every_direct_payment_before_it_is_paid_and_nothing_else():
    world = worlds(BASELINE)[0]
    direct = having(world, "deployment", "direct_payment")
    set_up, paid = people(world, "setting_up_direct_payment"), people(world, "payment_run")
    assert len(set_up) > 20
    assert set_up <= direct
    assert paid & direct <= set_up
    assert paid - direct, "a third party sets its payment up itself"
