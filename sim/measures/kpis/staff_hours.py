"""The hours of staff: worked, employed, and what share of these was used."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from ...model import Scenario, Team
from ..journeys import Journeys
from ..staff_time import hours_by_team, hours_employed
from .registry import Values, kpi

UNIT_COSTS = (
    "Hours are counted in the simulation. What a working hour costs is derived from published unit costs, in which "
    "leave, sickness and overheads are reckoned, of a band 4 (X238), a nurse (X234) and a social worker (X244); so "
    "the hours for which somebody is employed are counted without the share of time that people are away in the "
    "long run. Which grade does which work is assumed."
)


def _teams(scenario: Scenario) -> Iterable[tuple[int, Team]]:
    return ((code, team) for code, team in enumerate(scenario.resources) if isinstance(team, Team))


@kpi(
    "staff_hours",
    unit="hours",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition="Hours of work done since the start; in all and by team.",
)
def _staff_hours(journeys: Journeys) -> Values:
    hours = hours_by_team(journeys)
    return {"": sum(hours.values()), **hours} if hours else {}


def _employed(journeys: Journeys) -> dict[str, float]:
    """Hours for which each team was employed, worked out once."""
    day = np.array([journeys.totals_day])
    return {team.name: float(hours_employed(journeys, code, day)[0]) for code, team in _teams(journeys.scenario)}


@kpi(
    "employed_hours",
    unit="hours",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition="Working hours for which staff were employed since the start, without the share of time that people "
    "are on leave or ill in the long run; in all and by team. Of a team without a limit, the hours worked.",
    evidence="Counted in the simulation, from posts and hours a week that are mostly assumed.",
)
def _employed_hours(journeys: Journeys) -> Values:
    hours = journeys.cached(_employed)
    return {"": sum(hours.values()), **hours} if hours else {}


@kpi(
    "share_of_hours_used",
    unit="share",
    direction="up",
    looks_at="target",
    over_localities="none",
    definition="Hours of work done, divided by the working hours for which staff were employed, both since the "
    "start; in all and by team. Above 1 where work in hand went on after posts had ended, or where people were away "
    "less than in the long run; empty where nobody was employed.",
)
def _share_of_hours_used(journeys: Journeys) -> Values:
    employed, used = journeys.cached(_employed), hours_by_team(journeys)

    def share(hours: float, of: float) -> float:
        return hours / of if of else math.nan

    if not employed:
        return {}
    shares = {team: share(used[team], hours) for team, hours in employed.items()}
    return {"": share(sum(used.values()), sum(employed.values())), **shares}


@kpi(
    "cost_of_hours_worked",
    unit="pounds",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition="What the hours worked since the start would cost, were each bought by itself: the marginal cost. "
    "What is paid is `staff_cost`.",
    evidence=UNIT_COSTS,
)
def _cost_of_hours_worked(journeys: Journeys) -> Values:
    hours = hours_by_team(journeys)
    rates = {team.name: team.cost_an_hour for _, team in _teams(journeys.scenario)}
    return {"": sum(number * rates[name] for name, number in hours.items())} if hours else {}
