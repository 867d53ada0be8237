"""What good may come of it for people's lives, and for hospitals: what is known, times how long."""

from __future__ import annotations

import numpy as np

from ...model import Gain, Use
from ..accounts import DAYS_A_YEAR
from ..journeys import Floats, Ints, Journeys
from .registry import Values, kpi
from .resources import overlap

HELD = "summed over the years for which budgets have been live since the start"
ASCOT = (
    "Sign: measured before and after, without controls, in few people (S172), and not to be read as an impact (S175). Size: a "
    "controlled study of personal health budgets (X116), which found 0.057 among holders and 0.018 among controls."
)
EQ5D = "No difference was found: before and after (S173), and in a controlled study (X117)."
HOSPITAL = (
    "Zero by default: a matched study of 1,996 people found no reduction (X121, X125). Falls that were reported had no "
    "controls (X122 to X124)."
)


def years_by_group(journeys: Journeys, begin: Floats, end: Floats) -> Floats:
    """Years of each group from each person's beginning (NaN for never) to the end, or to the day of all totals."""
    people: Ints = np.flatnonzero(begin < journeys.totals_day)
    years = overlap(begin[people], end[people], journeys.totals_day) / DAYS_A_YEAR
    groups = journeys.groups
    summed = np.bincount(groups.cell[people], weights=years, minlength=groups.cells)
    return groups.add_up(summed.astype(np.float64))


def _with_budget(journeys: Journeys) -> Floats:
    ended = np.where(np.isnan(journeys.ended_day), np.inf, journeys.ended_day)
    return years_by_group(journeys, journeys.live_day, ended)


def _with_plan(journeys: Journeys) -> Floats:
    return years_by_group(journeys, journeys.plan_day, journeys.people.leaves)


def _gain(journeys: Journeys, name: str) -> Gain | None:
    """What is known of a gain for holders; None where nothing is said of it, or no budget goes live."""
    outcomes = journeys.scenario.outcomes
    if outcomes is None or "live" not in journeys.scenario.pathway.milestones:
        return None
    return {"ascot": outcomes.ascot, "eq5d": outcomes.eq5d}[name]


@kpi(
    "budget_years",
    unit="years",
    direction="up",
    looks_at="target",
    over_localities="sum",
    definition=f"Years with a live budget, {HELD}; without those that were live before the start.",
    groups="cohorts_and_attributes",
)
def _budget_years(journeys: Journeys) -> Values:
    return {"": journeys.cached(_with_budget)} if "live" in journeys.scenario.pathway.milestones else {}


@kpi(
    "ascot_gain",
    unit="ASCOT years",
    direction="up",
    looks_at="target",
    over_localities="sum",
    definition=f"Gain in social care related quality of life, {HELD}, of all holders alike; `low` and `high` with the ends of "
    "the range of what is known.",
    evidence=ASCOT,
    groups="cohorts_and_attributes",
)
def _ascot(journeys: Journeys) -> Values:
    gain = _gain(journeys, "ascot")
    if gain is None:
        return {}
    years = journeys.cached(_with_budget)
    return {"": gain.a_year * years, "low": gain.low * float(years[0]), "high": gain.high * float(years[0])}


@kpi(
    "eq5d_gain",
    unit="EQ-5D years",
    direction="up",
    looks_at="target",
    over_localities="sum",
    definition=f"Gain in health related quality of life, {HELD}: none by default.",
    evidence=EQ5D,
)
def _eq5d(journeys: Journeys) -> Values:
    gain = _gain(journeys, "eq5d")
    if gain is None:
        return {}
    return {"": gain.a_year * float(journeys.cached(_with_budget)[0])}


def _change(journeys: Journeys, use: Use | None) -> float | None:
    """By how many more a use of hospitals changes; None where nothing is said of it."""
    if use is None or "plan" not in journeys.scenario.pathway.milestones:
        return None
    return use.change * use.a_year * float(journeys.cached(_with_plan)[0])


def _uses(journeys: Journeys) -> dict[str, Use | None]:
    outcomes = journeys.scenario.outcomes
    return {"admissions": outcomes.admissions, "attendances": outcomes.attendances} if outcomes else {}


def _change_of_use(journeys: Journeys, name: str) -> Values:
    change = _change(journeys, _uses(journeys).get(name))
    return {} if change is None else {"": change}


@kpi(
    "admissions_change",
    unit="admissions",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition="Emergency admissions more (or, below 0, fewer) than without plans, over the years since each plan: none by "
    "default.",
    evidence=HOSPITAL,
)
def _admissions(journeys: Journeys) -> Values:
    return _change_of_use(journeys, "admissions")


@kpi(
    "attendances_change",
    unit="attendances",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition="Attendances at accident and emergency more (or, below 0, fewer) than without plans, over the years since "
    "each plan: none by default.",
    evidence=HOSPITAL,
)
def _attendances(journeys: Journeys) -> Values:
    return _change_of_use(journeys, "attendances")


@kpi(
    "hospital_cost_change",
    unit="pounds",
    direction="down",
    looks_at="target",
    over_localities="sum",
    definition="What the changes of admissions and of attendances cost (or, below 0, save): nothing by default.",
    evidence=f"{HOSPITAL} Unit costs: X114, X115.",
)
def _hospital_cost(journeys: Journeys) -> Values:
    changes = [(use.cost, _change(journeys, use)) for use in _uses(journeys).values() if use is not None]
    costs = [cost * change for cost, change in changes if change is not None]
    return {"": sum(costs)} if costs else {}
