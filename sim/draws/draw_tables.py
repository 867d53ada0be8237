"""Slots: all that every stage draws, as tables that compiled code reads.

A *slot* is one stream of a stage: how long a part of it lasts, the amount, the patience, the way onward. What a person draws
from it depends on the person's *cell*: the combination of values of the attributes on which the slot depends.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model import Scenario, Stage
from ..model.by_attribute import attributes
from ..model.reuse import NAMES, cached_per_scenario
from .attribute_cells import Ways, concatenate, spread
from .quantiles import lower
from .stage_streams import Slot, amounts, numbers_of, patiences, times
from .stream import named

Floats = NDArray[np.float64]
Names = tuple[str, ...]

#: A stream and what it draws. `cells` is the row of the people's cells (-1 where no attribute matters); `leaf` the index of
#: the first cell's distribution; `factor_cells` and `factor` the same for the multipliers (-1 for none).
SLOT = np.dtype([("cells", "i4"), ("leaf", "i4"), ("factor_cells", "i4"), ("factor", "i4")])

#: What a stage draws, as indices into the other tables; -1 for nothing of the kind. Way
#: `ways + period * cells + cell` is taken.
STAGE_DRAWS = np.dtype(
    [
        ("resource_cells", "i4"),
        ("resource", "i4"),
        ("time", "i4"),
        ("parts", "i4"),
        ("amount", "i4"),
        ("number", "i4"),
        ("patience", "i4"),
        ("one_clock", "i4"),
        ("next", "i4"),
        ("next_cells", "i4"),
        ("ways", "i4"),
        ("way_cells", "i4"),
    ]
)


@dataclass(frozen=True, kw_only=True)
class Slots:
    """The tables of a scenario, the same for all its replications.

    Attributes
    ----------
    stages
        One record of `STAGE_DRAWS` a stage.
    names, slots
        The stream of each slot, and its record of `SLOT`.
    leaves, curves
        Distributions, see `sim.draws.quantiles.lower`.
    factors
        Products of multipliers.
    codes
        Codes of resources.
    ways
        The ways onward.
    cells
        The attributes that make each row of cells.
    numbers
        The people's numbers that serve as amounts.
    """

    stages: NDArray[np.void]
    names: Names
    slots: NDArray[np.void]
    leaves: NDArray[np.void]
    curves: Floats
    factors: Floats
    codes: NDArray[np.int16]
    ways: Ways
    cells: tuple[Names, ...]
    numbers: Names


@cached_per_scenario
def slots_of(scenario: Scenario) -> Slots:
    """The tables of a scenario."""
    numbers = numbers_of(scenario)
    leaves, curves = lower([leaf for stage_numbers in numbers for leaf in stage_numbers.leaves])
    return Slots(
        **_layout(scenario),
        leaves=leaves,
        curves=curves,
        factors=np.array([factor for stage_numbers in numbers for factor in stage_numbers.factors], dtype=np.float64),
        ways=concatenate([stage_numbers.ways for stage_numbers in numbers]),
    )


@cached_per_scenario(depends_on=NAMES)
def _layout(scenario: Scenario) -> dict[str, Any]:
    """The tables that tell where things are, the same in every draw of a scenario."""
    return _Lowering(scenario).layout()


class _Lowering:
    """Writes those tables, one stage after another."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.values = scenario, scenario.people.values
        self.names: list[str] = []
        self.records: list[tuple[int, int, int, int]] = []
        self.leaves = self.factors = self.ways = 0  # so many so far
        self.codes: list[int] = []
        self.cells: dict[Names, int] = {}
        self.numbers: dict[str, int] = {}

    def layout(self) -> dict[str, Any]:
        """All tables."""
        stages = [self._stage(stage) for stage in self.scenario.pathway.stages]
        return {
            "stages": np.array(stages, dtype=STAGE_DRAWS),
            "names": tuple(self.names),
            "slots": np.array(self.records, dtype=SLOT),
            "codes": np.array(self.codes, dtype=np.int16),
            "cells": tuple(self.cells),
            "numbers": tuple(self.numbers),
        }

    def _stage(self, stage: Stage) -> tuple[int, ...]:
        index = self.scenario.resource_index
        resource_cells, resource = self._row(attributes(stage.resource)), len(self.codes)
        self.codes += [-1 if name is None else index[name] for name in spread(stage.resource, self.values)[1]]
        time = self._add(times(stage))
        amount, patience = self._add(amounts(stage)), self._add(patiences(stage))
        number = -1
        if isinstance(stage.amount, str):
            number = self.numbers.setdefault(stage.amount, len(self.numbers))
        one_clock = int(stage.patience is not None and bool(stage.patience.clock))
        next_ = self._add([Slot(named("stage", stage.name, "next"))])
        next_cells, way_cells, ways = self._row(stage.decided_by), self._count(stage.decided_by), self.ways
        self.ways += way_cells * len(stage.routing_by_period)
        return (
            resource_cells, resource, time, len(stage.parts), amount, number, patience, one_clock,
            next_, next_cells, ways, way_cells,
        )  # fmt: skip

    def _row(self, names: Sequence[str]) -> int:
        """The row of the cells that these attributes make."""
        return self.cells.setdefault(tuple(names), len(self.cells)) if names else -1

    def _count(self, names: Sequence[str]) -> int:
        """How many cells these attributes make."""
        return math.prod(len(self.values[name]) for name in names)

    def _add(self, slots: Sequence[Slot]) -> int:
        """Add slots, and give the index of the first; -1 where there are none."""
        first = len(self.names) if slots else -1
        for slot in slots:
            cells, leaf = -1, self.leaves
            if slot.tree is not None:
                names = attributes(slot.tree)
                cells = self._row(names)
                self.leaves += self._count(names)
            factor_cells = factor = -1
            if slot.multipliers:
                factor_cells, factor = self._row(list(slot.multipliers)), self.factors
                self.factors += self._count(list(slot.multipliers))
            self.names.append(slot.name)
            self.records.append((cells, leaf, factor_cells, factor))
        return first
