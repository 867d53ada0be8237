"""Time along the bottom of a figure: dates where the calendar means something, days where it does not."""

from __future__ import annotations

import datetime as dt

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from numpy.typing import NDArray

from ...experiments.analysis.lookup import Lookup, Series
from .. import wording
from .canvas import MUTED, SMALL, ticks_to

STEPS = (1, 2, 3, 6, 12, 24, 60, 120)  #: months between ticks


class Timeline:
    """Where a date stands on the axis, and which of them get a tick.

    Parameters
    ----------
    lookup
        The experiment, from whose start to whose end the axis runs.
    """

    def __init__(self, lookup: Lookup) -> None:
        self.dated = lookup.dated
        self.start, self.end = lookup.baseline.start, lookup.end

    def position(self, date: dt.date) -> float:
        """Where the end of a date stands."""
        after = date if date == self.start else date + dt.timedelta(days=1)
        return self._number(after) if self.dated else float((after - self.start).days)

    def positions(self, series: Series) -> NDArray[np.float64]:
        """Where the dates of a series stand, shape (dates,)."""
        return np.array([self.position(date) for date in series.dates])

    def draw(self, axes: Axes, width: float, label: bool = False) -> None:
        """Set the limits, ticks and, if asked for, the label of an axis that is `width` inches wide."""
        axes.set_xlim(
            self.position(self.start), self._number(self.end) if self.dated else float((self.end - self.start).days)
        )
        if not self.dated:
            self._draw_days(axes, width)
            return
        dates = self._ticks(max(2, int(width / 0.62)))
        axes.set_xticks(
            [self._number(date) for date in dates], [self._name(date, index) for index, date in enumerate(dates)]
        )
        axes.tick_params(axis="x", length=3, color=MUTED)
        if label:
            axes.set_xlabel("month", fontsize=SMALL)

    def depth(self, width: float) -> float:
        """The room in inches that the ticks of an axis of that width need below it."""
        names = [self._name(date, index) for index, date in enumerate(self._ticks(max(2, int(width / 0.62))))]
        return 0.47 if self.dated and any("\n" in name for name in names) else 0.3

    def _draw_days(self, axes: Axes, width: float) -> None:
        last = float((self.end - self.start).days)
        days = [day for day in ticks_to(last, max(2, int(width / 0.7))) if day <= last]
        axes.set_xticks(days, [wording.number(day) for day in days])
        axes.tick_params(axis="x", length=3, color=MUTED)

    def _ticks(self, most: int) -> list[dt.date]:
        first = self.start.year * 12 + self.start.month - 1 + (self.start.day > 1)
        last = self.end.year * 12 + self.end.month - 1
        step = next((step for step in STEPS if (last - first) / step <= most), STEPS[-1])
        months = [
            month
            for month in range(first, last + 1)
            if month % 12 % step == 0 and (step <= 12 or month // 12 % (step // 12) == 0)
        ]
        return [dt.date(month // 12, month % 12 + 1, 1) for month in months]

    def _name(self, date: dt.date, index: int) -> str:
        short = wording.MONTHS[date.month - 1][:3]
        if date.month == 1:
            return str(date.year)
        return f"{short}\n{date.year}" if index == 0 else short

    @staticmethod
    def _number(date: dt.date) -> float:
        return float(date2num(date))  # type: ignore[no-untyped-call]
