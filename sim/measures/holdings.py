"""What is held beyond a step: places of a caseload, and recurrent money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..model import Scenario
from ..model.pathway import LOWERED
from ..model.reuse import NAMES, SUPPLY, cached_per_scenario
from .journeys import Floats, Ints, Journeys
from .scans import PersonIndex


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """Units of one resource held from one step to a later one; one entry in every array an interval.

    Attributes
    ----------
    person_index
        Whose.
    begin, end
        From which day until which day (the horizon, if they are held then).
    amount
        Places, or pence a year. Of a part that was given back early it is below 0, from the day of that until the rest is
        given back, so that what is held on a day is the sum of all intervals.
    """

    person_index: PersonIndex
    begin: Floats
    end: Floats
    amount: Ints


def holdings(journeys: Journeys, resource: int) -> Holdings:
    """The intervals over which units of a caseload, or recurrent money, were held.

    Raises
    ------
    ValueError
        If what is taken of this resource does not outlast the step.
    """
    by_resource = journeys.cached(_holdings)
    if resource not in by_resource:
        raise ValueError(f"{journeys.scenario.resources[resource].name} is not held beyond a step")
    return by_resource[resource]


def steps_that_take(journeys: Journeys, resource: int) -> Ints:
    """The steps that took some of a resource that is held, or gave back a part of it, ascending.

    A grant of nothing counts too: it is a budget that may be raised.
    """
    steps, scenario = journeys.served_steps[resource], journeys.scenario
    if not scenario.resources[resource].unequal_amounts:
        return steps[journeys.amount[steps] > 0]
    lowering = np.array([stage.held_money == LOWERED for stage in scenario.pathway.stages])
    taking: Ints = steps[(journeys.amount[steps] != 0) | ~lowering[journeys.stage[steps]]]
    return taking


@cached_per_scenario(depends_on=NAMES)
def _stages_giving_back(scenario: Scenario) -> Mapping[int, tuple[int, ...]]:
    """The stages that give back what is held of each resource."""
    stages = scenario.pathway.stages
    return {
        code: tuple(stage_code for stage_code, stage in enumerate(stages) if resource.name in stage.gives_back)
        for code, resource in enumerate(scenario.resources)
        if resource.held_after_step
    }


@cached_per_scenario(depends_on=SUPPLY)
def _holders_on_day_0(scenario: Scenario) -> Mapping[int, Ints]:
    """Who of those inside on day 0 holds a place of a caseload, counted from the first of them."""
    entries = np.repeat(np.arange(len(scenario.inside)), [entry.count for entry in scenario.inside])
    holders = {}
    for code, resource in enumerate(scenario.resources):
        holding = [resource.name in entry.holding for entry in scenario.inside]
        if any(holding):
            holders[code] = np.flatnonzero(np.array(holding)[entries])
    return holders


def _holdings(journeys: Journeys) -> dict[int, Holdings]:
    out_day = np.where(np.isnan(journeys.out_day), journeys.scenario.horizon, journeys.out_day)
    inside = _holders_on_day_0(journeys.scenario)
    by_resource = {}
    for resource, stages in _stages_giving_back(journeys.scenario).items():
        steps = steps_that_take(journeys, resource)
        begin, amount = journeys.started[steps], journeys.amount[steps]
        if resource in inside:
            holders = journeys.people.identified + inside[resource]
            steps = np.concatenate([journeys.first[holders], steps])
            begin = np.concatenate([np.zeros(len(holders)), begin])
            amount = np.concatenate([np.ones(len(holders), dtype=np.int64), amount])
        person_index = journeys.person_index[steps]
        release = journeys.next_step(steps, stages)
        end = np.where(release >= 0, journeys.end[release], out_day[person_index])
        by_resource[resource] = Holdings(person_index=person_index, begin=begin, end=end, amount=amount)
    return by_resource
