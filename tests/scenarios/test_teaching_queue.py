"""The teaching queues: one can be solved on paper, the other shows where a delay comes out."""

import math

import numpy as np
import pytest

import sim
from sim.config.load import load
from sim.draws import Draws
from sim.engines import ENGINES
from sim.experiments import mean_interval


def erlang_c_wait(arrivals, service, servers):
    """The mean wait in a queue with chance arrivals (a day) and chance service times (days), after Erlang (1917)."""
    offered = arrivals * service
    terms = [offered**n / math.factorial(n) for n in range(servers)]
    all_busy = offered**servers / math.factorial(servers) / (1 - offered / servers)
    return all_busy / (sum(terms) + all_busy) * service / (servers - offered)


def test_erlang_by_hand():
    # One server: load / (1 - load) times the service time.
    assert erlang_c_wait(0.5, 1, 1) == pytest.approx(1)
    assert erlang_c_wait(2.4, 1, 3) == pytest.approx(1.0787, abs=1e-4)


def test_people_wait_as_long_as_erlang_says():
    scenario = load("mm_c")
    means = []
    for replication in range(30):
        steps = ENGINES["reference"](Draws(scenario, scenario.seed, replication)).steps
        settled = steps[(steps["joined"] > 100) & (steps["joined"] < scenario.horizon - 100)]
        means.append(np.mean(settled["started"] - settled["joined"]))
    _, low, high = mean_interval(means, level=0.999)
    assert low <= erlang_c_wait(2.4, 1, 3) <= high
    assert high - low < 0.5


def test_the_description_tells_the_same_number():
    assert f"{erlang_c_wait(2.4, 1, 3):.2f} days" in load("mm_c").description


def test_slow_payments_form_a_queue_at_the_front_door():
    # 100 places; a case is held for its planning, its panel and its payment: at 28 days there is room, at 90 there is not.
    opened = {}
    for days in (28, 90):
        slower = f"pathway.stages.payment_processing.elapsed.lognormal.mean={days}"
        results = sim.run(load("payment_delay", slower), replications=3)
        opened[days] = results.mean("payment_delay", "queue.cases")
    assert opened[28] < 1
    assert opened[90] > 20
