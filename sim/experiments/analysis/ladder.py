"""Where a scenario stands on a ladder of numbers per 1,000 residents, and what keeps it from the next rung."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ...model import Scenario
from ...model.by_attribute import leaves
from ..results import Results
from .people import NO_BUDGET_WANTED, PLAN_ALONE
from .scale import reached_in, residents

NEARLY = 0.95  #: the share of a rung's number with which it counts as reached: most are round numbers of a policy
IDENTIFIED = ("identified",)  #: the KPIs of the lowest rung
NO_BUDGET_EXITS = (NO_BUDGET_WANTED, "refused", "not_eligible", "nobody_to_provide")  #: ways out after the plan
NO_PLAN_EXITS = ("declined", "needs_met")  #: ways out before it


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A rung: what is counted, how many per 1,000 residents make it, and where that number is from.

    Attributes
    ----------
    kpis
        The KPIs that add up to what is counted.
    mark
        What is weak about the number; empty where nothing is.
    is_aim
        Whether it is the number that one locality aims at, and not a picture of every locality.
    """

    name: str
    label: str
    kpis: tuple[str, ...]
    per_1000: float
    sources: tuple[str, ...]
    mark: str
    is_aim: bool


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a scenario stands on a rung at the end of its last target date.

    Attributes
    ----------
    per_1000
        What is counted, per 1,000 residents: the mean over the runs.
    month
        The month since the start by whose end half of the runs have reached the rung; NaN where half never do.
    share
        The share of the runs that reach it before the simulation ends.
    """

    rung: Rung
    per_1000: float
    month: float
    share: float

    @property
    def is_reached(self) -> bool:
        """Whether the mean has reached the rung, or as good as that."""
        return self.per_1000 >= NEARLY * self.rung.per_1000

    @property
    def share_of_rung(self) -> float:
        """How much of the rung's number there is, 1 at most."""
        return min(1.0, self.per_1000 / self.rung.per_1000)


@dataclass(frozen=True, kw_only=True)
class Loss:
    """People who do not get so far.

    Attributes
    ----------
    kind
        Whether they left by an `exit`, `gave_up` waiting, or stand in a `queue`.
    name
        By which exit, at which stage most of them did, or for which resource.
    per_1000
        How many, per 1,000 residents.
    """

    kind: Literal["exit", "gave_up", "queue"]
    name: str
    per_1000: float


@dataclass(frozen=True, kw_only=True)
class Identification:
    """How many people can be identified by the last target date.

    Attributes
    ----------
    localities
        How many of the localities have joined by then, where nearly all have not; else None.
    eligible
        People eligible per 1,000 residents.
    is_exhausted
        Whether nearly all of those eligible are identified.
    """

    localities: int | None
    eligible: float
    is_exhausted: bool


def standings(results: Results, scenario: Scenario, rungs: Sequence[Rung]) -> list[Standing]:
    """Where a scenario stands on every rung."""
    rows, every = results.rows[scenario.name], []
    for rung in rungs:
        means = [rows[kpi, "all"].mean for kpi in rung.kpis if (kpi, "all") in rows]
        months = reached_in(results, scenario, rung.kpis, NEARLY * rung.per_1000)
        reached = np.isfinite(months)
        month = float(np.sort(np.where(reached, months, np.inf))[(len(months) - 1) // 2]) if len(months) else math.nan
        per_1000 = 1000 * sum(means) / residents(scenario)
        share = float(reached.mean()) if len(months) else math.nan
        month = month if month < math.inf else math.nan
        every.append(Standing(rung=rung, per_1000=per_1000, month=month, share=share))
    return every


def unreached(every: Sequence[Standing]) -> list[Standing]:
    """The lowest rung that is not reached; where that is of people identified, the lowest of those above it too."""
    missing = [standing for standing in every if not standing.is_reached]
    both = missing and missing[0].rung.kpis == IDENTIFIED and not math.isnan(missing[0].per_1000)
    return missing[: 2 if both else 1]


def identification(results: Results, scenario: Scenario) -> Identification:
    """What limits how many people are identified."""
    eligible = 1000 * sum(cohort.size for cohort in scenario.people.cohorts) / scenario.people.residents
    if scenario.localities and scenario.targets:
        joined = sum(count for date, count in scenario.localities if date <= scenario.targets[-1].date)
        if joined < NEARLY * scenario.locality_count:
            return Identification(localities=joined, eligible=eligible, is_exhausted=False)
    identified = 1000 * _amount(results, scenario, "identified") / residents(scenario)
    return Identification(localities=None, eligible=eligible, is_exhausted=identified >= NEARLY * eligible)


def losses(results: Results, scenario: Scenario, rung: Rung, limit: int) -> list[Loss]:
    """Where the people are who do not get as far as a rung, the largest number first, `limit` of them at most."""
    before = "plans_completed" in rung.kpis
    exits: list[Loss] = [
        Loss(kind="exit", name=name, per_1000=_gone(results, scenario, name))
        for name in (NO_PLAN_EXITS if before else NO_BUDGET_EXITS)
    ]
    every = [*exits, *_gave_up_or_wait(results, scenario, before=before)]
    return sorted((loss for loss in every if loss.per_1000 > 0), key=lambda loss: -loss.per_1000)[:limit]


def _gave_up_or_wait(results: Results, scenario: Scenario, *, before: bool) -> Iterator[Loss]:
    """People who gave up, and who wait, as far as the plan or after it."""
    stages, plan = scenario.pathway.stages, scenario.pathway.index[scenario.pathway.milestones["plan"]]
    part = [stage for code, stage in enumerate(stages) if (code <= plan) == before]
    gave_up = {stage.name: _amount(results, scenario, f"gave_up_at.{stage.name}") for stage in part}
    if total := sum(gave_up.values()):
        worst = max(gave_up, key=lambda name: gave_up[name])
        yield Loss(kind="gave_up", name=worst, per_1000=1000 * total / residents(scenario))
    first_stage: dict[str, int] = {}
    for code, stage in enumerate(stages):
        for name in leaves(stage.resource):
            if name:
                first_stage.setdefault(name, code)
    for name, code in first_stage.items():
        if (code <= plan) == before:
            yield Loss(kind="queue", name=name, per_1000=_per_1000(results, scenario, f"queue_at_target.{name}"))


def _gone(results: Results, scenario: Scenario, name: str) -> float:
    """How many took a way out; who lives with a plan and wants no budget goes no further either."""
    alone = _per_1000(results, scenario, PLAN_ALONE) if name == NO_BUDGET_WANTED else 0.0
    return alone + _per_1000(results, scenario, f"exits.{name}")


def _per_1000(results: Results, scenario: Scenario, kpi: str) -> float:
    return 1000 * _amount(results, scenario, kpi) / residents(scenario)


def _amount(results: Results, scenario: Scenario, kpi: str) -> float:
    row = results.rows[scenario.name].get((kpi, "all"))
    return 0.0 if row is None or math.isnan(row.mean) else row.mean
