"""Little's law, to the last digit: on any path, people × time counted from outside is the sum of everybody's times."""

import numpy as np
import pytest
from programme import programme
from worlds import START, team, watched, world

from sim.draws import Draws
from sim.engines.reference.engine import Replication
from sim.engines.reference.queues import MeetingQueue
from sim.model import Team, build


class Onlooker:
    """Counts heads after every event, and adds up heads × days."""

    def __init__(self) -> None:
        self.day, self.now, self.sums = 0.0, {}, {}

    def __call__(self, replication: Replication) -> None:
        self.pass_to(replication.env.now)
        self.now = {"inside": sum(row[6] == -1 for row in replication.rows)}
        for resource, queue in zip(replication.resources, replication.resource_state.queues, strict=True):
            self.now[f"wait for {resource.name}"] = sum(request.waiting for _, _, request in queue.requests)
            if not isinstance(queue, MeetingQueue):
                self.now[f"units of {resource.name}"] = queue.capacity - queue.free

    def pass_to(self, day: float) -> None:
        for name, heads in self.now.items():
            self.sums[name] = self.sums.get(name, 0.0) + heads * (day - self.day)
        self.day = day


def observed(mapping):
    scenario = build(mapping)
    replication = Replication(Draws(scenario, 22, 0))
    onlooker = Onlooker()
    steps = watched(replication, onlooker).steps
    onlooker.pass_to(scenario.horizon)
    return scenario, steps, onlooker.sums


@pytest.mark.parametrize(
    "mapping",
    [
        programme(),
        world(
            {"desk": {"team": "clerks", "work": {"exponential": 1.8}, "patience": {"exponential": 9}, "next": "out"}},
            {"clerks": team({START: 2, "2018-02-01": 1, "2018-06-01": 3})},
            identification={"door": {"every": {"exponential": 1}}},
            horizon=400,
        ),
    ],
    ids=["programme", "queue"],
)
def test_heads_times_days_are_the_sum_of_everybodys_days(mapping):
    scenario, steps, sums = observed(mapping)
    finished = np.where(np.isnan(steps["finished"]), scenario.horizon, steps["finished"])
    served = np.fmin(np.where(np.isnan(steps["started"]), np.inf, steps["started"]), finished)
    assert sums["inside"] == pytest.approx((finished - steps["joined"]).sum(), rel=1e-12)
    for code, resource in enumerate(scenario.resources):
        mine = steps["resource"] == code
        waits = (served - steps["joined"])[mine].sum()
        assert sums[f"wait for {resource.name}"] == pytest.approx(waits, rel=1e-9, abs=1e-9)
        if isinstance(resource, Team):
            busy = (finished - served)[mine].sum()
            assert busy > 0
            assert sums[f"wait for {resource.name}"] > 0
            assert busy == pytest.approx(sums[f"units of {resource.name}"], rel=1e-9)
