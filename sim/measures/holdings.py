"""What is held beyond a step: places of a caseload, and recurrent money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..model import Scenario
from ..model.resources import outlasts_the_step
from ..model.reuse import nothing, once_unless_moved, supply
from .journeys import Floats, Ints, Journeys
from .scans import Places


@dataclass(frozen=True, kw_only=True)
class Held:
    """Units of one resource held from one step to a later one; one place in every array an interval.

    Attributes
    ----------
    place
        Whose.
    begin, end
        From which day until which day (the horizon, if they are held then).
    amount
        Places, or pence a year.
    """

    place: Places
    begin: Floats
    end: Floats
    amount: Ints


def held(journeys: Journeys, resource: int) -> Held:
    """The intervals over which units of a caseload, or recurrent money, were held.

    Raises
    ------
    ValueError
        If what is taken of this resource does not outlast the step.
    """
    every = journeys.once(_held)
    if resource not in every:
        raise ValueError(f"{journeys.scenario.resources[resource].name} is not held beyond a step")
    return every[resource]


def steps_that_take(journeys: Journeys, resource: int) -> Ints:
    """The steps that took some of a resource that is held, ascending."""
    steps = journeys.taking[resource]
    return steps[journeys.amount[steps] > 0]


@once_unless_moved(nothing)
def _given_back(scenario: Scenario) -> Mapping[int, tuple[int, ...]]:
    """The stages that give back what is held of each resource."""
    stages = scenario.pathway.stages
    return {
        resource: tuple(code for code, stage in enumerate(stages) if kind.name in stage.gives_back)
        for resource, kind in enumerate(scenario.resources)
        if outlasts_the_step(kind)
    }


@once_unless_moved(supply)
def _holding_on_day_0(scenario: Scenario) -> Mapping[int, Ints]:
    """Who of those inside on day 0 holds a place of a caseload, counted from the first of them."""
    entries = np.repeat(np.arange(len(scenario.inside)), [entry.count for entry in scenario.inside])
    found = {}
    for resource, kind in enumerate(scenario.resources):
        holding = [kind.name in entry.holding for entry in scenario.inside]
        if any(holding):
            found[resource] = np.flatnonzero(np.array(holding)[entries])
    return found


def _held(journeys: Journeys) -> dict[int, Held]:
    out = np.where(np.isnan(journeys.out_day), journeys.scenario.horizon, journeys.out_day)
    inside = _holding_on_day_0(journeys.scenario)
    found = {}
    for resource, stages in _given_back(journeys.scenario).items():
        taken = steps_that_take(journeys, resource)
        begin, amount = journeys.started[taken], journeys.amount[taken]
        if resource in inside:
            holders = journeys.people.found + inside[resource]
            taken = np.concatenate([journeys.first[holders], taken])
            begin = np.concatenate([np.zeros(len(holders)), begin])
            amount = np.concatenate([np.ones(len(holders), dtype=np.int64), amount])
        place = journeys.place[taken]
        release = journeys.next_step(taken, stages)
        end = np.where(release >= 0, journeys.end[release], out[place])
        found[resource] = Held(place=place, begin=begin, end=end, amount=amount)
    return found
