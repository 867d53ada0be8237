"""How many replications a wanted precision takes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...measures.kpis.headlines import HEADLINES
from ...model import Fault, Scenario
from ..kpi_matrix import Floats, KpiMatrix, block_of
from .statistics import Seldom, mean_interval, seldom

#: The KPIs that carry decisions, and the milestone without which a scenario has no such number.
MILESTONES = {kpi: headline.milestone for kpi, headline in HEADLINES.items()}
#: Independent replications of the first batch: a variance from fewer says too little about how many are needed.
FIRST_BATCH = 20
#: Blocks of the first batch, where they are what is independent. With 5 of them the intervals on which a run stops hold the
#: mean in some 92 of 100 runs only, since it stops where the variance happens to look small; with 10 in 95.
FIRST_BATCH_BLOCKS = 10
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
    precision
        What is wanted: the half-width as a share of the mean (of the baseline's mean, for a difference).
    half_width, mean
        In the unit of the KPI; the half-width is NaN where it cannot be computed.
    seldom
        How often it is another number than in most replications, where that is too seldom to tell the half-width.
    """

    scenario: str
    kpi: str
    difference: bool
    precision: float
    half_width: float
    mean: float
    seldom: Seldom | None = None

    @property
    def allowed(self) -> float:
        """How wide half of it may be, in the unit of the KPI."""
        return self.precision * self.mean

    @property
    def share(self) -> float:
        """The half-width as a share of the mean; NaN where it cannot be computed."""
        return self.half_width / self.mean if self.mean > 0 else math.nan

    @property
    def is_absent(self) -> bool:
        """Whether this is a difference that is nothing but for a share of the replications below the precision."""
        return (
            self.difference
            and self.seldom is not None
            and self.seldom.common == 0
            and self.seldom.below <= self.precision
        )

    @property
    def reached(self) -> bool:
        """Whether it is narrow enough.

        Never where it cannot be computed: a mean of 0 in which nothing has happened, or any other number that hardly ever
        changed, may be one of something rare. A difference that is next to never there is reached nevertheless: pairs tell
        that a change does nothing, which no further replication would tell better.
        """
        return self.half_width <= self.allowed or self.is_absent

    @property
    def factor(self) -> float:
        """How many times as many replications it takes."""
        if self.reached:
            return 1.0
        if self.difference and self.seldom is not None and self.seldom.common == 0:
            return self.seldom.below / self.precision
        if math.isnan(self.half_width) or not self.allowed > 0:
            return math.inf
        return (self.half_width / self.allowed) ** 2


def faults_of_precision(scenarios: Sequence[Scenario], precision: float, most: int, first: int) -> list[Fault]:
    """What stands in the way of a run to a precision."""
    faults = []
    if not 0 < precision < 1:
        faults.append(Fault(path="precision", found=precision, allowed="a share between 0 and 1, such as 0.02"))
    if most < first:
        allowed = f"at least the {first} replications of the first batch"
        faults.append(Fault(path="max_replications", found=most, allowed=allowed))
    for scenario in scenarios:
        if not set(MILESTONES.values()) & set(scenario.pathway.milestones):
            allowed = f"scenarios whose pathway has the milestones of {' or '.join(MILESTONES)}, or precision=null"
            faults.append(Fault(path="precision", found=f"{scenario.name} without them", allowed=allowed))
    return faults


def width_of_mean(scenario: str, kpi: str, values: Floats, precision: float, block: int) -> Width:
    """The interval of the mean of a number of each replication, shape (replications,)."""
    return _width(scenario, kpi, values, values, precision=precision, block=block)


def widths(numbers: Mapping[str, KpiMatrix], precision: float) -> list[Width]:
    """The intervals of the primary KPIs' means, and of their differences from the baseline (the first scenario).

    The intervals are those that the summary and the comparison show: each mean's own at 95 %, and of the differences
    all at once at 95 %.
    """
    values = {
        (scenario, kpi): column
        for scenario, matrix in numbers.items()
        for kpi in MILESTONES
        if (column := matrix.of(kpi)) is not None
    }
    baseline, block = next(iter(numbers)), block_of(numbers.values())
    pairs = [(scenario, kpi) for scenario, kpi in values if scenario != baseline and (baseline, kpi) in values]
    every = [
        _width(scenario, kpi, column_, column_, precision=precision, block=block)
        for (scenario, kpi), column_ in values.items()
    ]
    for scenario, kpi in pairs:
        ours, base = values[scenario, kpi], values[baseline, kpi]
        every.append(
            _width(
                scenario,
                kpi,
                ours - base,
                base,
                precision=precision,
                block=block,
                comparisons=len(pairs),
                difference=True,
            )
        )
    return every


def _width(
    scenario: str,
    kpi: str,
    values: Floats,
    base: Floats,
    *,
    precision: float,
    block: int,
    comparisons: int = 1,
    difference: bool = False,
) -> Width:
    interval = mean_interval(values, comparisons=comparisons, block=block)
    return Width(
        scenario=scenario,
        kpi=kpi,
        difference=difference,
        precision=precision,
        half_width=(interval.high - interval.low) / 2,
        mean=abs(mean_interval(base).mean),
        seldom=seldom(values),
    )


def first_batch(replications: int, block: int) -> int:
    """How many replications to begin with, where so many are asked for; in whole blocks, whose spread tells the precision."""
    return _whole(max(FIRST_BATCH if block == 1 else FIRST_BATCH_BLOCKS * block, replications), block)


def next_total(every: Sequence[Width], replications: int, max_replications: int, block: int = 1) -> int:
    """How many replications of each scenario there should be after the next batch; as many as now: enough.

    It depends on the numbers alone, so that the same run on another machine takes the same batches. They are of whole blocks,
    of which no more than fit into `max_replications` are run.
    """
    factor = max((width.factor for width in every), default=1.0)
    if factor <= 1.0:
        return replications
    wanted = replications * min(GROWTH, max(MARGIN * factor, 1 + 1 / FIRST_BATCH))
    return max(replications, min(max_replications // block * block, _whole(math.ceil(wanted), block)))


def _whole(replications: int, block: int) -> int:
    return -(-replications // block) * block


def precision_record(
    widths: Sequence[Width], precision: float, max_replications: int, replications: int
) -> dict[str, Any]:
    """What the manifest says of it."""

    def named(width: Width) -> dict[str, Any]:
        return {
            "scenario": width.scenario,
            "kpi": width.kpi,
            "of": "difference from the baseline" if width.difference else "mean",
            "half_width": None if math.isnan(width.half_width) else width.half_width,
            "share": None if not np.isfinite(width.share) else width.share,
            "seldom": None if width.seldom is None else width.seldom._asdict(),
        }

    missed = [width for width in widths if not width.reached]
    return {
        "wanted": precision,
        "reached": not missed,
        "replications": replications,
        "max_replications": max_replications,
        "not_reached": [named(width) for width in missed],
        "absent": [named(width) for width in widths if width.is_absent],
    }
