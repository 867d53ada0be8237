"""Quantities of budgets: which are live, how they are held, who pays, and what money there is."""

from __future__ import annotations

import datetime as dt

import numpy as np

from ...experiments.query import World
from ...model import Caseload, Fund
from .quantities import MONTH, Rows, day_of, quantity, share

BY_HEALTH = ("nhs", "joint")  #: funders of what England counts as a personal health budget


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
    return share(notional_budgets(world), live_budgets(world))


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
    return share(float(chose[0]), float(chose[1]))


def _health_budgets(world: World, date: dt.date) -> float:
    return float(np.sum(np.isin(world.who("funder", _live(world, day_of(world, date))), BY_HEALTH)))


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


# --- money -------------------------------------------------------------------------------------------------------------


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
