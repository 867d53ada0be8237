"""What became of each goal, and when: drawn from streams of its own, given what became of the person.

A goal is set when its person's plan is completed. It is pending until it is achieved, or until one of the other `FATES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..draws import Cells, Leaves, cells, combinations, draw, key, lower_distributions, named, powers, uniform
from ..model import LEFT, Goals, Scenario, Stage
from ..model.by_attribute import attributes, leaves, pick
from ..model.reuse import cached_per_scenario
from .journeys import Floats, Ints, Journeys, Mask

FATES = ("achieved", "refused", "unfunded", "unsourced", "lost")  #: how a goal is pending no longer
ACHIEVED, REFUSED, UNFUNDED, UNSOURCED, LOST = range(len(FATES))


@dataclass(frozen=True, kw_only=True)
class GoalCounts:
    """How many goals there are of each kind, before each reporting date.

    Where what a goal takes comes from is called its source: one of `Goals.sources`.

    Attributes
    ----------
    set
        Goals set; shape (groups, sources, dates).
    ended
        By fate, those pending no longer; shape (groups, fates, sources, dates).
    """

    set: Ints
    ended: Ints

    def of(self, fate: str) -> Ints:
        """Goals with a fate, shape (groups, sources, dates); ``pending`` are those without one, and ``set`` all."""
        if fate == "set":
            return self.set
        goals: Ints = self.set - self.ended.sum(axis=1) if fate == "pending" else self.ended[:, FATES.index(fate)]
        return goals


def goal_counts(journeys: Journeys) -> GoalCounts | None:
    """The goals, counted once; None where the scenario has none, or no plans."""
    return journeys.cached(_goal_counts)


def _goal_counts(journeys: Journeys) -> GoalCounts | None:
    goals = journeys.scenario.goals
    if goals is None or "plan" not in journeys.scenario.pathway.milestones:
        return None
    people = np.flatnonzero(~np.isnan(journeys.plan_day))
    source, fate, day = fates(journeys, goals, people)
    cells, kinds, sources = journeys.groups.cells, 1 + len(FATES), len(goals.sources)
    row_set = journeys.groups.cell[people] * (kinds * sources) + source
    day_set, is_ended = np.broadcast_to(journeys.plan_day[people], day.shape), fate >= 0
    days = np.concatenate([day_set.ravel(), day[is_ended]])
    rows = np.concatenate([row_set.ravel(), (row_set + (1 + fate) * sources)[is_ended]])
    counts = journeys.reporting_dates.count_between(days, rows, cells * kinds * sources)
    by_group = journeys.groups.add_up(counts.reshape(cells, kinds, sources, -1)).cumsum(axis=-1)
    return GoalCounts(set=by_group[:, 0], ended=by_group[:, 1:])


def fates(journeys: Journeys, goals: Goals, chosen: Ints) -> tuple[Ints, Ints, Floats]:
    """What became of each goal.

    Parameters
    ----------
    journeys
        The journeys of a replication.
    goals
        Which goals people have.
    chosen
        The indices of people with a plan, shape (n,).

    Returns
    -------
    tuple
        The source of each goal, its fate (-1 for none), and the day of that (of no meaning for none); shape (goals, n).
    """
    people, tables = journeys.people, _tables(journeys.scenario)
    source = np.array([tables.source[name][people.codes[name][chosen]] for name in goals.attributes])
    needs_money = source == tables.money
    live, plan, out, leaves_day = (
        days[chosen] for days in (journeys.live_day, journeys.plan_day, journeys.out_day, people.leaves)
    )
    day = np.where(needs_money, live, plan)
    _add_durations(journeys, goals, source, people.uid[chosen], day)
    fate = np.where(np.isnan(day), -1, ACHIEVED)
    _set_fate(fate, day, leaves_day <= day, LOST, leaves_day)
    out_unfunded = needs_money & (np.isnan(live) & ~np.isnan(out))
    _set_fate(fate, day, out_unfunded, tables.at_exit[journeys.out_code[chosen]], out)
    if goals.capped_at:
        share_capped, day_capped = (column[chosen] for column in _capped(journeys, goals))
        is_unfunded = needs_money & (_uniforms(journeys, goals, "cap", people.uid[chosen]) < share_capped)
        _set_fate(fate, day, is_unfunded, UNFUNDED, day_capped)
    is_refused, day_refused = _refused(journeys, goals, chosen, needs_money)
    _set_fate(fate, day, is_refused, REFUSED, day_refused)
    return source, fate, day


def _set_fate(fate: Ints, day: Floats, where: Mask, new_fate: Ints | int, new_day: Floats) -> None:
    """Give the goals in a mask another fate, on another day; the new ones are given once a person."""
    np.copyto(fate, new_fate, where=where)
    np.copyto(day, new_day, where=where)


def _uniforms(journeys: Journeys, goals: Goals, purpose: str, uid: NDArray[np.uint64]) -> Floats:
    """Uniform numbers of a stream of each goal's own; shape (goals, n)."""
    seed, replication = journeys.draws.seed, journeys.draws.replication
    return np.array([uniform(seed, replication, named("goal", name, purpose), uid) for name in goals.attributes])


def _add_durations(journeys: Journeys, goals: Goals, source: Ints, uid: NDArray[np.uint64], day: Floats) -> None:
    """Add to the day on which each goal begins (NaN for never) how long it takes if nothing comes between; shape (goals, n)."""
    seed, replication = journeys.draws.seed, journeys.draws.replication
    durations = _tables(journeys.scenario).days
    for name, sources, days in zip(goals.attributes, source, day, strict=True):
        begun = np.flatnonzero(~np.isnan(days))
        days[begun] += draw(durations, sources[begun], key(seed, replication, named("goal", name, "days")), uid[begun])


# --- what the panel decided of each goal -----------------------------------------------------------------------------


def _refused(journeys: Journeys, goals: Goals, chosen: Ints, needs_money: Mask) -> tuple[Mask, Floats]:
    """Which goals the panel refused as it approved the case, shape (goals, n), and the day of that, shape (n,).

    Given that a case was approved, none of its goals was deferred and not all were refused. So each is approved by its own
    chance among those not deferred, where one before it was approved; else by that chance given that one of those that are
    left is approved.
    """
    chance, day = (column[chosen] for column in journeys.cached(_panels))
    refused = np.zeros_like(needs_money)
    heard = np.flatnonzero(chance < 1)  # elsewhere nothing was decided of each goal, or none is ever refused
    if len(heard):
        chance, before_panel = chance[heard], needs_money[:, heard]
        uniforms = _uniforms(journeys, goals, "panel", journeys.people.uid[chosen[heard]])
        left, none_yet = before_panel.sum(axis=0), np.ones(len(heard), dtype=bool)
        for goal, is_before_panel in enumerate(before_panel):
            chance_of_any = 1 - powers(1 - chance, np.maximum(1.0, left))
            approved = uniforms[goal] < np.where(none_yet, chance / chance_of_any, chance)
            refused[goal, heard] = is_before_panel & ~approved
            none_yet &= ~(is_before_panel & approved)
            left -= is_before_panel
    return refused, day


def _panels(journeys: Journeys) -> tuple[Floats, Floats]:
    """Each person's chance that a goal was approved by the panel that approved the case, and the day; NaN for none."""
    chance, day = np.full((2, journeys.people_count), np.nan)
    people = journeys.people
    for panel in _tables(journeys.scenario).panels:
        steps = journeys.steps_at_stage[panel.stage]
        person_index = journeys.person_index[steps]
        codes = {name: people.codes[name][person_index] for name in panel.attributes}
        cell = cells(panel.attributes, codes, people.values, len(steps))
        period = np.searchsorted(panel.changes, journeys.finished[steps], side="right")
        approved = panel.approved[period, cell] == journeys.outcome[steps]
        # Where a case was approved twice, the later decision counts: what is written last stays.
        chance[person_index[approved]] = panel.chance[period, cell][approved]
        day[person_index[approved]] = journeys.finished[steps[approved]]
    return chance, day


# --- what the cap left out -------------------------------------------------------------------------------------------


def _capped(journeys: Journeys, goals: Goals) -> tuple[Floats, Floats]:
    """For each person the share of what was asked that a cap left out (0 for none), and the day of that."""
    share, day = np.zeros((2, journeys.people_count))
    index = journeys.scenario.pathway.index
    for name in goals.capped_at:
        steps = journeys.steps_at_stage[index[name]]
        steps = steps[journeys.served[steps]]
        person_index, stage = journeys.person_index[steps], journeys.scenario.pathway.stages[index[name]]
        granted = journeys.amount[steps] / 100 / _factor(journeys, stage)[person_index]
        asked = journeys.people.numbers[goals.asked][person_index]
        share[person_index] = 1 - np.minimum(1.0, granted / np.maximum(asked, 0.01))
        day[person_index] = journeys.started[steps]
    return share, day


def _factor(journeys: Journeys, stage: Stage) -> Floats:
    """The product of each person's factors on the amount of a stage."""
    product = np.ones(journeys.people_count)
    for attribute, factors in stage.amount_multipliers.items():
        by_value = np.array([factors.get(value, 1.0) for value in journeys.people.values[attribute]])
        product *= by_value[journeys.people.codes[attribute]]
    return product


# --- tables ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A stage that decides on each goal: what approval is and its chance among goals not deferred, by period and cell."""

    stage: int
    changes: Floats
    attributes: list[str]
    approved: Ints
    chance: Floats


@dataclass(frozen=True, kw_only=True)
class GoalTables:
    """What is the same in all replications: each value's source, the days of each source, and the fate at each way out."""

    source: Mapping[str, Cells]
    money: int
    days: Leaves
    at_exit: Ints
    panels: tuple[Panel, ...]


@cached_per_scenario
def _tables(scenario: Scenario) -> GoalTables:
    goals, values, index = scenario.goals, scenario.people.values, scenario.pathway.index
    assert goals is not None
    at_exit = np.full(len(index) - LEFT, LOST)  # codes below 0 count from the end
    at_exit[[index[name] for name in goals.refused]] = REFUSED
    at_exit[[index[name] for name in goals.unsourced]] = UNSOURCED
    return GoalTables(
        source={
            name: np.array([goals.sources.index(value) for value in values[name]], dtype=np.int32)
            for name in goals.attributes
        },
        money=goals.sources.index(goals.money),
        days=lower_distributions([goals.days[source] for source in goals.sources]),
        at_exit=at_exit,
        panels=tuple(panel for stage in scenario.pathway.stages if (panel := _panel(scenario, stage)) is not None),
    )


def _panel(scenario: Scenario, stage: Stage) -> Panel | None:
    """The tables of a stage that decides on each goal; None of any other."""
    if all(leaf is None for tree in stage.decisions for leaf in leaves(tree)):
        return None
    values, index = scenario.people.values, scenario.pathway.index
    names = list(dict.fromkeys(name for tree in stage.decisions for name in attributes(tree)))
    periods = [[pick(tree, cell) for cell in combinations(names, values)] for tree in stage.decisions]
    approved = [
        [len(index) if decision is None else index[decision.approved] for decision in period] for period in periods
    ]
    chances = [
        [
            1.0 if decision is None else decision.approve / max(decision.approve + decision.refuse, 1e-12)
            for decision in period
        ]
        for period in periods
    ]
    return Panel(
        stage=index[stage.name],
        changes=np.array([day for day, _ in stage.next_changes]),
        attributes=names,
        approved=np.array(approved),
        chance=np.array(chances),
    )
