"""The numbers of an experiment by scenario, KPI and group, for whatever words or draws them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...measures.kpis.headlines import BUDGETS, PLANS
from ...model import Scenario, Target
from ..kpi_matrix import Floats
from ..results import Results
from .statistics import TAIL, KpiSummary, has_interval, has_quantile

ALL = "all"
NO_NUMBER = KpiSummary(mean=math.nan, low=math.nan, high=math.nan, q05=math.nan, q95=math.nan, undefined=0, unit="")


@dataclass(frozen=True, kw_only=True)
class Series:
    """A KPI over time.

    Attributes
    ----------
    dates
        At whose ends the KPI is given, in order.
    values
        Shape (runs, dates), in the unit of the KPI.
    """

    dates: list[dt.date]
    values: Floats

    @property
    def mean(self) -> Floats:
        """The mean over the runs, shape (dates,)."""
        return np.asarray(self.values.mean(axis=0))

    @property
    def ends(self) -> tuple[Floats, Floats]:
        """Between what nine runs in ten lie, each of shape (dates,); all of them, where too few to leave any out."""
        shares = (TAIL, 1 - TAIL) if has_quantile(TAIL, len(self.values)) else (0.0, 1.0)
        low, high = np.quantile(self.values, shares, axis=0)
        return low, high

    @property
    def peak(self) -> float:
        """The largest mean of any date."""
        return float(self.mean.max())


class Lookup:
    """Means, runs and series of an experiment by scenario and KPI.

    Parameters
    ----------
    results
        The experiment.
    """

    def __init__(self, results: Results) -> None:
        self.results = results
        self.scenarios: Sequence[Scenario] = results.scenarios
        self.baseline = results.baseline
        self.others = results.scenarios[1:]
        self.runs = results.replications
        self.followed = len(results.numbers[results.baseline.name].monthly)  #: runs whose month ends were kept

    @property
    def has_intervals(self) -> bool:
        """Whether there are enough runs for intervals of means."""
        return has_interval(self.runs, self.results.block)

    @property
    def has_nine_in_ten(self) -> bool:
        """Whether there are enough runs to leave out the lowest and the highest twentieth of them."""
        return bool(has_quantile(TAIL, self.runs))

    @property
    def follows_nine_in_ten(self) -> bool:
        """Whether there are enough runs with month ends for that."""
        return bool(has_quantile(TAIL, self.followed))

    @property
    def target(self) -> Target | None:
        """The last target, or None."""
        return self.baseline.targets[-1] if self.baseline.targets else None

    @property
    def as_at(self) -> dt.date:
        """The day at whose end totals are taken: the last target's, or the last before the horizon."""
        return self.target.date if self.target else self.end - dt.timedelta(days=1)

    @property
    def end(self) -> dt.date:
        """The day on which the simulation ends."""
        return self.baseline.start + dt.timedelta(days=math.ceil(self.baseline.horizon))

    @property
    def dated(self) -> bool:
        """Whether the calendar means anything here: a plain queue has no dates."""
        return "start" in self.baseline.mapping or bool(self.baseline.targets)

    def row(self, scenario: Scenario, kpi: str, group: str = ALL) -> KpiSummary:
        """The summary of a KPI; all NaN where the scenario has none."""
        return self.results.rows[scenario.name].get((kpi, group), NO_NUMBER)

    def mean(self, scenario: Scenario, kpi: str, group: str = ALL) -> float:
        """The mean of a KPI; NaN where the scenario has none."""
        return self.row(scenario, kpi, group).mean

    def amount(self, scenario: Scenario, kpi: str, group: str = ALL) -> float:
        """The mean of a KPI; 0 where the scenario has none."""
        mean = self.mean(scenario, kpi, group)
        return 0.0 if math.isnan(mean) else mean

    def has(self, kpi: str, group: str = ALL) -> bool:
        """Whether any scenario has a number for a KPI."""
        return any(not math.isnan(self.mean(scenario, kpi, group)) for scenario in self.scenarios)

    def items(self, scenario: Scenario, kpi: str, group: str = ALL) -> list[str]:
        """The items of a KPI, such as every exit of ``exits``."""
        head = f"{kpi}."
        return [
            name.removeprefix(head)
            for name, row_group in self.results.rows[scenario.name]
            if row_group == group and name.startswith(head)
        ]

    def amounts(self, scenario: Scenario, kpi: str) -> dict[str, float]:
        """The means of a KPI's items by item; 0 where there is none."""
        return {item: self.amount(scenario, f"{kpi}.{item}") for item in self.items(scenario, kpi)}

    def series(self, scenario: Scenario, kpi: str, start: float | None = None) -> Series | None:
        """A KPI over time, or None where there is none.

        Parameters
        ----------
        scenario, kpi
            Of which scenario, which KPI.
        start
            Its value on the first day, if that is known. The values at target dates, where the KPI has them, are added too.
        """
        numbers = self.results.numbers[scenario.name]
        column = next((index for index, label in enumerate(numbers.series) if label[:2] == (kpi, ALL)), None)
        points: dict[dt.date, Floats] = {}
        if column is not None:
            points = {date: numbers.monthly[:, column, month] for month, date in enumerate(numbers.months)}
        if start is not None:
            points[scenario.start] = np.full(self.followed, float(start))
        for target in scenario.targets:
            name = f"{kpi}.{target.date.isoformat()}"
            if target.date not in points and (name, ALL) in self.results.rows[scenario.name]:
                points[target.date] = self.values(scenario, name)[: self.followed]
        if len(points) < 2:
            return None
        dates = sorted(points)
        return Series(dates=dates, values=np.column_stack([points[date] for date in dates]))

    def values(self, scenario: Scenario, kpi: str, group: str = ALL) -> Floats:
        """A KPI's value in every run, shape (runs,); empty where the scenario has none."""
        values = self.results.numbers[scenario.name].of(kpi, group)
        return np.empty(0) if values is None else values

    def range_of_runs(self, scenario: Scenario, kpi: str) -> tuple[float, float]:
        """Between what nine runs in ten lie, in the unit of the KPI; all of them, where too few to leave any out."""
        row = self.row(scenario, kpi)
        if self.has_nine_in_ten:
            return row.q05, row.q95
        values = self.values(scenario, kpi)
        return float(values.min()), float(values.max())

    def leading(self) -> list[Scenario]:
        """The scenarios to show where there is room for two: both, or the baseline and the one with the most plans."""
        if len(self.scenarios) <= 2:
            return list(self.scenarios)
        best = max(
            self.others, key=lambda scenario: (self.amount(scenario, PLANS.kpi), self.amount(scenario, BUDGETS.kpi))
        )
        return [self.baseline, best]
