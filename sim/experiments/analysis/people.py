"""Where people are: how far they got, what became of them, and where they gave up."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...model import Scenario
from .lookup import Lookup

VISIBLE = 0.05  #: of 100: less than this rounds to nothing in a figure
NOTABLE = 0.005  #: the share of everyone that gave up from which on it is shown
SOME = 0.5  #: people who gave up at a stage, from which on the stage is shown


PLAN_ALONE = "with_plan_alone"  #: the KPI of those who live with a plan and want no budget
NO_BUDGET_WANTED = (
    "plan_without_budget"  #: what became of them; those of them whose last review is over go out under this name
)


@dataclass(frozen=True, kw_only=True)
class Step:
    """How far people got: the name of the step, and how many of them got there."""

    name: str
    count: float


def progress(lookup: Lookup, scenario: Scenario) -> list[Step]:
    """How many were identified, accepted, got a plan, asked, and received a budget; without those of before the start."""
    counts = {
        "identified": lookup.mean(scenario, "identified"),
        "accepted": lookup.mean(scenario, "accepted"),
        "plan": lookup.mean(scenario, "plans_completed") - scenario.plans_done,
        "asked": lookup.mean(scenario, "asked"),
        "live": lookup.mean(scenario, "budgets_received") - scenario.budgets_done,
    }
    return [Step(name=name, count=count) for name, count in counts.items() if not math.isnan(count)]


def per_100_of_first(steps: list[Step]) -> list[float]:
    """How many of every 100 who took the first step took each; NaN where nobody took the first."""
    first = steps[0].count
    return [100 * step.count / first if first else math.nan for step in steps]


def fates(lookup: Lookup, scenario: Scenario) -> dict[str, float]:
    """What became of everyone identified or inside at the start, by the end of the last target date: people by fate."""
    exits = lookup.amounts(scenario, "exits")
    live = max(0.0, lookup.amount(scenario, "budgets_live") - scenario.budgets_done)
    everyone = lookup.amount(scenario, "identified") + sum(inside.count for inside in scenario.inside)
    alone = lookup.amount(scenario, PLAN_ALONE) + exits.pop(NO_BUDGET_WANTED, 0.0)
    inside = max(0.0, everyone - live - alone - sum(exits.values()))
    with_plan = {NO_BUDGET_WANTED: alone} if alone else {}
    return {"live": live, "inside": inside, **with_plan, **exits}


def per_100(counts: Mapping[str, float]) -> dict[str, float]:
    """How many of every 100 are in each part; 0 where there is nobody."""
    everyone = sum(counts.values()) or 1
    return {name: 100 * count / everyone for name, count in counts.items()}


def occurring(counts: Iterable[Mapping[str, float]]) -> set[str]:
    """The parts that anybody is in, in any of several counts."""
    return {name for parts in counts for name, count in parts.items() if count > 0}


def visible(shares: Iterable[Mapping[str, float]]) -> set[str]:
    """The parts that are large enough to be seen, of several counts per 100."""
    return {name for parts in shares for name, share in parts.items() if share >= VISIBLE}


@dataclass(frozen=True, kw_only=True)
class GivingUp:
    """How many of every 100 people gave up waiting, and the stage at which most of them did."""

    per_100: float
    stage: str


def giving_up(lookup: Lookup, scenario: Scenario) -> GivingUp | None:
    """How many gave up waiting; None where it is next to nobody."""
    fate = fates(lookup, scenario)
    everyone = sum(fate.values())
    if not everyone > 0 or fate.get("gave_up", 0.0) < NOTABLE * everyone:
        return None
    stages = lookup.amounts(scenario, "gave_up_at")
    return GivingUp(per_100=100 * fate["gave_up"] / everyone, stage=max(stages, key=lambda name: stages[name]))


def gave_up_most(lookup: Lookup, limit: int) -> list[str]:
    """The stages at which most people gave up waiting in any scenario, `limit` of them at most, the worst first."""
    most: dict[str, float] = {}
    for scenario in lookup.scenarios:
        for stage, count in lookup.amounts(scenario, "gave_up_at").items():
            most[stage] = max(most.get(stage, 0.0), count)
    return sorted((stage for stage in most if most[stage] >= SOME), key=lambda stage: -most[stage])[:limit]


def gave_up_by_stage(lookup: Lookup, scenario: Scenario, stages: list[str]) -> list[float]:
    """How many gave up at each of some stages, and last at all others."""
    all_stages = lookup.amounts(scenario, "gave_up_at")
    counts = [all_stages.get(stage, 0.0) for stage in stages]
    return [*counts, sum(all_stages.values()) - sum(counts)]


def not_invited(lookup: Lookup, scenario: Scenario) -> float | None:
    """How many people a long waiting list kept from being identified; None where nobody looks at it."""
    mean = lookup.mean(scenario, "not_invited")
    return None if math.isnan(mean) else mean
