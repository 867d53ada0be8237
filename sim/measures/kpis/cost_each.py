"""What the programme comes to for each plan and for each budget."""

from __future__ import annotations

import math

from ..journeys import Journeys
from .costs import AS_STRONG, EMPLOYED, programme
from .people import to_date
from .registry import Values, kpi

STANDARD = (
    "Weak: the programme's cost, less a simple care plan of about 2009 (X046), raised to the scenario's prices. IPC "
    "was found to cost slightly more than standard care (S169); by how much was not found (X056)."
)


def number_reached(journeys: Journeys, milestone: str) -> int | None:
    """How many reached a milestone since the start; None where the pathway has none."""
    if milestone not in journeys.scenario.pathway.milestones:
        return None
    return int(to_date(journeys, journeys.counts_by_date(journeys.milestone(milestone)))[0])


def _cost_per_person(journeys: Journeys, milestone: str, less: float = 0.0) -> Values:
    """The programme's cost divided by how many reached the milestone, both since the start, less what else it costs."""
    number, cost = number_reached(journeys, milestone), programme(journeys)
    if number is None or cost is None:
        return {}
    return {"": cost / number - less if number else math.nan}


def _above_standard(journeys: Journeys, milestone: str) -> Values:
    costs = journeys.scenario.costs
    return _cost_per_person(journeys, milestone, costs.standard_plan) if costs is not None else {}


@kpi(
    "cost_per_plan",
    unit="pounds a plan",
    direction="down",
    looks_at="target",
    over_localities="none",
    definition="The bill of running the programme per care plan completed, both since the start; empty where there "
    f"is no plan. {EMPLOYED}",
    evidence=AS_STRONG,
)
def _cost_per_plan(journeys: Journeys) -> Values:
    return _cost_per_person(journeys, "plan")


@kpi(
    "cost_per_budget_received",
    unit="pounds a budget",
    direction="down",
    looks_at="target",
    over_localities="none",
    definition="The bill of running the programme per budget received, both since the start, also where it ended "
    f"since; empty where there is none. The plans are in it too. {EMPLOYED}",
    evidence=AS_STRONG,
)
def _cost_per_budget_received(journeys: Journeys) -> Values:
    return _cost_per_person(journeys, "live")


@kpi(
    "cost_per_plan_above_standard",
    unit="pounds a plan",
    direction="down",
    looks_at="target",
    over_localities="none",
    definition="The bill of running the programme per care plan completed, less what a care plan costs in standard "
    f"care. The care itself is taken to cost the same. {EMPLOYED}",
    evidence=STANDARD,
)
def _plan_above(journeys: Journeys) -> Values:
    return _above_standard(journeys, "plan")


@kpi(
    "cost_per_budget_received_above_standard",
    unit="pounds a budget",
    direction="down",
    looks_at="target",
    over_localities="none",
    definition="The bill of running the programme per budget received, less what a care plan costs in standard "
    f"care, where nobody sets up a budget. The care itself is taken to cost the same. {EMPLOYED}",
    evidence=STANDARD,
)
def _budget_above(journeys: Journeys) -> Values:
    return _above_standard(journeys, "live")
