"""Series by month: totals to date, and stocks, at each month's end within the horizon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .accounts import KINDS, accounts_kept, pounds
from .goals import counted
from .groups import ALL
from .journeys import Floats, Journeys
from .kpis import people
from .kpis.registry import Label, labels
from .occupancy import stocks
from .reporting_dates import ends_of_months

#: Some series: what they are called, and their numbers at the month ends; shape (series, months).
Part: TypeAlias = tuple[tuple[Label, ...], NDArray[Any]]

_PEOPLE = {
    "plans_completed": ("plan", "plans", people.plans),
    "budgets_received": ("live", "budgets", people.budgets),
    "budgets_live": ("live", "budgets", people.live),
    "found": (None, "people", people.found),
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
    months = tuple(date for date, _ in ends_of_months(journeys.scenario))
    if not months:
        return (), (), np.zeros((0, 0))
    parts = [*_people(journeys), *_places(journeys), *_money(journeys)]
    series = tuple(label for told, _ in parts for label in told)
    return months, series, np.concatenate([numbers for _, numbers in parts], dtype=np.float64)


def _people(journeys: Journeys) -> Iterator[Part]:
    """Everyone's, and each cohort's; levels of activation are told at the targets only."""
    scenario, months = journeys.scenario, journeys.ends.months
    groups = journeys.groups.names[: 1 + len(journeys.groups.cohorts)]

    def at_months(name: str, unit: str, numbers: NDArray[Any]) -> Part:
        return labels(name, unit, groups, ("",)), numbers[: len(groups), months]

    for name, (milestone, unit, count) in _PEOPLE.items():
        if milestone is None or milestone in scenario.pathway.milestones:
            yield at_months(name, unit, count(journeys))
    funders, live = people.live_by_funder(journeys)
    if funders:
        yield labels("budgets_of", "budgets", (ALL,), tuple(funders)), live[:, months]
    if (goals := counted(journeys)) is not None:
        for fate in _GOALS:
            yield at_months(f"goals_{fate}", "goals", goals.of(fate).sum(axis=1))


def _places(journeys: Journeys) -> Iterator[Part]:
    """People in each queue and stage at each end: those who had joined, less those whose time there was over."""
    scenario, found, months = journeys.scenario, stocks(journeys), journeys.ends.months
    for kpi, places, stock in (
        ("queue", scenario.resources, found.waiting),
        ("at_stage", scenario.pathway.stages, found.there),
    ):
        names = tuple(place.name for place in places)
        yield labels(kpi, "people", (ALL,), names), stock[:, months]


def _money(journeys: Journeys) -> Iterator[Part]:
    for kpi, unit, what, kinds in _MONEY:
        items, values = pounds(accounts_kept(journeys), what, kinds)
        yield (
            labels(kpi, unit, (ALL,), items),
            values[:, 1:],
        )  # the first is the end of all totals
