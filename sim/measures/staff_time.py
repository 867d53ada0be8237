"""The time of staff: the hours that they worked, and those for which they were employed."""

from __future__ import annotations

import numpy as np

from ..model import Dated, Team
from ..model.limits import UNLIMITED
from .capacity import summed, until_days
from .journeys import Floats, Ints, Journeys
from .scans import read_times


def worked(journeys: Journeys) -> dict[int, tuple[Floats, Floats]]:
    """From which day to which each step of a team's work lasted before `totals_day`, by team, worked out once."""
    return journeys.cached(_worked)


def _worked(journeys: Journeys) -> dict[int, tuple[Floats, Floats]]:
    return {
        code: (journeys.started[steps], np.minimum(journeys.end[steps], journeys.totals_day))
        for code, steps in enumerate(journeys.served_steps_to_date)
        if isinstance(journeys.scenario.resources[code], Team)
    }


def hours_by_team(journeys: Journeys) -> dict[str, float]:
    """Hours of work done before `totals_day`, by team, worked out once."""
    return journeys.cached(_hours_by_team)


def _hours_by_team(journeys: Journeys) -> dict[str, float]:
    hours = {}
    for code, (begin, end) in worked(journeys).items():
        team = journeys.scenario.resources[code]
        assert isinstance(team, Team)
        hours[team.name] = _hours(journeys, team, journeys.served_steps_to_date[code], begin, end)
    return hours


def _hours(journeys: Journeys, team: Team, steps: Ints, begin: Floats, end: Floats) -> float:
    """Hours that a team's work on some steps took between the days from which and to which each is counted."""
    if team.tracks_hours:
        hour_days: Floats = summed(team.hours_a_week, end) - summed(team.hours_a_week, begin)
    else:
        # Not a dot product: it wakes threads for as many steps, and then its last digits depend on how many there are.
        hour_days = (end - begin) * hours_in_force(journeys, team, steps)
    return float(hour_days.sum()) / 7


def hours_in_force(journeys: Journeys, team: Team, steps: Ints) -> Floats:
    """The hours a week in force when each step of a team's work started.

    On a day on which they change, work that starts before the calendar turns is done by the old hours. How long the step took
    tells which they were; where it did not finish, the new ones are taken.
    """
    started = journeys.started[steps]
    if not team.hours_a_week.days:  # they never change
        return np.full(len(steps), team.hours_a_week.before)
    new, old = team.hours_a_week.at_days(started), until_days(team.hours_a_week, started)
    hours: Floats = np.where((new == 0) & (started > 0), old, new)  # nothing starts at zero hours
    unsure = np.flatnonzero((new != old) & (new > 0) & (old > 0) & (started > 0) & (journeys.outcome[steps] >= 0))
    for code in {*journeys.stage[steps[unsure]].tolist()}:
        here = unsure[journeys.stage[steps[unsure]] == code]
        inputs, base_hours = journeys.draws.random_inputs, np.empty(len(here))
        with np.errstate(over="ignore"):  # streams of random numbers overflow by design
            read_times(inputs, code, journeys.drawn_person(steps[here]), journeys.occurrence[steps[here]], base_hours)
        work = base_hours * journeys.scenario.pathway.stages[code].dated_multiplier.at_days(started[here])
        weeks = (journeys.end[steps[here]] - started[here]) / 7
        hours[here] = np.where(abs(weeks * old[here] - work) < abs(weeks * new[here] - work), old[here], new[here])
    return hours


def hours_employed(journeys: Journeys, code: int, days: Floats) -> Floats:
    """Hours for which a team was employed before each day, whether or not anybody needed it.

    Posts held, times the hours a week for which each is paid, times the share of time that its holder is there in the long run.
    That last factor is there since what an hour costs is published for *working* hours, into which leave and sickness are
    reckoned: paid hours that include them would count them twice. Posts that stand empty cost nothing. Of a team without a
    limit, whom nobody employs, the hours worked are bought one by one.

    Parameters
    ----------
    journeys
        The journeys of a replication, whose teams are as they turned out.
    code
        The code of the team.
    days
        Shape (days,).

    Returns
    -------
    ndarray
        Hours; shape (days,).
    """
    team = journeys.scenario.resources[code]
    assert isinstance(team, Team)
    if team.members.most >= UNLIMITED:
        steps = journeys.served_steps[code]
        begin, end = journeys.started[steps], journeys.end[steps]
        return np.array([_hours(journeys, team, steps, np.minimum(begin, day), np.minimum(end, day)) for day in days])
    presence = team.staffing.presence if team.staffing is not None else 1.0
    paid = _product(team.in_post or team.members, team.hours_paid or team.hours_a_week)
    hours: Floats = summed(paid, days) / 7 * presence
    return hours


def _product(first: Dated, second: Dated) -> Dated:
    """The product of two dated values."""
    days = tuple(sorted({*first.days, *second.days}))
    values = first.at_days(np.array(days)) * second.at_days(np.array(days))
    return Dated(days=days, values=tuple(values.tolist()), before=first.before * second.before)
