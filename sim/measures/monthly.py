"""Series by month: totals to date, and stocks, at each month's end within the horizon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import kpis_people
from .ends import ends_of_months
from .goals import counted
from .groups import ALL
from .journeys import Floats, Journeys
from .money import KINDS, accounts_kept, pounds
from .sweeps import add_moves


@dataclass(frozen=True, kw_only=True)
class Series:
    """One KPI of one group by month; `values` has one place a month end."""

    kpi: str
    group: str
    unit: str
    values: NDArray[np.float64]


_PEOPLE = {
    "plans_completed": ("plan", "plans", kpis_people.plans),
    "budgets_received": ("live", "budgets", kpis_people.budgets),
    "budgets_live": ("live", "budgets", kpis_people.live),
    "found": (None, "people", kpis_people.found),
}
_GOALS = ("achieved", "pending")
_MONEY = (
    ("money_committed", "pounds", "committed", ("one_off",)),
    ("money_left", "pounds", "left", ("one_off",)),
    ("yearly_committed", "pounds a year", "committed", ("recurrent",)),
    ("money_spent", "pounds", "spent", KINDS),
)


def monthly(journeys: Journeys) -> tuple[list[dt.date], list[Series]]:
    """The month ends, and each series at them.

    The series of a resource's queue is of those waiting at the month's end, unlike the KPI, which is a mean over time.
    """
    ends = ends_of_months(journeys.scenario)
    days = np.array([day for _, day in ends])
    series = [*_people(journeys), *_places(journeys, days), *_money(journeys)] if ends else []
    return [date for date, _ in ends], series


def _people(journeys: Journeys) -> Iterator[Series]:
    """Everyone's, and each cohort's; levels of activation are told at the targets only."""
    groups = (ALL, *journeys.groups.cohorts)
    for name, (milestone, unit, count) in _PEOPLE.items():
        if milestone is None or milestone in journeys.scenario.pathway.milestones:
            for group, numbers in zip(groups, count(journeys), strict=False):
                yield Series(kpi=name, group=group, unit=unit, values=numbers[journeys.ends.months].astype(float))
    if (goals := counted(journeys)) is not None:
        for name, by_place in {"goals_set": goals.set, **{f"goals_{f}": goals.of(f) for f in _GOALS}}.items():
            for group, numbers in zip(groups, by_place.sum(axis=1), strict=False):
                yield Series(kpi=name, group=group, unit="goals", values=numbers[journeys.ends.months].astype(float))


def _places(journeys: Journeys, days: Floats) -> Iterator[Series]:
    """People in each queue and stage at each end: those who had joined, less those whose time there was over."""
    # Ends are whole days, so the first end after a moment follows from its whole day alone.
    first_end = np.searchsorted(days, np.arange(int(np.ceil(journeys.scenario.horizon)) + 1), side="right")
    resources = [resource.name for resource in journeys.scenario.resources]
    stages = [stage.name for stage in journeys.scenario.pathway.stages]
    waiting, there = (np.zeros((len(names), len(days) + 1), dtype=np.int64) for names in (resources, stages))
    steps = journeys.resource, journeys.stage, journeys.joined, journeys.started, journeys.finished
    add_moves(waiting, there, first_end, steps)
    queue, stage = (moved[:, :-1].cumsum(axis=1).astype(float) for moved in (waiting, there))
    for kpi, names, stock in (("queue", resources, queue), ("at_stage", stages, stage)):
        for name, values in zip(names, stock, strict=True):
            yield Series(kpi=f"{kpi}.{name}", group=ALL, unit="people", values=values)


def _money(journeys: Journeys) -> Iterator[Series]:
    kept = accounts_kept(journeys)
    for kpi, unit, what, kinds in _MONEY:
        funds = {name: account for name, account in kept.items() if account.fund.kind in kinds}
        for item, values in pounds(funds, what).items():
            yield Series(kpi=f"{kpi}.{item}" if item else kpi, group=ALL, unit=unit, values=values[1:])
