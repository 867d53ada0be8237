"""What a visit to a stage means for each cell of the people: what it takes of which resource, how long, and where it leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ...draws import quantile
from ...draws.attribute_cells import spread
from ...draws.stage_streams import numbers_of
from ...engines.stage_time import in_hours_of_work
from ...measures.capacity import summed
from ...model import Caseload, Distribution, Fund, Meeting, PaymentRun, Scenario, Stage, Team
from ...model.calendar import Dated
from ...model.pathway import LOWERED
from .people import Floats, PeopleCells

GRID = 1024  #: equally likely values of each part, where the longest of several counts


@dataclass(frozen=True, kw_only=True)
class Steps:
    """A stage, for each cell of the people; every array has shape (cells,).

    Attributes
    ----------
    resource
        The code of the resource that a visit needs; -1 for none.
    takes
        How much it takes of that resource: hours of a team's work, pence of a fund, a slot, or one of a caseload's places.
    days
        How long it lasts, with the wait for the next meeting and without any other wait.
    next
        By code of the target, the chance of going there.
    gives_back
        Whether a visit gives back a part of what is held, so that it takes less than nothing.
    """

    resource: NDArray[np.int16]
    takes: Floats
    days: Floats
    next: Mapping[int, Floats]
    gives_back: bool = False


def steps_of(scenario: Scenario, people: PeopleCells, until: float) -> list[Steps]:
    """Every stage; what changes on dates is taken as it is on average until a day."""
    code = scenario.resource_index
    steps = []
    for number, stage in enumerate(scenario.pathway.stages):
        names, choices = spread(stage.resource, people.values)
        codes = np.array([-1 if name is None else code[name] for name in choices], dtype=np.int16)
        resource = codes[people.rows(names)]
        time = _time(stage, people) * mean_until(stage.dated_multiplier, until)
        takes, days, lowers = np.ones(len(people)), time, stage.held_money == LOWERED
        for at in np.unique(resource):
            here, kind = resource == at, scenario.resources[at] if at >= 0 else None
            if isinstance(kind, Team):
                takes = np.where(here, time, takes)
                days = np.where(here, time * 7.0 / (mean_while_on(kind.hours_a_week, until) or np.inf), days)
            elif isinstance(kind, Fund):
                takes = np.where(here, -_pence(stage, people) if lowers else _pence(stage, people), takes)
            elif isinstance(kind, Meeting | PaymentRun):
                days = np.where(here, time + wait_for_next(kind, until), days)
            elif kind is None and in_hours_of_work(stage, scenario):
                days = np.where(here, 0.0, days)  # who needs no team passes at once
        onward = _next(scenario, number, people, until)
        steps.append(Steps(resource=resource, takes=takes, days=days, next=onward, gives_back=lowers))
    return steps


def mean_until(dated: Dated, until: float) -> float:
    """The mean of a dated value from day 0 to a day."""
    return float(summed(dated, np.array([until]))[0]) / until


def mean_while_on(hours: Dated, until: float) -> float:
    """The mean hours a week until a day, of the days with any; 0 where there are none."""
    is_on = Dated(
        days=hours.days, values=tuple(float(rate > 0) for rate in hours.values), before=float(hours.before > 0)
    )
    share = mean_until(is_on, until)
    return mean_until(hours, until) / share if share else 0.0


def wait_for_next(meeting: Meeting | PaymentRun, until: float) -> float:
    """Days from joining to the next meeting whose papers are not yet due, on average: half the gap, and the days of papers."""
    days = [day for day in meeting.days if day < until]
    gaps = [after - before for before, after in pairwise(days)] or [until]
    return sum(gap * gap for gap in gaps) / (2.0 * sum(gaps)) + meeting.papers_due


def _time(stage: Stage, people: PeopleCells) -> Floats:
    """Hours of work or days, before what changes on dates."""
    if not stage.parts:
        return np.zeros(len(people))
    spreads = [spread(part.lasts, people.values) for part in stage.parts]
    if len(spreads) == 1:
        names, leaves = spreads[0]
        means = np.array([leaf.mean for leaf in leaves])[people.rows(names)]
    else:
        rows = np.array([people.rows(names) for names, _ in spreads])
        kinds, which = np.unique(rows, axis=1, return_inverse=True)
        longest = [
            mean_of_longest([leaves[row] for (_, leaves), row in zip(spreads, kind, strict=True)]) for kind in kinds.T
        ]
        means = np.array(longest)[which.reshape(-1)]
    product: Floats = means * people.product(stage.multipliers)
    return product


def mean_of_longest(distributions: Sequence[Distribution]) -> float:
    """The mean of the longest of several independent times."""
    u = (np.arange(GRID) + 0.5) / GRID
    samples = [np.sort(quantile(distribution, u)) for distribution in distributions]
    edges = np.concatenate([[0.0], np.sort(np.concatenate(samples))])
    below = np.ones(len(edges) - 1)
    for sample in samples:
        below = below * np.searchsorted(sample, edges[:-1], side="right") / GRID
    return float(np.sum((1.0 - below) * np.diff(edges)))


def _pence(stage: Stage, people: PeopleCells) -> Floats:
    if stage.amount is None:
        return np.zeros(len(people))
    if isinstance(stage.amount, str):
        pounds = people.numbers[stage.amount]
    else:
        names, leaves = spread(stage.amount, people.values)
        pounds = np.array([leaf.mean for leaf in leaves])[people.rows(names)]
    pence: Floats = pounds * people.product(stage.amount_multipliers) * 100.0
    return pence


def _next(scenario: Scenario, number: int, people: PeopleCells, until: float) -> dict[int, Floats]:
    """The chance of each target, each period of the weights counting for its days."""
    stage, ways = scenario.pathway.stages[number], numbers_of(scenario)[number].ways
    changes = [0.0, *(min(max(day, 0.0), until) for day, _ in stage.next_changes), until]
    share = np.diff(changes) / until
    choices = len(ways.at) // len(share)
    weights = np.zeros((choices, len(scenario.pathway.index)))
    for period, part in enumerate(share):
        for choice in range(choices):
            at, size = ways.at[period * choices + choice]
            chances = np.diff(ways.edges[at : at + size], prepend=0.0)
            weights[choice, ways.targets[at : at + size]] += part * chances / chances.sum()
    row = people.rows(stage.decided_by)
    return {int(target): weights[row, target] for target in np.flatnonzero(weights.any(axis=0))}


def places_of(scenario: Scenario) -> frozenset[int]:
    """The codes of the caseloads."""
    return frozenset(code for code, resource in enumerate(scenario.resources) if isinstance(resource, Caseload))
