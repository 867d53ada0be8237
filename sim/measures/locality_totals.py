"""Places together: what the numbers of many localities add up to."""

from __future__ import annotations

import numpy as np

from ..model import Scenario
from ..model.calendar import month_ends
from .journeys import Floats
from .kpis.registry import Label
from .measurement import Measures

#: Units of which sums make sense.
ADDED = (
    "plans",
    "budgets",
    "people",
    "goals",
    "hours",
    "contacts",
    "pounds",
    "pounds a year",
    "years",
    "ASCOT years",
    "EQ-5D years",
    "admissions",
    "attendances",
)
BY_YEAR = ("cash_in_year", "full_year_effect", "liability")  #: told for every financial year, whenever a place joins
AVERAGED = " per 1,000 residents"  #: the end of units that are averaged, since all places have as many residents
OF_ITS_OWN_TIME = ("queue",)  #: means over the time since the place joined, which differs between places


class Together:
    """Adds up localities one by one, so that only the sums are kept.

    A place that joins after the last target date (the horizon where there is none) adds nothing but what is told by year. What
    cannot be added up, such as medians and shares, is left out.

    Parameters
    ----------
    scenario
        The scenario of all localities together.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.places = scenario.places
        self.months = tuple(date for date, _ in month_ends(scenario.start, scenario.horizon))
        self.kpis: dict[Label, float] = {}
        self.series: dict[Label, Floats] = {}

    def add(self, local: Scenario, measured: Measures) -> None:
        """Add a place, which has a scenario of its own."""
        in_time = bool(local.targets) or not self.scenario.targets
        for name, group, value, unit in measured.kpis:
            kpi = name.split(".")[0]
            if kpi in OF_ITS_OWN_TIME or not (in_time or kpi in BY_YEAR):
                continue
            if unit.endswith(AVERAGED):
                value = value / self.places  # noqa: PLW2901
            elif unit not in ADDED:
                continue
            key = (name, group, unit)
            self.kpis[key] = self.kpis.get(key, 0.0) + value
        late = len(self.months) - len(measured.months)
        for label, values in zip(measured.series, measured.by_month, strict=True):
            if label not in self.series:
                self.series[label] = np.zeros(len(self.months))
            self.series[label][late:] += values

    def measures(self) -> Measures:
        """The numbers of all places added so far."""
        return Measures(
            labels=tuple(self.kpis),
            values=np.array([*self.kpis.values()]),
            months=self.months,
            series=tuple(self.series),
            by_month=np.array([*self.series.values()]).reshape(len(self.series), len(self.months)),
        )
