"""Gradients between groups that have a source: how a budget is held by age, and giving up by activation."""

import numpy as np
import pytest
from systems import worlds

from sim.config.load import load

TYPICAL = load("typical_ccg_per_1000")


def test_giving_up_is_as_frequent_over_everybody_as_without_a_gradient():
    # The mean hazard of exponential patience over the mix of X064 is that of one patience for all.
    people = TYPICAL.people.attributes["activation"]
    (factors,) = {
        tuple(stage.patience.multipliers["activation"].items()) for stage in TYPICAL.pathway.stages if stage.patience
    }
    assert sum(people[level] / factor for level, factor in factors) == pytest.approx(1, abs=0.001)


def test_the_most_active_give_up_as_missed_appointments_say():
    # Consistency (X310): 0.77 times as often as the least active.
    stage = next(stage for stage in TYPICAL.pathway.stages if stage.patience)
    factors = stage.patience.multipliers["activation"]
    assert factors["1"] / factors["4"] == pytest.approx(0.77, abs=0.005)
    assert list(factors.values()) == sorted(factors.values())


def test_older_people_take_a_direct_payment_less_often():
    # Consistency (X301, X302): 37 and 14 of 100.
    taken = {"under_65": [], "from_65": []}
    for world in worlds("typical_ccg_per_1000", replications=3):
        people = world.people
        age, held = (np.array(people.values[name])[people.codes[name]] for name in ("age", "deployment"))
        for name, shares in taken.items():
            shares.append(np.mean(held[age == name] == "direct_payment"))
    assert np.mean(taken["under_65"]) == pytest.approx(0.37, abs=0.02)
    assert np.mean(taken["from_65"]) == pytest.approx(0.14, abs=0.02)


def test_stocktons_diabetes_cohort_is_of_65_and_over():
    # S185, S186.
    for world in worlds("stockton_scale_up", replications=1):
        people = world.people
        age, cohort = (np.array(people.values[name])[people.codes[name]] for name in ("age", "cohort"))
        assert set(age[cohort == "diabetes"]) == {"from_65"}
        assert set(age[cohort == "respiratory"]) == {"from_65", "under_65"}
