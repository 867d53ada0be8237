"""What a scenario may well not mean, though it can be meant: reported as notes, which stop nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ..calendar import WEEKDAYS, Dated
from .node import Node


def late_beginning(node: Node, dated: Dated, start: dt.date, cure: str = "") -> list[str]:
    """A value by date that is 0 from the start until the first date that it names.

    Parameters
    ----------
    node
        Where the value stands.
    dated
        What was read there.
    start
        The date of day 0.
    cure
        The key path under which a change from that date on keeps what is there before; empty where there is none.
    """
    if not dated.days or dated.days[0] <= 0 or dated.before != 0:
        return []
    first = start + dt.timedelta(days=dated.days[0])
    remedy = f"to keep what was there before, say {cure.format(first)} instead; " if cure else ""
    return [
        f"{node.path}: 0 before {first}, the first date that it names ({remedy}"
        f"if that is meant, say so: {node.path}.{start}=0)"
    ]


def moved_days(node: Node, before: Sequence[float], after: Sequence[float], start: dt.date) -> list[str]:
    """A rule of a calendar that begins anew on its own date, which puts its days on another weekday or day of the month.

    Parameters
    ----------
    node
        Where the rule stands.
    before, after
        The days of the rule that it replaces, and its own.
    start
        The date of day 0.
    """
    if "every" not in node or "from" in node or not before or not after:
        return []
    old, new = ([start + dt.timedelta(days=day) for day in days] for days in (before, after))
    for of, words in ((dt.date.weekday, _weekday), (_day, _day_of_month)):
        (was, *others), (now, *more) = ({of(date) for date in dates} for dates in (old, new))
        if not others and not more and was != now and len(old) > 1 < len(new):
            first = next(date for date in (new[0] + dt.timedelta(days=ahead) for ahead in range(62)) if of(date) == was)
            return [
                f"{node.path}: begins anew on its own date, which moves the days from {words(was)} to {words(now)} "
                f"(to keep {words(was)}, say {node.path}.from={first})"
            ]
    return []


def _day(date: dt.date) -> int:
    return date.day


def _weekday(day: int) -> str:
    return WEEKDAYS[day].capitalize()


def _day_of_month(day: int) -> str:
    return f"day {day} of the month"
