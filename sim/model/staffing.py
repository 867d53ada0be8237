"""How the posts of a team are filled, and when whoever holds one is away."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from .distribution import Distribution, fixed

NEVER_AWAY = 1.0  #: the share of time that somebody is there who is never away
AT_ONCE = fixed(0.0)


@dataclass(frozen=True, kw_only=True)
class Absence:
    """One reason for which people are away: of their time so large a share, so many days each time."""

    name: str
    share: float
    days: Distribution

    @property
    def days_between(self) -> float:
        """Mean days from the end of one absence to the beginning of the next."""
        return self.days.mean * (1.0 - self.share) / self.share


@dataclass(frozen=True, kw_only=True)
class Staffing:
    """What becomes of a team's posts. The posts of the first day are held by people who know the work.

    Attributes
    ----------
    leaving_a_year
        The hazard with which the holder of a post leaves, a year.
    recruitment
        Days from the day on which a post is made to the day on which somebody begins in it.
    vacancy
        Days that a post stands empty after its holder has left.
    notice_days
        Days from the day on which a post is given up to the day on which its holder is gone.
    productive
        The share of a full member's work (and of a full caseload) that a new holder does, from so many days after beginning.
    absences
        Why people are away, each for itself.
    """

    leaving_a_year: float = 0.0
    recruitment: Distribution = AT_ONCE
    vacancy: Distribution = AT_ONCE
    notice_days: float = 0.0
    productive: tuple[tuple[float, float], ...] = ((0.0, 1.0),)
    absences: tuple[Absence, ...] = ()

    @property
    def presence(self) -> float:
        """The share of time that the holder of a post is there, in the long run."""
        return prod((NEVER_AWAY - absence.share for absence in self.absences), start=NEVER_AWAY)
