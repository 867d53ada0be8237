"""Staff and their open cases: teams and caseloads."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

import numpy as np
from numpy.typing import NDArray

from .calendar import Dated
from .changes import Change, DatedChanges, Floats
from .economy import JOINT
from .limits import UNLIMITED
from .resource_kind import Kind
from .staffing import Staffing


@dataclass(frozen=True, kw_only=True)
class Team(Kind):
    """Staff time: members, the hours a week that each gives to this work, and what an hour costs (pounds).

    Attributes
    ----------
    members
        Posts as planned; as a replication draws it, those who are there: in post and not away.
    hours_a_week
        Of each member; as a replication draws it, the mean of what those who are there get done.
    tracks_hours
        Whether work in hand goes on at the hours in force on each day, not at those of the day it started.
    staffing
        How its posts are filled, and when their holders are away; None where all are always there.
    in_post
        Posts that somebody holds and is paid for, there or away; None where that is all members.
    hours_paid
        The hours a week for which each of these is paid; None where that is `hours_a_week`.
    cost_an_hour
        Pounds a *working* hour, as unit costs are published: leave and sickness are in it already.
    funder
        Who pays for it.
    """

    name: str
    members: Dated
    hours_a_week: Dated
    cost_an_hour: float = 0.0
    funder: str = JOINT
    tracks_hours: bool = False
    staffing: Staffing | None = None
    in_post: Dated | None = None
    hours_paid: Dated | None = None
    label: str = ""

    held_for_step = True

    @property
    def initial_capacity(self) -> int:
        """Members who can start work on day 0."""
        return self.capacity(0.0)

    @property
    def tracked_hours(self) -> Dated | None:
        """The hours of its members, where work in hand follows them."""
        return self.hours_a_week if self.tracks_hours else None

    def hours(self, day: float) -> float:
        """Hours a week that each member gives from a day on."""
        return self.hours_a_week.at(day)

    @cached_property
    def change_days(self) -> Floats:
        """The days after day 0 on which its members or their hours change, ascending."""
        days = {*self.members.days, *self.hours_a_week.days}
        return np.array(sorted(day for day in days if day > 0), dtype=np.float64)

    def timetable_rows(self) -> Iterator[DatedChanges]:
        """Changes of members, and of hours."""
        days = self.change_days
        yield DatedChanges(Change.CAPACITY, days, self.capacity_at(days), hours=self.hours_a_week.at_days(days))

    def capacity(self, day: float) -> int:
        """Members who can start work on a day: none while the hours are zero."""
        return int(self.members.at(day)) if self.hours_a_week.at(day) > 0 else 0

    def capacity_at(self, days: Floats) -> NDArray[np.int64]:
        """The same on each of many days."""
        return np.where(self.hours_a_week.at_days(days) > 0, self.members.at_days(days), 0).astype(np.int64)

    def done(self, day: float, work: float) -> float:
        """The day on which work begun on a day is done, where it follows the hours: when they have added up to it.

        Parameters
        ----------
        day
            The day on which the work starts. Hours that change on it count from it on, whoever starts before they do.
        work
            Hours of work.

        Returns
        -------
        float
            Infinite where the hours never add up to it.
        """
        dated = self.hours_a_week
        index = bisect_right(dated.days, day)
        rate = dated.values[index - 1] if index else dated.before
        left = work * 7.0
        while left > 0:
            until = dated.days[index] if index < len(dated.days) else inf
            if rate > 0 and day + left / rate <= until:
                return day + left / rate
            if until == inf:
                return inf
            left = max(0.0, left - (until - day) * rate)
            day, rate = until, dated.values[index]
            index += 1
        return day


@dataclass(frozen=True, kw_only=True)
class Caseload(Kind):
    """Places, each held from one stage to the end of a later one: so many in all, or so many for each worker of some teams.

    Attributes
    ----------
    places
        Places in all; as a replication draws it, those of the workers who are then in post.
    per_worker, teams
        Places for each worker, and the teams whose workers these are; None and nothing where places stand for themselves.
    """

    name: str
    places: Dated
    per_worker: Dated | None = None
    teams: tuple[str, ...] = ()
    label: str = ""

    held_after_step = True

    @property
    def initial_capacity(self) -> int:
        """Places open on day 0."""
        return self.capacity(0.0)

    @cached_property
    def change_days(self) -> Floats:
        """The days after day 0 on which its places change, ascending."""
        return np.array([day for day, _ in self.places.changes()], dtype=np.float64)

    def timetable_rows(self) -> Iterator[DatedChanges]:
        """Changes of places."""
        yield DatedChanges(Change.CAPACITY, self.change_days, self.capacity_at(self.change_days))

    def capacity(self, day: float) -> int:
        """Places open on a day."""
        return int(self.places.at(day))

    def capacity_at(self, days: Floats) -> NDArray[np.int64]:
        """The same on each of many days."""
        return self.places.at_days(days).astype(np.int64)


def places_of(per_worker: Dated, teams: Sequence[Dated]) -> Dated:
    """Whole places of a caseload that has so many for each worker of some teams (workers may count in part)."""
    days = np.array(sorted({*per_worker.days, *(day for workers in teams for day in workers.days)}), dtype=np.float64)
    before = _places(np.array([per_worker.before]), np.array([sum(workers.before for workers in teams)]))[0]
    number = np.sum([workers.at_days(days) for workers in teams], axis=0)
    return Dated(
        days=tuple(days.tolist()),
        values=tuple(_places(per_worker.at_days(days), number).tolist()) if len(days) else (),
        before=float(before),
    )


def _places(per_worker: Floats, workers: Floats) -> Floats:
    # A little more, so that ten tenths of a worker have all the places of one.
    return np.where(per_worker >= UNLIMITED, UNLIMITED, np.floor(per_worker * workers + 1e-9))
