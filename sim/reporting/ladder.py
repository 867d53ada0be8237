"""The ladder from a typical population to Stockton's targets, where a scenario stands on it, and what keeps it from more."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from ..config import paths
from ..config.provenance import register
from ..config.strict_yaml import read_yaml
from ..experiments import Results
from ..experiments.analysis.scale import reached_in, residents
from ..model import Scenario, ScenarioError
from ..model.by_attribute import leaves
from ..model.reader.node import Node
from . import wording

NEARLY = 0.95  #: the share of a rung's number with which it counts as reached: most are round numbers of a policy
IDENTIFIED = ("found",)  #: what the lowest rung counts
NAMED = 3  #: reasons that are told


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A rung: what is counted, how many per 1,000 residents make it, and where that number is from.

    Attributes
    ----------
    of
        The KPIs that add up to what is counted.
    mark
        What is weak about the number; empty where nothing is.
    is_aim
        Whether it is the number that one place aims at, and not a picture of every place.
    """

    name: str
    label: str
    of: tuple[str, ...]
    per_1000: float
    sources: tuple[str, ...]
    mark: str
    is_aim: bool

    @property
    def number(self) -> str:
        """How many per 1,000 residents make it, in words."""
        return wording.number(self.per_1000, 0 if self.per_1000 == round(self.per_1000) else 1)


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


@cache
def rungs() -> tuple[Rung, ...]:
    """The rungs, the lowest first.

    Raises
    ------
    ScenarioError
        With every fault of `configs/evidence/ladder.yaml`.
    """
    top = Node(read_yaml(paths.configs() / "evidence" / "ladder.yaml"))
    found = tuple(_rung(node, name) for name, node in top.items())
    if top.faults:
        raise ScenarioError(top.faults, "evidence/ladder")
    return found


def _rung(node: Node, name: str) -> Rung:
    node.only("label", "of", "per_1000", "count", "residents", "sources", "mark")
    for each in node["sources"].list():
        each.text(of=register())
    per_1000 = (
        node["per_1000"].number() if node["per_1000"] else 1000 * node["count"].number() / node["residents"].number()
    )
    return Rung(
        name=name,
        label=node["label"].text(),
        of=node["of"].texts(),
        per_1000=per_1000,
        sources=node["sources"].texts(),
        mark=node["mark"].text(""),
        is_aim=bool(node["count"]),
    )


def standings(results: Results, scenario: Scenario) -> list[Standing]:
    """Where a scenario stands on every rung."""
    rows, found = results.rows[scenario.name], []
    for rung in rungs():
        known = [rows[kpi, "all"].mean for kpi in rung.of if (kpi, "all") in rows]
        months = reached_in(results, scenario, rung.of, NEARLY * rung.per_1000)
        there = np.isfinite(months)
        month = float(np.sort(np.where(there, months, np.inf))[(len(months) - 1) // 2]) if len(months) else math.nan
        per_1000 = 1000 * sum(known) / residents(scenario)
        share = float(there.mean()) if len(months) else math.nan
        found.append(Standing(rung=rung, per_1000=per_1000, month=month if month < math.inf else math.nan, share=share))
    return found


def lacking(found: list[Standing]) -> list[Standing]:
    """The lowest rung that is not reached; where that is of people identified, the lowest of those above it too."""
    missing = [each for each in found if not each.is_reached]
    both = missing and missing[0].rung.of == IDENTIFIED and not math.isnan(missing[0].per_1000)
    return missing[: 2 if both else 1]


def what_keeps(results: Results, scenario: Scenario, rung: Rung, reasons_told: int = NAMED) -> str:
    """What keeps a scenario from a rung: where the people are who do not get so far, per 1,000 residents."""
    if math.isnan(residents(scenario)):
        return "its residents are not known"
    if rung.of == IDENTIFIED:
        return _too_few_identified(results, scenario)
    before = "plans_completed" in rung.of
    reasons = _before_the_plan(results, scenario) if before else _after_the_plan(results, scenario)
    told = sorted(((count, text) for count, text in reasons if count > 0), reverse=True)[:reasons_told]
    parts = [f"{wording.number(1000 * count / residents(scenario), 1)} {text}" for count, text in told]
    return f"per 1,000 residents {wording.listed(parts)}" if parts else "nothing that the model counts"


def _too_few_identified(results: Results, scenario: Scenario) -> str:
    if scenario.localities and scenario.targets:
        joined = sum(count for date, count in scenario.localities if date <= scenario.targets[-1].date)
        if joined < NEARLY * scenario.places:
            return f"{wording.number(joined)} of {wording.number(scenario.places)} localities have joined by then"
    eligible = 1000 * sum(cohort.size for cohort in scenario.people.cohorts) / scenario.people.residents
    identified = 1000 * _amount(results, scenario, "found") / residents(scenario)
    if identified >= NEARLY * eligible:
        return f"only {wording.number(eligible, 1)} per 1,000 residents are eligible"
    return f"{wording.number(eligible, 1)} per 1,000 residents are eligible; no more of them are identified by then"


def _before_the_plan(results: Results, scenario: Scenario) -> Iterator[tuple[float, str]]:
    yield _amount(results, scenario, "exits.declined"), "declined the offer"
    yield _amount(results, scenario, "exits.needs_met"), "have their needs met without a plan"
    yield from _gave_up_or_wait(results, scenario, before=True)


def _after_the_plan(results: Results, scenario: Scenario) -> Iterator[tuple[float, str]]:
    yield _amount(results, scenario, "exits.plan_without_budget"), "have a plan and want no budget"
    yield _amount(results, scenario, "exits.refused"), "were refused"
    yield _amount(results, scenario, "exits.nobody_to_provide"), "found nobody to provide"
    yield from _gave_up_or_wait(results, scenario, before=False)


def _gave_up_or_wait(results: Results, scenario: Scenario, *, before: bool) -> Iterator[tuple[float, str]]:
    stages, plan = scenario.pathway.stages, scenario.pathway.index[scenario.pathway.milestones["plan"]]
    here = [stage for code, stage in enumerate(stages) if (code <= plan) == before]
    gave_up = {stage.name: _amount(results, scenario, f"gave_up_at.{stage.name}") for stage in here}
    if total := sum(gave_up.values()):
        most = wording.stage_label(scenario, max(gave_up, key=lambda name: gave_up[name]))
        yield total, f"gave up waiting (most of them at “{most}”)"
    first: dict[str, int] = {}
    for code, stage in enumerate(stages):
        for name in leaves(stage.resource):
            if name:
                first.setdefault(name, code)
    for name, code in first.items():
        if (code <= plan) == before:
            label = wording.resource_label(scenario, name)
            yield _amount(results, scenario, f"queue_at_target.{name}"), f"wait for “{label}”"


def _amount(results: Results, scenario: Scenario, kpi: str) -> float:
    row = results.rows[scenario.name].get((kpi, "all"))
    return 0.0 if row is None or math.isnan(row.mean) else row.mean
