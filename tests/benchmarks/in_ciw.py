"""The benchmark's pathway in Ciw, as near as it comes.

Ciw has no account of money: each 60 days as many people are let through as the instalment would pay for on average.
Practitioners do two kinds of work, which are two classes of customer. It samples its own numbers.
"""

from __future__ import annotations

import math
import random  # Ciw's own stream, which its routing functions share

import ciw
from ipc_bench import HEARINGS, HORIZON, OPEN, capacities


def _lognormal(mean, sd):
    variance = math.log1p((sd / mean) ** 2)
    return ciw.dists.Lognormal(mean=math.log(mean) - variance / 2, sd=math.sqrt(variance))


def _way(_individual, _simulation):
    """The places a person goes to after the conversation: practitioners 1, panel 2, money 3, finance 4, set-up 5, run 6."""
    if random.random() < 0.15:
        return []
    way = [1]
    if random.random() >= 0.20:
        return way
    for _ in range(HEARINGS):
        way.append(2)
        decision = random.random()
        if decision < 0.85:
            return [*way, 3, 4, 5, 6]
        if decision >= 0.95:
            break
    return way


def _network(people):
    size = capacities(people)
    at_once, patience = ciw.dists.Deterministic(value=0.0), ciw.dists.Exponential(rate=1 / 120)
    after = [at_once, at_once, ciw.dists.Exponential(rate=1 / 0.5), _lognormal(15, 7.5), at_once]
    arrivals = ciw.dists.Sequential([*(random.expovariate(people / OPEN) for _ in range(people)), math.inf])
    changes = [{"new": {"new": 0, "known": 1}, "known": {"new": 0, "known": 1}}]
    changes += [{"new": {"new": 1, "known": 0}, "known": {"new": 0, "known": 1}}] * 5
    return ciw.create_network(
        arrival_distributions={"new": [arrivals, *[None] * 5], "known": [None] * 6},
        service_distributions={"new": [_lognormal(0.25, 0.15), *after], "known": [_lognormal(0.75, 0.45), *after]},
        reneging_time_distributions={kind: [patience, patience, *[None] * 4] for kind in ("new", "known")},
        class_change_matrices=changes,
        number_of_servers=[
            size["practitioners"],
            ciw.Slotted(slots=[10], slot_sizes=[size["panel"]]),
            ciw.Slotted(slots=[60], slot_sizes=[max(1, round(size["money"] / 1500))]),
            size["finance"],
            math.inf,
            ciw.Slotted(slots=[5], slot_sizes=[1_000_000]),
        ],
        routing={kind: ciw.routing.ProcessBased(_way) for kind in ("new", "known")},
    )


def run(people, seed):
    """Run the model; its records."""
    random.seed(seed)
    ciw.seed(seed)
    simulation = ciw.Simulation(_network(people))
    simulation.simulate_until_max_time(HORIZON)
    return simulation.get_all_records()
