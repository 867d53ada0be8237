"""The numbers of many localities, added up one locality at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..model import Fault, Scenario, ScenarioError
from ..model.calendar import month_ends
from .journeys import Floats
from .kpis.own import OwnKpi
from .kpis.registry import KPIS, Kpi, Label
from .measurement import Measures


class LocalityTotals:
    """Adds up localities one by one, so that only the sums are kept.

    A KPI adds up as its `over_localities` says; one that adds up to nothing is left out. A locality that joins after the last
    target date (the horizon where there is none) adds only to KPIs by financial year. Series by month are sums of all.

    Parameters
    ----------
    scenario
        The scenario of all localities together.
    own
        KPIs besides those of the package.

    Raises
    ------
    ScenarioError
        If a KPI does not say how it adds up over localities.
    """

    def __init__(self, scenario: Scenario, own: Sequence[Kpi] = ()) -> None:
        self.scenario = scenario
        self.months = tuple(date for date, _ in month_ends(scenario.start, scenario.horizon))
        self.kpis: dict[Label, float] = {}
        self.series: dict[Label, Floats] = {}
        self._by_name = {**KPIS, **{kpi.name: kpi for kpi in own}}
        faults = [_says_nothing(kpi) for kpi in own if kpi.over_localities is None]
        if faults:
            raise ScenarioError(faults)

    def add(self, local: Scenario, measures: Measures) -> None:
        """Add the numbers of one locality, which has a scenario of its own."""
        joined_in_time = bool(local.targets) or not self.scenario.targets
        for label, value in zip(measures.labels, measures.values.tolist(), strict=True):
            kpi = self._by_name[label[0].split(".", 1)[0]]
            if kpi.over_localities == "none" or not (joined_in_time or kpi.looks_at == "years"):
                continue
            added = value / self.scenario.locality_count if kpi.over_localities == "mean" else value
            self.kpis[label] = self.kpis.get(label, 0.0) + added
        late = len(self.months) - len(measures.months)
        for label, values in zip(measures.series, measures.by_month, strict=True):
            if label not in self.series:
                self.series[label] = np.zeros(len(self.months))
            self.series[label][late:] += values

    def measures(self) -> Measures:
        """The numbers of all localities added so far."""
        return Measures(
            labels=tuple(self.kpis),
            values=np.array([*self.kpis.values()]),
            months=self.months,
            series=tuple(self.series),
            by_month=np.array([*self.series.values()]).reshape(len(self.series), len(self.months)),
        )


def _says_nothing(kpi: Kpi) -> Fault:
    path = f"{kpi.file.name}: {kpi.name}" if isinstance(kpi, OwnKpi) else kpi.name
    allowed = 'over_localities="sum", "mean" or "none" in its @kpi(...), since this scenario has many localities'
    return Fault(path=path, found=None, allowed=allowed)
