"""M/G/1 against Pollaczek and Khinchine, and every single wait of a queue against Kiefer and Wolfowitz."""

import numpy as np
import pytest
from interval import assert_ratio
from stationary import who_came
from worlds import team, world

from sim.draws import Draws, quantile
from sim.engines import simulate
from sim.model import build

LOAD, DAYS, CUT, BUFFER = 0.7, 3000.0, 400.0, 150.0


def queue(work, servers=1, horizon=DAYS + BUFFER):
    return world(
        {"desk": {"team": "clerk", "work": work, "next": "out"}},
        {"clerk": team(servers)},
        horizon=horizon,
        identification={"door": {"every": {"exponential": 1}}},
    )


@pytest.mark.parametrize(
    ("work", "sd"),
    [
        (LOAD, 0.0),
        ({"gamma": {"mean": LOAD, "sd": 0.35}}, 0.35),
        ({"lognormal": {"mean": LOAD, "sd": 0.7}}, 0.7),
        ({"uniform": {"low": 0.2, "high": 1.2}}, 1 / np.sqrt(12)),
    ],
)
def test_the_wait_is_pollaczeks_and_khinchines(work, sd):
    # It begins empty. A queue at this load forgets its start within some 20 arrivals (the relaxation time of M/M/1 is
    # 1 / (service rate × (1 - √load)²), 26 days); of 3,000 days the first 400 are cut.
    scenario = build(queue(work))
    came = []
    for replication in range(40):
        steps = who_came(simulate(Draws(scenario, 13, replication)).steps, DAYS)
        came.append(steps[steps["joined"] >= CUT])
    waits = [(steps["started"] - steps["joined"]).sum() for steps in came]
    truth = (LOAD**2 + sd**2) / (2 * (1 - LOAD))
    assert_ratio(waits, [len(steps) for steps in came], truth, 0.1)


@pytest.mark.parametrize("servers", [1, 2, 5])
def test_every_wait_is_kiefers_and_wolfowitzs(servers):
    mapping = queue({"lognormal": {"mean": 0.9 * servers, "sd": 2.0 * servers}}, servers, horizon=2000)
    scenario = build(mapping)
    draws = Draws(scenario, 14, 0)
    service = draws.time(scenario.pathway.stages[0], 0)[0]
    steps = simulate(draws).steps
    free = np.zeros(servers)  # the days on which the servers are next free
    for row, took in zip(steps, service, strict=True):
        starts = max(row["joined"], free.min())
        assert starts >= 2000 if np.isnan(row["started"]) else row["started"] == pytest.approx(starts, abs=1e-6)
        free[free.argmin()] = starts + took
    assert (steps["started"] > steps["joined"]).mean() > 0.3


def test_arrivals_are_poisson():
    # The waits above rest on it: gaps are exponential, and counts of disjoint weeks have a variance equal to the mean.
    route = build(queue(1)).identification.routes[0]
    assert quantile(route.every, np.array([1 - np.exp(-1)]))[0] == pytest.approx(1.0)
    days = np.concatenate([Draws(build(queue(1)), 15, r).people.day + r * (DAYS + BUFFER) for r in range(20)])
    counts = np.histogram(days, bins=np.arange(0, 20 * (DAYS + BUFFER), 7))[0]
    numbers = [counts[block::20] for block in range(20)]
    assert_ratio([n.sum() for n in numbers], [7 * len(n) for n in numbers], 1.0, 0.03)
    assert_ratio([((n - 7.0) ** 2).sum() for n in numbers], [7 * len(n) for n in numbers], 1.0, 0.1)
