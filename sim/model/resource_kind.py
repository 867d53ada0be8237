"""What readers and engines ask of a resource, whatever its kind."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from typing import ClassVar

from .calendar import Dated
from .changes import DatedChanges


class WaitRule(Enum):
    """When those who wait for a resource are served."""

    UNITS = auto()  #: as soon as enough units are free
    MEETING = auto()  #: while it is held
    GATE = auto()  #: while its funds have enough free together


class Kind:
    """The answers that hold for most kinds of resource; each kind says where it differs.

    Attributes
    ----------
    wait_rule
        When those who wait for it are served.
    held_for_step
        Whether what is taken is held while the step lasts, and then given back.
    unequal_amounts
        Whether people ask for unequal amounts, so that whoever gives up may let those behind be served.
    """

    wait_rule: ClassVar[WaitRule] = WaitRule.UNITS
    held_for_step: ClassVar[bool] = False
    unequal_amounts: ClassVar[bool] = False

    @property
    def held_after_step(self) -> bool:
        """Whether what is taken stays with the person after the step."""
        return False

    @property
    def watched_funds(self) -> tuple[str, ...]:
        """The names of the funds whose free money decides who is served."""
        return ()

    @property
    def is_spent(self) -> bool:
        """Whether what is taken is spent."""
        return False

    @property
    def late_money_lapses(self) -> bool:
        """Whether money that comes back after the year in which it was granted is lost."""
        return False

    @property
    def unpaid_money_lapses(self) -> bool:
        """Whether money that was granted but not yet paid out is lost at the year's end."""
        return False

    @property
    def initial_capacity(self) -> int:
        """Units in all on day 0."""
        return 0

    @property
    def initial_free(self) -> int:
        """Units that nobody has on day 0."""
        return self.initial_capacity

    @property
    def initial_threshold(self) -> int:
        """The pence that have to be free for people to pass on day 0."""
        return 0

    @property
    def tracked_hours(self) -> Dated | None:
        """Hours a week at which work in hand goes on as they change; nothing where it goes on as it started."""
        return None

    def hours(self, day: float) -> float:
        """Hours of work a week from a day on."""
        return 0.0

    def timetable_rows(self) -> Iterator[DatedChanges]:
        """All changes from outside, in any order."""
        raise NotImplementedError
