"""Dates at which nothing can happen any more: a wrong year makes such a date, and what it says would never come."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import Fault
from ..scenario import Scenario
from .node import Node

#: The parts of a scenario that say when things happen. The dates of targets and of localities that join are held to it when
#: they are read.
TIMED = ("people", "identification", "pathway", "resources", "start_state")


def late(scenario: Scenario, before: Mapping[str, Any] | None = None) -> list[Fault]:
    """Every date of a scenario, as a key or as a value, at which the simulation has ended.

    Parameters
    ----------
    scenario
        Any scenario that could be built.
    before
        The mapping of the same scenario before something in it was changed. What stood there already, as it stands now, is left
        out, since the change may be an earlier horizon.

    Returns
    -------
    list[Fault]
        One for each date at or after the horizon; something may last until the horizon itself, but not longer.
    """
    top, top_before = Node(scenario.mapping), Node(before)
    end = scenario.start + dt.timedelta(days=math.ceil(scenario.horizon))
    for part in TIMED:
        for date, node, node_before in _dates(top[part], top_before[part]):
            until = node.step == "until"
            if date < end or (until and date == end) or node_before.value == node.value:
                continue
            allowed = f"a date {'up to' if until else 'before'} the horizon, {end}: nothing happens after it"
            node.fault(allowed, str(date))
    return top.faults


def _dates(node: Node, before: Node) -> Iterator[tuple[dt.date, Node, Node]]:
    """Every date at or below a node, with its own node, and the node under the same key path in the mapping before."""
    if isinstance(node.value, Mapping):
        for key, below in node.items():
            if (date := _date(key)) is not None:
                yield date, below, before[key]
            yield from _dates(below, before[key])
    elif isinstance(node.value, list):
        items_before = before.list() if isinstance(before.value, list) else []
        for index, below in enumerate(node.list()):
            yield from _dates(below, items_before[index] if index < len(items_before) else Node(None))
    elif (date := _date(node.value)) is not None:
        yield date, node, before


def _date(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2017-10-01") else None
    except ValueError:
        return None
