"""What is asked of a simulated world where no KPI tells it: small functions that know the stages of the pathway by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...experiments.worlds import World
from ...model import Caseload, Fund

Rows: TypeAlias = NDArray[Any]
Quantity: TypeAlias = Callable[[World], float]

QUANTITIES: dict[str, Quantity] = {}  #: each by its name
UNITS: dict[str, str] = {}  #: in which each is counted

MONTH = 365.25 / 12  #: days
QUARTER = 365 / 4  #: days
BY_HEALTH = ("nhs", "joint")  #: funders of what England counts as a personal health budget


def quantity(unit: str) -> Callable[[Quantity], Quantity]:
    """Register a function of a world under its own name."""

    def register(function: Quantity) -> Quantity:
        QUANTITIES[function.__name__] = function
        UNITS[function.__name__] = unit
        return function

    return register


def _share(above: float, below: float) -> float:
    return above / below if below else np.nan


# --- people -----------------------------------------------------------------------------------------------------------


@quantity("people")
def recruits(world: World) -> float:
    """How many took up the offer by the first target date."""
    return _recruits(world, 0.0, world.day())


@quantity("people")
def recruits_of_the_first_quarter(world: World) -> float:
    """The same in the first three months."""
    return _recruits(world, 0.0, QUARTER)


@quantity("people")
def recruits_of_the_last_quarter(world: World) -> float:
    """The same in months 10 to 12."""
    return _recruits(world, 3 * QUARTER, 4 * QUARTER)


def _recruits(world: World, since: float, before: float) -> float:
    return float(len(world.done("offer", before, since, to="opening_the_case")))


@quantity("share of offers")
def share_accepting(world: World) -> float:
    """Of the offers answered by the first target date, the share that was taken up."""
    return _share(recruits(world), len(world.done("offer", world.day())))


@quantity("offers")
def offers_as_the_programme_ends(world: World) -> float:
    """Offers made in the last half year of the national programme."""
    return float(len(world.done("offer", _day(world, dt.date(2018, 4, 1)), _day(world, dt.date(2017, 10, 1)))))


@quantity("share of people")
def share_giving_up(world: World) -> float:
    """Of the people who took up the offer by the last target date, the share that gave up waiting by then."""
    return _share(world.kpi("exits.gave_up"), world.kpi("accepted"))


@quantity("plans")
def plans_between_targets(world: World) -> float:
    """Plans completed between the first target date and the last."""
    return float(len(world.done("plan_completed", world.day(-1), world.day(0))))


@quantity("plans")
def plans_after_the_last_target(world: World) -> float:
    """Plans completed after the last target date."""
    return float(len(world.done("plan_completed", since=world.day(-1))))


# --- goals ------------------------------------------------------------------------------------------------------------


@quantity("goals")
def goals(world: World) -> float:
    """The goals of those who have a plan by the first target date: two each."""
    return 2.0 * len(world.done("plan_completed", world.day()))


@quantity("goals")
def goals_reached(world: World) -> float:
    """How many of them are reached by then.

    Assumed: a goal without money is reached with the plan, one with money when the budget is live; of two that need money one
    is left over where the cap was less than what was asked.
    """
    plans = world.done("plan_completed", world.day())
    needing = np.sum([world.who(goal, plans) == "money" for goal in ("first_goal", "second_goal")], axis=0)
    live = np.isin(plans["person"], world.done("budget_live", world.day())["person"])
    capped = np.isin(plans["person"], world.done("funding_at_the_cap", world.day())["person"])
    return float(np.sum(2 - needing + np.where(live, needing - (capped & (needing == 2)), 0)))


# --- budgets ----------------------------------------------------------------------------------------------------------


@quantity("people")
def pending(world: World) -> float:
    """People who have asked for a budget that is neither live nor lost, at the first target date."""
    asked = world.done("asking_for_budget", world.day())
    over = [world.done("budget_live", world.day())["person"], _gone(world, world.day())]
    return float(np.sum(~np.isin(asked["person"], np.concatenate(over))))


@quantity("budgets")
def live_budgets(world: World) -> float:
    """Budgets that are live at the first target date."""
    return float(len(_live(world, world.day())))


@quantity("budgets")
def notional_budgets(world: World) -> float:
    """Those among them that are notional, chosen so or after all."""
    return _held_as(world, world.day(), notional=True)


@quantity("share of budgets")
def share_notional(world: World) -> float:
    """Of the budgets that are live at the first target date, the share that is notional."""
    return _share(notional_budgets(world), live_budgets(world))


@quantity("budgets")
def direct_payments(world: World) -> float:
    """Direct payments that are live at the first target date; who took a notional budget after all has none."""
    return _held_as(world, world.day(), notional=False)


@quantity("sites")
def any_direct_payment_before_a_process(world: World) -> float:
    """1 where a direct payment is live before there is a process for it, else 0."""
    means = world.scenario.resources[world.scenario.resource_index["means_to_pay"]]
    assert isinstance(means, Caseload)
    return float(_held_as(world, means.places.days[0], notional=False) > 0)


@quantity("sites")
def any_joint_budget(world: World) -> float:
    """1 where a budget that two funders pay is live at the first target date, else 0."""
    return float(np.any(world.who("funder", _live(world, world.day())) == "joint"))


@quantity("sites")
def any_health_budget(world: World) -> float:
    """1 where a budget that the NHS pays is live at the first target date, else 0."""
    return float(np.any(world.who("funder", _live(world, world.day())) == "nhs"))


@quantity("budgets")
def live_after_15_months(world: World) -> float:
    """Budgets that are live 15 months after the start."""
    return float(len(_live(world, 15 * MONTH)))


@quantity("budgets")
def health_budgets_in_march_2017(world: World) -> float:
    """Budgets with the NHS's money that are live at the end of 2016/17."""
    return _health_budgets(world, dt.date(2017, 4, 1))


@quantity("budgets")
def health_budgets_in_march_2018(world: World) -> float:
    """The same at the end of 2017/18."""
    return _health_budgets(world, dt.date(2018, 4, 1))


@quantity("budgets")
def health_budgets_in_february_2019(world: World) -> float:
    """The same at the end of February 2019."""
    return _health_budgets(world, dt.date(2019, 3, 1))


@quantity("budgets a month")
def budgets_a_month_once_begun(world: World) -> float:
    """Budgets a month from the first one that goes live to the horizon; NaN where none does."""
    days = world.done("budget_live")["finished"]
    return len(days) / ((world.scenario.horizon - days.min()) / MONTH) if len(days) else np.nan


@quantity("share of those who asked")
def payments_behind_notional(world: World) -> float:
    """By how much the share of those who asked that is live is lower for payments than for notional budgets."""
    notional, payments = _share_live(world, "notional"), _share_live(world, "direct_payment", "third_party")
    return notional - payments


def _share_live(world: World, *deployment: str) -> float:
    asked, live = (world.done(stage, world.day()) for stage in ("asking_for_budget", "budget_live"))
    chose = [np.sum(np.isin(world.who("deployment", steps), deployment)) for steps in (live, asked)]
    return _share(float(chose[0]), float(chose[1]))


def _health_budgets(world: World, date: dt.date) -> float:
    return float(np.sum(np.isin(world.who("funder", _live(world, _day(world, date))), BY_HEALTH)))


def _held_as(world: World, day: float, *, notional: bool) -> float:
    live = _live(world, day)
    turned = np.isin(live["person"], world.at("processing_as_notional")["person"])
    chosen = world.who("deployment", live)
    held = (chosen == "notional") | turned if notional else (chosen == "direct_payment") & ~turned
    return float(np.sum(held))


def _live(world: World, day: float) -> Rows:
    """The steps with which the budgets went live that are live on a day."""
    live = world.done("budget_live", day)
    return live[~np.isin(live["person"], _gone(world, day))]


def _gone(world: World, day: float) -> Rows:
    """The people who were out of the pathway before a day."""
    last = (world.steps["outcome"] < 0) | (world.steps["outcome"] >= len(world.scenario.pathway.stages))
    gone: Rows = world.steps["person"][last & (world.steps["finished"] < day)]
    return gone


def _day(world: World, date: dt.date) -> float:
    return float((date - world.scenario.start).days)


# --- meetings, work and money -----------------------------------------------------------------------------------------


@quantity("connections")
def connections(world: World) -> float:
    """How often connecting with a community group came to an end by the first target date."""
    return float(len(world.done("community_connecting", world.day())))


@quantity("meetings")
def team_meetings(world: World) -> float:
    """Multi-disciplinary meetings by the first target date at which somebody was discussed."""
    return float(len(np.unique(world.done("multi_disciplinary_meeting", world.day())["started"])))


@quantity("people")
def navigated(world: World) -> float:
    """People whose three months with a navigator came to an end."""
    return float(len(world.done("guided_support")))


@quantity("people")
def navigated_who_need_no_more(world: World) -> float:
    """Those among them who need no more."""
    return float(len(world.done("guided_support", to="needs_met")))


@quantity("share of people")
def share_going_on_to_planning(world: World) -> float:
    """Of those with whom connecting, and navigation where there is any, came to an end, the share that goes on to planning."""
    steps = world.done("guided_support" if "guided_support" in world.scenario.pathway.index else "community_connecting")
    return _share(float(np.sum(steps["outcome"] != world.scenario.pathway.index["needs_met"])), len(steps))


@quantity("revisions a costed plan")
def revisions_a_case(world: World) -> float:
    """Revisions after a deferral for each costed plan."""
    return _share(len(world.done("revising")), len(world.done("costed_plan")))


@quantity("days")
def days_of_costing(world: World) -> float:
    """Mean days at work on a costed plan."""
    steps = world.done("costed_plan")
    return _share(float(np.sum(steps["finished"] - steps["started"])), len(steps))


@quantity("days")
def days_from_money_to_live(world: World) -> float:
    """Mean days from being granted money to a live direct payment; NaN where there is none."""
    begun, ended = world.done("funding"), world.done("budget_live")
    ended = ended[world.who("deployment", ended) == "direct_payment"]
    ended = ended[~np.isin(ended["person"], world.at("processing_as_notional")["person"])]
    both, begin, end = np.intersect1d(begun["person"], ended["person"], return_indices=True)
    return _share(float(np.sum(ended["finished"][end] - begun["finished"][begin])), len(both))


@quantity("pounds")
def spread_of_small_budgets(world: World) -> float:
    """Standard deviation of the one-off sums granted, of budgets that are not notional; NaN where there are few."""
    steps = world.done("funding")
    chosen = (world.who("budget_kind", steps) == "one_off") & (world.who("deployment", steps) != "notional")
    return float(np.std(steps["amount"][chosen])) / 100 if np.sum(chosen) > 1 else np.nan


@quantity("pounds a year")
def released_by_month_30(world: World) -> float:
    """The NHS's yearly money that block contracts have released by month 30."""
    return sum(
        top_up.pence / 100
        for resource in world.scenario.resources
        if isinstance(resource, Fund) and resource.funder == "nhs" and resource.kind == "recurrent"
        for top_up in resource.top_ups
        if top_up.tranche and top_up.day < 30 * MONTH
    )


@quantity("pounds a year")
def asked_of_health_by_month_30(world: World) -> float:
    """What people have asked of the NHS's capped yearly money by month 30."""
    steps = world.at("funding")
    capped = steps["resource"] == world.scenario.resource_index["nhs_yearly"]
    return float(steps["amount"][capped & (steps["joined"] < 30 * MONTH)].sum()) / 100
