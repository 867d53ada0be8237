"""Lowering: a scenario as the tables that the compiled engine reads."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...model import UNFINISHED, Gate, Resource, Scenario
from ...model.calendar import Dated
from ...model.limits import UNLIMITED
from ...model.pathway import LOWERED, RAISED
from ...model.resource_kind import WaitRule
from ...model.reuse import ENGINE_TABLES, STAGE_TABLES, cached_per_scenario
from ..stage_time import in_hours_of_work
from ..timetable import timetable
from .tables import GATE, RESOURCE, STAGE, Tables

NO_LIMIT = 1 << 40  #: steps of a stage that may be repeated for ever


@cached_per_scenario(depends_on=ENGINE_TABLES)
def tables_of(scenario: Scenario) -> Tables:
    """The tables of a scenario."""
    resources = scenario.resources
    kept = _kept(scenario)
    hours: list[tuple[float, float]] = []
    records = [_resource(resource, code, kept, hours) for code, resource in enumerate(resources)]
    gates: list[tuple[int, int, int]] = []
    gate_funds: list[int] = []
    for code, gate in enumerate(resources):
        if isinstance(gate, Gate):
            gates.append((code, len(gate_funds), len(gate.funds)))
            gate_funds += [scenario.resource_index[name] for name in gate.funds]
    return Tables(
        **_of_stages(scenario),
        resources=np.array(records, dtype=RESOURCE),
        timetable=timetable(scenario),
        capacity=np.array([resource.initial_capacity for resource in resources], dtype=np.int64),
        free=np.array([resource.initial_free for resource in resources], dtype=np.int64),
        hours=np.array([resource.hours(0.0) for resource in resources], dtype=np.float64),
        threshold=np.array([resource.initial_threshold for resource in resources], dtype=np.int64),
        kept=np.array(kept, dtype=np.int64),
        gates=np.array(gates, dtype=GATE),
        gate_funds=np.array(gate_funds, dtype=np.int64),
        hour_days=np.array([day for day, _ in hours], dtype=np.float64),
        hour_rates=np.array([rate for _, rate in hours], dtype=np.float64),
        inside=np.repeat(
            np.array([scenario.pathway.index[entry.stage] for entry in scenario.inside], dtype=np.int64),
            [entry.count for entry in scenario.inside],
        ),
        fewer_than=scenario.invitations.fewer_than if scenario.invitations else UNLIMITED,
        horizon=float(scenario.horizon),
    )


def _kept(scenario: Scenario) -> list[int]:
    """The codes of the resources whose units stay with a person after the step."""
    return [code for code, resource in enumerate(scenario.resources) if resource.held_after_step]


@cached_per_scenario(depends_on=STAGE_TABLES)
def _of_stages(scenario: Scenario) -> dict[str, Any]:
    """The tables of the stages, which staff who come and go leave as they are."""
    stages, kept = scenario.pathway.stages, _kept(scenario)
    priorities = sorted({stage.priority for stage in stages})
    clocks = sorted({stage.patience.clock for stage in stages if stage.patience and stage.patience.clock})
    gives: list[int] = []
    factors: list[tuple[float, float]] = []
    periods: list[float] = []
    lowered = []
    for stage in stages:
        patience = stage.patience
        fields = {
            "lane": priorities.index(stage.priority),
            "works": in_hours_of_work(stage, scenario),
            "lasts": bool(stage.parts),
            "asks": stage.amount is not None,
            "raises": stage.held_money == RAISED,
            "lowers": stage.held_money == LOWERED,
            "patient": patience is not None,
            "clock": clocks.index(patience.clock) if patience and patience.clock else -1,
            "max_steps": stage.max_steps or NO_LIMIT,
            "then": scenario.pathway.index[stage.then] if stage.then else UNFINISHED,
            "pays": stage.pays,
            "gives": len(gives),
            "gives_count": len(stage.gives_back),
            "factor": len(factors),
            "factor_count": len(stage.dated_multiplier.days),
            "before": stage.dated_multiplier.before,
            "period": len(periods),
            "period_count": len(stage.next_changes),
            "counts": scenario.invitations is not None and stage.name in scenario.invitations.at,
        }
        lowered.append(tuple(fields[name] for name in STAGE.names or ()))
        gives += [kept.index(scenario.resource_index[name]) for name in stage.gives_back]
        factors += _changes(stage.dated_multiplier)
        periods += [day for day, _ in stage.next_changes]
    return {
        "stages": np.array(lowered, dtype=STAGE),
        "gives": np.array(gives, dtype=np.int64),
        "factor_days": np.array([day for day, _ in factors]),
        "factors": np.array([value for _, value in factors]),
        "period_days": np.array(periods, dtype=np.float64),
        "lanes": len(priorities),
        "clocks": len(clocks),
    }


def _changes(dated: Dated) -> list[tuple[float, float]]:
    return list(zip(dated.days, dated.values, strict=True))


def _resource(resource: Resource, code: int, kept: list[int], hours: list[tuple[float, float]]) -> tuple[float, ...]:
    """The record of a resource; the hours that its work in hand tracks are added to those of the others."""
    first, tracked = len(hours), resource.tracked_hours
    if tracked:
        hours += _changes(tracked)
    return (
        resource.wait_rule is WaitRule.MEETING,
        resource.wait_rule is WaitRule.GATE,
        resource.held_for_step,
        kept.index(code) if code in kept else -1,
        resource.is_spent,
        resource.unequal_amounts,
        resource.late_money_lapses,
        resource.unpaid_money_lapses,
        tracked is not None,
        first,
        len(hours) - first,
        tracked.before if tracked else 0.0,
    )
