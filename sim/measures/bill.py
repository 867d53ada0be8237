"""The bill of a programme: what staff, meetings, setting up and packages cost, line by line, with who pays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..model import Meeting, Scenario, Team
from ..model.limits import UNLIMITED
from ..model.reuse import cached_per_scenario
from .accounts import DAYS_A_YEAR
from .journeys import Floats, Journeys
from .reporting_dates import month_ends_of
from .staff_time import hours_employed

STAFF, MEETINGS, SET_UP, PACKAGES = "staff", "meetings", "set_up", "packages"
PARTS = (STAFF, MEETINGS, SET_UP, PACKAGES)


@dataclass(frozen=True, kw_only=True)
class BillLine:
    """What one thing has cost since the start.

    Attributes
    ----------
    part
        One of `PARTS`.
    name
        Of the team, the meeting or the package.
    funder
        Who pays for it.
    pounds
        Before each day that was asked for; shape (days,).
    """

    part: str
    name: str
    funder: str
    pounds: Floats


def bill(journeys: Journeys, days: Floats) -> tuple[BillLine, ...]:
    """The bill before each day.

    Parameters
    ----------
    journeys
        The journeys of a replication.
    days
        The days, in any order; shape (days,).
    """
    return tuple(_lines(journeys, days))


def _lines(journeys: Journeys, days: Floats) -> Iterator[BillLine]:
    for code, resource in enumerate(journeys.scenario.resources):
        if isinstance(resource, Team):
            pounds = hours_employed(journeys, code, days) * resource.cost_an_hour
            yield BillLine(part=STAFF, name=resource.name, funder=resource.funder, pounds=pounds)
        elif isinstance(resource, Meeting):
            pounds = _meeting(journeys, code, resource, days)
            yield BillLine(part=MEETINGS, name=resource.name, funder=resource.funder, pounds=pounds)
    costs = journeys.scenario.costs
    if costs is None:
        return
    pounds = costs.set_up * np.minimum(1.0, days / DAYS_A_YEAR / costs.set_up_years)
    yield BillLine(part=SET_UP, name=SET_UP, funder=costs.set_up_funder, pounds=pounds)
    for package in costs.packages:
        years = np.maximum(0.0, days - max(0.0, package.from_day)) / DAYS_A_YEAR
        begins_here = (package.from_day >= 0) & (days > package.from_day)
        pounds = package.once * begins_here + package.a_year * years
        yield BillLine(part=PACKAGES, name=package.name, funder=package.funder, pounds=pounds)


def _meeting(journeys: Journeys, code: int, meeting: Meeting, days: Floats) -> Floats:
    """What the meetings that were held cost: all slots as booked, used or not, and the preparation of each case that was heard.

    So it is in a diary. Where slots have no limit, a meeting lasts for the cases that are heard.
    """
    heard = np.searchsorted(np.sort(journeys.started[journeys.served_steps[code]]), days)
    booked = np.array([meeting.slots.at(day) for day in meeting.days])
    if len(booked) and booked.max() >= UNLIMITED:
        slots = heard.astype(np.float64)
    else:
        slots = np.concatenate([[0.0], np.cumsum(booked)])[np.searchsorted(meeting.days, days)]
    attended = slots * meeting.attendees * meeting.minutes_each * meeting.cost_an_hour
    pounds: Floats = (attended + heard * meeting.preparation_minutes * meeting.preparation_cost_an_hour) / 60
    return pounds


def bill_to_date(journeys: Journeys) -> tuple[BillLine, ...]:
    """The bill by the day of all totals, and then by the end of each financial year within the horizon, worked out once."""
    return journeys.cached(_bill_to_date)


def _bill_to_date(journeys: Journeys) -> tuple[BillLine, ...]:
    ends = [day for _, day in year_ends_of(journeys.scenario)]
    return bill(journeys, np.array([journeys.totals_day, *ends]))


@cached_per_scenario
def year_ends_of(scenario: Scenario) -> list[tuple[dt.date, float]]:
    """The last date of each financial year within the horizon, and the day on which that date is over."""
    return [(date, day) for date, day in month_ends_of(scenario) if (date.month, date.day) == (3, 31)]


def year_in_words(end: dt.date) -> str:
    """A financial year by its last date: 2018-19."""
    return f"{end.year - 1}-{end.year % 100:02d}"
