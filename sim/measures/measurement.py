"""The numbers of one replication."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from ..discovery import discover
from ..draws import Draws
from ..engines import EngineOutput
from . import kpis
from .groups import ALL
from .journeys import Floats, Journeys
from .kpis import (
    budgets,
    contacts,
    cost_each,
    costs,
    invitations,
    money,
    people,
    resources,
    reviews,
    staff_hours,
    waits,
)
from .kpis.registry import KPIS, Kpi, Label, in_order_of
from .monthly import monthly

#: Importing these modules fills the registry; in this order KPIs are shown, and then come the others.
KPI_MODULES = (people, budgets, invitations, waits, reviews, resources, staff_hours, contacts, costs, cost_each, money)
discover(kpis.__name__, kpis.__path__)
in_order_of([module.__name__ for module in KPI_MODULES])


@dataclass(frozen=True, kw_only=True)
class Measures:
    """The KPIs of one replication, and its series by month.

    Attributes
    ----------
    labels
        KPI, group and unit of each number.
    values
        The numbers; shape (labels,); NaN where there is no such number.
    months
        The month ends within the horizon.
    series
        KPI, group and unit of each series by month.
    by_month
        Each series at the month ends; shape (series, months).
    """

    labels: tuple[Label, ...]
    values: Floats
    months: tuple[dt.date, ...]
    series: tuple[Label, ...]
    by_month: Floats

    @property
    def kpis(self) -> list[tuple[str, str, float, str]]:
        """Rows of (KPI, group, value, unit)."""
        rows = zip(self.labels, self.values.tolist(), strict=True)
        return [(kpi, group, value, unit) for (kpi, group, unit), value in rows]

    @property
    def monthly(self) -> Iterator[tuple[dt.date, str, str, float, str]]:
        """Rows of (month end, KPI, group, value, unit)."""
        for (kpi, group, unit), values in zip(self.series, self.by_month.tolist(), strict=True):
            for date, value in zip(self.months, values, strict=True):
                yield date, kpi, group, value, unit

    def value(self, kpi: str, group: str = ALL) -> float:
        """The value of one KPI.

        Raises
        ------
        KeyError
            If the scenario has no such KPI or group.
        """
        for (name, label_group, _), value in zip(self.labels, self.values, strict=True):
            if name == kpi and label_group == group:
                return float(value)
        raise KeyError(f"{kpi} of {group}")


def measure(draws: Draws, outcome: EngineOutput, own: Iterable[Kpi] = ()) -> Measures:
    """Work out every KPI of one replication.

    Parameters
    ----------
    draws
        Its random inputs; the scenario comes with them.
    outcome
        What an engine made of them.
    own
        KPIs besides those of the package.

    Returns
    -------
    Measures
        The KPIs, and the series by month.
    """
    journeys = Journeys(draws, outcome)
    labels: list[Label] = []
    values: list[float] = []
    for kpi in (*KPIS.values(), *own):
        kpi_labels, numbers = kpi.numbers(journeys)
        labels += kpi_labels
        values += numbers
    months, series, by_month = monthly(journeys)
    journeys.clear_cache()
    return Measures(
        labels=tuple(labels),
        values=np.array(values, dtype=np.float64) + 0.0,  # so that no 0 is shown as -0
        months=months,
        series=series,
        by_month=by_month + 0.0,
    )
