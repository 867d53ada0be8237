"""The timetable: every change from outside the pathway, in the order in which it happens."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from ..model import Caseload, Fund, Gate, Meeting, PaymentRun, Resource, Scenario, Team
from ..model.limits import UNLIMITED


class Change(IntEnum):
    """Kinds of change, in the order in which those of one day happen."""

    CAPACITY = 0
    LAPSE = 1
    TOP_UP = 2
    MEETING = 3
    PAYMENT_RUN = 4


class Row(NamedTuple):
    """One change: `amount` is the new capacity, the pence that a gate needs from then on, the pence added or the slots offered.

    `cutoff` is the last day on which a person may have joined to be heard at a meeting.
    """

    day: float
    change: Change
    resource: int
    amount: int = 0
    cutoff: float = 0.0


def timetable(scenario: Scenario) -> list[Row]:
    """All changes before the horizon, sorted by day, kind and resource."""
    rows = [row for code, resource in enumerate(scenario.resources) for row in _rows(code, resource)]
    return sorted(row for row in rows if 0 <= row.day < scenario.horizon)


def _rows(code: int, resource: Resource) -> Iterator[Row]:
    if isinstance(resource, Team):
        days = {d for d, _ in resource.members.changes()} | {d for d, _ in resource.hours_a_week.changes()}
        yield from (Row(day, Change.CAPACITY, code, resource.capacity(day)) for day in days)
    elif isinstance(resource, Caseload):
        yield from (Row(day, Change.CAPACITY, code, int(places)) for day, places in resource.places.changes())
    elif isinstance(resource, Gate):
        yield from (Row(day, Change.CAPACITY, code, resource.needs(day)) for day, _ in resource.at_least.changes())
    elif isinstance(resource, Fund):
        yield from (Row(day, Change.LAPSE, code) for day in resource.year_ends)
        added: dict[float, int] = {}
        for top_up in resource.top_ups:
            added[top_up.day] = added.get(top_up.day, 0) + top_up.pence
        yield from (Row(day, Change.TOP_UP, code, pence) for day, pence in added.items())
    elif isinstance(resource, Meeting):
        for day in resource.days:
            yield Row(day, Change.MEETING, code, int(resource.slots.at(day)), day - resource.papers_due)
    elif isinstance(resource, PaymentRun):
        yield from (Row(day, Change.PAYMENT_RUN, code, UNLIMITED, day - resource.papers_due) for day in resource.days)
