"""What there is of each resource until a day, before anything is simulated."""

from __future__ import annotations

import math
from itertools import pairwise

from ...measures.capacity import offered
from ...model import Caseload, Fund, Gate, Meeting, PaymentRun, Resource, Team
from ...model.limits import UNLIMITED


def available(resource: Resource, until: float) -> float:
    """What there is of it from day 0 until a day, in units of `unit_of`; infinite where there is no limit."""
    if isinstance(resource, Team):
        return team_hours(resource, until)
    if isinstance(resource, Caseload):
        unit_days = offered(resource, until)
        return math.inf if math.isnan(unit_days) else unit_days / until
    if isinstance(resource, Fund):
        if resource.unlimited:
            return math.inf
        pence = sum(top_up.pence for top_up in resource.top_ups if top_up.day < until)
        return max(0, pence - resource.committed) / 100.0
    if isinstance(resource, Meeting):
        slots = sum(int(resource.slots.at(day)) for day in resource.days if 0 <= day < until)
        return math.inf if slots >= UNLIMITED else float(slots)
    return math.inf


def team_hours(team: Team, until: float) -> float:
    """Hours that a team can work: members x hours a week x weeks."""
    days = sorted({0.0, until, *(day for dated in (team.members, team.hours_a_week) for day, _ in dated.changes())})
    stretches = pairwise(day for day in days if day <= until)
    hours = math.fsum(expected_capacity(team, a) * team.hours(a) * (b - a) / 7.0 for a, b in stretches)
    return math.inf if team.members.most >= UNLIMITED else hours


def expected_capacity(team: Team, day: float) -> float:
    """Members who do the work of a full member on a day, on average: as planned, since nobody is away and no post is vacant."""
    return float(team.capacity(day))


def unit_of(resource: Resource) -> str:
    """In what it is counted: hours, places, pounds, pounds a year, slots or runs."""
    if isinstance(resource, Team):
        return "hours"
    if isinstance(resource, Caseload):
        return "places"
    if isinstance(resource, Fund):
        return "pounds a year" if resource.held_after_step else "pounds"
    return "slots" if isinstance(resource, Meeting) else "payments"


def kind_of(resource: Resource) -> str:
    """The word for it in a scenario's file."""
    words = {
        Team: "team",
        Caseload: "caseload",
        Fund: "fund",
        Meeting: "meeting",
        PaymentRun: "payment_run",
        Gate: "gate",
    }
    return words[type(resource)]
