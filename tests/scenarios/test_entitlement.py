"""Budgets that are a right: who is assessed for them, who signs them off, and what holds them."""

import numpy as np
import pytest
from systems import TYPICAL, mean, worlds

from sim.config.load import load
from sim.model import Fund

STOCKTON, PAPER = "stockton_scale_up", "typical_ccg_on_paper"
DISCRETION = ("ready_for_decision", "panel", "delegated_approval", "deciding", "revising", "refusal")
CARE = ("needs_assessment", "eligibility_decision", "financial_assessment", "charge_worked_out")
HEALTHCARE = (
    "continuing_healthcare_screening",
    "continuing_healthcare_assessment",
    "continuing_healthcare_decision",
)


@pytest.fixture(scope="module")
def typical():
    """Replications of the typical CCG."""
    return worlds(TYPICAL)


def test_no_panel_sits_on_a_right_and_nobody_else_is_signed_off_without_one(typical):
    for world in typical:
        for stage in DISCRETION:
            assert set(world.who("entitled", world.at(stage))) <= {"no"}, stage
        assert set(world.who("entitled", world.at("manager_sign_off"))) == {"yes"}


def test_each_is_assessed_by_whoever_would_pay(typical):
    for world in typical:
        for funder, stages in (("council", CARE), ("nhs", HEALTHCARE)):
            for stage in stages:
                steps = world.at(stage)
                assert set(world.who("funder", steps)) <= {funder}, stage
                assert set(world.who("entitled", steps)) <= {"yes"}, stage
        assert len(world.at("needs_assessment")) > 30


def test_who_is_not_eligible_keeps_the_plan_and_has_no_budget(typical):
    for world in typical:
        words = world.scenario.pathway.outcomes
        decided = world.done("eligibility_decision")
        turned_down = decided["person"][[words[int(outcome)] == "not_eligible" for outcome in decided["outcome"]]]
        assert 0.1 < len(turned_down) / len(decided) < 0.4
        assert np.isin(turned_down, world.done("plan_completed")["person"]).all()
        assert not np.isin(turned_down, world.done("budget_live")["person"]).any()


def test_money_by_right_keeps_nobody_waiting(typical):
    for world in typical:
        steps = world.at("funding")
        names = np.array([*(resource.name for resource in world.scenario.resources), "nothing"])[steps["resource"]]
        by_right = np.char.endswith(names, "_by_right")
        assert np.array_equal(by_right, world.who("entitled", steps) == "yes")
        served = by_right & ~np.isnan(steps["started"])  # the others' patience ran out while they were signed off
        assert served.sum() > 0.9 * by_right.sum()
        assert (steps["started"][served] == steps["joined"][served]).all()


@pytest.mark.parametrize("name", [STOCKTON, TYPICAL, "led_by_ccg", "luton_care_banking"])
def test_the_council_s_yearly_money_is_no_capped_pot(name):
    funds = [r for r in load(name).resources if isinstance(r, Fund) and r.funder == "council" and r.kind == "recurrent"]
    assert [fund.name for fund in funds] == ["council_by_right"]
    assert all(fund.by_right and fund.unlimited for fund in funds)


def test_in_stockton_nobody_is_in_continuing_healthcare():
    for world in worlds(STOCKTON):  # S192
        assert len(world.at("continuing_healthcare_screening")) == 0
        asked = world.at("asking_for_budget")
        assert "nhs" not in world.who("funder", asked[world.who("entitled", asked) == "yes"])
        assert (world.who("entitled", asked) == "yes").any()


def test_on_paper_all_budgets_are_a_right_that_nobody_doubts():
    (world,) = worlds(PAPER, replications=1)
    assert set(world.who("entitled", world.at("funding"))) == {"yes"}
    assert not set(CARE + HEALTHCARE) & {stage.name for stage in world.scenario.pathway.stages}


def test_small_packages_and_continuing_healthcare_are_two_populations(typical):
    small, large = [], []
    for world in typical:
        steps = world.at("funding")
        of_health = (world.who("funder", steps) == "nhs") & (world.who("budget_kind", steps) == "recurrent")
        whole = of_health & (world.who("deployment", steps) != "notional")
        entitled = world.who("entitled", steps) == "yes"
        small += (steps["amount"][whole & ~entitled] / 100).tolist()
        large += (steps["amount"][whole & entitled] / 100).tolist()
    assert 1000 < mean(small) < 5000
    assert mean(large) > 9000
    assert max(small) < mean(large)
