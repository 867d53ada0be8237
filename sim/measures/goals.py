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
from ..model.reuse import once_a_scenario
from .journeys import Floats, Ints, Journeys, Mask

FATES = ("achieved", "refused", "unfunded", "unsourced", "lost")  #: how a goal is pending no longer
ACHIEVED, REFUSED, UNFUNDED, UNSOURCED, LOST = range(len(FATES))


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many goals there are of each kind, before each of the ends.

    Attributes
    ----------
    set
        Goals set; shape (groups, places, ends).
    ended
        By fate, those pending no longer; shape (groups, fates, places, ends).
    """

    set: Ints
    ended: Ints

    def of(self, fate: str) -> Ints:
        """Goals with a fate, shape (groups, places, ends); ``pending`` are those without one, and ``set`` all."""
        if fate == "set":
            return self.set
        found: Ints = self.set - self.ended.sum(axis=1) if fate == "pending" else self.ended[:, FATES.index(fate)]
        return found


def counted(journeys: Journeys) -> Counted | None:
    """The goals, counted once; None where the scenario has none, or no plans."""
    return journeys.once(_counted)


def _counted(journeys: Journeys) -> Counted | None:
    goals = journeys.scenario.goals
    if goals is None or "plan" not in journeys.scenario.pathway.milestones:
        return None
    who = np.flatnonzero(~np.isnan(journeys.plan_day))
    place, fate, day = fates(journeys, goals, who)
    many, places, kinds = journeys.groups.cells, len(goals.places), 1 + len(FATES)
    begun = place * many + journeys.groups.cell[who]
    set_, ended = np.broadcast_to(journeys.plan_day[who], day.shape), fate >= 0
    days = np.concatenate([set_.ravel(), day[ended]])
    rows = np.concatenate([begun.ravel(), (begun + (1 + fate) * (places * many))[ended]])
    counts = journeys.ends.before(days, rows, kinds * places * many)
    table = counts.reshape(kinds, places, many, -1).transpose(2, 0, 1, 3)
    by_group = journeys.groups.add_up(table)
    return Counted(set=by_group[:, 0], ended=by_group[:, 1:])


def fates(journeys: Journeys, goals: Goals, who: Ints) -> tuple[Ints, Ints, Floats]:
    """What became of each goal.

    Parameters
    ----------
    journeys
        The journeys of a replication.
    goals
        Which goals people have.
    who
        The places of people with a plan, shape (n,).

    Returns
    -------
    tuple
        Where each goal is found, its fate (-1 for none), and the day of that (of no meaning for none); shape (goals, n).
    """
    people, tables = journeys.people, _tables(journeys.scenario)
    place = np.array([tables.place[name][people.codes[name][who]] for name in goals.attributes])
    money = place == tables.money
    live, plan, out, gone = (
        days[who] for days in (journeys.live_day, journeys.plan_day, journeys.out_day, people.leaves)
    )
    day = np.where(money, live, plan)
    _add_lasts(journeys, goals, place, people.uid[who], day)
    fate = np.where(np.isnan(day), -1, ACHIEVED)
    _become(fate, day, gone <= day, LOST, gone)
    _become(fate, day, money & (np.isnan(live) & ~np.isnan(out)), tables.at_exit[journeys.out_code[who]], out)
    if goals.capped_at:
        without, when = (told[who] for told in _capped(journeys, goals))
        _become(fate, day, money & (_luck(journeys, goals, "cap", people.uid[who]) < without), UNFUNDED, when)
    refused, when = _refused(journeys, goals, who, money)
    _become(fate, day, refused, REFUSED, when)
    return place, fate, day


def _become(fate: Ints, day: Floats, where: Mask, what: Ints | int, when: Floats) -> None:
    """Give the goals in a mask another fate, on another day; both told once a person."""
    np.copyto(fate, what, where=where)
    np.copyto(day, when, where=where)


def _luck(journeys: Journeys, goals: Goals, what: str, uid: NDArray[np.uint64]) -> Floats:
    """Uniform numbers of a stream of each goal's own; shape (goals, n)."""
    seed, replication = journeys.draws.seed, journeys.draws.replication
    return np.array([uniform(seed, replication, named("goal", name, what), uid) for name in goals.attributes])


def _add_lasts(journeys: Journeys, goals: Goals, place: Ints, uid: NDArray[np.uint64], day: Floats) -> None:
    """Add to the day on which each goal begins (NaN for never) how long it takes if nothing comes between; shape (goals, n)."""
    seed, replication = journeys.draws.seed, journeys.draws.replication
    lasts = _tables(journeys.scenario).days
    for name, where, days in zip(goals.attributes, place, day, strict=True):
        begun = np.flatnonzero(~np.isnan(days))
        days[begun] += draw(lasts, where[begun], key(seed, replication, named("goal", name, "days")), uid[begun])


# --- what the panel decided of each goal -----------------------------------------------------------------------------


def _refused(journeys: Journeys, goals: Goals, who: Ints, money: Mask) -> tuple[Mask, Floats]:
    """Which goals the panel refused as it approved the case, shape (goals, n), and the day of that, shape (n,).

    Given that a case was approved, none of its goals was deferred and not all were refused. So each is approved by its own
    chance among those not deferred, where one before it was approved; else by that chance given that one of those that are
    left is approved.
    """
    chance, day = (told[who] for told in journeys.once(_panels))
    refused = np.zeros_like(money)
    some = np.flatnonzero(chance < 1)  # elsewhere nothing was decided of each goal, or none is ever refused
    if len(some):
        chance, ours = chance[some], money[:, some]
        luck = _luck(journeys, goals, "panel", journeys.people.uid[who[some]])
        left, none_yet = ours.sum(axis=0), np.ones(len(some), dtype=bool)
        for at, needing in enumerate(ours):
            given = 1 - powers(1 - chance, np.maximum(1.0, left))
            approved = luck[at] < np.where(none_yet, chance / given, chance)
            refused[at, some] = needing & ~approved
            none_yet &= ~(needing & approved)
            left -= needing
    return refused, day


def _panels(journeys: Journeys) -> tuple[Floats, Floats]:
    """Each person's chance that a goal was approved by the panel that approved the case, and the day; NaN for none."""
    chance, day = np.full((2, journeys.count), np.nan)
    people = journeys.people
    for panel in _tables(journeys.scenario).panels:
        steps = journeys.at_stage[panel.stage]
        place = journeys.place[steps]
        codes = {name: people.codes[name][place] for name in panel.attributes}
        cell = cells(panel.attributes, codes, people.values, len(steps))
        period = np.searchsorted(panel.changes, journeys.finished[steps], side="right")
        approved = panel.approved[period, cell] == journeys.outcome[steps]
        # Where a case was approved twice, the later decision counts: what is written last stays.
        chance[place[approved]] = panel.chance[period, cell][approved]
        day[place[approved]] = journeys.finished[steps[approved]]
    return chance, day


# --- what the cap left out -------------------------------------------------------------------------------------------


def _capped(journeys: Journeys, goals: Goals) -> tuple[Floats, Floats]:
    """For each person the share of what was asked that a cap left out (0 for none), and the day of that."""
    without, day = np.zeros((2, journeys.count))
    index = journeys.scenario.pathway.index
    for name in goals.capped_at:
        steps = journeys.at_stage[index[name]]
        steps = steps[journeys.served[steps]]
        place = journeys.place[steps]
        granted = journeys.amount[steps] / 100 / _factor(journeys, journeys.scenario.pathway.stages[index[name]])[place]
        asked = journeys.people.numbers[goals.asked][place]
        without[place] = 1 - np.minimum(1.0, granted / np.maximum(asked, 0.01))
        day[place] = journeys.started[steps]
    return without, day


def _factor(journeys: Journeys, stage: Stage) -> Floats:
    """The product of each person's factors on the amount of a stage."""
    product = np.ones(journeys.count)
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
class Tables:
    """What is the same in all replications: each value's place, the days of each place, and the fate at each way out."""

    place: Mapping[str, Cells]
    money: int
    days: Leaves
    at_exit: Ints
    panels: tuple[Panel, ...]


@once_a_scenario
def _tables(scenario: Scenario) -> Tables:
    goals, values, index = scenario.goals, scenario.people.values, scenario.pathway.index
    assert goals is not None
    at_exit = np.full(len(index) - LEFT, LOST)  # codes below 0 count from the end
    at_exit[[index[name] for name in goals.refused]] = REFUSED
    at_exit[[index[name] for name in goals.unsourced]] = UNSOURCED
    return Tables(
        place={
            name: np.array([goals.places.index(each) for each in values[name]], dtype=np.int32)
            for name in goals.attributes
        },
        money=goals.places.index(goals.money),
        days=lower_distributions([goals.days[place] for place in goals.places]),
        at_exit=at_exit,
        panels=tuple(panel for stage in scenario.pathway.stages if (panel := _panel(scenario, stage)) is not None),
    )


def _panel(scenario: Scenario, stage: Stage) -> Panel | None:
    if all(leaf is None for way in stage.decisions for leaf in leaves(way)):
        return None
    values, index = scenario.people.values, scenario.pathway.index
    names = list(dict.fromkeys(name for way in stage.decisions for name in attributes(way)))
    told = [[pick(way, each) for each in combinations(names, values)] for way in stage.decisions]
    approved = [[index[each.approved] if each is not None else len(index) for each in way] for way in told]
    chances = [
        [each.approve / max(each.approve + each.refuse, 1e-12) if each is not None else 1.0 for each in way]
        for way in told
    ]
    return Panel(
        stage=index[stage.name],
        changes=np.array([day for day, _ in stage.next_changes]),
        attributes=names,
        approved=np.array(approved),
        chance=np.array(chances),
    )
