"""Localities: one scenario in many places, which join one wave after another.

Places share nothing. A place that joins some years later lives through the same calendar that many years later: its lists,
meetings, top-ups and year ends move with it; the horizon and the target dates stay where they are.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from .build import build
from .once import once_a_scenario
from .scenario import Scenario

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
MOVED = ("people", "identification", "pathway", "resources", "start_state")  #: what a later start moves


class Wave(NamedTuple):
    """Places that join on one date: how many, and the scenario of each from then on."""

    joins: dt.date
    places: int
    scenario: Scenario


@once_a_scenario
def waves(scenario: Scenario) -> tuple[Wave, ...]:
    """The waves of a scenario of many localities, in the order of joining."""
    found = []
    for joins, count in scenario.localities:
        years = joins.year - scenario.start.year
        mapping: dict[str, Any] = {key: value for key, value in scenario.mapping.items() if key != "localities"}
        mapping |= {key: moved(mapping[key], years) for key in MOVED if key in mapping}
        mapping["start"] = joins.isoformat()
        mapping["horizon"] = scenario.horizon - (joins - scenario.start).days
        mapping["targets"] = {target.date.isoformat(): {} for target in scenario.targets if target.date >= joins}
        found.append(Wave(joins, count, build(mapping)))
    return tuple(found)


def moved(value: Any, years: int) -> Any:
    """The same value with every date in it moved by so many years."""
    if isinstance(value, Mapping):
        return {moved(key, years): moved(below, years) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [moved(below, years) for below in value]
    if isinstance(value, dt.date):
        return moved(value.isoformat(), years)
    if isinstance(value, str) and _DATE.fullmatch(value):
        year, rest = int(value[:4]) + years, value[4:]
        return f"{year}{'-02-28' if rest == '-02-29' else rest}"
    return value
