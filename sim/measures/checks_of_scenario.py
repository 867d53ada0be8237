"""The checks that a scenario states of itself: whether they speak of KPIs that there are."""

from __future__ import annotations

from ..model import Fault, Scenario
from ..model.errors import one_of
from .kpis.registry import KPIS

SHOWN = "ipc show kpis"  #: what lists the KPIs


def misspelt_kpis(scenario: Scenario) -> list[Fault]:
    """The checks of a scenario that speak of no KPI, and so would never be told."""
    return [
        Fault(
            path=f"checks[{index}].kpi",
            found=check.kpi,
            allowed=one_of(KPIS, check.kpi.partition(".")[0], listed=SHOWN),
        )
        for index, check in enumerate(scenario.checks)
        if check.kpi.partition(".")[0] not in KPIS
    ]
