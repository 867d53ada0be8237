"""The checks that a scenario states of itself: whether they speak of KPIs that there are."""

from __future__ import annotations

from ..model import Fault, Scenario
from .kpis.registry import KPIS, kpi_names


def misspelt_kpis(scenario: Scenario) -> list[Fault]:
    """The checks of a scenario that speak of no KPI, and so would never be reported."""
    return [
        Fault(
            path=f"checks[{index}].kpi",
            found=check.kpi,
            allowed=kpi_names(check.kpi, KPIS),
        )
        for index, check in enumerate(scenario.checks)
        if check.kpi.partition(".")[0] not in KPIS
    ]
