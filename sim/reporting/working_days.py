"""Telling engine days as working days: nothing happens at a weekend, and work is told in its hours.

The engines know calendar days, over all seven of which a team's hours are spread. In a story that would be an offer on a Sunday
and a conversation that takes nine hours. A day is told as the first working day from it on, so that nothing is told before what
precedes it; bank holidays are not known. The data keep the engine's days.
"""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import numpy as np

from ..model import Team

FRIDAY = 4
LONG = 20  #: working days from which on weeks are told too
FOOTNOTE = (
    "Told in working days: what falls on a Saturday or a Sunday is told on the Monday after. The data keep the engine's days, "
    "over all seven of which a team's hours a week are spread."
)


def told_on(date: dt.date) -> dt.date:
    """The first working day from a date on."""
    return date + dt.timedelta(days=max(0, 7 - date.weekday()) % 7 if date.weekday() > FRIDAY else 0)


def working_days(begin: dt.date, end: dt.date) -> int:
    """How many working days lie from one date on, before another."""
    return int(np.busday_count(begin, end))


def working_days_words(days: int) -> str:
    """A number of working days, with the weeks of a long one: 1 working day, 123 working days (25 weeks)."""
    if days < 1:
        return "less than a working day"
    weeks = f" ({round(days / 5)} weeks)" if days >= LONG else ""
    return f"{days} working day{'' if days == 1 else 's'}{weeks}"


def hours_worked(team: Team, started: float, finished: float) -> float:
    """Hours of one member between two days: at the rate of the day on which it started, or as the team's hours change."""
    if not team.tracks_hours:
        return (finished - started) * team.hours(started) / 7.0
    edges = [started, *(day for day, _ in team.hours_a_week.changes() if started < day < finished), finished]
    return sum((end - begin) * team.hours(begin) / 7.0 for begin, end in pairwise(edges))


def work_words(hours: float, begin: dt.date, end: dt.date) -> str:
    """Work and how soon it is done: 1.5 hours' work within 2 working days.

    Parameters
    ----------
    hours
        Of work.
    begin, end
        The days on which it is told to begin and to be done.
    """
    days = working_days(begin, end)
    return f"{_hours(hours)} {'the same day' if not days else f'within {working_days_words(days + 1)}'}"


def _hours(hours: float) -> str:
    minutes = round(hours * 12) * 5
    if minutes < 60:
        return f"{minutes or 'a few'} minutes' work"
    text = f"{hours:.1f}".removesuffix(".0")
    return f"{text} {'hour' if text == '1' else 'hours'}' work".replace("hour' ", "hour's ")
