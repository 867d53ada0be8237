"""Lowering: a scenario as the tables that the compiled engine reads."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...model import UNFINISHED, Caseload, Fund, Gate, Meeting, PaymentRun, Resource, Scenario, Stage, Team
from ...model.by_attribute import leaves
from ...model.calendar import Dated
from ...model.limits import UNLIMITED
from ...model.resources import outlasts_the_step
from ...model.reuse import once_unless_moved, supply
from ..timetable import Change, timetable

NO_LIMIT = 1 << 40  #: steps of a stage that may be repeated for ever
CARRIES_OVER, UNCOMMITTED_LAPSES, UNPAID_LAPSES = range(3)
_YEAR_ENDS = {
    "carries_over": CARRIES_OVER,
    "uncommitted_lapses": UNCOMMITTED_LAPSES,
    "unpaid_lapses": UNPAID_LAPSES,
}

#: A stage. `lane` is the rank of its priority; `gives`, `factor` and `period` are where its entries begin in the tables of
#: those names, with how many there are; `clock` is -1 for patience of its own.
STAGE = np.dtype(
    [
        ("lane", "i8"),
        ("works", "i8"),
        ("lasts", "i8"),
        ("asks", "i8"),
        ("patient", "i8"),
        ("clock", "i8"),
        ("max_steps", "i8"),
        ("then", "i8"),
        ("pays", "i8"),
        ("gives", "i8"),
        ("gives_count", "i8"),
        ("factor", "i8"),
        ("factor_count", "i8"),
        ("before", "f8"),
        ("period", "i8"),
        ("period_count", "i8"),
    ]
)

#: A resource. `gathers` is whether it is a meeting or payment run, `kept` its place among those that stay with a person after
#: the step (-1 for the others). A team whose work in hand `follows` its hours has those before any change in `before`, and
#: `changes` of them from `change` on in the table of hours.
RESOURCE = np.dtype(
    [
        ("gathers", "i8"),
        ("team", "i8"),
        ("kept", "i8"),
        ("one_off", "i8"),
        ("fund", "i8"),
        ("year_end", "i8"),
        ("gate", "i8"),
        ("follows", "i8"),
        ("change", "i8"),
        ("changes", "i8"),
        ("before", "f8"),
    ]
)

#: A gate: its resource, and where its `funds` begin in the table of funds. What it needs is kept as its capacity.
GATE = np.dtype([("resource", "i8"), ("fund", "i8"), ("funds", "i8")])

#: A row of the timetable. `hours` are those of a team from then on.
ROW = np.dtype(
    [("day", "f8"), ("change", "i8"), ("resource", "i8"), ("amount", "i8"), ("cutoff", "f8"), ("hours", "f8")]
)


class Tables(NamedTuple):
    """A scenario, the same for all its replications.

    Attributes
    ----------
    capacity, free, hours
        Of each resource on day 0, before anybody comes.
    kept
        The resources whose units stay with a person after the step.
    gives
        Places in `kept` of what stages give back.
    gates, gate_funds
        Gates, and the resources whose money they look at.
    hour_days, hour_rates
        Hours a week that change under work in hand.
    factor_days, factors
        Dated multipliers.
    period_days
        Days on which weights change.
    inside
        The stage of each person inside on day 0.
    size
        Numbers: lanes of each queue, clocks.
    """

    stages: NDArray[np.void]
    resources: NDArray[np.void]
    timetable: NDArray[np.void]
    capacity: NDArray[np.int64]
    free: NDArray[np.int64]
    hours: NDArray[np.float64]
    threshold: NDArray[np.int64]
    kept: NDArray[np.int64]
    gives: NDArray[np.int64]
    gates: NDArray[np.void]
    gate_funds: NDArray[np.int64]
    hour_days: NDArray[np.float64]
    hour_rates: NDArray[np.float64]
    factor_days: NDArray[np.float64]
    factors: NDArray[np.float64]
    period_days: NDArray[np.float64]
    inside: NDArray[np.int64]
    lanes: int
    clocks: int
    horizon: float


def _numbers(scenario: Scenario) -> tuple[object, ...]:
    """Every number of a scenario that is in its tables: of stages what is dated."""
    stages = [(each.priority, each.max_steps, each.dated_multiplier) for each in scenario.pathway.stages]
    return *supply(scenario), stages


@once_unless_moved(_numbers)
def tables_of(scenario: Scenario) -> Tables:
    """The tables of a scenario."""
    stages, resources = scenario.pathway.stages, scenario.resources
    kept = [code for code, resource in enumerate(resources) if outlasts_the_step(resource)]
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
            "works": _works(stage, scenario),
            "lasts": bool(stage.parts),
            "asks": stage.amount is not None,
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
        }
        lowered.append(tuple(fields[name] for name in STAGE.names or ()))
        gives += [kept.index(scenario.resource_index[name]) for name in stage.gives_back]
        factors += _changes(stage.dated_multiplier)
        periods += [day for day, _ in stage.next_changes]
    capacity = np.array([_capacity(resource) for resource in resources], dtype=np.int64)
    committed = np.array([r.committed if isinstance(r, Fund) else 0 for r in resources], dtype=np.int64)
    hours: list[tuple[float, float]] = []
    records = [_resource(resource, code, kept, hours) for code, resource in enumerate(resources)]
    gates: list[tuple[int, int, int]] = []
    gate_funds: list[int] = []
    for code, gate in enumerate(resources):
        if isinstance(gate, Gate):
            gates.append((code, len(gate_funds), len(gate.funds)))
            gate_funds += [scenario.resource_index[name] for name in gate.funds]
    return Tables(
        stages=np.array(lowered, dtype=STAGE),
        resources=np.array(records, dtype=RESOURCE),
        timetable=_timetable(scenario),
        capacity=capacity,
        free=capacity - committed,
        hours=np.array([_hours(resource, 0.0) for resource in resources], dtype=np.float64),
        threshold=np.array([r.needs(0.0) if isinstance(r, Gate) else 0 for r in resources], dtype=np.int64),
        kept=np.array(kept, dtype=np.int64),
        gives=np.array(gives, dtype=np.int64),
        gates=np.array(gates, dtype=GATE),
        gate_funds=np.array(gate_funds, dtype=np.int64),
        hour_days=np.array([day for day, _ in hours], dtype=np.float64),
        hour_rates=np.array([rate for _, rate in hours], dtype=np.float64),
        factor_days=np.array([day for day, _ in factors]),
        factors=np.array([value for _, value in factors]),
        period_days=np.array(periods, dtype=np.float64),
        inside=np.repeat(
            np.array([scenario.pathway.index[entry.stage] for entry in scenario.inside], dtype=np.int64),
            [entry.count for entry in scenario.inside],
        ),
        lanes=len(priorities),
        clocks=len(clocks),
        horizon=float(scenario.horizon),
    )


def _works(stage: Stage, scenario: Scenario) -> bool:
    """Whether the stage's time is in hours of a team's work."""
    return any(
        isinstance(scenario.resources[scenario.resource_index[name]], Team) for name in leaves(stage.resource) if name
    )


def _changes(dated: Dated) -> list[tuple[float, float]]:
    return list(zip(dated.days, dated.values, strict=True))


def _capacity(resource: Resource) -> int:
    if isinstance(resource, Fund):
        return UNLIMITED if resource.unlimited else 0
    return resource.capacity(0.0) if isinstance(resource, Team | Caseload) else 0


def _hours(resource: Resource, day: float) -> float:
    return resource.hours_a_week.at(day) if isinstance(resource, Team) else 0.0


def _resource(resource: Resource, code: int, kept: list[int], hours: list[tuple[float, float]]) -> tuple[float, ...]:
    """The record of a resource; the hours that its work in hand follows are added to those of the others."""
    first = len(hours)
    follows = isinstance(resource, Team) and resource.follows
    if isinstance(resource, Team) and resource.follows:
        hours += _changes(resource.hours_a_week)
    return (
        isinstance(resource, Meeting | PaymentRun),
        isinstance(resource, Team),
        kept.index(code) if code in kept else -1,
        isinstance(resource, Fund) and code not in kept,
        isinstance(resource, Fund),
        _YEAR_ENDS[resource.year_end] if isinstance(resource, Fund) else CARRIES_OVER,
        isinstance(resource, Gate),
        follows,
        first,
        len(hours) - first,
        resource.hours_a_week.before if isinstance(resource, Team) else 0.0,
    )


def _timetable(scenario: Scenario) -> NDArray[np.void]:
    rows = [
        (*row, _hours(scenario.resources[row.resource], row.day) if row.change is Change.CAPACITY else 0.0)
        for row in timetable(scenario)  # whose fields are those of `ROW` but for the last
    ]
    return np.array(rows, dtype=ROW)
