"""Who is where at the reporting dates, and how long they waited; one scan of all steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..jit import compiled
from ..model import GAVE_UP
from .journeys import Floats, Ints, Journeys, Mask
from .scans import Codes


@dataclass(frozen=True, kw_only=True)
class Occupancy:
    """People by where they are.

    Attributes
    ----------
    waiting
        Those waiting for each resource at each reporting date, but for a review; shape (resources, dates).
    at_stage
        Those waiting for or in each stage; shape (stages, dates).
    days_waited
        Days spent so before `totals_day`; shape (resources,).
    gave_up
        Those whose patience ran out at each stage before `totals_day`; shape (stages,).
    """

    waiting: Ints
    at_stage: Ints
    days_waited: Floats
    gave_up: Ints


def occupancy(journeys: Journeys) -> Occupancy:
    """Who is where in these journeys, worked out once."""
    return journeys.cached(_occupancy)


def _occupancy(journeys: Journeys) -> Occupancy:
    resources, stages = len(journeys.scenario.resources), len(journeys.scenario.pathway.stages)
    dates = len(journeys.reporting_dates.days)
    waiting, at_stage = (np.zeros((rows, dates + 1), dtype=np.int64) for rows in (resources + 1, stages))
    days_waited, gave_up = np.zeros(resources + 1), np.zeros(stages, dtype=np.int64)
    # Whoever waits for a review has a plan or a budget already, and is in nobody's way: reviews have numbers of their own.
    is_review = np.zeros(stages, dtype=np.bool_)
    is_review[list(journeys.scenario.pathway.review_codes)] = True
    steps = journeys.resource, journeys.stage, journeys.outcome
    days = journeys.joined, journeys.wait_end, journeys.end
    dates_of = journeys.reporting_dates.first_after, journeys.totals_day, journeys.scenario.horizon
    _count(steps, days, dates_of, is_review, waiting, at_stage, days_waited, gave_up)
    return Occupancy(
        waiting=waiting[1:, :-1].cumsum(axis=1),
        at_stage=at_stage[:, :-1].cumsum(axis=1),
        days_waited=days_waited[1:],
        gave_up=gave_up,
    )


@compiled
def _count(
    steps: tuple[Codes, Codes, Codes],
    days: tuple[Floats, Floats, Floats],
    dates_of: tuple[Ints, float, float],
    is_review: Mask,
    waiting: Ints,
    at_stage: Ints,
    days_waited: Floats,
    gave_up: Ints,
) -> None:
    """Count who came and went between any two reporting dates; the first resource is none, and the last date is never.

    What lasts to the horizon, or waits for no resource, is counted where nothing is read: to test for it would be slower.
    """
    resource, stage, outcome = steps
    joined, wait_end, end = days
    first_after, totals_day, horizon = dates_of
    never = len(first_after) - 1
    for step in range(len(stage)):
        stage_row = np.uint32(stage[step])
        resource_row = np.uint32(0 if is_review[stage_row] else resource[step] + 1)
        came = np.uint32(first_after[np.uint32(joined[step])])
        went = np.uint32(first_after[np.uint32(end[step] if end[step] < horizon else never)])
        waited_until = wait_end[step]
        served = np.uint32(first_after[np.uint32(waited_until if waited_until < horizon else never)])
        at_stage[stage_row, came] += 1
        at_stage[stage_row, went] -= 1
        waiting[resource_row, came] += 1
        waiting[resource_row, served] -= 1
        days_waited[resource_row] += max(0.0, min(waited_until, totals_day) - joined[step])
        if outcome[step] == GAVE_UP:
            gave_up[stage_row] += end[step] < totals_day
