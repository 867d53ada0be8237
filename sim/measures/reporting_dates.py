"""The reporting dates: the days at which totals to date are taken."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..model import Scenario
from ..model.calendar import month_ends
from ..model.reuse import cached_per_scenario
from .scans import tally

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class ReportingDates:
    """The days at which totals to date are taken: that of all totals, each target's, and the end of each month.

    Parameters
    ----------
    totals_day
        The day by which all totals are taken; see `totals_day`.
    targets
        The day of each target.
    months
        The days on which months end.
    horizon
        The day after which nothing happens.

    Attributes
    ----------
    days
        All of them, ascending and each once; shape (dates,).
    total_index
        The index of the day of all totals among them.
    target_index
        The index of each target's day; shape (targets,).
    month_index
        The index of each month's end; shape (months,).
    first_after
        For each whole day the index of the first date after any moment of it; shape (whole days,).
    """

    def __init__(
        self, totals_day: float, targets: tuple[float, ...], months: tuple[float, ...], horizon: float
    ) -> None:
        self.days = np.unique([totals_day, *targets, *months])
        self.total_index = int(self.days.searchsorted(totals_day))
        self.target_index, self.month_index = self.days.searchsorted(targets), self.days.searchsorted(months)
        # All are whole days but perhaps the horizon, after which nothing happens: so the first date after a moment follows
        # from its whole day alone.
        whole_days = np.arange(int(np.ceil(horizon)) + 1)
        self.first_after = np.ceil(self.days).searchsorted(whole_days, side="right")

    def count_before(self, days: Floats, row: Ints, rows: int) -> Ints:
        """How many days of each row lie before each date; shape (rows, dates).

        Parameters
        ----------
        days
            Days before the horizon; NaN for never, and later ones count as never.
        row
            The row of each day, from 0 up to `rows`.
        """
        return self.count_between(days, row, rows).cumsum(axis=1)

    def count_between(self, days: Floats, row: Ints, rows: int) -> Ints:
        """The same without those that lie before an earlier date: cumulated over dates, they are `count_before`."""
        counts = np.zeros((rows, len(self.days) + 1), dtype=np.int64)
        tally(days, row, self.first_after, counts)
        return counts[:, :-1]


@cached_per_scenario
def reporting_dates_of(scenario: Scenario) -> ReportingDates:
    """The reporting dates of a scenario."""
    targets = tuple(target.day for target in scenario.targets)
    months = tuple(day for _, day in month_ends_of(scenario))
    return _reporting_dates(totals_day(scenario), targets, months, scenario.horizon)


_reporting_dates = lru_cache(maxsize=64)(ReportingDates)


def totals_day(scenario: Scenario) -> float:
    """The day by which totals are taken: the end of the last target date, or the horizon where there is none."""
    return scenario.targets[-1].day if scenario.targets else scenario.horizon


def month_ends_of(scenario: Scenario) -> tuple[tuple[dt.date, float], ...]:
    """Each month end within the horizon, see `sim.model.calendar.month_ends`."""
    return month_ends(scenario.start, scenario.horizon)
