"""A team whose members come and go by chance: a Markov chain that can be solved."""

import numpy as np
import pytest
from interval import assert_mean
from scipy.sparse import lil_matrix
from scipy.sparse.linalg import spsolve
from worlds import team, world

from sim.draws import Draws
from sim.engines import ENGINES
from sim.model import build


def mean_waiting(servers: int, arrivals: float, service: float, away: float, back: float, most: int = 250) -> float:
    """The mean number waiting where each server goes away and comes back by chance, and finishes what is in hand.

    After Mitrany and Avi-Itzhak (1968), but that work in hand is not interrupted: the state is how many are there, in service
    and waiting. Somebody waits only while as many are served as are there, or more.

    Parameters
    ----------
    servers
        How many there are.
    arrivals, service, away, back
        Rates a day: of arriving, of finishing (each in service), of going away and of coming back (each server).
    most
        Where the queue is cut off.
    """
    states = {
        state: index
        for index, state in enumerate(
            (there, served, waiting)
            for there in range(servers + 1)
            for served in range(servers + 1)
            for waiting in range(most + 1)
            if waiting == 0 or served >= there
        )
    }
    rates = lil_matrix((len(states), len(states)))

    def move(before, after, rate):
        if rate > 0 and after in states:
            rates[states[before], states[after]] += rate
            rates[states[before], states[before]] -= rate

    for there, served, waiting in states:
        state = there, served, waiting
        joins = (there, served + 1, waiting) if served < there else (there, served, waiting + 1)
        move(state, joins, arrivals)
        follows = (there, served, waiting - 1) if waiting and served <= there else (there, served - 1, waiting)
        move(state, follows, served * service)
        move(state, (there - 1, served, waiting), there * away)
        starts = waiting > 0 and served < there + 1
        move(state, (there + 1, served + starts, waiting - starts), (servers - there) * back)
    balance = rates.T.tolil()
    balance[0, :] = 1
    total = np.zeros(len(states))
    total[0] = 1
    steady = spsolve(balance.tocsc(), total)
    return float(sum(share * waiting for (_, _, waiting), share in zip(states, steady, strict=True)))


def test_the_chain_by_hand():
    # Never away: Erlang's queue. One server, load 0.5: half a person waits on average.
    assert mean_waiting(1, 0.5, 1, 0, 1) == pytest.approx(0.5)


@pytest.mark.parametrize("engine", ["compiled", "reference"])
@pytest.mark.parametrize(("servers", "arrivals"), [(1, 0.4), (3, 1.5)])
def test_a_team_with_exponential_absences_is_a_known_queue(servers, arrivals, engine):
    share, days = 0.25, 6.0
    truth = mean_waiting(servers, arrivals, 1.0, share / (1 - share) / days, 1 / days)
    absences = {"illness": {"share": share, "days": {"exponential": days}}}
    horizon, replications = (4000, 60) if engine == "compiled" else (1500, 40)
    scenario = build(
        world(
            {"desk": {"team": "clerk", "work": {"exponential": 1}, "next": "out"}},
            {"clerk": {**team(servers), "staffing": {"absences": absences}}},
            identification={"door": {"every": {"exponential": 1 / arrivals}}},
            horizon=horizon,
        )
    )
    waiting = []
    for number in range(replications):
        steps = ENGINES[engine](Draws(scenario, 9, number)).steps
        begin, end = 300.0, float(horizon)
        until = np.where(np.isnan(steps["started"]), end, steps["started"])
        waiting.append((np.clip(until, begin, end) - np.clip(steps["joined"], begin, end)).sum() / (end - begin))
    assert_mean(waiting, truth, 0.35 if engine == "reference" else 0.2)
