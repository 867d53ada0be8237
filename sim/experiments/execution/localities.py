"""A replication of many localities, one after another: memory holds one locality at a time, and the sums."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...measures import Measures
from ...model import Scenario
from ...model.localities import waves
from ..measured import Measured

#: Simulates and measures a replication of one locality, given its scenario and the number of its draws.
Simulate = Callable[[Scenario, int], Measures]


def replicate(
    scenario: Scenario,
    replication: int,
    measured: Measured,
    simulate: Simulate,
    tell: Callable[[float], None] | None = None,
) -> Measures:
    """Run one replication of every locality, and add up what is measured.

    Every locality has chance of its own: it is a replication of its own of the scenario that it shares with the others.

    Parameters
    ----------
    scenario, replication
        What to run.
    measured
        What is measured.
    simulate
        Simulates and measures one locality.
    tell
        Told what share of the replication is done, after every locality.
    """
    totals = measured.totals(scenario)
    for index, local in enumerate(_localities(scenario)):
        totals.add(local, simulate(local, replication * scenario.locality_count + index))
        if tell is not None:
            tell((index + 1) / scenario.locality_count)
    return totals.measures()


def _localities(scenario: Scenario) -> Iterator[Scenario]:
    for wave in waves(scenario):
        for _ in range(wave.localities):
            yield wave.scenario
