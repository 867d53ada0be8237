"""What each stage draws for each person."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..jit import compiled
from ..model import Scenario, Stage
from .attribute_cells import table_of_cells
from .draw_tables import slots_of
from .population import Population, populate
from .population_cache import people_of
from .sampling import RandomInputs, amount_of, next_of, patience_of, resource_of, time_of
from .shocks import RESOURCES, as_it_turns_out
from .stream import key, uniform

Floats = NDArray[np.float64]


class Draws:
    """All chance of one replication of a scenario.

    Parameters
    ----------
    scenario
        The scenario as planned.
    seed, replication
        Which draws. Scenarios that share both share every person's draws.
    replace
        Values in place of drawn ones, by slot: ``identified`` (days), or ``<stage>.time``, ``<stage>.next`` (names of targets),
        ``<stage>.amount`` (pence), ``<stage>.patience``; one value a person, or shape (people, occurrences). Those of staff and
        meetings: see `as_it_turns_out`.

    Attributes
    ----------
    planned
        The scenario as planned.
    scenario
        The same as its staff and meetings turn out: what an engine runs.
    people
        The population; every array below has one entry for each of its people.
    """

    def __init__(
        self, scenario: Scenario, seed: int, replication: int, replace: Mapping[str, ArrayLike] | None = None
    ) -> None:
        self.seed, self.replication = seed, replication
        given = {slot: np.asarray(values) for slot, values in (replace or {}).items()}
        shocks = {slot: values for slot, values in given.items() if slot.startswith(f"{RESOURCES}.")}
        self._replace = {slot: values for slot, values in given.items() if slot not in shocks}
        self.planned = scenario
        self.scenario = as_it_turns_out(scenario, seed, replication, shocks)
        days = self._replace.get("identified")
        self.people: Population = (
            people_of(scenario, seed, replication) if days is None else populate(scenario, seed, replication, days)
        )

    @cached_property
    def random_inputs(self) -> RandomInputs:
        """The same as compiled code reads it: any draw of any person, worked out when it is asked for."""
        slots, people = slots_of(self.planned), self.people
        given, given_at = self._given(slots.names)
        return RandomInputs(
            stages=slots.stages,
            slots=slots.slots,
            keys=np.array([key(self.seed, self.replication, name) for name in slots.names]),
            uid=people.uid,
            leaves=slots.leaves,
            curves=slots.curves,
            factors=slots.factors,
            cells=table_of_cells(slots.cells, people.codes, people.values, len(people)),
            codes=slots.codes,
            ways=slots.ways,
            numbers=np.array([people.numbers[name] for name in slots.numbers]).reshape(len(slots.numbers), len(people)),
            given=given,
            given_at=given_at,
        )

    def uniform(self, name: str, occurrence: int = 0) -> Floats:
        """Uniform numbers of a named stream, one a person."""
        return uniform(self.seed, self.replication, name, self.people.uid, occurrence)

    def resource(self, stage: Stage) -> NDArray[np.int16]:
        """The code of the resource that each person needs here (-1 for none)."""
        needed = np.empty(len(self.people), dtype=np.int16)
        _resources(self.random_inputs, self._code(stage), needed)
        return needed

    def time(self, stage: Stage, occurrence: int) -> tuple[Floats, NDArray[np.int16]]:
        """How long the stage takes (hours of work, or days) and which of its parts is the longest; before dated multipliers."""
        lasts, part = np.empty(len(self.people)), np.empty(len(self.people), dtype=np.int16)
        with np.errstate(over="ignore"):
            _times(self.random_inputs, self._code(stage), occurrence, lasts, part)
        return lasts, part

    def next(self, stage: Stage, occurrence: int, period: int = 0) -> NDArray[np.int16]:
        """The target code that each person takes after a step that finishes in this period of `Stage.routing_by_period`."""
        target = np.empty(len(self.people), dtype=np.int16)
        with np.errstate(over="ignore"):
            _nexts(self.random_inputs, self._code(stage), occurrence, period, target)
        return target

    def amount(self, stage: Stage, occurrence: int) -> NDArray[np.int64]:
        """The pence that each person asks of the fund."""
        pence = np.empty(len(self.people), dtype=np.int64)
        with np.errstate(over="ignore"):
            _amounts(self.random_inputs, self._code(stage), occurrence, pence)
        return pence

    def patience(self, stage: Stage, occurrence: int) -> Floats:
        """How long each person waits here (days). Patience of a clock is drawn once for all its stages."""
        days = np.empty(len(self.people))
        with np.errstate(over="ignore"):
            _patiences(self.random_inputs, self._code(stage), occurrence, days)
        return days

    def _code(self, stage: Stage) -> int:
        return self.scenario.pathway.index[stage.name]

    def _given(self, names: tuple[str, ...]) -> tuple[Floats, NDArray[np.int64]]:
        """Values given in place of drawn ones, end to end, and where those of each slot are."""
        at = np.full((len(names), 2), -1, dtype=np.int64)
        parts: list[Floats] = []
        begin = 0
        index = self.scenario.pathway.index
        for slot, replacing in self._replace.items():
            values = replacing
            if slot == "identified":
                continue
            stage, _, kind = slot.rpartition(".")
            if kind == "next":
                values = np.vectorize(index.__getitem__, otypes=[float])(values)
            slot_index = int(slots_of(self.planned).stages[index[stage]][kind])
            if slot_index < 0:
                continue  # the stage has nothing of the kind
            at[slot_index] = begin, 1 if values.ndim == 1 else values.shape[1]
            begin += values.size
            parts.append(values.astype(float).reshape(-1))
        return np.concatenate(parts) if parts else np.zeros(0), at


@compiled
def _resources(inputs: RandomInputs, stage: int, needed: NDArray[np.int16]) -> None:
    for person in range(len(needed)):
        needed[person] = resource_of(inputs, stage, person)


@compiled
def _times(inputs: RandomInputs, stage: int, occurrence: int, lasts: Floats, part: NDArray[np.int16]) -> None:
    for person in range(len(lasts)):
        lasts[person], part[person] = time_of(inputs, stage, person, occurrence)


@compiled
def _nexts(inputs: RandomInputs, stage: int, occurrence: int, period: int, target: NDArray[np.int16]) -> None:
    for person in range(len(target)):
        target[person] = next_of(inputs, stage, person, occurrence, period)


@compiled
def _amounts(inputs: RandomInputs, stage: int, occurrence: int, pence: NDArray[np.int64]) -> None:
    for person in range(len(pence)):
        pence[person] = amount_of(inputs, stage, person, occurrence)


@compiled
def _patiences(inputs: RandomInputs, stage: int, occurrence: int, days: Floats) -> None:
    for person in range(len(days)):
        days[person] = patience_of(inputs, stage, person, occurrence)
