"""Quantities of people: who takes part, and the work with them."""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from ...experiments.query import ReplicationView
from ...measures.goals import ACHIEVED, fates
from .quantities import MONTH, QUARTER, day_of, quantity, share

A_HANDFUL = 5  #: plans; see V7 in configs/evidence/targets.yaml


@quantity("people")
def recruits(view: ReplicationView) -> float:
    """How many took up the offer by the first target date."""
    return _recruits(view, 0.0, view.day())


@quantity("people")
def recruits_of_the_first_quarter(view: ReplicationView) -> float:
    """The same in the first three months."""
    return _recruits(view, 0.0, QUARTER)


@quantity("people")
def recruits_of_the_last_quarter(view: ReplicationView) -> float:
    """The same in months 10 to 12."""
    return _recruits(view, 3 * QUARTER, 4 * QUARTER)


def _recruits(view: ReplicationView, since: float, before: float) -> float:
    return float(len(view.done("offer", before, since, to="opening_the_case")))


@quantity("share of offers")
def share_accepting(view: ReplicationView) -> float:
    """Of the offers answered by the first target date, the share that was taken up."""
    return share(recruits(view), len(view.done("offer", view.day())))


@quantity("people")
def people_whose_turn_came(view: ReplicationView) -> float:
    """People whose turn to be identified had come by the last target date, whether or not they could be invited."""
    return view.kpi("identified") + (view.kpi("not_invited") if view.scenario.invitations else 0.0)


@quantity("offers")
def offers_as_the_programme_ends(view: ReplicationView) -> float:
    """Offers made in the last half year of the national programme."""
    return float(len(view.done("offer", day_of(view, dt.date(2018, 4, 1)), day_of(view, dt.date(2017, 10, 1)))))


@quantity("sites")
def linked_by_month_30(view: ReplicationView) -> float:
    """1 where somebody has been identified with linked data by month 30, else 0."""
    route = np.array(view.people.values["route"])[view.people.codes["route"]]
    return float(np.any(view.people.day[route == "linked_list"] < 30 * MONTH))


@quantity("share of people")
def share_giving_up(view: ReplicationView) -> float:
    """Of the people who took up the offer by the last target date, the share that gave up waiting by then."""
    return share(view.kpi("exits.gave_up"), view.kpi("accepted"))


@quantity("plans")
def plans_between_targets(view: ReplicationView) -> float:
    """Plans completed between the first target date and the last."""
    return float(len(view.done("plan_completed", view.day(-1), view.day(0))))


@quantity("plans")
def plans_as_long_before(view: ReplicationView) -> float:
    """Plans completed in as many days before the first target date."""
    return float(len(view.done("plan_completed", view.day(0), 2 * view.day(0) - view.day(-1))))


@quantity("sites")
def has_a_handful_of_plans(view: ReplicationView) -> float:
    """1 where at least `A_HANDFUL` of plans are completed by the last target date, else 0."""
    return float(len(view.done("plan_completed", view.day(-1))) >= A_HANDFUL)


@quantity("people")
def people_with_a_plan(view: ReplicationView) -> float:
    """People who have a plan by the first target date."""
    return float(len(_with_a_plan(view)))


@quantity("people")
def people_with_a_goal_achieved(view: ReplicationView) -> float:
    """Those among them of whom a goal, one at least, is achieved by then."""
    goals = view.scenario.goals
    if goals is None:
        return np.nan
    _, fate, day = fates(view.journeys, goals, _with_a_plan(view))
    return float(np.sum(np.any((fate == ACHIEVED) & (day < view.day()), axis=0)))


def _with_a_plan(view: ReplicationView) -> NDArray[np.int64]:
    """Who has a plan by the first target date, as indices in the population."""
    return np.flatnonzero(view.journeys.plan_day < view.day())


@quantity("plans")
def plans_after_the_last_target(view: ReplicationView) -> float:
    """Plans completed after the last target date."""
    return float(len(view.done("plan_completed", since=view.day(-1))))


# --- work --------------------------------------------------------------------------------------------------------------


@quantity("connections")
def connections(view: ReplicationView) -> float:
    """How often connecting with a community group came to an end by the first target date."""
    return float(len(view.done("community_connecting", view.day())))


@quantity("meetings")
def team_meetings(view: ReplicationView) -> float:
    """Multi-disciplinary meetings by the first target date at which somebody was discussed."""
    return float(len(np.unique(view.done("multi_disciplinary_meeting", view.day())["started"])))


@quantity("people")
def navigated(view: ReplicationView) -> float:
    """People whose three months with a navigator came to an end."""
    return float(len(view.done("guided_support")))


@quantity("people")
def navigated_who_need_no_more(view: ReplicationView) -> float:
    """Those among them who need no more."""
    return float(len(view.done("guided_support", to="needs_met")))


@quantity("share of people")
def share_going_on_to_planning(view: ReplicationView) -> float:
    """Of those with whom connecting, and navigation where there is any, came to an end, the share that goes on to planning."""
    steps = view.done("guided_support" if len(view.at("guided_support")) else "community_connecting")
    return share(float(np.sum(steps["outcome"] != view.scenario.pathway.index["needs_met"])), len(steps))


@quantity("revisions a costed plan")
def revisions_a_case(view: ReplicationView) -> float:
    """Revisions after a deferral for each costed plan."""
    return share(len(view.done("revising")), len(view.done("costed_plan")))


@quantity("days")
def days_of_costing(view: ReplicationView) -> float:
    """Mean days at work on a costed plan."""
    steps = view.done("costed_plan")
    return share(float(np.sum(steps["finished"] - steps["started"])), len(steps))


@quantity("days")
def days_from_money_to_live(view: ReplicationView) -> float:
    """Mean days from being granted money to a live direct payment; NaN where there is none."""
    begun, ended = view.done("funding"), view.done("budget_live")
    ended = ended[view.who("deployment", ended) == "direct_payment"]
    ended = ended[~np.isin(ended["person"], view.at("processing_as_notional")["person"])]
    both, begin, end = np.intersect1d(begun["person"], ended["person"], return_indices=True)
    return share(float(np.sum(ended["finished"][end] - begun["finished"][begin])), len(both))
