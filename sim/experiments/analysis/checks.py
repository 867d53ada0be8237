"""Whether the scenarios' own checks hold in an experiment."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ...model import Check, Scenario
from .lookup import Lookup


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """What a check of a scenario comes to: the mean of its KPI, and whether that lies in the band; None: there is no mean."""

    scenario: Scenario
    check: Check
    mean: float
    is_inside: bool | None


def check_results(lookup: Lookup) -> list[CheckResult]:
    """The checks of every scenario, in their order."""
    results = []
    for scenario in lookup.scenarios:
        for check in scenario.checks:
            mean = lookup.mean(scenario, check.kpi, check.group)
            inside = None if math.isnan(mean) else check.low <= mean <= check.high
            results.append(CheckResult(scenario=scenario, check=check, mean=mean, is_inside=inside))
    return results
