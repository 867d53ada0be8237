"""How many replications a wanted precision takes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..model import Fault, Scenario
from .numbers import Floats, Numbers
from .statistics import mean_interval

#: The KPIs that carry decisions, and the milestone without which a scenario has no such number.
MILESTONES = {"plans_completed": "plan", "budgets_live": "live"}
LEAST = 20  #: replications of the first batch: a variance from fewer says too little about how many are needed
GROWTH = 4  #: no batch takes the total beyond this multiple, since the first variances are rough
MARGIN = 1.1  #: on top of what the variance so far asks for, so that most runs need one more batch, not three


@dataclass(frozen=True, kw_only=True)
class Width:
    """How wide an interval is, and how wide it may be.

    Attributes
    ----------
    scenario, kpi
        Of what.
    difference
        Whether it is the difference from the baseline, or the mean itself.
    half_width, allowed
        In the unit of the KPI.
    share
        The half-width as a share of the mean (of the baseline's mean, for a difference).
    """

    scenario: str
    kpi: str
    difference: bool
    half_width: float
    allowed: float
    share: float

    @property
    def reached(self) -> bool:
        """Whether it is narrow enough; never where it cannot be told."""
        return self.half_width <= self.allowed

    @property
    def factor(self) -> float:
        """How many times as many replications it takes."""
        if self.reached:
            return 1.0
        if math.isnan(self.half_width) or not self.allowed > 0:
            return math.inf
        return (self.half_width / self.allowed) ** 2


def faults_of_precision(scenarios: Sequence[Scenario], precision: float, most: int, first: int) -> list[Fault]:
    """What stands in the way of a run to a precision."""
    faults = []
    if not 0 < precision < 1:
        faults.append(Fault(path="precision", found=precision, allowed="a share between 0 and 1, such as 0.02"))
    if most < first:
        faults.append(Fault(path="most", found=most, allowed=f"at least the {first} replications of the first batch"))
    for scenario in scenarios:
        if not set(MILESTONES.values()) & set(scenario.pathway.milestones):
            allowed = f"scenarios whose pathway has the milestones of {' or '.join(MILESTONES)}, or precision=null"
            faults.append(Fault(path="precision", found=f"{scenario.name} without them", allowed=allowed))
    return faults


def widths(numbers: Mapping[str, Numbers], precision: float) -> list[Width]:
    """The intervals of the primary KPIs' means, and of their differences from the baseline (the first scenario).

    The intervals are those that the summary and the comparison show: each mean's own at 95 %, and of the differences
    all at once at 95 %.
    """
    values = {
        (scenario, kpi): of
        for scenario, one in numbers.items()
        for kpi in MILESTONES
        if (of := one.of(kpi)) is not None
    }
    baseline = next(iter(numbers))
    pairs = [(scenario, kpi) for scenario, kpi in values if scenario != baseline and (baseline, kpi) in values]
    found = [_width(scenario, kpi, each, each, precision, 1) for (scenario, kpi), each in values.items()]
    for scenario, kpi in pairs:
        ours, base = values[scenario, kpi], values[baseline, kpi]
        found.append(_width(scenario, kpi, ours - base, base, precision, len(pairs), difference=True))
    return found


def _width(
    scenario: str, kpi: str, of: Floats, base: Floats, precision: float, comparisons: int, *, difference: bool = False
) -> Width:
    interval = mean_interval(of, comparisons=comparisons)
    half = interval.high - interval.mean
    mean = abs(mean_interval(base).mean)
    share = half / mean if mean > 0 else 0.0 if half == 0 else math.nan
    return Width(
        scenario=scenario, kpi=kpi, difference=difference, half_width=half, allowed=precision * mean, share=share
    )


def next_total(found: Sequence[Width], replications: int, most: int) -> int:
    """How many replications of each scenario there should be after the next batch; as many as now: enough.

    It depends on the numbers alone, so that the same run on another machine takes the same batches.
    """
    factor = max((width.factor for width in found), default=1.0)
    if factor <= 1.0 or replications >= most:
        return replications
    wanted = replications * min(GROWTH, max(MARGIN * factor, 1 + 1 / LEAST))
    return min(most, math.ceil(wanted))


def told(found: Sequence[Width], precision: float, most: int, replications: int) -> dict[str, Any]:
    """What the manifest says of it."""
    missed = [width for width in found if not width.reached]
    return {
        "wanted": precision,
        "reached": not missed,
        "replications": replications,
        "most": most,
        "not_reached": [
            {
                "scenario": width.scenario,
                "kpi": width.kpi,
                "of": "difference from the baseline" if width.difference else "mean",
                "half_width": None if math.isnan(width.half_width) else width.half_width,
                "share": None if not np.isfinite(width.share) else width.share,
            }
            for width in missed
        ],
    }
