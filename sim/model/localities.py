"""Localities: one scenario in many of them, which join one wave after another.

Localities share nothing. One that joins some years later lives through the same calendar that many years later: its lists,
meetings, top-ups and year ends move with it; the horizon and the target dates stay where they are. In a year without a 29
February, what is dated so happens on the 28th, together with what is dated on the 28th.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from .calendar import add_months
from .reader.scenario import build
from .reuse import cached_per_scenario
from .scenario import Scenario

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
DATED_PARTS = ("people", "identification", "pathway", "resources", "start_state")  #: what a later start moves
MONEY = ("top_ups", "tranches")
RULES = ("every", "monthly", "dates")  #: of a calendar: a change to another rule says all that it is


class Wave(NamedTuple):
    """Localities that join on one date: how many, and the scenario of each from then on."""

    joins: dt.date
    localities: int
    scenario: Scenario


@cached_per_scenario
def waves(scenario: Scenario) -> tuple[Wave, ...]:
    """The waves of a scenario of many localities, in the order of joining."""
    joined = []
    for joins, count in scenario.localities:
        years = joins.year - scenario.start.year
        mapping: dict[str, Any] = {key: value for key, value in scenario.mapping.items() if key != "localities"}
        mapping |= {key: moved(mapping[key], years) for key in DATED_PARTS if key in mapping}
        mapping["start"] = joins.isoformat()
        mapping["horizon"] = scenario.horizon - (joins - scenario.start).days
        mapping["targets"] = {target.date.isoformat(): {} for target in scenario.targets if target.date >= joins}
        joined.append(Wave(joins, count, build(mapping)))
    return tuple(joined)


def moved(value: Any, years: int, key: str = "") -> Any:
    """The same value with every date in it moved by so many years; `key` is that under which it stands."""
    if isinstance(value, Mapping):
        now: dict[str, Any] = {}
        for date, below in value.items():
            day, later = moved(date, years), moved(below, years, date)
            now[day] = _merged(now[day], later, key) if day in now else later
        return now
    if isinstance(value, list | tuple):
        below = [moved(item, years) for item in value]
        return list(dict.fromkeys(below)) if key == "dates" else below
    if isinstance(value, dt.date):
        return moved(value.isoformat(), years)
    if isinstance(value, str) and _DATE.fullmatch(value):
        return add_months(dt.date.fromisoformat(value), 12 * years).isoformat()
    return value


def _merged(earlier: Any, later: Any, key: str) -> Any:
    """What two dates say that have become one: money adds up, levels each stay; of all else the later has the last word."""
    if key in MONEY:
        return earlier + later
    if key == "changes" and not any(rule in later for rule in RULES):
        return {**earlier, **later}
    return later
