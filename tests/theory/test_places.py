"""Places of a caseload: how many are needed, and what happens when they are full."""

import math

import numpy as np
import pytest
from interval import assert_mean, assert_ratio
from scipy import integrate, stats
from stationary import birth_and_death, runs, who_came
from worlds import world

from sim.draws import Draws
from sim.engines import simulate
from sim.model import build

RATE = 2.0


def cases(places, held, horizon, patience=None):
    """A place is taken at the gate and held over a stage that follows."""
    return world(
        {
            "gate": {"caseload": "places", "patience": patience, "next": "held"},
            "held": {"elapsed": held, "gives_back": "places", "next": "out"},
        },
        {"places": {"caseload": places}},
        horizon=horizon,
        identification={"door": {"every": {"exponential": 1 / RATE}}},
    )


def in_use(steps, day):
    held = steps[steps["stage"] == 1]
    return int(((held["started"] <= day) & ~(held["finished"] <= day)).sum())


def test_places_needed_are_cases_a_day_times_days_held():
    # M/G/∞ from empty: the number held on a day is Poisson, with mean rate × ∫ P(still held) up to that day.
    mean, sd = 10.0, 6.0
    shape = (mean / sd) ** 2
    still = stats.gamma(shape, scale=mean / shape).sf
    scenario = build(cases("unlimited", {"gamma": {"mean": mean, "sd": sd}}, 81))
    tables = [simulate(Draws(scenario, 18, replication)).steps for replication in range(300)]
    for day in (3.0, 10.0, 80.0):
        numbers = np.array([in_use(steps, day) for steps in tables])
        truth = RATE * integrate.quad(still, 0, day)[0]
        assert_mean(numbers, truth, 0.1)
        assert_mean((numbers - truth) ** 2, truth, 0.35)
    assert RATE * integrate.quad(still, 0, 80)[0] == pytest.approx(RATE * mean, rel=1e-3)


def test_with_a_fixed_time_the_number_held_is_exactly_the_number_who_came():
    steps = simulate(Draws(build(cases("unlimited", 10, 200)), 19, 0)).steps
    came = steps[steps["stage"] == 0]["joined"]
    for day in (9.5, 50.0, 199.0):
        assert in_use(steps, day) == ((came > day - 10) & (came <= day)).sum() > 5


def erlang_b(places: int, offered: float) -> float:
    weights = [offered**k / math.factorial(k) for k in range(places + 1)]
    return weights[-1] / sum(weights)


@pytest.mark.parametrize(("places", "held"), [(5, 2.0), (10, 5.0)])
def test_those_who_will_not_wait_are_lost_as_erlang_says(places, held):
    steady = birth_and_death(lambda n: RATE, lambda n: n / held, places)
    mapping = cases(places, {"exponential": held}, 400, patience=0)
    outcomes = runs(mapping, steady, 50, seed=20, stage="held", holding=["places"])
    came = [who_came(run.steps, 400) for run in outcomes]
    lost = [np.isnan(steps["started"]).sum() for steps in came]
    assert_ratio(lost, [len(steps) for steps in came], erlang_b(places, RATE * held), 0.08)


def test_the_share_lost_does_not_depend_on_the_distribution():
    # From empty; days are held for 5 on average, and the first 100 days are cut.
    scenario = build(cases(10, {"lognormal": {"mean": 5, "sd": 8}}, 800, patience=0))
    came = []
    for replication in range(35):
        steps = who_came(simulate(Draws(scenario, 21, replication)).steps, 800)
        came.append(steps[steps["joined"] >= 100])
    lost = [np.isnan(steps["started"]).sum() for steps in came]
    assert_ratio(lost, [len(steps) for steps in came], erlang_b(10, RATE * 5), 0.12)
