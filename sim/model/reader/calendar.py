"""Reading calendars: the days of meetings, payment runs and lists."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from ..calendar import every, monthly, next_working_day
from .cures import cure
from .node import Node
from .traps import moved_days
from .values import Context, dated_items

RULES = ("every", "monthly", "dates")  #: of a calendar
NEXT_WORKING_DAY = "next_working_day"  #: where its days may move to


def read_calendar(node: Node, context: Context) -> tuple[float, ...]:
    """Read a calendar; ``changes`` gives the rules that replace the first one, each from its date."""
    faults = len(node.faults)
    planned = _rule_days(node, context, ("changes",))
    for date, below in dated_items(node["changes"]):
        until_then = [day for day in planned if day.planned < context.day(date)]
        from_then = [day for day in _rule_days(below, context, (), date) if day.planned >= context.day(date)]
        before, after = (
            [day.planned for day in days if 0 <= day.planned < context.horizon] for days in (until_then, from_then)
        )
        context.notes.extend(moved_days(below, before, after, context.start))
        planned = until_then + from_then
    held = tuple(sorted({day.held for day in planned if 0 <= day.held < context.horizon}))
    if not held and len(node.faults) == faults:
        node.fault(f"at least one day from {context.start} to the horizon")
    return held


class _Day(NamedTuple):
    """A day of a calendar: as its rule has it, and as it is held, once moved to a working day."""

    planned: float
    held: float


def _rule_days(node: Node, context: Context, other_keys: tuple[str, ...], start: dt.date | None = None) -> list[_Day]:
    """Read one rule: ``every``, ``monthly`` or ``dates``, from when to when, without which days, and where they move."""
    if not node.only(*RULES, "from", "until", "except", "moves_to", "holidays", *other_keys):
        return []
    first, until = node["from"].date(start or context.start), node["until"].date(context.end)
    if node["until"] and until <= first:
        node["until"].fault(f"a date after {first}")
    present = node.keys()
    rules = [key for key in present if key in RULES]
    if len(rules) != 1:
        node.fault(f"exactly one of {', '.join(RULES)}{cure(rules)}")
        return []
    if node["dates"]:
        dates = [item.date() for item in node["dates"].list()]
        if dates != sorted(set(dates)):
            node["dates"].fault("dates in ascending order, each once")
    else:
        rule = node[rules[0]]
        days = (every if rules[0] == "every" else monthly)(rule.text(), first, min(until, context.end))
        if days is None:
            rule.fault("such as `2 weeks` or `1 month`" if rules[0] == "every" else "such as `second tuesday`")
            return []
        dates = list(days)
    skipped = {item.date() for item in node["except"].list()}
    off = skipped | {item.date() for item in node["holidays"].list()}
    moves = bool(node["moves_to"].text("", of=(NEXT_WORKING_DAY,)))
    if node["holidays"] and not node["moves_to"]:
        node["holidays"].fault("only beside `moves_to`: a day that is left out is one of `except`")
    return [
        _Day(context.day(date), context.day(next_working_day(date, off) if moves else date))
        for date in dates
        if date not in skipped
    ]
