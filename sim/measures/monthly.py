"""Series by month: totals to date, and who is where, at each month's end within the horizon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .accounts import KINDS, pounds, reported_accounts
from .goals import goal_counts
from .groups import ALL
from .journeys import Floats, Journeys
from .kpis import budgets as budget_kpis
from .kpis import people as people_kpis
from .kpis.registry import Label, labels
from .occupancy import occupancy
from .reporting_dates import month_ends_of

#: Some series: their labels, and their numbers at the month ends; shape (series, months).
SeriesBlock: TypeAlias = tuple[tuple[Label, ...], NDArray[Any]]

_PEOPLE = {
    "plans_completed": ("plan", "plans", people_kpis.plans),
    "budgets_received": ("live", "budgets", budget_kpis.received),
    "budgets_live": ("live", "budgets", budget_kpis.live),
    "budgets_counted": ("live", "budgets", budget_kpis.counted),
    "identified": (None, "people", people_kpis.identified),
}
_GOALS = ("set", "achieved", "pending")
_MONEY = (
    ("money_committed", "pounds", "committed", ("one_off",)),
    ("money_left", "pounds", "left", ("one_off",)),
    ("yearly_committed", "pounds a year", "committed", ("recurrent",)),
    ("money_spent", "pounds", "spent", KINDS),
)


def monthly(journeys: Journeys) -> tuple[tuple[dt.date, ...], tuple[Label, ...], Floats]:
    """The month ends; KPI, group and unit of each series; and its numbers, shape (series, months).

    The series of a resource's queue is of those waiting at the month's end, unlike the KPI, which is a mean over time.
    """
    months = tuple(date for date, _ in month_ends_of(journeys.scenario))
    if not months:
        return (), (), np.zeros((0, 0))
    blocks = [*_people(journeys), *_occupancy(journeys), *_money(journeys)]
    series = tuple(label for block_labels, _ in blocks for label in block_labels)
    return months, series, np.concatenate([numbers for _, numbers in blocks], dtype=np.float64)


def _people(journeys: Journeys) -> Iterator[SeriesBlock]:
    """Everyone's, and each cohort's; values of attributes have no series."""
    scenario, months = journeys.scenario, journeys.reporting_dates.month_index
    groups = journeys.groups.of("cohorts")

    def at_months(name: str, unit: str, numbers: NDArray[Any]) -> SeriesBlock:
        return labels(name, unit, groups, ("",)), numbers[: len(groups), months]

    for name, (milestone, unit, count) in _PEOPLE.items():
        if milestone is None or milestone in scenario.pathway.milestones:
            yield at_months(name, unit, count(journeys))
    funders, live = budget_kpis.live_by_funder(journeys)
    if funders:
        yield labels("budgets_of", "budgets", (ALL,), tuple(funders)), live[:, months]
    if (goals := goal_counts(journeys)) is not None:
        for fate in _GOALS:
            yield at_months(f"goals_{fate}", "goals", goals.of(fate).sum(axis=1))


def _occupancy(journeys: Journeys) -> Iterator[SeriesBlock]:
    """People in each queue and stage at each month's end: those who had joined, less those whose time there was over."""
    people, months = occupancy(journeys), journeys.reporting_dates.month_index
    resources = tuple(resource.name for resource in journeys.scenario.resources)
    stages = tuple(stage.name for stage in journeys.scenario.pathway.stages)
    yield labels("queue", "people", (ALL,), resources), people.waiting[:, months]
    yield labels("at_stage", "people", (ALL,), stages), people.at_stage[:, months]


def _money(journeys: Journeys) -> Iterator[SeriesBlock]:
    for kpi, unit, column, kinds in _MONEY:
        items, values = pounds(reported_accounts(journeys), column, kinds)
        yield labels(kpi, unit, (ALL,), items), values[:, 1:]  # the first is the day of all totals
