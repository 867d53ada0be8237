"""Quantities of people: who takes part, and the work with them."""

from __future__ import annotations

import datetime as dt

import numpy as np

from ...experiments.query import World
from .quantities import MONTH, QUARTER, day_of, quantity, share


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
    return share(recruits(world), len(world.done("offer", world.day())))


@quantity("offers")
def offers_as_the_programme_ends(world: World) -> float:
    """Offers made in the last half year of the national programme."""
    return float(len(world.done("offer", day_of(world, dt.date(2018, 4, 1)), day_of(world, dt.date(2017, 10, 1)))))


@quantity("sites")
def linked_by_month_30(world: World) -> float:
    """1 where somebody has been found with linked data by month 30, else 0."""
    route = np.array(world.people.values["route"])[world.people.codes["route"]]
    return float(np.any(world.people.day[route == "linked_list"] < 30 * MONTH))


@quantity("share of people")
def share_giving_up(world: World) -> float:
    """Of the people who took up the offer by the last target date, the share that gave up waiting by then."""
    return share(world.kpi("exits.gave_up"), world.kpi("accepted"))


@quantity("plans")
def plans_between_targets(world: World) -> float:
    """Plans completed between the first target date and the last."""
    return float(len(world.done("plan_completed", world.day(-1), world.day(0))))


@quantity("plans")
def plans_after_the_last_target(world: World) -> float:
    """Plans completed after the last target date."""
    return float(len(world.done("plan_completed", since=world.day(-1))))


# --- work --------------------------------------------------------------------------------------------------------------


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
    steps = world.done("guided_support" if len(world.at("guided_support")) else "community_connecting")
    return share(float(np.sum(steps["outcome"] != world.scenario.pathway.index["needs_met"])), len(steps))


@quantity("revisions a costed plan")
def revisions_a_case(world: World) -> float:
    """Revisions after a deferral for each costed plan."""
    return share(len(world.done("revising")), len(world.done("costed_plan")))


@quantity("days")
def days_of_costing(world: World) -> float:
    """Mean days at work on a costed plan."""
    steps = world.done("costed_plan")
    return share(float(np.sum(steps["finished"] - steps["started"])), len(steps))


@quantity("days")
def days_from_money_to_live(world: World) -> float:
    """Mean days from being granted money to a live direct payment; NaN where there is none."""
    begun, ended = world.done("funding"), world.done("budget_live")
    ended = ended[world.who("deployment", ended) == "direct_payment"]
    ended = ended[~np.isin(ended["person"], world.at("processing_as_notional")["person"])]
    both, begin, end = np.intersect1d(begun["person"], ended["person"], return_indices=True)
    return share(float(np.sum(ended["finished"][end] - begun["finished"][begin])), len(both))
