"""How long it takes, and why."""

from __future__ import annotations

import math

import numpy as np

from ..causes import causes
from ..incidence import follow, median_in_order
from ..journeys import Floats, Ints, Journeys, Mask
from ..wait_attribution import MONEY_ABSENT, NOT_YET_RELEASED, RELEASE
from .registry import Values, kpi

NOT_AVERAGED = (
    "Cumulative incidence with competing exits, of all who began and not of those who finished; empty where half never "
    "got there within the horizon."
)


def _within(journeys: Journeys, begin: Floats, event: Floats, days: float) -> Values:
    """The share of those who began at least so many days before the horizon to whom it happened in as many days."""
    followed, happened = journeys.groups.count_within(begin, event, days, journeys.scenario.horizon)
    return {"": shares(happened, followed)}


def shares(parts: Ints, wholes: Ints) -> Floats:
    """What share of each whole its part is; NaN where there is nothing."""
    return np.where(wholes > 0, parts / np.maximum(1, wholes), math.nan)


def _plan_within(days: int) -> None:
    @kpi(
        f"plan_within_{days}_days_of_accepting",
        unit="share",
        direction="up",
        looks_at="horizon",
        over_localities="none",
        definition=f"Of the people who accepted the offer at least {days} days before the horizon, the share with a care "
        f"plan within {days} days of accepting. Who declined is not among them; of those who accepted nobody is dropped. "
        "People inside on day 0 are not counted, since the day on which they accepted is not known.",
        groups="cohorts_and_attributes",
    )
    def _share(journeys: Journeys) -> Values:
        if "plan" not in journeys.scenario.pathway.milestones:
            return {}
        return _within(journeys, journeys.accepted_day, journeys.plan_day, days)


def _live_within(days: int) -> None:
    @kpi(
        f"live_within_{days}_days_of_asking",
        unit="share",
        direction="up",
        looks_at="horizon",
        over_localities="none",
        definition=f"Of the people who asked for a budget at least {days} days before the horizon, the share whose "
        f"budget was live within {days} days of asking. Nobody is dropped.",
        groups="cohorts_and_attributes",
    )
    def _share(journeys: Journeys) -> Values:
        if not {"asked", "live"} <= set(journeys.scenario.pathway.milestones):
            return {}
        return _within(journeys, journeys.asked_day, journeys.live_day, days)


_plan_within(60)
_plan_within(120)
_live_within(90)
_live_within(180)


@kpi(
    "median_days_accepted_to_plan",
    unit="days",
    direction="down",
    looks_at="horizon",
    over_localities="none",
    definition="Days from accepting the offer by which half of all who accepted have a care plan. Who declined is not among "
    f"them; who gave up, left or is not done yet is. {NOT_AVERAGED}",
    groups="cohorts",
)
def _median_to_plan(journeys: Journeys) -> Values:
    if "plan" not in journeys.scenario.pathway.milestones:
        return {}
    return _median(journeys, journeys.accepted_day, journeys.plan_day)


@kpi(
    "median_days_asked_to_live",
    unit="days",
    direction="down",
    looks_at="horizon",
    over_localities="none",
    definition=f"Days from asking by which half of all who asked have a live budget. {NOT_AVERAGED}",
    groups="cohorts",
)
def _median_to_live(journeys: Journeys) -> Values:
    if not {"asked", "live"} <= set(journeys.scenario.pathway.milestones):
        return {}
    return _median(journeys, journeys.asked_day, journeys.live_day)


def _median(journeys: Journeys, begin: Floats, event: Floats) -> Values:
    """The median of everyone, then of each cohort; sorted once for all."""
    days, how = follow(begin, event, journeys.out_day, journeys.scenario.horizon)
    order = np.argsort(days)
    days, how, people = days[order], how[order], np.flatnonzero(~np.isnan(begin))[order]
    return {"": np.array([median_in_order(days, how, group[people]) for group in journeys.cohorts.values()])}


def _mean_days(journeys: Journeys, chosen: Mask) -> Values:
    number = np.array([np.count_nonzero(group & chosen) for group in journeys.cohorts.values()])
    means = causes(journeys).days(chosen) / np.where(number > 0, number, math.nan)[:, None]
    return {**dict(zip(causes(journeys).names, means.T, strict=True)), "total": means.sum(axis=1)}


@kpi(
    "days",
    unit="days a person",
    direction="down",
    looks_at="horizon",
    over_localities="none",
    definition="Mean days from identification to a live budget (or to the plan, for those who want no budget, or to going "
    "out, or to the horizon, which cuts the days of those still on their way), by cause, over the people identified since "
    "the start. "
    f"`{NOT_YET_RELEASED}` is {RELEASE}; any other wait for a fund is `{MONEY_ABSENT}`.",
    groups="cohorts",
)
def _days(journeys: Journeys) -> Values:
    return _mean_days(journeys, journeys.is_identified)


@kpi(
    "budget_days",
    unit="days a person",
    direction="down",
    looks_at="horizon",
    over_localities="none",
    definition="The same mean days by cause, from identification on and cut at the horizon, over the people identified "
    "since the start who asked for a budget.",
    groups="cohorts",
)
def _budget_days(journeys: Journeys) -> Values:
    if "asked" not in journeys.scenario.pathway.milestones:
        return {}
    return _mean_days(journeys, journeys.is_identified & ~np.isnan(journeys.asked_day))
