"""People walk through the pathway without a queue: how often they come to each stage, and what that takes.

Nobody gives up and nobody leaves. A state is a stage, which milestones lie behind, how often the stages with a limit were
visited, and which places are held; the mass of people in each moves on by the pathway's own weights, one step after another.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...model import FUNDER, Scenario
from .people import Floats, PeopleCells
from .steps import Steps, places_of, steps_of

NEGLIGIBLE = 1e-9  #: a share of the people that is followed no further
MOST_STEPS = 2_000  #: one after another
MOST_STATES = 3_000  #: at once, beyond which visits are not counted one by one


class Purpose(Enum):
    """For which people a step is needed."""

    PLAN = auto()  #: everybody, until a plan is completed
    BUDGET = auto()  #: between the plan and a live budget, of those who may come to have one
    AFTER_PLAN = auto()  #: with a plan, of those who will have no budget
    LIVE = auto()  #: after the budget is live


class State(NamedTuple):
    """Where people are in the pathway."""

    stage: int
    has_plan: bool
    is_live: bool
    visits: tuple[tuple[int, int], ...]  # how often stages with a limit were visited, where the limit may still matter
    holding: frozenset[int]  # codes of caseloads


class Moving(NamedTuple):
    """The people in a state, by cell: their share, and that times the days since their last milestone."""

    mass: Floats
    days: Floats

    def joined_by(self, others: Moving) -> Moving:
        """These and others together."""
        return Moving(self.mass + others.mass, self.days + others.days)


@dataclass(kw_only=True)
class Taken:
    """What people take on their way, a person who sets out.

    Attributes
    ----------
    units
        By purpose and code of the resource: hours, slots, pence; of a caseload, places times days.
    steps
        The same: in how many steps.
    plans, budgets
        The shares of people who come to have a plan, and a live budget that the targets count.
    unlimited_visits
        Whether limits of visits were left out of account, since there were too many ways of reaching them.
    """

    units: dict[tuple[Purpose, int], float] = field(default_factory=lambda: defaultdict(float))
    steps: dict[tuple[Purpose, int], float] = field(default_factory=lambda: defaultdict(float))
    plans: float = 0.0
    budgets: float = 0.0
    unlimited_visits: bool = False


def walk(
    scenario: Scenario, people: PeopleCells, first: int, until: float, *, holding: frozenset[int] = frozenset()
) -> Taken:
    """Let people walk from a stage to an exit.

    Parameters
    ----------
    scenario
        The scenario.
    people
        Who sets out.
    first
        The code of the stage at which they begin.
    until
        The day up to which is counted what follows from plans and live budgets, which come evenly from day 0 on.
    holding
        Codes of the caseloads of which they hold a place.
    """
    return _Walk(scenario, people, until).from_stage(first, holding)


class _Walk:
    """The pathway for some people, and what they have taken so far."""

    def __init__(self, scenario: Scenario, people: PeopleCells, until: float) -> None:
        self.scenario, self.people, self.until = scenario, people, until
        self.stages = scenario.pathway.stages
        self.steps: list[Steps] = steps_of(scenario, people, until)
        self.places = places_of(scenario)
        index, milestones = scenario.pathway.index, scenario.pathway.milestones
        self.plan, self.live = index.get(milestones.get("plan", "")), index.get(milestones.get("live", ""))
        self.then = [index[stage.then] if stage.then else -1 for stage in self.stages]
        self.gives_back = [
            frozenset(scenario.resource_index[name] for name in stage.gives_back) for stage in self.stages
        ]
        self.ahead = self._stages_ahead()
        limited = {code for code, stage in enumerate(self.stages) if stage.max_steps is not None}
        self.limits_ahead = [these & limited for these in self.ahead]
        self.counts = self._whose_budgets_count()
        self.may_be_live = self._may_be_live()
        self.began_with_plan = self.began_live = False
        self.taken = Taken()

    def _whose_budgets_count(self) -> NDArray[np.bool_]:
        """The cells whose budgets the targets count."""
        funders = self.scenario.budgets_counted
        if not funders:
            return np.ones(len(self.people), dtype=np.bool_)
        return np.isin(self.people.codes[FUNDER], [self.people.values[FUNDER].index(name) for name in funders])

    def from_stage(self, first: int, holding: frozenset[int]) -> Taken:
        """All that follows from beginning at a stage."""
        zero = np.zeros(len(self.people))
        self.began_with_plan, self.began_live = self._is_behind(self.plan, first), self._is_behind(self.live, first)
        state = State(first, self.began_with_plan, self.began_live, (), holding)
        moving = {state: Moving(self.people.share, zero)}
        for _ in range(MOST_STEPS):
            onward: dict[State, Moving] = {}
            for where, these in moving.items():
                for target, going in self._step(where, these):
                    others = onward.get(target)
                    onward[target] = going if others is None else others.joined_by(going)
            moving = {where: these for where, these in onward.items() if these.mass.sum() > NEGLIGIBLE}
            self.taken.unlimited_visits |= len(moving) > MOST_STATES
            if not moving:
                break
        return self.taken

    def _step(self, state: State, people: Moving) -> list[tuple[State, Moving]]:
        """Count what a step takes, and give where it leads."""
        step, purposes = self.steps[state.stage], self._purposes(state, people)
        onward: list[tuple[State, Moving]] = []
        for code in np.unique(step.resource).tolist():
            here = step.resource == code
            is_place = code in self.places
            holding = state.holding | {code} if is_place else state.holding
            for purpose, mass in purposes:
                mass_here = mass * here
                if code >= 0 and not is_place:
                    self.taken.units[purpose, code] += float((mass_here * step.takes).sum())
                if code >= 0 and code not in state.holding and not step.gives_back:
                    self.taken.steps[purpose, code] += float(mass_here.sum())
                for held in holding:
                    self.taken.units[purpose, held] += float((mass_here * step.days).sum())
            left = Moving(people.mass * here, (people.days + people.mass * step.days) * here)
            onward += self._onward(state, left, holding - self.gives_back[state.stage], step)
        return onward

    def _purposes(self, state: State, people: Moving) -> list[tuple[Purpose, Floats]]:
        """For what the people come to a step: all of them or, after their last milestone, those who do so by the day."""
        if state.is_live:
            return [(Purpose.LIVE, self._in_time(people, at_start=self.began_live))]
        if not state.has_plan:
            return [(Purpose.PLAN, people.mass)]
        ahead = self.may_be_live[state.stage]
        return [
            (Purpose.BUDGET, people.mass * ahead),
            (Purpose.AFTER_PLAN, self._in_time(people, at_start=self.began_with_plan) * ~ahead),
        ]

    def _in_time(self, people: Moving, *, at_start: bool) -> Floats:
        """Those who come to a step by the day, where they passed their last milestone at the start, or evenly until then."""
        since = np.divide(people.days, people.mass, out=np.zeros(len(people.mass)), where=people.mass > 0)
        by_the_day = (since < self.until) if at_start else np.maximum(0.0, 1.0 - since / self.until)
        in_time: Floats = people.mass * by_the_day
        return in_time

    def _onward(self, state: State, people: Moving, holding: frozenset[int], step: Steps) -> list[tuple[State, Moving]]:
        visits = dict(state.visits)
        if self.stages[state.stage].max_steps is not None and not self.taken.unlimited_visits:
            visits[state.stage] = visits.get(state.stage, 0) + 1
        has_plan, is_live = state.has_plan, state.is_live
        if state.stage == self.plan and not has_plan:
            has_plan = True
            self.taken.plans += float(people.mass.sum())
        if state.stage == self.live and not is_live:
            is_live = True
            self.taken.budgets += float(people.mass[self.counts].sum())
        is_new = (has_plan, is_live) != (state.has_plan, state.is_live)
        days = np.zeros_like(people.days) if is_new else people.days
        # Who comes to nothing more by the day is followed no further.
        in_time = np.ones(len(days), dtype=np.bool_) if not (has_plan or is_live) else days <= people.mass * self.until
        onward = []
        for wanted, chance in step.next.items():
            target = self._within_limits(wanted, visits)
            if target >= len(self.stages):
                continue
            goes = chance * (in_time if is_live else in_time | self.may_be_live[target])
            mass = people.mass * goes
            if not mass.any():
                continue
            ahead = self.limits_ahead[target]
            left = tuple(sorted((stage, count) for stage, count in visits.items() if stage in ahead))
            onward.append((State(target, has_plan, is_live, left, holding), Moving(mass, days * goes)))
        return onward

    def _within_limits(self, target: int, visits: dict[int, int]) -> int:
        while target < len(self.stages):
            limit = self.stages[target].max_steps
            if limit is None or visits.get(target, 0) < limit:
                return target
            target = self.then[target]
        return target

    def _targets(self, code: int) -> list[int]:
        """The stages that may follow a stage, or take its place once it was visited too often."""
        return [target for target in (*self.steps[code].next, self.then[code]) if 0 <= target < len(self.stages)]

    def _stages_ahead(self) -> list[frozenset[int]]:
        """For each stage, the stages that may come after it, however late, and itself."""
        ahead = [{code} for code in range(len(self.stages))]
        while True:
            further = [
                these.union(*(ahead[target] for target in self._targets(code))) for code, these in enumerate(ahead)
            ]
            if further == ahead:
                return [frozenset(these) for these in ahead]
            ahead = further

    def _is_behind(self, milestone: int | None, stage: int) -> bool:
        """Whether whoever begins at a stage has passed a milestone."""
        if milestone is None or milestone in self.ahead[stage]:
            return False
        return stage in self.ahead[milestone]

    def _may_be_live(self) -> list[NDArray[np.bool_]]:
        """For each stage, the cells whose people may have a live budget from there on."""
        may = [np.full(len(self.people), code == self.live) for code in range(len(self.stages))]
        while True:
            further = []
            for code, step in enumerate(self.steps):
                now = may[code] if self.then[code] < 0 else may[code] | self._at(may, self.then[code])
                for target, chance in step.next.items():
                    now = now | ((chance > 0) & self._at(may, target))
                further.append(now)
            if all(np.array_equal(now, before) for now, before in zip(further, may, strict=True)):
                return may
            may = further

    def _at(self, may: list[NDArray[np.bool_]], target: int) -> NDArray[np.bool_]:
        return may[target] if target < len(self.stages) else np.zeros(len(self.people), dtype=np.bool_)
