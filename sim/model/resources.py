"""What people wait for: teams, caseloads, funds, meetings, payment runs and gates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from .calendar import Dated
from .changes import Change, DatedChanges
from .economy import JOINT
from .limits import UNLIMITED
from .resource_kind import Kind, WaitRule
from .teams import Caseload, Team


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
        Money without a cap: nobody waits, and what is committed beyond its top-ups shows as overspend.
    double_running_days
        Of recurrent money without a cap, for budgets that are a right: each takes the place of a package that is paid anyway,
        and the old package is paid for so many days more after the budget went live. That is all that such a budget costs more;
        none of it is overspend. None where budgets take no such place.
    """

    name: str
    kind: str
    top_ups: tuple[TopUp, ...]
    year_end: str = "carries_over"
    year_ends: tuple[float, ...] = ()
    funder: str = ""
    committed: int = 0
    unlimited: bool = False
    double_running_days: float | None = None
    label: str = ""

    unequal_amounts = True

    @property
    def by_right(self) -> bool:
        """Whether its budgets are a right, and take the place of packages that are paid anyway."""
        return self.double_running_days is not None

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
