"""When to look: the days at which totals to date are taken."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..model import Scenario
from ..model.calendar import month_ends
from ..model.reuse import once_a_scenario
from .scans import tally

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Ends:
    """The days at which totals to date are taken: that of all totals, each target's, and the end of each month.

    Parameters
    ----------
    looks
        The days of `as_at`, and then of each target.
    months
        The days on which months end.
    horizon
        The day after which nothing happens.

    Attributes
    ----------
    days
        All of them, ascending; shape (ends,).
    looks
        The places of `as_at`, and then of each target's day, among them.
    months
        The places of the ends of months.
    """

    def __init__(self, looks: tuple[float, ...], months: tuple[float, ...], horizon: float) -> None:
        self.days = np.unique([*looks, *months])
        self.looks, self.months = self.days.searchsorted(looks), self.days.searchsorted(months)
        # All are whole days but perhaps the horizon, after which nothing happens: so the first end after a moment follows
        # from its whole day alone.
        whole = np.arange(int(np.ceil(horizon)) + 1)
        self.first_after = np.ceil(self.days).searchsorted(whole, side="right")

    def before(self, days: Floats, row: Ints, rows: int) -> Ints:
        """How many days of each row lie before each end; shape (rows, ends).

        Parameters
        ----------
        days
            Days before the horizon; NaN for never, and later ones count as never.
        row
            The row of each day, from 0 up to `rows`.
        """
        counts = np.zeros((rows, len(self.days) + 1), dtype=np.int64)
        tally(days, row, self.first_after, counts)
        return counts[:, :-1].cumsum(axis=1)


@once_a_scenario
def ends_of(scenario: Scenario) -> Ends:
    """The days at which totals of a scenario are taken."""
    looks = (as_at(scenario), *(target.day for target in scenario.targets))
    return _ends(looks, tuple(day for _, day in ends_of_months(scenario)), scenario.horizon)


_ends = lru_cache(maxsize=64)(Ends)


def as_at(scenario: Scenario) -> float:
    """The day by which totals are taken; see `Journeys.as_at`."""
    return scenario.targets[-1].day if scenario.targets else scenario.horizon


def ends_of_months(scenario: Scenario) -> tuple[tuple[dt.date, float], ...]:
    """Each month end within the horizon, see `sim.model.calendar.month_ends`."""
    return month_ends(scenario.start, scenario.horizon)
