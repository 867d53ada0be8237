"""Dates: values in force from a date, and calendars of days."""

from __future__ import annotations

import calendar as months
import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SATURDAY = WEEKDAYS.index("saturday")
ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}
_SHORTEST = {"day": 1, "week": 7, "month": 28, "year": 365}  # days
_EVERY = re.compile(r"^(?:(\d+) )?(day|week|month|year)s?$")
_MONTHLY = re.compile(rf"^({'|'.join(ORDINALS)}) ({'|'.join(WEEKDAYS)})$")


@dataclass(frozen=True, kw_only=True)
class Dated:
    """A value that changes on dates: ``values[i]`` is in force from ``days[i]``, and `before` until the first of them.

    Days are counted from the scenario's start and ascend.
    """

    days: tuple[float, ...]
    values: tuple[float, ...]
    before: float = 0.0

    def at(self, day: float) -> float:
        """The value in force on a day (a change counts from the start of its day)."""
        index = bisect_right(self.days, day)
        return self.values[index - 1] if index else self.before

    def at_days(self, days: NDArray[np.float64]) -> NDArray[np.float64]:
        """The value in force on each of many days."""
        changes, values = self._arrays
        return values[np.searchsorted(changes, days, side="right")]

    @cached_property
    def _arrays(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The days of its changes, and the value before each and after the last."""
        return np.array(self.days, dtype=np.float64), np.array([self.before, *self.values], dtype=np.float64)

    @property
    def most(self) -> float:
        """The largest value ever in force from day 0 on."""
        return max([self.at(0.0), *(v for d, v in zip(self.days, self.values, strict=True) if d > 0)])

    def changes(self) -> list[tuple[float, float]]:
        """The changes after day 0, as (day, value)."""
        return [(d, v) for d, v in zip(self.days, self.values, strict=True) if d > 0]


def constant(value: float) -> Dated:
    """A value that never changes."""
    return Dated(days=(), values=(), before=float(value))


def add_months(date: dt.date, count: int) -> dt.date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(date.month - 1 + count, 12)
    year, month = date.year + year, month + 1
    return dt.date(year, month, min(date.day, months.monthrange(year, month)[1]))


@lru_cache(maxsize=64)
def every(rule: str, first: dt.date, until: dt.date) -> tuple[dt.date, ...] | None:
    """Dates at a steady interval (``2 weeks``, ``1 month``), from `first` and before `until`; None for no such rule."""
    match = _EVERY.match(rule)
    if match is None or int(match[1] or 1) == 0:
        return None
    count, unit = int(match[1] or 1), match[2]

    def dates() -> Iterator[dt.date]:
        turn = 0
        while True:
            if turn * count * _SHORTEST[unit] > (until - first).days:  # before the date itself is beyond any calendar
                return
            if unit in ("month", "year"):
                date = add_months(first, turn * count * (12 if unit == "year" else 1))
            else:
                date = first + dt.timedelta(days=turn * count * (7 if unit == "week" else 1))
            if date >= until:
                return
            yield date
            turn += 1

    return tuple(dates())


@lru_cache(maxsize=64)
def monthly(rule: str, first: dt.date, until: dt.date) -> tuple[dt.date, ...] | None:
    """Dates such as each month's ``second tuesday``, from `first` and before `until`; None for no such rule."""
    match = _MONTHLY.match(rule.lower())
    if match is None:
        return None
    ordinal, weekday = ORDINALS[match[1]], WEEKDAYS.index(match[2])

    def dates() -> Iterator[dt.date]:
        month = first.replace(day=1)
        while month < until:
            begins_on, length = months.monthrange(month.year, month.month)
            days = range(1 + (weekday - begins_on) % 7, length + 1, 7)
            date = month.replace(day=days[ordinal])
            if first <= date < until:
                yield date
            month = add_months(month, 1)

    return tuple(dates())


def next_working_day(date: dt.date, off: Collection[dt.date]) -> dt.date:
    """The date itself, or the first after it that is neither on a weekend nor one of those on which nobody works."""
    while date.weekday() >= SATURDAY or date in off:
        date += dt.timedelta(days=1)
    return date


@lru_cache(maxsize=64)
def month_ends(start: dt.date, days: float) -> tuple[tuple[dt.date, float], ...]:
    """Each month end within the horizon: its date, and the day (from the start) on which that date is over."""
    ends: list[tuple[dt.date, float]] = []
    date = start.replace(day=1)
    while True:
        date = add_months(date, 1)
        day = (date - start).days
        if day > days:
            return tuple(ends)
        ends.append((date - dt.timedelta(days=1), float(day)))
