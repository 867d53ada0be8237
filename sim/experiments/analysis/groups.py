"""Who is reached and who is left behind: numbers per 100 of a cohort or group, and what became of goals."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from ...measures import GROUPED
from ...model import Scenario
from .lookup import Lookup
from .people import visible

GOAL_FATES = ("achieved", "pending", "unfunded", "unsourced", "refused", "lost")  #: what can become of a goal


def groups_of(lookup: Lookup) -> list[str]:
    """The baseline's groups besides everyone in which there is anybody: cohorts, then the values of each attribute."""
    values = lookup.baseline.people.values
    names = [*values["cohort"], *(f"{name}.{value}" for name in GROUPED for value in values.get(name, ()))]
    return [
        name for name in names if any(lookup.amount(scenario, "identified", name) > 0 for scenario in lookup.scenarios)
    ]


def with_numbers(
    lookup: Lookup, scenarios: Iterable[Scenario], kpis: Iterable[str], groups: Sequence[str]
) -> list[str]:
    """Those of some KPIs of which any group of any of some scenarios has a number above nought."""
    shown = list(scenarios)
    return [
        kpi for kpi in kpis if any(lookup.amount(scenario, kpi, group) > 0 for scenario in shown for group in groups)
    ]


def eligible(scenario: Scenario, cohort: str) -> float:
    """How many people of a cohort there are in all localities; 0 where the scenario has no such cohort."""
    return next((group.size * scenario.locality_count for group in scenario.people.cohorts if group.name == cohort), 0)


def per_100_eligible(lookup: Lookup, scenario: Scenario, kpi: str, cohort: str) -> float:
    """A number of people per 100 eligible people of a cohort; NaN where the scenario has no such cohort."""
    size = eligible(scenario, cohort)
    return 100 * lookup.mean(scenario, kpi, cohort) / size if size else math.nan


def per_100_not_identified(lookup: Lookup, scenario: Scenario, cohort: str) -> float:
    """How many of every 100 eligible people of a cohort were not identified; NaN where there is no such cohort."""
    return 100 - per_100_eligible(lookup, scenario, "identified", cohort)


def per_100_identified(lookup: Lookup, scenario: Scenario, kpi: str, group: str) -> float:
    """A number of people per 100 of a group who were identified; NaN where nobody was."""
    identified = lookup.mean(scenario, "identified", group)
    return 100 * lookup.mean(scenario, kpi, group) / identified if identified else math.nan


def goals_achieved(lookup: Lookup, scenario: Scenario, group: str) -> float:
    """Of 100 goals set, how many were achieved; NaN where there is none."""
    goals = lookup.mean(scenario, "goals_set", group)
    return 100 * lookup.mean(scenario, "goals_achieved", group) / goals if goals else math.nan


def goal_shares(lookup: Lookup, scenario: Scenario) -> dict[str, float]:
    """Of 100 goals set, how many came to what, by `GOAL_FATES`."""
    goals = lookup.amount(scenario, "goals_set")
    return {fate: 100 * lookup.amount(scenario, f"goals_{fate}") / goals for fate in GOAL_FATES}


def visible_goal_fates(shares: Mapping[str, Mapping[str, float]]) -> list[str]:
    """What became of goals in any scenario, but for what is too little to be seen."""
    visible_fates = visible(shares.values())
    return [fate for fate in GOAL_FATES if fate in visible_fates]


def share_of(part: float, whole: float) -> float:
    """A part of a whole, from 0 to 1; NaN where there is no whole."""
    return part / whole if whole else math.nan
