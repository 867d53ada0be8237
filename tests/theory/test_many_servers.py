"""M/M/c against Erlang C, and with people who give up against Erlang A."""

import math

import numpy as np
import pytest
from interval import assert_ratio
from stationary import birth_and_death, runs, who_came
from worlds import team, world

SERVERS, RATE = 3, 1.0


def erlang_c(servers: int, offered: float) -> float:
    """The share of people who wait (Erlang 1917)."""
    last = offered**servers / math.factorial(servers) / (1 - offered / servers)
    return last / (sum(offered**k / math.factorial(k) for k in range(servers)) + last)


def desk(kind: str, service: float, until: float, **more):
    """People come once a day; three serve them. A place that is held while days pass serves as well as a clerk does."""
    if kind == "team":
        stage, resource = {"team": "servers", "work": {"exponential": service}}, team(SERVERS)
    else:
        stage, resource = {"caseload": "servers", "elapsed": {"exponential": service}}, {"caseload": SERVERS}
    return world(
        {"desk": {**stage, "next": "out", **more}},
        {"servers": resource},
        horizon=until,
        identification={"door": {"every": {"exponential": 1 / RATE}}},
    )


@pytest.mark.parametrize(
    ("kind", "load", "count", "buffer", "within"),
    [
        ("team", 0.5, 160, 40, 0.1),
        ("team", 0.8, 200, 100, 0.1),
        ("team", 0.95, 250, 350, 0.12),
        ("caseload", 0.5, 160, 40, 0.1),
    ],
)
def test_waits_are_erlangs(kind, load, count, buffer, within):
    offered, days = load * SERVERS, 500.0
    service = offered / RATE
    steady = birth_and_death(lambda n: RATE, lambda n: min(n, SERVERS) / service, 1500)
    outcomes = list(runs(desk(kind, service, days + buffer), steady, count, seed=11, stage="desk"))
    came = [who_came(run.steps, days) for run in outcomes]
    numbers = [len(steps) for steps in came]
    waits = [(steps["started"] - steps["joined"]).sum() for steps in came]
    waited = [(steps["started"] > steps["joined"]).sum() for steps in came]
    share = erlang_c(SERVERS, offered)
    controls = [
        [run.inside - steady @ np.arange(len(steady)) for run in outcomes],
        [number - RATE * days for number in numbers],
        [run.work(days) - service * number for run, number in zip(outcomes, numbers, strict=True)],
    ]
    assert_ratio(waited, numbers, share, within, controls)
    assert_ratio(waits, numbers, share * service / (SERVERS * (1 - load)), within, controls)


@pytest.mark.parametrize(
    "service", [2.0, 3.5]
)  # a light and a heavy load: with patience even the heavy one has a steady state
def test_giving_up_is_erlangs(service):
    patience, days = 5.0, 500.0
    steady = birth_and_death(lambda n: RATE, lambda n: min(n, SERVERS) / service + max(0, n - SERVERS) / patience, 200)
    mapping = desk("team", service, days + 200, patience={"exponential": patience})
    came = [who_came(run.steps, days) for run in runs(mapping, steady, 100, seed=12, stage="desk")]
    numbers = [len(steps) for steps in came]
    gone = [np.isnan(steps["started"]).sum() for steps in came]
    # The wait ends when one is served or gives up, whichever it is.
    waits = [(np.fmin(steps["started"], steps["finished"]) - steps["joined"]).sum() for steps in came]
    queue = float(sum(max(0, n - SERVERS) * share for n, share in enumerate(steady)))
    assert_ratio(waits, numbers, queue / RATE, 0.08)
    assert_ratio(gone, numbers, queue / patience / RATE, 0.08)
