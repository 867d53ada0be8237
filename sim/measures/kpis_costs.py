"""What the staff time comes to."""

from __future__ import annotations

import math

import numpy as np

from ..model import Team
from .capacity import at_days, summed, until_days
from .journeys import Floats, Ints, Journeys
from .kpi import kpi
from .kpis_resources import overlap


def hours_by_team(journeys: Journeys) -> dict[str, float]:
    """Hours of work done before `as_at`, by team, worked out once."""
    return journeys.once(_hours_by_team)


def _hours_by_team(journeys: Journeys) -> dict[str, float]:
    hours = {}
    for code, team in enumerate(journeys.scenario.resources):
        if isinstance(team, Team):
            steps = journeys.taking[code]
            steps = steps[journeys.started[steps] < journeys.as_at]
            hours[team.name] = float(_hours_times_days(journeys, team, steps).sum()) / 7
    return hours


def _hours_times_days(journeys: Journeys, team: Team, steps: Ints) -> Floats:
    """Hours a week, summed over the days of each step of a team's work before `as_at`."""
    begin, end = journeys.started[steps], journeys.end[steps]
    if team.follows:
        hours = team.hours_a_week
        followed: Floats = summed(hours, np.minimum(end, journeys.as_at)) - summed(hours, begin)
        return followed
    # Not a dot product: it wakes threads for as many steps, and then its last digits depend on how many there are.
    days: Floats = overlap(begin, end, journeys.as_at) * hours_in_force(journeys, team, steps)
    return days


def hours_in_force(journeys: Journeys, team: Team, steps: Ints) -> Floats:
    """The hours a week in force when each step of a team's work started.

    On a day on which they change, who starts before the calendar turns works by the old hours. How long the step took tells
    which they were; where it did not finish, the new ones are taken.
    """
    started = journeys.started[steps]
    if not team.hours_a_week.days:  # they never change
        return np.full(len(steps), team.hours_a_week.before)
    new, old = at_days(team.hours_a_week, started), until_days(team.hours_a_week, started)
    hours: Floats = np.where((new == 0) & (started > 0), old, new)  # nothing starts at zero hours
    unsure = np.flatnonzero((new != old) & (new > 0) & (old > 0) & (started > 0) & (journeys.outcome[steps] >= 0))
    for stage, turn in {*zip(journeys.stage[steps[unsure]], journeys.occurrence[steps[unsure]], strict=True)}:
        here = unsure[(journeys.stage[steps[unsure]] == stage) & (journeys.occurrence[steps[unsure]] == turn)]
        kind = journeys.scenario.pathway.stages[stage]
        drawn = journeys.draws.time(kind, int(turn))[0][journeys.place[steps[here]]]
        work = drawn * at_days(kind.dated_multiplier, started[here])
        weeks = (journeys.end[steps[here]] - started[here]) / 7
        hours[here] = np.where(abs(weeks * old[here] - work) < abs(weeks * new[here] - work), old[here], new[here])
    return hours


@kpi(
    "staff_hours",
    unit="hours",
    direction="none",
    definition="Hours of work done by the end of the last target date; in all and by team.",
)
def _staff_hours(journeys: Journeys) -> dict[str, float]:
    hours = hours_by_team(journeys)
    return {"": sum(hours.values()), **hours} if hours else {}


def _cost(journeys: Journeys) -> float:
    rates = {team.name: team.cost_an_hour for team in journeys.scenario.resources if isinstance(team, Team)}
    return sum(hours * rates[name] for name, hours in hours_by_team(journeys).items())


@kpi(
    "staff_cost",
    unit="pounds",
    direction="down",
    definition="What the hours of work done by the end of the last target date cost.",
)
def _staff_cost(journeys: Journeys) -> dict[str, float]:
    return {"": _cost(journeys)} if hours_by_team(journeys) else {}


def _cost_each(journeys: Journeys, milestone: str) -> dict[str, float]:
    """The staff cost divided by how many reached the milestone, both counted from the start."""
    if not hours_by_team(journeys) or milestone not in journeys.scenario.pathway.milestones:
        return {}
    number = int(journeys.number_before(journeys.milestone(milestone), journeys.everyone, journeys.looks[:1])[0])
    return {"": _cost(journeys) / number if number else math.nan}


@kpi(
    "cost_per_plan",
    unit="pounds a plan",
    direction="down",
    definition="Staff cost per care plan completed, both from the start to the end of the last target date; empty "
    "where there is no plan.",
)
def _cost_per_plan(journeys: Journeys) -> dict[str, float]:
    return _cost_each(journeys, "plan")


@kpi(
    "cost_per_live_budget",
    unit="pounds a budget",
    direction="down",
    definition="Staff cost per budget received, both from the start to the end of the last target date; empty "
    "where there is none.",
)
def _cost_per_live_budget(journeys: Journeys) -> dict[str, float]:
    return _cost_each(journeys, "live")
