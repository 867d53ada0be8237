"""The timetable: every change from outside the pathway, in the order in which it happens."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..model import Scenario
from ..model.changes import Change


class Row(NamedTuple):
    """One change of a resource; see `sim.model.changes.DatedChanges` for all but the first two."""

    day: float
    change: Change
    resource: int
    amount: int
    cutoff: float
    hours: float


#: The same as a record.
ROW = np.dtype(
    [("day", "f8"), ("change", "i8"), ("resource", "i8"), ("amount", "i8"), ("cutoff", "f8"), ("hours", "f8")]
)


def timetable(scenario: Scenario) -> NDArray[np.void]:
    """All changes before the horizon, one record of `ROW` each, sorted by day, kind and resource."""
    groups = [
        (code, changes)
        for code, resource in enumerate(scenario.resources)
        for changes in resource.timetable_rows()
        if len(changes.days)
    ]
    table = np.zeros(sum(len(changes.days) for _, changes in groups), dtype=ROW)
    begin = 0
    for code, changes in groups:
        rows = table[begin : begin + len(changes.days)]
        rows["day"], rows["change"], rows["resource"] = changes.days, changes.kind, code
        rows["amount"], rows["cutoff"], rows["hours"] = changes.amounts, changes.cutoffs, changes.hours
        begin += len(changes.days)
    table = table[(table["day"] >= 0) & (table["day"] < scenario.horizon)]
    return table[np.lexsort((table["resource"], table["change"], table["day"]))]


def rows_of(table: NDArray[np.void]) -> list[Row]:
    """The same one by one."""
    return [Row(day, Change(change), *rest) for day, change, *rest in table.tolist()]
