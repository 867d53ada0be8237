"""Differences between groups of people, and at which steps the model can see any."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ...measures import ACTIVATION, AGE, KNOWN
from ...model import Scenario
from ...model.gradients import depends_on, stages_between
from ..kpi_matrix import Floats
from .groups import groups_of
from .lookup import Lookup
from .statistics import Interval, mean_interval

COHORT = "cohort"
ACCEPTED, PLAN, LIVE = "accepted", "plan_within_120_days_of_accepting", "live_within_180_days_of_asking"
STEPS = (ACCEPTED, PLAN, LIVE)
#: Of each attribute the group that is set against another, and that other.
PAIRS = {AGE: ("age.from_65", "age.under_65"), KNOWN: ("known.no", "known.yes")}


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """Two groups of people that differ in one thing: the first is compared with the second."""

    attribute: str
    first: str
    second: str


@dataclass(frozen=True, kw_only=True)
class Difference:
    """How many more per 100 of the first group of a contrast than of the second take a step.

    Attributes
    ----------
    interval
        The mean difference over the runs, run by run, since both groups meet the same staff, meetings and money in a run; with
        its 95 % interval.
    first, second
        The means of the two groups per 100.
    """

    interval: Interval
    first: float
    second: float

    @property
    def is_unclear(self) -> bool:
        """Whether the interval holds 0, or there is none."""
        return math.isnan(self.interval.low) or self.interval.low <= 0 <= self.interval.high


def contrasts(lookup: Lookup) -> list[Contrast]:
    """The baseline's groups in pairs: each cohort against the largest, the least active against the most, and so on."""
    groups, pairs_of = groups_of(lookup), list[Contrast]()
    cohorts = [name for name in groups if "." not in name]
    if len(cohorts) > 1:
        most = max(cohorts, key=lambda name: lookup.amount(lookup.baseline, "identified", name))
        pairs_of += [Contrast(attribute=COHORT, first=name, second=most) for name in cohorts if name != most]
    levels = [name for name in groups if name.startswith(f"{ACTIVATION}.")]
    pairs = {**({ACTIVATION: (levels[0], levels[-1])} if len(levels) > 1 else {}), **PAIRS}
    return pairs_of + [
        Contrast(attribute=attribute, first=first, second=second)
        for attribute, (first, second) in pairs.items()
        if first in groups and second in groups
    ]


def steps_seen(lookup: Lookup) -> list[str]:
    """The steps of `STEPS` of which the baseline has numbers, and at which the model can see any difference."""
    milestones = lookup.baseline.pathway.milestones
    needed = {ACCEPTED: {"plan"}, PLAN: {"plan"}, LIVE: {"asked", "live"}}
    return [
        step
        for step in STEPS
        if needed[step] <= milestones.keys()
        and lookup.amount(lookup.baseline, step) > 0
        and any(difference(lookup, lookup.baseline, pair, step) is not None for pair in contrasts(lookup))
    ]


def sees(scenario: Scenario, attribute: str, step: str) -> bool:
    """Whether an attribute makes any difference at a step of `STEPS`, in this model."""
    if step == ACCEPTED:
        return depends_on(scenario, attribute, scenario.pathway.stages[:1])
    if step == PLAN:
        return depends_on(scenario, attribute, stages_between(scenario, None, "plan")[1:])
    return depends_on(scenario, attribute, stages_between(scenario, "asked", "live"))


def difference(lookup: Lookup, scenario: Scenario, contrast: Contrast, step: str) -> Difference | None:
    """The difference at a step of `STEPS`; None where there are no such numbers, or the model cannot see any."""
    if not sees(scenario, contrast.attribute, step):
        return None
    first, second = (_per_100(lookup, scenario, step, group) for group in (contrast.first, contrast.second))
    if not len(first) or not len(second) or np.isnan(first - second).all():
        return None
    both = ~np.isnan(first - second)
    return Difference(
        interval=mean_interval(first - second, block=lookup.results.block),
        first=float(first[both].mean()),
        second=float(second[both].mean()),
    )


def _per_100(lookup: Lookup, scenario: Scenario, step: str, group: str) -> Floats:
    """How many per 100 of a group take a step in each run, shape (runs,); NaN where there is nobody."""
    values = 100.0 * lookup.values(scenario, step, group)
    if step != ACCEPTED or not len(values):
        return values
    identified = lookup.values(scenario, "identified", group)
    return values / np.where(identified > 0, identified, math.nan)
