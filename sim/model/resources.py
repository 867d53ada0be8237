"""What people wait for: teams, caseloads, funds, meetings, payment runs and gates."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import TypeAlias

import numpy as np

from .calendar import Dated
from .changes import Change, DatedChanges, Floats
from .economy import JOINT
from .limits import UNLIMITED
from .resource_kind import Kind, WaitRule
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

    def timetable_rows(self) -> Iterator[DatedChanges]:
        """Changes of members, and of hours."""
        changes = {day for dated in (self.members, self.hours_a_week) for day, _ in dated.changes()}
        days = np.array(sorted(changes), dtype=np.float64)
        hours = self.hours_a_week.at_days(days)
        members = np.where(hours > 0, self.members.at_days(days), 0).astype(np.int64)
        yield DatedChanges(Change.CAPACITY, days, members, hours=hours)

    def capacity(self, day: float) -> int:
        """Members who can start work on a day: none while the hours are zero."""
        return int(self.members.at(day)) if self.hours_a_week.at(day) > 0 else 0

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

    def timetable_rows(self) -> Iterator[DatedChanges]:
        """Changes of places."""
        days = np.array([day for day, _ in self.places.changes()], dtype=np.float64)
        yield DatedChanges(Change.CAPACITY, days, self.places.at_days(days).astype(np.int64))

    def capacity(self, day: float) -> int:
        """Places open on a day."""
        return int(self.places.at(day))


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


@dataclass(frozen=True, kw_only=True)
class TopUp:
    """Money added to a fund on a day (pence). A tranche is money freed from a block contract."""

    day: float
    pence: int
    tranche: bool = False


@dataclass(frozen=True, kw_only=True)
class Fund(Kind):
    """Money. One-off money is spent; recurrent money (pence a year) is held while the budget lives.

    Attributes
    ----------
    kind
        ``one_off`` or ``recurrent``.
    year_end
        What happens to one-off money at the financial year's end: ``carries_over``; ``uncommitted_lapses`` (what nobody has
        been granted is lost); ``unpaid_lapses`` (so is what was granted but not yet paid out: the commitments stand, and are
        charged to the new year's money first).
    year_ends
        The days on which a financial year begins.
    committed
        Pence promised before day 0 to people who are not simulated: taken out of the money as it comes.
    unlimited
        For people who are entitled: nobody waits, and what is spent shows as overspend.
    """

    name: str
    kind: str
    top_ups: tuple[TopUp, ...]
    year_end: str = "carries_over"
    year_ends: tuple[float, ...] = ()
    funder: str = ""
    committed: int = 0
    unlimited: bool = False
    label: str = ""

    unequal_amounts = True

    @property
    def held_after_step(self) -> bool:
        """Whether it is recurrent money."""
        return self.kind == "recurrent"

    @property
    def is_spent(self) -> bool:
        """Whether it is one-off money."""
        return not self.held_after_step

    @property
    def late_money_lapses(self) -> bool:
        """Whether money that comes back after the year in which it was granted is lost."""
        return self.year_end == "uncommitted_lapses"

    @property
    def unpaid_money_lapses(self) -> bool:
        """Whether money that was granted but not yet paid out is lost at the year's end."""
        return self.year_end == "unpaid_lapses"

    @property
    def initial_capacity(self) -> int:
        """Nothing before the first top-up, or money without limit."""
        return UNLIMITED if self.unlimited else 0

    @property
    def initial_free(self) -> int:
        """The same, less what was promised before."""
        return self.initial_capacity - self.committed

    def timetable_rows(self) -> Iterator[DatedChanges]:
        """Year ends, and top-ups; those of one day are summed."""
        yield DatedChanges(Change.LAPSE, np.array(self.year_ends, dtype=np.float64))
        added: dict[float, int] = {}
        for top_up in self.top_ups:
            added[top_up.day] = added.get(top_up.day, 0) + top_up.pence
        pence = np.array([*added.values()], dtype=np.int64)
        yield DatedChanges(Change.TOP_UP, np.array([*added], dtype=np.float64), pence)

    def ceiling(self) -> int:
        """The most pence that could ever stand ready for one person."""
        if self.unlimited:
            return UNLIMITED
        lapses = [] if self.year_end == "carries_over" else [(day, False, 0) for day in self.year_ends]
        best = 0
        held = -self.committed
        for _, added, pence in sorted(lapses + [(t.day, True, t.pence) for t in self.top_ups]):
            held = held + pence if added else min(held, 0)
            best = max(best, held)
        return best


@dataclass(frozen=True, kw_only=True)
class Meeting(Kind):
    """A panel: the days it meets, its slots (unused ones are lost), and how many days before it papers are due.

    Attributes
    ----------
    cancelled
        The chance that a meeting is not held; as a replication draws it, `days` are those on which it was.
    attendees, minutes_each, cost_an_hour
        How many sit there, for how many minutes a slot, and what an hour of one of them costs (pounds).
    preparation_minutes, preparation_cost_an_hour
        Minutes in which a case that is heard was prepared, and what an hour of whoever does it costs (pounds).
    funder
        Who pays for it.
    """

    name: str
    days: tuple[float, ...]
    slots: Dated
    papers_due: float = 0.0
    cancelled: float = 0.0
    attendees: float = 0.0
    minutes_each: float = 0.0
    cost_an_hour: float = 0.0
    preparation_minutes: float = 0.0
    preparation_cost_an_hour: float = 0.0
    funder: str = JOINT
    label: str = ""

    wait_rule = WaitRule.MEETING

    def timetable_rows(self) -> Iterator[DatedChanges]:
        """Its meetings, each with the slots then offered."""
        days = np.array(self.days, dtype=np.float64)
        yield DatedChanges(Change.MEETING, days, self.slots.at_days(days).astype(np.int64), days - self.papers_due)


@dataclass(frozen=True, kw_only=True)
class PaymentRun(Kind):
    """A meeting with no limit of slots."""

    name: str
    days: tuple[float, ...]
    papers_due: float = 0.0
    label: str = ""

    wait_rule = WaitRule.MEETING

    def timetable_rows(self) -> Iterator[DatedChanges]:
        """Its days."""
        days = np.array(self.days, dtype=np.float64)
        yield DatedChanges(Change.PAYMENT_RUN, days, UNLIMITED, days - self.papers_due)


@dataclass(frozen=True, kw_only=True)
class Gate(Kind):
    """What people pass while uncommitted money is there, holding nothing: offers pause while it is low.

    It is open while what the funds have free together is at least so many pence, and shut while it is less.
    """

    name: str
    funds: tuple[str, ...]
    at_least: Dated
    label: str = ""

    wait_rule = WaitRule.GATE

    @property
    def watched_funds(self) -> tuple[str, ...]:
        """Its funds."""
        return self.funds

    @property
    def initial_threshold(self) -> int:
        """The pence that have to be free on day 0."""
        return self.needs(0.0)

    def timetable_rows(self) -> Iterator[DatedChanges]:
        """Changes of what it needs."""
        days = [day for day, _ in self.at_least.changes()]
        pence = np.array([self.needs(day) for day in days], dtype=np.int64)
        yield DatedChanges(Change.CAPACITY, np.array(days, dtype=np.float64), pence)

    def needs(self, day: float) -> int:
        """The pence that have to be free on a day."""
        return round(self.at_least.at(day))


Resource: TypeAlias = Team | Caseload | Fund | Meeting | PaymentRun | Gate
