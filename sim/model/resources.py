"""What people wait for: teams, caseloads, funds, meetings, payment runs and gates."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import inf
from typing import TypeAlias

from .calendar import Dated
from .limits import UNLIMITED


@dataclass(frozen=True, kw_only=True)
class Team:
    """Staff time: members, the hours a week that each gives to this work, and what an hour costs (pounds).

    `follows` is whether work in hand goes on at the hours in force on each day, not at those of the day on which it started.
    """

    name: str
    members: Dated
    hours_a_week: Dated
    cost_an_hour: float = 0.0
    follows: bool = False
    label: str = ""

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
        place = bisect_right(dated.days, day)
        rate = dated.values[place - 1] if place else dated.before
        left = work * 7.0
        while left > 0:
            until = dated.days[place] if place < len(dated.days) else inf
            if rate > 0 and day + left / rate <= until:
                return day + left / rate
            if until == inf:
                return inf
            left = max(0.0, left - (until - day) * rate)
            day, rate = until, dated.values[place]
            place += 1
        return day


@dataclass(frozen=True, kw_only=True)
class Caseload:
    """Places, each held from one stage to the end of a later one."""

    name: str
    places: Dated
    label: str = ""

    def capacity(self, day: float) -> int:
        """Places open on a day."""
        return int(self.places.at(day))


@dataclass(frozen=True, kw_only=True)
class TopUp:
    """Money added to a fund on a day (pence). A tranche is money freed from a block contract."""

    day: float
    pence: int
    tranche: bool = False


@dataclass(frozen=True, kw_only=True)
class Fund:
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
class Meeting:
    """A panel: the days it meets, its slots (unused ones are lost), and how many days before it papers are due."""

    name: str
    days: tuple[float, ...]
    slots: Dated
    papers_due: float = 0.0
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class PaymentRun:
    """A meeting with no limit of slots."""

    name: str
    days: tuple[float, ...]
    papers_due: float = 0.0
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Gate:
    """What people pass while uncommitted money is there, holding nothing: offers pause while it is low.

    It is open while what the funds have free together is at least so many pence, and shut while it is less.
    """

    name: str
    funds: tuple[str, ...]
    at_least: Dated
    label: str = ""

    def needs(self, day: float) -> int:
        """The pence that have to be free on a day."""
        return round(self.at_least.at(day))


Resource: TypeAlias = Team | Caseload | Fund | Meeting | PaymentRun | Gate


def outlasts_the_step(resource: Resource) -> bool:
    """Whether what is taken stays with the person after the step: places, and recurrent money."""
    return isinstance(resource, Caseload) or (isinstance(resource, Fund) and resource.kind == "recurrent")
