"""Dates at which nothing can happen any more: a wrong year makes such a date, and what it says would never come."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import Fault
from ..scenario import Scenario
from .node import Node

#: The parts of a scenario that say when things happen. The dates of targets and of places that join are held to it when they
#: are read.
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
    top, earlier = Node(scenario.mapping), Node(before)
    end = scenario.start + dt.timedelta(days=math.ceil(scenario.horizon))
    for part in TIMED:
        for date, node, known in _dates(top[part], earlier[part]):
            until = node.step == "until"
            if date < end or (until and date == end) or known.value == node.value:
                continue
            allowed = f"a date {'up to' if until else 'before'} the horizon, {end}: nothing happens after it"
            node.fault(allowed, str(date))
    return top.faults


def _dates(node: Node, known: Node) -> Iterator[tuple[dt.date, Node, Node]]:
    """Every date at or below a node, with its own node, and the node at the same place in another mapping."""
    if isinstance(node.value, Mapping):
        for key, below in node.items():
            if (date := _date(key)) is not None:
                yield date, below, known[key]
            yield from _dates(below, known[key])
    elif isinstance(node.value, list):
        there = known.list() if isinstance(known.value, list) else []
        for place, below in enumerate(node.list()):
            yield from _dates(below, there[place] if place < len(there) else Node(None))
    elif (date := _date(node.value)) is not None:
        yield date, node, known


def _date(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2017-10-01") else None
    except ValueError:
        return None
