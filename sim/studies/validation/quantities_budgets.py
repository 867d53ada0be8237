"""Quantities of budgets: which are live, how they are held, who pays, and what money there is."""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from ...experiments.query import ReplicationView
from ...model import Caseload, Fund
from .quantities import MONTH, Rows, day_of, quantity, share

BY_HEALTH = ("nhs", "joint")  #: funders of what England counts as a personal health budget
SEVERAL = 3  #: budgets; see V11 in configs/evidence/targets.yaml
YEAR = 365  #: days


@quantity("people")
def pending(view: ReplicationView) -> float:
    """People who have asked for a budget that is neither live nor lost, at the first target date."""
    asked = view.done("asking_for_budget", view.day())
    over = [view.done("budget_live", view.day())["person"], _gone(view, view.day())]
    return float(np.sum(~np.isin(asked["person"], np.concatenate(over))))


@quantity("budgets")
def live_budgets(view: ReplicationView) -> float:
    """Budgets that are live at the first target date."""
    return float(len(_live(view, view.day())))


@quantity("budgets")
def notional_budgets(view: ReplicationView) -> float:
    """Those among them that are notional, chosen so or after all."""
    return _held_as(view, view.day(), notional=True)


@quantity("share of budgets")
def share_notional(view: ReplicationView) -> float:
    """Of the budgets that are live at the first target date, the share that is notional."""
    return share(notional_budgets(view), live_budgets(view))


@quantity("budgets")
def direct_payments(view: ReplicationView) -> float:
    """Direct payments that are live at the first target date; who took a notional budget after all has none."""
    return _held_as(view, view.day(), notional=False)


@quantity("sites")
def any_direct_payment_before_a_process(view: ReplicationView) -> float:
    """1 where a direct payment is live before there is a process for it, else 0."""
    means = view.scenario.resources[view.scenario.resource_index["means_to_pay"]]
    assert isinstance(means, Caseload)
    return float(_held_as(view, means.places.days[0], notional=False) > 0)


@quantity("sites")
def several_joint_budgets(view: ReplicationView) -> float:
    """1 where `SEVERAL` budgets that two funders pay are live at the first target date, else 0."""
    return _has_several(view, "joint")


@quantity("sites")
def several_health_budgets(view: ReplicationView) -> float:
    """1 where `SEVERAL` budgets that the NHS pays, without Continuing Healthcare, are live at that date, else 0."""
    return _has_several(view, "nhs")


def _has_several(view: ReplicationView, funder: str) -> float:
    return float(np.sum(_funded_by(view, _live(view, view.day()), funder)) >= SEVERAL)


def _funded_by(view: ReplicationView, steps: Rows, *funders: str) -> NDArray[np.bool_]:
    """Whose budgets among some steps these pay, of people without Continuing Healthcare, who hold theirs by right."""
    counted: NDArray[np.bool_] = np.isin(view.who("funder", steps), funders) & (view.who("entitled", steps) == "no")
    return counted


@quantity("budgets")
def live_after_15_months(view: ReplicationView) -> float:
    """Budgets that are live 15 months after the start."""
    return float(len(_live(view, 15 * MONTH)))


@quantity("budgets")
def health_budgets_in_march_2017(view: ReplicationView) -> float:
    """People without Continuing Healthcare whose budgets, with the NHS's money, are live at the end of 2016/17."""
    return _health_budgets(view, dt.date(2017, 4, 1))


@quantity("budgets")
def health_budgets_in_march_2018(view: ReplicationView) -> float:
    """The same at the end of 2017/18."""
    return _health_budgets(view, dt.date(2018, 4, 1))


@quantity("budgets")
def health_budgets_in_february_2019(view: ReplicationView) -> float:
    """The same at the end of February 2019."""
    return _health_budgets(view, dt.date(2019, 3, 1))


@quantity("people")
def pending_in_the_last_year(view: ReplicationView) -> float:
    """People waiting between asking for a budget and a live one, on average over the year to the last target date."""
    asked = view.done("asking_for_budget", view.day(-1))
    until = np.full(len(asked), view.day(-1))
    for steps in (view.done("budget_live"), _last_steps(view)):
        _, of_asked, of_steps = np.intersect1d(asked["person"], steps["person"], return_indices=True)
        until[of_asked] = np.minimum(until[of_asked], steps["finished"][of_steps])
    days = np.clip(until - np.maximum(asked["finished"], view.day(-1) - YEAR), 0.0, None)
    return float(np.sum(days)) / YEAR


@quantity("budgets")
def budgets_begun_in_the_last_year(view: ReplicationView) -> float:
    """Budgets that went live in the year to the last target date."""
    return float(len(_begun_in_the_last_year(view)))


@quantity("weeks")
def weeks_from_asking_to_live(view: ReplicationView) -> float:
    """Mean weeks from asking for a budget to a live one, of those that went live in the year to the last target date."""
    asked, live = view.done("asking_for_budget"), _begun_in_the_last_year(view)
    _, of_asked, of_live = np.intersect1d(asked["person"], live["person"], return_indices=True)
    return share(float(np.sum(live["finished"][of_live] - asked["finished"][of_asked])) / 7, len(of_live))


def _begun_in_the_last_year(view: ReplicationView) -> Rows:
    return view.done("budget_live", view.day(-1), view.day(-1) - YEAR)


@quantity("share of those who asked")
def payments_behind_notional(view: ReplicationView) -> float:
    """By how much the share of those who asked that is live is lower for payments than for notional budgets."""
    notional, payments = _share_live(view, "notional"), _share_live(view, "direct_payment", "third_party")
    return notional - payments


def _share_live(view: ReplicationView, *deployment: str) -> float:
    asked, live = (view.done(stage, view.day()) for stage in ("asking_for_budget", "budget_live"))
    chose = [np.sum(np.isin(view.who("deployment", steps), deployment)) for steps in (live, asked)]
    return share(float(chose[0]), float(chose[1]))


def _health_budgets(view: ReplicationView, date: dt.date) -> float:
    live = _live(view, day_of(view, date))
    return float(len(np.unique(live["person"][_funded_by(view, live, *BY_HEALTH)])))


def _held_as(view: ReplicationView, day: float, *, notional: bool) -> float:
    live = _live(view, day)
    turned = np.isin(live["person"], view.at("processing_as_notional")["person"])
    chosen = view.who("deployment", live)
    held = (chosen == "notional") | turned if notional else (chosen == "direct_payment") & ~turned
    return float(np.sum(held))


def _live(view: ReplicationView, day: float) -> Rows:
    """The steps with which the budgets went live that are live on a day."""
    live = view.done("budget_live", day)
    return live[~np.isin(live["person"], _gone(view, day))]


def _gone(view: ReplicationView, day: float) -> Rows:
    """The people who were out of the pathway before a day."""
    last = _last_steps(view)
    gone: Rows = last["person"][last["finished"] < day]
    return gone


def _last_steps(view: ReplicationView) -> Rows:
    """The steps with which people went out of the pathway, or would have: those without an end have none."""
    last = (view.steps["outcome"] < 0) | (view.steps["outcome"] >= len(view.scenario.pathway.stages))
    steps: Rows = view.steps[last & ~np.isnan(view.steps["finished"])]
    return steps


# --- money -------------------------------------------------------------------------------------------------------------


@quantity("pounds")
def spread_of_small_budgets(view: ReplicationView) -> float:
    """Standard deviation of the one-off sums granted, of budgets that are not notional; NaN where there are few."""
    steps = view.done("funding")
    chosen = (view.who("budget_kind", steps) == "one_off") & (view.who("deployment", steps) != "notional")
    return float(np.std(steps["amount"][chosen])) / 100 if np.sum(chosen) > 1 else np.nan


@quantity("pounds a year")
def released_by_month_30(view: ReplicationView) -> float:
    """The NHS's yearly money that block contracts have released by month 30."""
    return sum(
        top_up.pence / 100
        for resource in view.scenario.resources
        if isinstance(resource, Fund) and resource.funder == "nhs" and resource.kind == "recurrent"
        for top_up in resource.top_ups
        if top_up.tranche and top_up.day < 30 * MONTH
    )


@quantity("pounds a year")
def asked_of_health_by_month_30(view: ReplicationView) -> float:
    """What people have asked of the NHS's capped yearly money by month 30."""
    steps = view.at("funding")
    capped = steps["resource"] == view.scenario.resource_index["nhs_yearly"]
    return float(steps["amount"][capped & (steps["joined"] < 30 * MONTH)].sum()) / 100
