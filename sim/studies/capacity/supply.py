"""What there is of each resource until a day, before anything is simulated."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...draws.shocks import as_it_turns_out
from ...measures.capacity import offered
from ...model import Caseload, Fund, Gate, Meeting, PaymentRun, Resource, Scenario, Team
from ...model.limits import UNLIMITED

DRAWS = 100  #: draws of staff and meetings over which a mean is taken; with it a few hours in a hundred are chance


def supplies(scenario: Scenario, days: Sequence[float]) -> NDArray[np.float64]:
    """What there is of each resource from day 0 until each day, in units of `unit_of`; infinite where there is no limit.

    Posts that stand empty, staff who are away or new, and meetings that are not held are counted by their mean over `DRAWS`
    draws of them, which are those of the first replications. Shape (days, resources).
    """
    drawn = [as_it_turns_out(scenario, scenario.seed, replication) for replication in range(DRAWS)]
    if drawn[0] is scenario:
        drawn = drawn[:1]
    means: NDArray[np.float64] = np.mean(
        [[[available(resource, day) for resource in scenario.resources] for day in days] for scenario in drawn], axis=0
    )
    return means


def available(resource: Resource, until: float) -> float:
    """What there is of a resource as it stands, from day 0 until a day."""
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
    if team.members.most >= UNLIMITED:
        return math.inf
    changes = (day for dated in (team.members, team.hours_a_week) for day, _ in dated.changes())
    days = np.array(sorted({0.0, *(day for day in changes if day < until)}))
    a_week = team.members.at_days(days) * team.hours_a_week.at_days(days)
    return float(np.sum(a_week * np.diff(days, append=until))) / 7.0


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
