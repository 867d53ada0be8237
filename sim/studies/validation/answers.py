"""The model's answer to each target: one decorated function a target, in the order of its tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...draws import STRATA
from ...experiments import Interval, mean_interval
from ...experiments.analysis.statistics import has_quantile, ratio_interval, share_interval
from ...experiments.query import Column, Floats, Question
from . import quantities_budgets as budgets
from . import quantities_people as people
from .scenarios import (
    AUTHORITY,
    BLOCKED,
    CCG,
    ENGLAND,
    EXTERNAL,
    LED,
    LINKED_BEFORE,
    LOCKED,
    NAVIGATION,
    NINE,
    NO_PAYMENTS,
    PEOPLE_OF_ENGLAND,
    PILOT,
    SCALE_UP,
    SITE_1,
    SITE_2,
    TYPICAL,
    Key,
)


@dataclass(frozen=True)
class Estimate:
    """The model's answer.

    Attributes
    ----------
    interval
        A mean, a ratio or a share over the replications, with its 95 % interval.
    runs
        Between what nine in ten single replications lie; None where one alone has no such number.
    """

    interval: Interval
    runs: tuple[float, float] | None = None


@dataclass(frozen=True)
class NotModelled:
    """Why the model has no answer."""

    reason: str


def _nine_in_ten(values: Floats) -> tuple[float, float] | None:
    defined = values[~np.isnan(values)]
    if not has_quantile(0.05, len(defined)):
        return None
    low, high = np.quantile(defined, (0.05, 0.95))
    return float(low), float(high)


class Answers:
    """What the replications have answered, by scenario and question: shape (replications, sites).

    Parameters
    ----------
    answers
        The answers, by scenario and whether its uncertain parameters were drawn.
    drawn
        Which of them are wanted.

    Attributes
    ----------
    block
        How many consecutive replications make an independent part; see `sim.experiments.mean_interval`.
    """

    def __init__(self, answers: Mapping[tuple[Key, bool], Mapping[Column, Floats]], *, drawn: bool) -> None:
        self._answers, self._drawn = answers, drawn
        self.block = STRATA if drawn else 1

    def __call__(self, scenario: Key, question: Question) -> Floats:
        """The answers of the sites of each replication."""
        return self._answers[scenario, self._drawn][question]

    def flat(self, scenario: Key, question: Question) -> Floats:
        """The answers of all sites of all replications, shape (replications × sites,)."""
        answers: Floats = self(scenario, question).ravel()
        return answers

    def mean_of_sites(self, scenarios: Sequence[Key], question: Question) -> Floats:
        """The mean over all sites of some scenarios where there is a number, shape (replications,)."""
        together = np.concatenate([self(scenario, question) for scenario in scenarios], axis=1)
        is_defined = ~np.isnan(together)
        sums, numbers = np.where(is_defined, together, 0.0).sum(axis=1), is_defined.sum(axis=1)
        means: Floats = np.divide(sums, numbers, out=np.full(len(sums), np.nan), where=numbers > 0)
        return means

    def nine(self, question: Question) -> Floats:
        """The answers of nine sites, each with chance events of its own, led as `NINE` says; shape (replications, 9)."""
        return np.stack([self(leader, question)[:, site] for site, leader in enumerate(NINE)], axis=1)

    def single(self, scenarios: Sequence[Key], question: Question) -> Estimate:
        """The mean over all sites of some scenarios, and between what nine in ten single sites lie."""
        alone = np.concatenate([self.flat(scenario, question) for scenario in scenarios])
        return Estimate(self.mean(self.mean_of_sites(scenarios, question)).interval, _nine_in_ten(alone))

    def mean(self, values: Floats) -> Estimate:
        """The mean of a number of each replication, shape (replications,); NaN is left out."""
        return Estimate(mean_interval(values, block=self.block), _nine_in_ten(values))

    def ratio(self, above: Floats, below: Floats) -> Estimate:
        """The ratio of two sums over the replications."""
        alone = np.divide(above, below, out=np.full(len(above), np.nan), where=below > 0)
        return Estimate(ratio_interval(above, below, block=self.block), _nine_in_ten(alone))


def share(hits: NDArray[np.bool_]) -> Estimate:
    """The share of replications in which something holds."""
    return Estimate(share_interval(hits))


Answer: TypeAlias = "Estimate | NotModelled"
Answering: TypeAlias = Callable[[Answers], Sequence[Answer]]
Asks: TypeAlias = Mapping[Key, Sequence[Question]]


@dataclass(frozen=True, kw_only=True)
class Answerer:
    """What a target asks of which scenarios, and what it makes of the answers: one number for each of its tests."""

    asks: Asks
    function: Answering


ANSWERERS: dict[str, Answerer] = {}  #: by the target's name


def answers(target: str, asks: Asks) -> Callable[[Answering], Answering]:
    """Register a function as the model's answer to a target."""

    def register(function: Answering) -> Answering:
        ANSWERERS[target] = Answerer(asks=asks, function=function)
        return function

    return register


# --- small pilots -----------------------------------------------------------------------------------------------------


GOALS: tuple[Question, Question] = ("goals_achieved", "goals_set")
PEOPLE: tuple[Question, Question] = (people.people_with_a_goal_achieved, people.people_with_a_plan)


@answers("V3", dict.fromkeys((SITE_1, SITE_2), (*GOALS, *PEOPLE)))
def _goals(answers: Answers) -> list[Answer]:
    return [
        answers.ratio(answers.flat(site, achieved), answers.flat(site, of_all))
        for achieved, of_all in (GOALS, PEOPLE)
        for site in (SITE_1, SITE_2)
    ]


@answers("V4", {SITE_1: (budgets.pending, people.recruits)})
def _still_waiting(answers: Answers) -> list[Answer]:
    return [answers.ratio(answers.flat(SITE_1, budgets.pending), answers.flat(SITE_1, people.recruits))]


@answers("V5", {SITE_2: (people.recruits_of_the_last_quarter, people.recruits_of_the_first_quarter)})
def _momentum(answers: Answers) -> list[Answer]:
    last, first = (
        answers.flat(SITE_2, quantity)
        for quantity in (people.recruits_of_the_last_quarter, people.recruits_of_the_first_quarter)
    )
    return [answers.ratio(last, first)]


# --- nine sites -------------------------------------------------------------------------------------------------------


@answers("V6", dict.fromkeys(LED, (people.recruits,)))
def _who_leads(answers: Answers) -> list[Answer]:
    nine = answers.nine(people.recruits)
    from_outside = np.array([leader == EXTERNAL for leader in NINE])
    first = nine[:, from_outside].max(axis=1) > nine[:, ~from_outside].max(axis=1)
    empty = np.mean([answers(leader, people.recruits) == 0 for leader in (AUTHORITY, CCG)], axis=(0, 2), dtype=float)
    return [share(first), answers.mean(empty)]


PLANS = (people.has_a_handful_of_plans, people.plans_between_targets, people.plans_as_long_before)


@answers("V7", dict.fromkeys(LED, PLANS))
def _plans_rise(answers: Answers) -> list[Answer]:
    sites, later, earlier = (answers.nine(question).sum(axis=1) for question in PLANS)
    return [answers.mean(sites), answers.ratio(later, earlier)]


@answers(
    "V10", {NO_PAYMENTS: (budgets.notional_budgets, budgets.live_budgets, budgets.any_direct_payment_before_a_process)}
)
def _deployment(answers: Answers) -> list[Answer]:
    notional = answers.ratio(
        answers.flat(NO_PAYMENTS, budgets.notional_budgets), answers.flat(NO_PAYMENTS, budgets.live_budgets)
    )
    any_payment = share(answers.flat(NO_PAYMENTS, budgets.any_direct_payment_before_a_process) > 0).interval
    return [notional, Estimate(Interval(*(len(NINE) * end for end in any_payment)))]


@answers("V11", dict.fromkeys(LED, (budgets.several_joint_budgets, budgets.several_health_budgets)))
def _integrated_and_health_budgets(answers: Answers) -> list[Answer]:
    return [
        answers.mean(answers.nine(question).sum(axis=1))
        for question in (budgets.several_joint_budgets, budgets.several_health_budgets)
    ]


@answers("V18", dict.fromkeys((AUTHORITY, CCG), (budgets.live_after_15_months,)))
def _budgets_of_a_pilot(answers: Answers) -> list[Answer]:
    return [answers.single((AUTHORITY, CCG), budgets.live_after_15_months)]


# --- Stockton ---------------------------------------------------------------------------------------------------------


@answers("V8", {PILOT: (people.connections, people.team_meetings)})
def _connections_and_meetings(answers: Answers) -> list[Answer]:
    return [answers.mean(answers.flat(PILOT, question)) for question in (people.connections, people.team_meetings)]


THROUGHPUT = (budgets.pending_in_the_last_year, budgets.budgets_begun_in_the_last_year)
WEEKS = budgets.YEAR / 7  #: in a year


@answers("V20", {SCALE_UP: (*THROUGHPUT, budgets.weeks_from_asking_to_live)})
def _weeks_to_a_budget(answers: Answers) -> list[Answer]:
    pending, begun = (answers.flat(SCALE_UP, question) for question in THROUGHPUT)
    alone = answers.flat(SCALE_UP, budgets.weeks_from_asking_to_live)
    return [answers.ratio(WEEKS * pending, begun), answers.mean(alone)]


# --- a typical CCG, and England ---------------------------------------------------------------------------------------


@answers("V12", {LOCKED: (budgets.released_by_month_30, budgets.asked_of_health_by_month_30)})
def _released(answers: Answers) -> list[Answer]:
    released, asked_for = (
        answers.flat(LOCKED, quantity)
        for quantity in (budgets.released_by_month_30, budgets.asked_of_health_by_month_30)
    )
    return [answers.ratio(released, asked_for)]


@answers("V13", {BLOCKED: (people.linked_by_month_30,)})
def _linked(answers: Answers) -> list[Answer]:
    newly = share(answers.flat(BLOCKED, people.linked_by_month_30) > 0).interval
    return [Estimate(Interval(*(LINKED_BEFORE + (len(NINE) - LINKED_BEFORE) * end for end in newly)))]


@answers("V14", {TYPICAL: ("cost_per_plan_above_standard",)})
def _dearer_than_usual(answers: Answers) -> list[Answer]:
    return [answers.mean(answers.flat(TYPICAL, "cost_per_plan_above_standard"))]


@answers("V15", {})
def _more_support(_: Answers) -> list[Answer]:
    return [NotModelled("how supported people feel: that a goal is reached is something else")]


@answers("V16", {})
def _who_gains(_: Answers) -> list[Answer]:
    return [NotModelled("gains that differ: all holders of a budget gain alike, and sex and age are not in the model")]


IN_ENGLAND = (
    budgets.health_budgets_in_march_2017,
    budgets.health_budgets_in_march_2018,
    budgets.health_budgets_in_february_2019,
)


@answers("V17", {ENGLAND: IN_ENGLAND})
def _in_england(answers: Answers) -> list[Answer]:
    return [answers.mean(1000 * answers.flat(ENGLAND, quantity) / PEOPLE_OF_ENGLAND) for quantity in IN_ENGLAND]


@answers("V21", {NAVIGATION: (people.navigated_who_need_no_more, people.navigated)})
def _needs_met(answers: Answers) -> list[Answer]:
    met, all_of_them = (
        answers.flat(NAVIGATION, quantity) for quantity in (people.navigated_who_need_no_more, people.navigated)
    )
    return [answers.ratio(met, all_of_them)]


@answers("V22", {TYPICAL: ("attendances_change",)})
def _visits(answers: Answers) -> list[Answer]:
    return [answers.mean(answers.flat(TYPICAL, "attendances_change"))]
