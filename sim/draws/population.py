"""The people of one replication: who was found when, their attributes, their numbers, when they leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..model import Scenario
from ..model.tree import attributes, leaves, pick
from . import identification
from .quantiles import quantile
from .rows import choose, groups, spread
from .stream import identity, uniform

DAYS_A_YEAR = 365.25
Floats = NDArray[np.float64]
Uniform = Callable[[str, NDArray[np.uint64]], Floats]


@dataclass(frozen=True, kw_only=True)
class Population:
    """People who are found before the horizon, and after them those inside on day 0; one place in every array each.

    Attributes
    ----------
    person
        Numbers in the step table: the place among the eligible people; those inside on day 0 follow after them.
    uid
        Identities in the streams.
    day
        The day of identification (0 for people inside on day 0).
    codes
        For each attribute the place of the person's value among `values`.
    numbers
        For each number the person's own (pounds).
    leaves
        The day of dying or leaving the area (infinite if it plays no part).
    found
        How many of the places are people found; the others are inside on day 0.
    """

    person: NDArray[np.int32]
    uid: NDArray[np.uint64]
    day: Floats
    codes: Mapping[str, NDArray[np.int16]]
    values: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, Floats]
    leaves: Floats
    found: int

    def __len__(self) -> int:
        return len(self.person)


def populate(scenario: Scenario, seed: int, replication: int, days: NDArray[np.float64] | None = None) -> Population:
    """Draw the people of a replication; `days`, if given, replaces the days of identification of an open stream."""

    def draw(name: str, uid: NDArray[np.uint64]) -> Floats:
        return uniform(seed, replication, name, uid)

    people, routes = scenario.people, scenario.identification.routes
    cohort: NDArray[np.int16]
    if routes[0].every is not None:
        day = identification.stream_days(routes[0], scenario.horizon, draw) if days is None else np.asarray(days, float)
        uid = np.arange(len(day), dtype=np.uint64)
        cohort = np.zeros(len(day), dtype=np.int16)
        route = np.zeros(len(day), dtype=np.int16)
        eligible = len(day)
    else:
        uid = np.concatenate([identity(f"cohort.{c.name}", c.size) for c in people.cohorts])
        cohort = np.repeat(np.arange(len(people.cohorts), dtype=np.int16), [c.size for c in people.cohorts])
        day, route = identification.found(routes, people.cohorts, cohort, uid, draw)
        eligible = len(day)
    person = np.flatnonzero(day < scenario.horizon).astype(np.int32)
    uid, cohort, route, day = uid[person], cohort[person], route[person], day[person]

    inside = _inside_uids(scenario)
    found, extra = len(person), len(inside)
    person = np.concatenate([person, eligible + np.arange(extra, dtype=np.int32)]).astype(np.int32)
    uid = np.concatenate([uid, inside])
    day = np.concatenate([day, np.zeros(extra)])
    sizes = {c.name: float(c.size) for c in people.cohorts}
    total = sum(sizes.values())
    if extra and total:
        code = {name: place for place, name in enumerate(sizes)}
        weights = {name: size / total for name, size in sizes.items()}
        cohort = np.concatenate([cohort, choose(weights, draw("attribute.cohort", inside), code)])
    else:
        cohort = np.concatenate([cohort, np.zeros(extra, dtype=np.int16)])
    route = np.concatenate([route, np.full(extra, len(routes), dtype=np.int16)])
    drawing = _Drawing(scenario, uid, found, draw)
    drawing.codes["cohort"] = drawing.told("cohort", cohort)
    drawing.codes["route"] = route
    drawing.attributes()
    numbers = drawing.numbers()
    return Population(
        person=person,
        uid=uid,
        day=day,
        codes=drawing.codes,
        values=people.values,
        numbers=numbers,
        leaves=drawing.leaving(day),
        found=found,
    )


def _inside_uids(scenario: Scenario) -> NDArray[np.uint64]:
    """Identities of those inside: keyed by where they start, so that they share luck with nobody found later."""
    counts: dict[str, int] = {}
    parts = []
    for entry in scenario.inside:
        before = counts.get(entry.stage, 0)
        counts[entry.stage] = before + entry.count
        parts.append(identity(f"inside.{entry.stage}", counts[entry.stage])[before:])
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint64)


class _Drawing:
    """Draws one attribute after another for the same people."""

    def __init__(self, scenario: Scenario, uid: NDArray[np.uint64], found: int, draw: Uniform) -> None:
        self.people, self.inside = scenario.people, scenario.inside
        self.uid, self.found, self.draw = uid, found, draw
        self.codes: dict[str, NDArray[np.int16]] = {}

    def told(self, name: str, drawn: NDArray[np.int16]) -> NDArray[np.int16]:
        """What was drawn, with what is known of people inside on day 0 put over it."""
        place = self.found
        for entry in self.inside:
            if name in entry.attributes:
                drawn[place : place + entry.count] = self.people.values[name].index(entry.attributes[name])
            place += entry.count
        return drawn

    def attributes(self) -> None:
        """Draw every attribute, in the order in which they may depend on each other."""
        for name, tree in self.people.attributes.items():
            u = self.draw(f"attribute.{name}", self.uid)
            code = {value: place for place, value in enumerate(self.people.values[name])}
            drawn = np.zeros(len(self.uid), dtype=np.int16)
            for chosen, mask in groups(attributes(tree), self.codes, self.people.values):
                drawn[mask] = choose(pick(tree, chosen), u[mask], code)
            self.codes[name] = self.told(name, drawn)

    def numbers(self) -> dict[str, Floats]:
        """Draw every number, and cut those that have bands."""
        numbers = {}
        for name, tree in self.people.numbers.items():
            u = self.draw(f"number.{name}", self.uid)
            drawn = np.zeros(len(self.uid))
            for chosen, mask in groups(attributes(tree), self.codes, self.people.values):
                drawn[mask] = quantile(pick(tree, chosen), u[mask])
            numbers[name] = drawn
        for name, (of, limits) in self.people.bands.items():
            band = np.searchsorted(np.array(list(limits.values())), numbers[of], side="left")
            self.codes[name] = band.astype(np.int16)
        return numbers

    def leaving(self, day: Floats) -> Floats:
        """Draw the day on which each person dies or leaves the area."""
        tree = self.people.leaving_a_year
        if not any(each_year > 0 for each_year in leaves(tree)):
            return np.full(len(self.uid), np.inf)
        hazard = spread(tree, self.codes, self.people.values, len(self.uid), lambda rate: rate) / DAYS_A_YEAR
        needed = -np.log1p(-self.draw("leaving", self.uid))
        with np.errstate(divide="ignore"):
            return np.where(hazard > 0, day + needed / hazard, np.inf)
