"""When a number that is hoped for is reached, run by run."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from ...measures.kpis.headlines import HEADLINES
from ...model import Scenario
from .lookup import Lookup

Often: TypeAlias = Literal["all", "most", "few", "none"]


@dataclass(frozen=True, kw_only=True)
class Attainment:
    """When a number was reached by a month's end.

    Attributes
    ----------
    count, runs
        In how many of how many runs.
    first, last
        The first and the last such month's end over these runs; None where there is none.
    """

    count: int
    runs: int
    first: dt.date | None
    last: dt.date | None

    @property
    def is_usual(self) -> bool:
        """Whether it is reached in at least half of the runs."""
        return self.count * 2 >= self.runs


def attainment(lookup: Lookup, scenario: Scenario, kpi: str, hoped: float) -> Attainment:
    """When a primary KPI first reached a number in each run."""
    series = lookup.series(scenario, kpi, float(HEADLINES[kpi].at_start(scenario)))
    if series is None:
        return Attainment(count=0, runs=lookup.followed, first=None, last=None)
    reached = series.values >= hoped
    firsts = [series.dates[int(np.argmax(run))] for run in reached if run.any()]
    return Attainment(
        count=len(firsts), runs=lookup.followed, first=min(firsts, default=None), last=max(firsts, default=None)
    )


def hoped_for(lookup: Lookup) -> dict[str, int]:
    """What is hoped for by the last target date of the baseline, by primary KPI that it has."""
    hopes = {kpi: headline.hoped(lookup.target) for kpi, headline in HEADLINES.items()}
    return {kpi: hope for kpi, hope in hopes.items() if hope and lookup.row(lookup.baseline, kpi).unit}


def counted_or_hoped_for(lookup: Lookup) -> list[str]:
    """The primary KPIs of which any scenario has a number above nought, or for which anything is hoped."""
    targets = lookup.baseline.targets
    return [
        kpi
        for kpi, headline in HEADLINES.items()
        if any(lookup.amount(scenario, kpi) > 0 for scenario in lookup.scenarios)
        or any(headline.hoped(target) for target in targets)
    ]


def reached_in_runs(lookup: Lookup, scenario: Scenario, kpi: str) -> Often:
    """In how many of the runs a median is reached: in few of them its mean would speak of these alone."""
    row = lookup.row(scenario, kpi)
    if math.isnan(row.mean):
        return "none"
    if lookup.runs / 2 < row.undefined < lookup.runs:
        return "few"
    return "most" if 0 < row.undefined < lookup.runs else "all"
