"""What a board wants to know first, worked out from the numbers: effects, combinations, and when a target is reached."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...experiments import PRIMARY, Results
from ...experiments.analysis.statistics import PARTS, Seldom, seldom
from ...model import Scenario
from ..figures import Lookup

DONE = {"plans_completed": "plans_done", "budgets_live": "budgets_done"}
NOT_A_LEVER = ("name", "label", "lever", "description", "evidence", "strength", "checks")


@dataclass(frozen=True, kw_only=True)
class Effect:
    """A scenario's paired difference from the baseline in one KPI, with its simultaneous 95 % interval (NaN: there is none).

    `absent` says how often there is any difference, where that is too seldom for an interval.
    """

    scenario: Scenario
    kpi: str
    difference: float
    low: float
    high: float
    saved: float
    absent: Seldom | None = None

    @property
    def is_known(self) -> bool:
        """Whether there is an interval at all."""
        return not math.isnan(self.low)

    @property
    def is_clear(self) -> bool:
        """Whether the interval lies wholly on one side of zero."""
        return self.low > 0 or self.high < 0


def effects(results: Results) -> list[Effect]:
    """The effects of every scenario on the primary KPIs at the last target date, in the order of the scenarios."""
    names = [name for name in PRIMARY if any(one.of(name) is not None for one in results.numbers.values())]
    if len(results.scenarios) < 2 or not names:
        return []
    scenarios = {one.name: one for one in results.scenarios}
    rows: list[Any] = list(results.compared(names).itertuples())
    return [
        Effect(
            scenario=scenarios[row.scenario],
            kpi=row.kpi,
            difference=row.difference,
            low=row.low,
            high=row.high,
            saved=row.variance_saved,
            absent=_absent(results, row.scenario, row.kpi) if math.isnan(row.low) else None,
        )
        for row in rows
    ]


def _absent(results: Results, scenario: str, kpi: str) -> Seldom | None:
    ours, theirs = (results.numbers[name].of(kpi) for name in (scenario, results.baseline.name))
    if ours is None or theirs is None or len(ours) < PARTS * results.block:
        return None
    found = seldom(ours - theirs)
    return found if found is not None and found.common == 0 else None


def combinations(results: Results) -> set[str]:
    """The scenarios that are no single change: they change several kinds of thing, or all that two of the others change."""
    base = _flat(results.baseline.mapping)
    changes = {
        one.name: {item for item in _flat(one.mapping).items() if base.get(item[0]) != item[1]}
        for one in results.scenarios[1:]
    }
    kind = {resource.name: type(resource) for one in results.scenarios for resource in one.resources}

    def kinds(items: set[tuple[str, str]]) -> int:
        things = [path.split(".") for path, _ in items]
        return len({kind.get(parts[1], parts[1]) if parts[0] == "resources" else parts[0] for parts in things})

    return {
        name
        for name, ours in changes.items()
        if kinds(ours) > 1
        or sum(bool(theirs) and theirs < ours for other, theirs in changes.items() if other != name) >= 2
    }


def _flat(mapping: Mapping[str, Any], path: str = "") -> dict[str, str]:
    """Every value of a nested mapping by its key path, as text."""
    found: dict[str, str] = {}
    for key, value in mapping.items():
        if not path and key in NOT_A_LEVER:
            continue
        below = f"{path}.{key}" if path else str(key)
        if isinstance(value, Mapping):
            found |= _flat(value, below)
        else:
            found[below] = repr(value)
    return found


@dataclass(frozen=True, kw_only=True)
class Reached:
    """In how many of the runs a number was reached by the end of a month, and the first and last such month's end."""

    count: int
    first: dt.date | None
    last: dt.date | None


def reached(lookup: Lookup, scenario: Scenario, kpi: str, hoped: float) -> Reached:
    """When a KPI first reached a number in each run."""
    series = lookup.series(scenario, kpi, float(getattr(scenario, DONE[kpi])))
    if series is None:
        return Reached(count=0, first=None, last=None)
    there = series.values >= hoped
    firsts = [series.dates[int(np.argmax(run))] for run in there if run.any()]
    return Reached(count=len(firsts), first=min(firsts, default=None), last=max(firsts, default=None))
