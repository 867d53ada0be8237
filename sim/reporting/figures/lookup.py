"""Numbers of an experiment by name, ready for drawing and telling."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...experiments import Results
from ...experiments.analysis.statistics import Row, has_quantile
from ...model import Scenario, Target
from .. import wording
from ..run_quality import without_interval

ALL = "all"
NINE_IN_TEN = 0.05  #: of the runs lie below a range of nine runs in ten, and as many above
NOTHING = Row(mean=math.nan, low=math.nan, high=math.nan, q05=math.nan, q95=math.nan, undefined=0, unit="")


@dataclass(frozen=True, kw_only=True)
class Series:
    """A KPI over time: `values` has shape (runs, dates)."""

    dates: list[dt.date]
    values: NDArray[np.float64]

    @property
    def mean(self) -> NDArray[np.float64]:
        """The mean over the runs."""
        return np.asarray(self.values.mean(axis=0))

    @property
    def ends(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Between what nine runs in ten lie; all of them, where they are too few to leave any out."""
        shares = (NINE_IN_TEN, 1 - NINE_IN_TEN) if has_quantile(NINE_IN_TEN, len(self.values)) else (0.0, 1.0)
        low, high = np.quantile(self.values, shares, axis=0)
        return low, high


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
    def without_interval(self) -> str:
        """Why there are no intervals; empty where runs are enough for them."""
        return without_interval(self.runs, self.results.block, "run")

    @property
    def has_nine_in_ten(self) -> bool:
        """Whether there are enough runs to leave out the lowest and the highest twentieth of them."""
        return bool(has_quantile(NINE_IN_TEN, self.runs))

    @property
    def shaded(self) -> str:
        """What a shaded range over time shows."""
        if has_quantile(NINE_IN_TEN, self.followed):
            return "where nine runs in ten lie"
        return "from the lowest run to the highest"

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
    def until(self) -> str:
        """By when totals are taken, in words."""
        return wording.date(self.as_at) if self.dated else self.ending

    @property
    def ending(self) -> str:
        """When the simulation ends, in words."""
        return wording.date(self.end) if self.dated else f"day {wording.number(self.baseline.horizon)}"

    @property
    def dated(self) -> bool:
        """Whether the calendar means anything here: a plain queue has no dates."""
        return "start" in self.baseline.mapping or bool(self.baseline.targets)

    def row(self, scenario: Scenario, kpi: str, group: str = ALL) -> Row:
        """The summary of a KPI; all NaN where the scenario has none."""
        return self.results.rows[scenario.name].get((kpi, group), NOTHING)

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
            for name, of in self.results.rows[scenario.name]
            if of == group and name.startswith(head)
        ]

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
        place = next((at for at, label in enumerate(numbers.series) if label[:2] == (kpi, ALL)), None)
        points: dict[dt.date, NDArray[np.float64]] = {}
        if place is not None:
            points = {date: numbers.monthly[:, place, at] for at, date in enumerate(numbers.months)}
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

    def values(self, scenario: Scenario, kpi: str, group: str = ALL) -> NDArray[np.float64]:
        """A KPI's value in every run."""
        found = self.results.numbers[scenario.name].of(kpi, group)
        return np.empty(0) if found is None else found

    def leading(self) -> list[Scenario]:
        """The scenarios to show where there is room for two: both, or the baseline and the one with the most plans."""
        if len(self.scenarios) <= 2:
            return list(self.scenarios)
        best = max(
            self.others, key=lambda each: (self.amount(each, "plans_completed"), self.amount(each, "budgets_live"))
        )
        return [self.baseline, best]
