"""How busy the resources are, and who stands before them."""

from __future__ import annotations

import math

import numpy as np

from ...model import Caseload, Meeting, Scenario, Team
from ...model.reuse import SUPPLY, cached_per_scenario
from ..capacity import offered, stood_still
from ..holdings import holdings
from ..journeys import Floats, Journeys
from ..occupancy import occupancy
from ..reporting_dates import totals_day
from ..staff_time import worked
from .registry import Values, kpi


def in_use(journeys: Journeys, resource: int) -> float:
    """Members at work, or places held, times days, from day 0 to `totals_day`; without days on which work stands still."""
    kind, until = journeys.scenario.resources[resource], journeys.totals_day
    if isinstance(kind, Team):
        begin, end = worked(journeys)[resource]
        days = end - begin
        return float((days - stood_still(kind, begin, end) if kind.tracks_hours else days).sum())
    held = holdings(journeys, resource)
    return float(overlap(held.begin, held.end, until).sum())


def overlap(begin: Floats, end: Floats, until: float) -> Floats:
    """Days of each interval before a day."""
    return np.maximum(0.0, np.minimum(end, until) - begin)


@kpi(
    "utilisation",
    unit="share",
    direction="none",
    looks_at="target",
    over_localities="none",
    definition="Of each team's or caseload's capacity since the start, the share in use; above 1 where capacity fell below "
    "what was in use; empty where there is no limit.",
)
def _utilisation(journeys: Journeys) -> Values:
    shares = {}
    for code, resource in enumerate(journeys.scenario.resources):
        if isinstance(resource, Team | Caseload):
            available = _offered(journeys.scenario)[code]
            shares[resource.name] = in_use(journeys, code) / available if available else math.nan
    return shares


@cached_per_scenario(depends_on=SUPPLY)
def _offered(scenario: Scenario) -> dict[int, float]:
    """What each team or caseload offered until `totals_day`."""
    until, resources = totals_day(scenario), enumerate(scenario.resources)
    return {code: offered(resource, until) for code, resource in resources if isinstance(resource, Team | Caseload)}


@kpi(
    "queue",
    unit="people",
    direction="down",
    looks_at="target",
    over_localities="none",  # a mean over the time since the locality joined, which differs between localities
    definition="Mean number of people waiting for each resource since the start; without those who wait for a review.",
)
def _queue(journeys: Journeys) -> Values:
    people = (occupancy(journeys).days_waited / journeys.totals_day).tolist()
    return {resource.name: number for resource, number in zip(journeys.scenario.resources, people, strict=True)}


@kpi(
    "queue_at_target",
    unit="people",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition="People waiting for each resource; without those who wait for a review, see `reviews_overdue`.",
)
def _queue_at_target(journeys: Journeys) -> Values:
    waiting = occupancy(journeys).waiting[:, journeys.reporting_dates.total_index].tolist()
    return {resource.name: number for resource, number in zip(journeys.scenario.resources, waiting, strict=True)}


@kpi(
    "slots_used",
    unit="share",
    direction="none",
    looks_at="target",
    over_localities="none",
    definition="Of the slots that each meeting offered since the start, the share used.",
)
def _slots_used(journeys: Journeys) -> Values:
    shares = {}
    for code, meeting in enumerate(journeys.scenario.resources):
        if isinstance(meeting, Meeting):
            slots = _slots(journeys.scenario)[code]
            heard = len(journeys.served_steps_to_date[code])
            shares[meeting.name] = heard / slots if slots else math.nan
    return shares


@cached_per_scenario(depends_on=SUPPLY)
def _slots(scenario: Scenario) -> dict[int, int]:
    """The slots that each meeting offered until `totals_day`."""
    until, resources = totals_day(scenario), enumerate(scenario.resources)
    return {
        code: sum(int(meeting.slots.at(day)) for day in meeting.days if 0 <= day < until)
        for code, meeting in resources
        if isinstance(meeting, Meeting)
    }
