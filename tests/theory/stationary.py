"""Markov queues that begin in their steady state, so that nothing at the start needs to be cut off.

Where times are exponential, whoever is inside at an instant has as much before him as one who comes anew. So a replication
that begins with a number of people drawn from the steady state is in the steady state from day 0 on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.draws import Draws, uniform
from sim.engines import simulate
from sim.model import build


def birth_and_death(births: Callable[[int], float], deaths: Callable[[int], float], most: int) -> NDArray[np.float64]:
    """The steady state of the numbers 0 to `most`."""
    weights = np.ones(most + 1)
    for number in range(1, most + 1):
        weights[number] = weights[number - 1] * births(number - 1) / deaths(number)
    return weights / weights.sum()


@dataclass(frozen=True, kw_only=True)
class Run:
    """A replication: its step table, its draws, and how many were inside on day 0."""

    steps: NDArray[np.void]
    draws: Draws
    inside: int

    def work(self, until: float) -> float:
        """The sum of the times that the first stage takes for those who came from outside before a day."""
        people = self.draws.people
        times = self.draws.time(self.draws.scenario.pathway.stages[0], 0)[0]
        return float(times[: people.identified][people.day[: people.identified] < until].sum())


def runs(
    mapping: Mapping[str, Any], steady: NDArray[np.float64], count: int, seed: int, **inside: Any
) -> Iterator[Run]:
    """Independent replications, each beginning with its own number of people, in the steady state."""
    chance = uniform(seed, 0, "inside", np.arange(count))
    for replication, number in enumerate(np.searchsorted(np.cumsum(steady), chance).tolist()):
        start = {"start_state": {"people": [{"count": number, **inside}]}} if number else {}
        draws = Draws(build({**mapping, **start}), seed, replication)
        yield Run(steps=simulate(draws).steps, draws=draws, inside=number)


def who_came(steps: NDArray[np.void], until: float, stage: int = 0) -> NDArray[np.void]:
    """The first steps of those who came from outside before a day; none of them may still be waiting at the end."""
    inside_first = np.unique(steps["person"][(steps["joined"] == 0)])
    came = steps[(steps["stage"] == stage) & (steps["joined"] < until) & ~np.isin(steps["person"], inside_first)]
    assert not (np.isnan(came["started"]) & np.isnan(came["finished"])).any(), "somebody's wait is not known yet"
    return came
