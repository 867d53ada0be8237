"""Needed and available, for each target of a scenario."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...model import Caseload, Fund, Gate, Inside, Scenario
from ...model.reuse import cached_per_scenario
from .arrivals import identified_by
from .people import Floats, people_cells
from .result import EXAMPLE, PEOPLE, TOTALS, Capacity, Need, TargetNeeds
from .supply import kind_of, supplies, unit_of
from .walk import Purpose, Taken, walk

BEFORE = (Purpose.PLAN,)
OF_BUDGETS = (Purpose.BUDGET, Purpose.LIVE)


@cached_per_scenario
def capacity(scenario: Scenario) -> Capacity:
    """What the targets need of each resource, and what there is by their dates: from means, without a simulation.

    What is needed is a lower bound: nobody gives up, dies or moves away. What there is is an upper bound: every hour, slot and
    pound of the time until the date can be used, and no money lapses. People inside on day 0, and plans and budgets from
    before, count towards the targets. Of a scenario of many localities: one of them, which joins first.

    Parameters
    ----------
    scenario
        The scenario.

    Returns
    -------
    Capacity
        For each target date, a row a resource.
    """
    targets = [(target.date, target.day, target.plans, target.budgets) for target in scenario.targets]
    targets = targets or [(scenario.date(math.ceil(scenario.horizon) - 1), scenario.horizon, None, None)]
    days = [day for _, day, _, _ in targets]
    dates = [_Date(scenario, day, available) for day, available in zip(days, supplies(scenario, days), strict=True)]
    return Capacity(
        scenario=scenario.name,
        targets=tuple(
            _needs(at, date, plans, budgets) for at, (date, _, plans, budgets) in zip(dates, targets, strict=True)
        ),
        visits_without_limit=any(at.visits_without_limit for at in dates),
    )


class _Date:
    """What people take until a day: each of those who are identified, and all of those inside on day 0."""

    def __init__(self, scenario: Scenario, day: float, available: Floats) -> None:
        self.scenario, self.day, self.supplies = scenario, day, available
        self.identified = identified_by(scenario, day)
        self.each = walk(scenario, people_cells(scenario, _origins(scenario, self.identified), {}), 0, day)
        self.inside = [(entry.count, self._inside(entry)) for entry in scenario.inside]
        self.plans_inside = scenario.plans_done + sum(count * taken.plans for count, taken in self.inside)
        self.budgets_inside = scenario.budgets_done + sum(count * taken.budgets for count, taken in self.inside)
        self.visits_without_limit = self.each.unlimited_visits

    def _inside(self, entry: Inside) -> Taken:
        scenario = self.scenario
        sizes = [float(cohort.size) for cohort in scenario.people.cohorts] or [1.0]
        origins = np.zeros((len(sizes), len(scenario.people.values["route"])))
        origins[:, -1] = sizes  # the last is the route of those inside
        codes = scenario.resource_index
        return walk(
            scenario,
            people_cells(scenario, origins, entry.attributes),
            scenario.pathway.index[entry.stage],
            self.day,
            holding=frozenset(
                codes[name] for name in entry.holding if isinstance(scenario.resources[codes[name]], Caseload)
            ),
        )

    def units(self, code: int, purposes: Sequence[Purpose]) -> float:
        """What each person identified takes of a resource."""
        return sum(self.each.units.get((purpose, code), 0.0) for purpose in purposes)

    def units_inside(self, code: int, purposes: Sequence[Purpose]) -> float:
        """What all people inside on day 0 take of it."""
        return sum(
            count * taken.units.get((purpose, code), 0.0) for count, taken in self.inside for purpose in purposes
        )

    def steps(self, code: int, purposes: Sequence[Purpose]) -> float:
        """The steps of each person identified."""
        return sum(self.each.steps.get((purpose, code), 0.0) for purpose in purposes)

    def steps_inside(self, code: int) -> float:
        """The steps of all people inside on day 0."""
        return sum(count * taken.steps.get((purpose, code), 0.0) for count, taken in self.inside for purpose in Purpose)


def _origins(scenario: Scenario, identified: Floats) -> Floats:
    """By cohort and route, those inside having a route of their own; where nobody is identified, everybody alike."""
    if not identified.sum():
        identified = np.ones_like(identified)
    own = len(scenario.people.values["route"]) - identified.shape[1]
    return np.pad(identified, ((0, 0), (0, own)))


@dataclass(frozen=True, kw_only=True)
class _Scale:
    """How many people have to set out for the sake of plans, and of budgets; most of them are the same people."""

    for_plans: float
    for_budgets: float

    @property
    def everybody(self) -> float:
        """How many have to set out in all."""
        return max(self.for_plans, self.for_budgets)


def _needs(at: _Date, date: dt.date, plans: int | None, budgets: int | None) -> TargetNeeds:
    """What one target needs."""
    each, example = at.each, ""
    if not (plans or budgets):
        example = "plans" if each.plans else "budgets" if each.budgets else "people"
        sets_out = EXAMPLE / (each.plans or each.budgets or 1.0)
        scale = _Scale(for_plans=sets_out, for_budgets=sets_out)
    else:
        for_plans = _people(max(0.0, (plans or 0) - at.plans_inside), each.plans)
        for_budgets = _people(max(0.0, (budgets or 0) - at.budgets_inside), each.budgets)
        scale = _Scale(for_plans=for_plans, for_budgets=for_budgets)
    is_way = bool(budgets and each.plans and each.budgets)
    plans_for_budgets = at.plans_inside + scale.for_budgets * each.plans if is_way else None
    rows = [_row(at, code, scale, with_inside=not example) for code in range(len(at.scenario.resources))]
    needs = [row for row in rows if row is not None and row.needed > 0]
    needs += _totals(needs)
    needs.append(_people_row(at, scale))
    return TargetNeeds(
        date=date,
        day=at.day,
        plans=plans,
        budgets=budgets,
        budgets_counted=at.scenario.budgets_counted,
        example=example,
        plans_inside=at.plans_inside,
        budgets_inside=at.budgets_inside,
        plans_for_budgets=plans_for_budgets,
        people=scale.everybody,
        reaches_plan=each.plans,
        reaches_budget=each.budgets,
        needs=tuple(sorted(needs, key=lambda need: -need.ratio)),
    )


def _people(number: float, share: float) -> float:
    """How many have to set out so that a number arrive; none where the pathway leads nobody there."""
    return number / share if share > 0 else 0.0


def _row(at: _Date, code: int, scale: _Scale, *, with_inside: bool) -> Need | None:
    """What the people take of a resource, and what there is of it."""
    resource = at.scenario.resources[code]
    if isinstance(resource, Gate):
        return None
    per = at.day if isinstance(resource, Caseload) else 100.0 if isinstance(resource, Fund) else 1.0
    general, of_budgets = (*BEFORE, Purpose.AFTER_PLAN), OF_BUDGETS
    needed = at.units(code, general) * scale.everybody + at.units(code, of_budgets) * scale.for_budgets
    steps = at.steps(code, general) * scale.everybody + at.steps(code, of_budgets) * scale.for_budgets
    if with_inside:
        needed += at.units_inside(code, tuple(Purpose))
        steps += at.steps_inside(code)
    there_is = float(at.supplies[code])
    need = Need(
        resource=resource.name,
        kind=kind_of(resource),
        unit=unit_of(resource),
        needed=needed / per,
        available=there_is,
        steps=steps,
    )
    if isinstance(resource, Fund):  # one fund bounds only its own budgets
        return need
    each, done, of_all = at.each, at.scenario, (*BEFORE, *OF_BUDGETS)
    return replace(
        need,
        for_plans=(at.units(code, BEFORE) * scale.for_plans + at.units_inside(code, BEFORE)) / per,
        for_budgets=(at.units(code, of_all) * scale.for_budgets + at.units_inside(code, of_all)) / per,
        plans_at_most=_at_most(at, code, BEFORE, there_is * per, each.plans, at.plans_inside, done.plans_done),
        budgets_at_most=_at_most(at, code, of_all, there_is * per, each.budgets, at.budgets_inside, done.budgets_done),
    )


def _at_most(
    at: _Date, code: int, purposes: Sequence[Purpose], there_is: float, share: float, inside: float, done: float
) -> float:
    """How many plans or budgets a resource alone allows, those from before and of the people inside included."""
    a_person, for_inside = at.units(code, purposes), at.units_inside(code, purposes)
    if not a_person or not share or math.isinf(there_is):
        return math.inf
    if there_is < for_inside:
        return done + (inside - done) * there_is / for_inside
    return inside + (there_is - for_inside) / a_person * share


def _totals(needs: Sequence[Need]) -> list[Need]:
    """The money of all funds of a kind, where there are several with a limit."""
    totals = []
    for unit, name in TOTALS.items():
        funds = [need for need in needs if need.unit == unit and math.isfinite(need.available)]
        if len(funds) > 1:
            needed, there_is = (math.fsum(getattr(fund, field) for fund in funds) for field in ("needed", "available"))
            steps = math.fsum(fund.steps for fund in funds)
            totals.append(Need(resource=name, kind="total", unit=unit, needed=needed, available=there_is, steps=steps))
    return totals


def _people_row(at: _Date, scale: _Scale) -> Need:
    """People to identify, and how many the routes identify."""
    identified, each = float(at.identified.sum()), at.each
    return Need(
        resource=PEOPLE,
        kind="people",
        unit="people",
        needed=scale.everybody,
        available=identified,
        steps=scale.everybody,
        for_plans=scale.for_plans,
        for_budgets=scale.for_budgets,
        plans_at_most=at.plans_inside + identified * each.plans if each.plans else math.inf,
        budgets_at_most=at.budgets_inside + identified * each.budgets if each.budgets else math.inf,
    )
