"""Linked data: who is found, who accepts, and what a figure known beforehand does."""

import numpy as np
import pytest
from systems import TYPICAL, lower, mean, told, worlds

ON, BLOCKED = "linked_data_on", "information_governance_blocked"


def test_linked_data_find_more_people_of_whom_fewer_accept():
    on, blocked = ({kpi: told(name)(kpi) for kpi in ("found", "accepted")} for name in (ON, BLOCKED))
    assert mean(blocked["found"]) <= 0.5 * mean(on["found"])
    assert lower(on["accepted"] / on["found"], blocked["accepted"] / blocked["found"])


def setting_hours(world):
    """Mean days at work on a costed plan."""
    steps = world.done("costed_plan")
    return mean(steps["finished"] - steps["started"])


def test_an_indicative_budget_shortens_the_setting_of_budgets():
    # Consistency: the shorter time is the input; that whole journeys gain almost nothing by it is a result.
    assert lower(map(setting_hours, worlds(ON)), map(setting_hours, worlds(TYPICAL)))


def test_known_budgets_are_deferred_less_and_spread_less():
    # S243, X118; consistency in part, since fewer deferrals are the input.
    name = "tower_hamlets_linked_budgets"

    def revised(world):
        return len(world.done("revising")) / len(world.done("costed_plan"))

    def pounds(world):
        steps = world.done("funding")
        return (
            steps["amount"][
                (world.who("budget_kind", steps) == "one_off") & (world.who("deployment", steps) != "notional")
            ]
            / 100
        )

    assert lower(map(revised, worlds(name)), map(revised, worlds(TYPICAL)))
    banded, free = (np.concatenate([pounds(world) for world in worlds(one)]) for one in (name, TYPICAL))
    assert np.std(banded) < 0.75 * np.std(free)
    assert np.mean(banded) == pytest.approx(np.mean(free), rel=0.15)
    in_time = "live_within_90_days_of_asking"
    assert lower(told(TYPICAL, replications=12)(in_time), told(name, replications=12)(in_time))
