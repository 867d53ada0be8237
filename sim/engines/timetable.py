"""The timetable: every change from outside the pathway, in the order in which it happens."""

from __future__ import annotations

from typing import NamedTuple

from ..model import Scenario
from ..model.changes import Change


class Row(NamedTuple):
    """One change of a resource; see `sim.model.changes.DatedChange` for the amount and the cutoff."""

    day: float
    change: Change
    resource: int
    amount: int
    cutoff: float


def timetable(scenario: Scenario) -> list[Row]:
    """All changes before the horizon, sorted by day, kind and resource."""
    rows = [
        Row(change.day, change.kind, code, change.amount, change.cutoff)
        for code, resource in enumerate(scenario.resources)
        for change in resource.timetable_rows()
    ]
    return sorted(row for row in rows if 0 <= row.day < scenario.horizon)
