"""Who stands where at the days at which totals are taken, and how long they waited; one sweep over all steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..jit import compiled
from ..model import GAVE_UP
from .journeys import Floats, Ints, Journeys
from .scans import Codes


@dataclass(frozen=True, kw_only=True)
class Stocks:
    """People by place.

    Attributes
    ----------
    waiting
        Those waiting for each resource at each of `ends`; shape (resources, ends).
    there
        Those waiting for or in each stage; shape (stages, ends).
    waited
        Days spent waiting for each resource before `as_at`; shape (resources,).
    gave_up
        Those whose patience ran out at each stage before `as_at`; shape (stages,).
    """

    waiting: Ints
    there: Ints
    waited: Floats
    gave_up: Ints


def stocks(journeys: Journeys) -> Stocks:
    """The stocks of these journeys, worked out once."""
    return journeys.once(_stocks)


def _stocks(journeys: Journeys) -> Stocks:
    resources, stages = len(journeys.scenario.resources), len(journeys.scenario.pathway.stages)
    ends = len(journeys.ends.days)
    waiting, there = (np.zeros((places, ends + 1), dtype=np.int64) for places in (resources + 1, stages))
    waited, gave_up = np.zeros(resources + 1), np.zeros(stages, dtype=np.int64)
    steps = journeys.resource, journeys.stage, journeys.outcome
    days = journeys.joined, journeys.wait_end, journeys.end
    looks = journeys.ends.first_after, journeys.as_at, journeys.scenario.horizon
    _count(steps, days, looks, waiting, there, waited, gave_up)
    return Stocks(
        waiting=waiting[1:, :-1].cumsum(axis=1),
        there=there[:, :-1].cumsum(axis=1),
        waited=waited[1:],
        gave_up=gave_up,
    )


@compiled
def _count(
    steps: tuple[Codes, Codes, Codes],
    days: tuple[Floats, Floats, Floats],
    looks: tuple[Ints, float, float],
    waiting: Ints,
    there: Ints,
    waited: Floats,
    gave_up: Ints,
) -> None:
    """Count who came and went between any two of the ends; the first resource is none, and the last end is never.

    What lasts to the horizon, or is not of the kind, is counted where nobody looks: to guess whether it is would be slower.
    """
    resource, stage, outcome = steps
    joined, wait_end, end = days
    first_after, as_at, horizon = looks
    never = len(first_after) - 1
    for step in range(len(stage)):
        of, at = np.uint32(resource[step] + 1), np.uint32(stage[step])
        came = np.uint32(first_after[np.uint32(joined[step])])
        went = np.uint32(first_after[np.uint32(end[step] if end[step] < horizon else never)])
        waited_until = wait_end[step]
        served = np.uint32(first_after[np.uint32(waited_until if waited_until < horizon else never)])
        there[at, came] += 1
        there[at, went] -= 1
        waiting[of, came] += 1
        waiting[of, served] -= 1
        waited[of] += max(0.0, min(waited_until, as_at) - joined[step])
        if outcome[step] == GAVE_UP:
            gave_up[at] += end[step] < as_at
