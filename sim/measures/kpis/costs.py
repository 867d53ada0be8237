"""What the hours worked, the contacts and the setting up come to."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ...model import Scenario, Team
from ...model.reuse import NAMES, cached_per_scenario
from ..accounts import DAYS_A_YEAR
from ..capacity import at_days, summed, until_days
from ..journeys import Floats, Ints, Journeys
from ..scans import read_times
from .people import to_date
from .registry import Values, kpi
from .resources import worked

WORK = "work"  #: the cause of a stage whose work is with or for the person


def hours_by_team(journeys: Journeys) -> dict[str, float]:
    """Hours of work done before `totals_day`, by team, worked out once."""
    return journeys.cached(_hours_by_team)


def _hours_by_team(journeys: Journeys) -> dict[str, float]:
    hours = {}
    for code, (begin, end) in worked(journeys).items():
        team = journeys.scenario.resources[code]
        assert isinstance(team, Team)
        if team.tracks_hours:
            hour_days: Floats = summed(team.hours_a_week, end) - summed(team.hours_a_week, begin)
        else:
            # Not a dot product: it wakes threads for as many steps, and then its last digits depend on how many there are.
            hour_days = (end - begin) * hours_in_force(journeys, team, journeys.served_steps_to_date[code])
        hours[team.name] = float(hour_days.sum()) / 7
    return hours


def hours_in_force(journeys: Journeys, team: Team, steps: Ints) -> Floats:
    """The hours a week in force when each step of a team's work started.

    On a day on which they change, work that starts before the calendar turns is done by the old hours. How long the step took
    tells which they were; where it did not finish, the new ones are taken.
    """
    started = journeys.started[steps]
    if not team.hours_a_week.days:  # they never change
        return np.full(len(steps), team.hours_a_week.before)
    new, old = at_days(team.hours_a_week, started), until_days(team.hours_a_week, started)
    hours: Floats = np.where((new == 0) & (started > 0), old, new)  # nothing starts at zero hours
    unsure = np.flatnonzero((new != old) & (new > 0) & (old > 0) & (started > 0) & (journeys.outcome[steps] >= 0))
    for code in {*journeys.stage[steps[unsure]].tolist()}:
        here = unsure[journeys.stage[steps[unsure]] == code]
        inputs, base_hours = journeys.draws.random_inputs, np.empty(len(here))
        with np.errstate(over="ignore"):  # streams of random numbers overflow by design
            read_times(inputs, code, journeys.person_index[steps[here]], journeys.occurrence[steps[here]], base_hours)
        work = base_hours * at_days(journeys.scenario.pathway.stages[code].dated_multiplier, started[here])
        weeks = (journeys.end[steps[here]] - started[here]) / 7
        hours[here] = np.where(abs(weeks * old[here] - work) < abs(weeks * new[here] - work), old[here], new[here])
    return hours


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


#: For every cost with staff in it: teams are paid for hours in which nobody needed them too, which are not counted here.
WORKED = "Only hours worked are in it: a payroll is larger."
UNIT_COSTS = (
    "Hours are counted in the simulation, from assumed hours a step (X049, X053, X054). What an hour costs: derived "
    "from what is reimbursed of a link worker (X112); of others assumed (X113), close to what is published of a nurse (X111)."
)
CONTACTS = (
    "Counted in the simulation. Contacts are said to drive the cost (S170); a link worker has about 9 with a person (X047), so "
    "a step stands for more than one."
)
SET_UP = (
    "Reported for personal health budgets in 2011 (X058: one programme's team for two years); here taken over as it is."
)
STANDARD = (
    "Weak: the cost of the hours worked, less a simple care plan of about 2009 (X046). IPC was found to cost slightly more "
    "than standard care (S169); by how much was not found (X056)."
)


def _cost(journeys: Journeys) -> float:
    rates = {team.name: team.cost_an_hour for team in journeys.scenario.resources if isinstance(team, Team)}
    return sum(hours * rates[name] for name, hours in hours_by_team(journeys).items())


@kpi(
    "staff_cost",
    unit="pounds",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition=f"Cost of the hours worked since the start. {WORKED}",
    evidence=UNIT_COSTS,
)
def _staff_cost(journeys: Journeys) -> Values:
    return {"": _cost(journeys)} if hours_by_team(journeys) else {}


def _set_up(journeys: Journeys) -> float | None:
    costs = journeys.scenario.costs
    if costs is None:
        return None
    return costs.set_up * min(1.0, journeys.totals_day / DAYS_A_YEAR / costs.set_up_years)


@kpi(
    "set_up_cost",
    unit="pounds",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition="What setting up the programme has cost, spent evenly from the start over the years that it takes.",
    evidence=SET_UP,
)
def _set_up_cost(journeys: Journeys) -> Values:
    cost = _set_up(journeys)
    return {} if cost is None else {"": cost}


@kpi(
    "programme_cost",
    unit="pounds",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition="Cost of the hours worked since the start, and of setting up the programme, together; without the budgets "
    f"themselves. {WORKED}",
    evidence="As strong as the cost of the hours worked and the set-up cost.",
)
def _programme_cost(journeys: Journeys) -> Values:
    set_up = _set_up(journeys)
    return {"": _cost(journeys) + set_up} if set_up is not None and hours_by_team(journeys) else {}


def _number(journeys: Journeys, milestone: str) -> int | None:
    """How many reached a milestone since the start; None where the pathway has none."""
    if milestone not in journeys.scenario.pathway.milestones:
        return None
    return int(to_date(journeys, journeys.counts_by_date(journeys.milestone(milestone)))[0])


def _cost_per_person(journeys: Journeys, milestone: str, less: float = 0.0) -> Values:
    """The cost of the hours worked divided by how many reached the milestone, both since the start, less what else it costs."""
    number = _number(journeys, milestone)
    if number is None or not hours_by_team(journeys):
        return {}
    return {"": _cost(journeys) / number - less if number else math.nan}


def _above_standard(journeys: Journeys, milestone: str) -> Values:
    costs = journeys.scenario.costs
    return _cost_per_person(journeys, milestone, costs.standard_plan) if costs is not None else {}


@kpi(
    "cost_per_plan",
    unit="pounds a plan",
    direction="down",
    looks_at="target",
    over_localities="none",
    definition="Cost of the hours worked per care plan completed, both since the start; empty where there is no plan. "
    f"{WORKED}",
    evidence=UNIT_COSTS,
)
def _cost_per_plan(journeys: Journeys) -> Values:
    return _cost_per_person(journeys, "plan")


@kpi(
    "cost_per_budget_received",
    unit="pounds a budget",
    direction="down",
    looks_at="target",
    over_localities="none",
    definition="Cost of the hours worked per budget received, both since the start, also where it ended since; empty where "
    f"there is none. {WORKED}",
    evidence=UNIT_COSTS,
)
def _cost_per_budget_received(journeys: Journeys) -> Values:
    return _cost_per_person(journeys, "live")


@kpi(
    "cost_per_plan_above_standard",
    unit="pounds a plan",
    direction="down",
    looks_at="target",
    over_localities="none",
    definition="Cost of the hours worked per care plan completed, less what a care plan costs in standard care. The care "
    f"itself is taken to cost the same. {WORKED}",
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
    definition="Cost of the hours worked per budget received, less what a care plan costs in standard care, where nobody sets "
    f"up a budget. The care itself is taken to cost the same. {WORKED}",
    evidence=STANDARD,
)
def _budget_above(journeys: Journeys) -> Values:
    return _above_standard(journeys, "live")


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
    definition="Steps of a team's work with or for a person that began since the start; in all and by team. A "
    "step may be several meetings.",
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
    plans, contacts = _number(journeys, "plan"), journeys.cached(_contacts_by_team)
    if plans is None or not contacts:
        return {}
    return {"": sum(contacts.values()) / plans if plans else math.nan}
