"""The people of one replication: who was identified when, their attributes, their numbers, when they leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..model import Cohort, Scenario
from ..model.reuse import cached_per_scenario
from . import identification
from .attribute_cells import Leaves, Ways, cells, choose, draw, lower_distributions, lower_weights, spread
from .elementary import exponential
from .identification import DAYS_A_YEAR
from .stream import identity, key, named, uniform

Floats = NDArray[np.float64]
SeededReplication: TypeAlias = tuple[int, int]  #: the seed and the replication, which key every stream


@dataclass(frozen=True, kw_only=True)
class Population:
    """People who are identified before the horizon, and after them those inside on day 0; each has one index in every array.

    Attributes
    ----------
    person
        Numbers in the step table: the index among the people who are eligible when their cohort opens; then come those inside
        on day 0, and then those who became eligible later, so that how many these are changes nobody else's number.
    uid
        Identities in the streams.
    day
        The day of identification (0 for people inside on day 0).
    codes
        For each attribute the index of the person's value among `values`.
    numbers
        For each number the person's own (pounds).
    leaves
        The day of dying or leaving the area, which is after that of identification (infinite if it plays no part).
    identified
        How many people are identified; the others, behind them, are inside on day 0.
    """

    person: NDArray[np.int32]
    uid: NDArray[np.uint64]
    day: Floats
    codes: Mapping[str, NDArray[np.int16]]
    values: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, Floats]
    leaves: Floats
    identified: int

    def __len__(self) -> int:
        return len(self.person)

    def only(self, chosen: NDArray[np.integer], day: Floats | None = None) -> Population:
        """The people of some indices, which ascend; perhaps with other days of identification."""
        return Population(
            person=self.person[chosen],
            uid=self.uid[chosen],
            day=self.day[chosen] if day is None else day,
            codes={name: codes[chosen] for name, codes in self.codes.items()},
            values=self.values,
            numbers={name: numbers[chosen] for name, numbers in self.numbers.items()},
            leaves=self.leaves[chosen],
            identified=int(np.searchsorted(chosen, self.identified)),
        )

    @cached_property
    def order(self) -> NDArray[np.uint32]:
        """The indices of the people identified, in that order; of one day's people, the lower index first.

        A sort that keeps the order of equals takes several times longer than two that do not.
        """
        day = self.day[: self.identified]
        if (np.diff(day) >= 0).all():  # as an open stream brings them
            return np.arange(len(day), dtype=np.uint32)
        order = np.argsort(day)
        first_of_day = np.diff(day[order], prepend=-np.inf) > 0
        before = (
            np.cumsum(first_of_day) * self.identified
        )  # so that a day's people stay behind those of the days before
        in_order: NDArray[np.uint32] = (np.sort(before + order) - before).astype(np.uint32)
        return in_order


def populate(scenario: Scenario, seed: int, replication: int, days: NDArray[np.float64] | None = None) -> Population:
    """Draw the people of a replication; `days`, if given, replaces the days of identification of an open stream."""
    seeded = seed, replication

    def numbers_of(name: str, uid: NDArray[np.uint64]) -> Floats:
        return uniform(*seeded, name, uid)

    people, routes = scenario.people, scenario.identification.routes
    cohort: NDArray[np.int16]
    if routes[0].every is not None:
        since = day = (
            identification.stream_days(routes[0], scenario.horizon, numbers_of)
            if days is None
            else np.asarray(days, float)
        )
        uid = np.arange(len(day), dtype=np.uint64)
        cohort = np.zeros(len(day), dtype=np.int16)
        route = np.zeros(len(day), dtype=np.int16)
        there_at_first = len(day)
    else:
        cohort, uid, since = _eligible(people.cohorts, scenario.horizon, numbers_of)
        day, route = identification.identify(routes, people.cohorts, cohort, since, uid, numbers_of)
        there_at_first = sum(c.size for c in people.cohorts)
    person = np.flatnonzero(day < scenario.horizon).astype(np.int32)
    uid, cohort, route, day, since = uid[person], cohort[person], route[person], day[person], since[person]

    inside = _inside_uids(scenario)
    identified, extra = len(person), len(inside)
    person[person >= there_at_first] += extra
    person = np.concatenate([person, there_at_first + np.arange(extra, dtype=np.int32)]).astype(np.int32)
    uid = np.concatenate([uid, inside])
    day, since = np.concatenate([day, np.zeros(extra)]), np.concatenate([since, np.zeros(extra)])
    sizes = {c.name: float(c.size) for c in people.cohorts}
    total = sum(sizes.values())
    if extra and total:
        code = {name: index for index, name in enumerate(sizes)}
        ways = lower_weights([{name: size / total for name, size in sizes.items()}], code)
        one_cell = np.zeros(extra, dtype=np.int32)
        cohort = np.concatenate([cohort, choose(ways, one_cell, key(*seeded, named("cohort")), inside)])
    else:
        cohort = np.concatenate([cohort, np.zeros(extra, dtype=np.int16)])
    route = np.concatenate([route, np.full(extra, len(routes), dtype=np.int16)])
    drawing = _Drawing(scenario, uid, identified, seeded)
    drawing.codes["cohort"] = drawing.with_known_values("cohort", cohort)
    drawing.codes["route"] = route
    drawing.attributes()
    numbers = drawing.numbers()
    leaves = drawing.leaving(since)
    everyone = Population(
        person=person,
        uid=uid,
        day=day,
        codes=drawing.codes,
        values=people.values,
        numbers=numbers,
        leaves=leaves,
        identified=identified,
    )
    here = leaves > day  # who dies or moves away before is never identified
    return everyone if here.all() else everyone.only(np.flatnonzero(here))


def _eligible(
    cohorts: tuple[Cohort, ...], horizon: float, uniform: identification.Uniform
) -> tuple[NDArray[np.int16], NDArray[np.uint64], Floats]:
    """Each eligible person's cohort, identity, and the day from which the person may be identified.

    Those who become eligible later come behind all who were there, so that they move nobody's number.
    """
    joining = [identification.joining_days(cohort, horizon, uniform) for cohort in cohorts]
    counts = [*(cohort.size for cohort in cohorts), *map(len, joining)]
    uids = [identity(named("cohort", cohort.name), cohort.size) for cohort in cohorts]
    uids += [identity(named("joining", cohort.name), len(days)) for cohort, days in zip(cohorts, joining, strict=True)]
    since = [*(np.full(cohort.size, cohort.opens) for cohort in cohorts), *joining]
    code = np.repeat(np.tile(np.arange(len(cohorts), dtype=np.int16), 2), counts)
    return code, np.concatenate(uids), np.concatenate(since)


def _inside_uids(scenario: Scenario) -> NDArray[np.uint64]:
    """Identities of those inside: keyed by where they start, so that they share draws with nobody identified later."""
    counts: dict[str, int] = {}
    parts = []
    for entry in scenario.inside:
        before = counts.get(entry.stage, 0)
        counts[entry.stage] = before + entry.count
        parts.append(identity(named("inside", entry.stage), counts[entry.stage])[before:])
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint64)


class Tables(NamedTuple):
    """What people draw, the same for all replications of a scenario; each entry with the attributes that make its cells."""

    attributes: Mapping[str, tuple[list[str], Ways]]
    numbers: Mapping[str, tuple[list[str], Leaves]]
    leaving: tuple[list[str], Floats]


@cached_per_scenario
def _tables(scenario: Scenario) -> Tables:
    people, values = scenario.people, scenario.people.values
    attributes = {}
    for name, weights in people.attributes.items():
        names, choices = spread(weights, values)
        attributes[name] = names, lower_weights(choices, {value: index for index, value in enumerate(values[name])})
    numbers = {}
    for name, tree in people.numbers.items():
        names, distributions = spread(tree, values)
        numbers[name] = names, lower_distributions(distributions)
    names, rates = spread(people.leaving_a_year, values)
    return Tables(attributes, numbers, (names, np.array(rates) / DAYS_A_YEAR))


class _Drawing:
    """Draws one attribute after another for the same people."""

    def __init__(self, scenario: Scenario, uid: NDArray[np.uint64], identified: int, seeded: SeededReplication) -> None:
        self.people, self.inside, self.tables = scenario.people, scenario.inside, _tables(scenario)
        self.uid, self.identified, self.seeded = uid, identified, seeded
        self.codes: dict[str, NDArray[np.int16]] = {}

    def with_known_values(self, name: str, drawn: NDArray[np.int16]) -> NDArray[np.int16]:
        """What was drawn, with what is known of people inside on day 0 put over it."""
        index = self.identified
        for entry in self.inside:
            if name in entry.attributes:
                drawn[index : index + entry.count] = self.people.values[name].index(entry.attributes[name])
            index += entry.count
        return drawn

    def attributes(self) -> None:
        """Draw every attribute, in the order in which they may depend on each other."""
        for name, (names, ways) in self.tables.attributes.items():
            drawn = choose(ways, self._cells(names), key(*self.seeded, named("attribute", name)), self.uid)
            self.codes[name] = self.with_known_values(name, drawn)

    def numbers(self) -> dict[str, Floats]:
        """Draw every number, and cut those that have bands."""
        numbers = {}
        for name, (names, leaves) in self.tables.numbers.items():
            numbers[name] = draw(leaves, self._cells(names), key(*self.seeded, named("number", name)), self.uid)
        for name, (number, limits) in self.people.bands.items():
            band = np.searchsorted(np.array(list(limits.values())), numbers[number], side="left")
            self.codes[name] = band.astype(np.int16)
        return numbers

    def leaving(self, since: Floats) -> Floats:
        """Draw the day on which each person, eligible since a day, dies or leaves the area."""
        names, hazards = self.tables.leaving
        if not hazards.any():
            return np.full(len(self.uid), np.inf)
        hazard = hazards[self._cells(names)]
        needed = exponential(uniform(*self.seeded, named("leaving"), self.uid))
        with np.errstate(divide="ignore"):
            return np.where(hazard > 0, since + needed / hazard, np.inf)

    def _cells(self, names: list[str]) -> NDArray[np.int32]:
        return cells(names, self.codes, self.people.values, len(self.uid))
