"""How often staff meet people."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ...model import Scenario, Team
from ...model.reuse import NAMES, cached_per_scenario
from ..journeys import Journeys
from .cost_each import number_reached
from .registry import Values, kpi

WORK = "work"  #: the cause of a stage whose work is with or for the person
CONTACTS = (
    "Counted in the simulation. Contacts are said to drive the cost (S170); a link worker has about 9 with a person "
    "(X047), so a step stands for more than one."
)


def _contacts_by_team(journeys: Journeys) -> dict[str, int]:
    """Steps of work with the person that began before `totals_day`, by team, worked out once."""
    contact = _is_contact(journeys.scenario)
    teams = enumerate(journeys.scenario.resources)
    return {
        team.name: int(np.count_nonzero(contact[journeys.stage[journeys.served_steps_to_date[code]]]))
        for code, team in teams
        if isinstance(team, Team)
    }


@cached_per_scenario(depends_on=NAMES)
def _is_contact(scenario: Scenario) -> NDArray[np.bool_]:
    """Which stages' days are reported as work with the person, and not, say, as revising."""
    return np.array([any(part.cause == WORK for part in stage.parts) for stage in scenario.pathway.stages])


@kpi(
    "contacts",
    unit="contacts",
    direction="none",
    looks_at="target",
    over_localities="sum",
    definition="Steps of a team's work with or for a person that began since the start; in all and by team. A step "
    "may be several meetings.",
    evidence=CONTACTS,
)
def _contacts(journeys: Journeys) -> Values:
    contacts = journeys.cached(_contacts_by_team)
    return {"": float(sum(contacts.values())), **contacts} if contacts else {}


@kpi(
    "contacts_per_plan",
    unit="contacts a plan",
    direction="none",
    looks_at="target",
    over_localities="none",
    definition="Contacts per care plan completed, both since the start; empty where there is no plan.",
    evidence=CONTACTS,
)
def _contacts_per_plan(journeys: Journeys) -> Values:
    plans, contacts = number_reached(journeys, "plan"), journeys.cached(_contacts_by_team)
    if plans is None or not contacts:
        return {}
    return {"": sum(contacts.values()) / plans if plans else math.nan}
