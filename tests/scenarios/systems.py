"""The worlds of the systems' tests: replications asked in words, each simulated once for all tests of a process."""

from __future__ import annotations

import functools

import numpy as np
from running import run

from sim.config.load import load
from sim.experiments import mean_interval
from sim.experiments.query import ReplicationView

TYPICAL = "typical_ccg_per_1000"


@functools.cache
def worlds(name, *overrides, replications=4):
    """The first replications of a scenario."""
    scenario = load(name, *overrides)
    return [ReplicationView.of(scenario, scenario.seed, replication) for replication in range(replications)]


def recruits(world, before=np.inf, since=0.0):
    """How many took up the offer in a period."""
    return len(world.done("offer", before, since, to="opening_the_case"))


def gave_up(world):
    """How many gave up waiting."""
    return np.sum(world.steps["outcome"] == -2)


def mean(values):
    """The mean of some numbers, as a plain number."""
    return float(np.mean(list(values)))


def lower(on, off, level=0.95):
    """Whether the first of each pair is lower than the second, beyond chance."""
    differences = [first - other for first, other in zip(on, off, strict=True)]
    return mean_interval(differences, level=level)[2] < 0


@functools.cache
def values_of(name, *overrides, replications=4):
    """A function that gives the value of a KPI in each of the first replications of a scenario."""
    results = run(load(name, *overrides), replications=replications, workers=1, crosscheck=0, uncertainty=False)
    return results.numbers[name].of
