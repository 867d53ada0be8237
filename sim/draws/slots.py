"""Slots: all that every stage draws, as tables that compiled code reads.

A *slot* is one stream of a stage: how long a part of it lasts, the amount, the patience, the way onward. What a person draws
from it depends on the person's *cell*: the combination of values of the attributes on which the slot depends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ..model import Distribution, Scenario, Stage, Tree
from ..model.once import once_a_scenario
from ..model.tree import pick
from .quantiles import lower
from .trees import Ways, combinations, lower_weights, spread

T = TypeVar("T")
Floats = NDArray[np.float64]
Names = tuple[str, ...]

#: A stream and what it draws. `cells` is the row of the people's cells (-1 where no attribute matters); `leaf` the place of
#: the first cell's distribution; `factor_cells` and `factor` the same for the multipliers (-1 for none).
SLOT = np.dtype([("cells", "i4"), ("leaf", "i4"), ("factor_cells", "i4"), ("factor", "i4")])

#: What a stage draws, as places in the other tables; -1 for nothing of the kind. Way `ways + period * cells + cell` is taken.
DRAWN = np.dtype(
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
    drawn
        One record of `DRAWN` a stage.
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

    drawn: NDArray[np.void]
    names: Names
    slots: NDArray[np.void]
    leaves: NDArray[np.void]
    curves: Floats
    factors: Floats
    codes: NDArray[np.int16]
    ways: Ways
    cells: tuple[Names, ...]
    numbers: Names


@once_a_scenario
def slots_of(scenario: Scenario) -> Slots:
    """The tables of a scenario."""
    return _Lowering(scenario).slots()


class _Lowering:
    """Writes the tables, one stage after another."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.values = scenario, scenario.people.values
        self.names: list[str] = []
        self.records: list[tuple[int, int, int, int]] = []
        self.leaves: list[Distribution] = []
        self.factors: list[float] = []
        self.codes: list[int] = []
        self.choices: list[Mapping[str, float]] = []
        self.cells: dict[Names, int] = {}
        self.numbers: dict[str, int] = {}

    def slots(self) -> Slots:
        """All tables."""
        stages = self.scenario.pathway.stages
        drawn = np.array([self._stage(stage) for stage in stages], dtype=DRAWN)
        leaves, curves = lower(self.leaves)
        return Slots(
            drawn=drawn,
            names=tuple(self.names),
            slots=np.array(self.records, dtype=SLOT),
            leaves=leaves,
            curves=curves,
            factors=np.array(self.factors),
            codes=np.array(self.codes, dtype=np.int16),
            ways=lower_weights(self.choices, self.scenario.pathway.index),
            cells=tuple(self.cells),
            numbers=tuple(self.numbers),
        )

    def _stage(self, stage: Stage) -> tuple[int, ...]:
        index = self.scenario.resource_index
        resource_cells, leaves = self._spread(stage.resource)
        resource = len(self.codes)
        self.codes += [-1 if name is None else index[name] for name in leaves]
        time = len(self.names)
        for part in stage.parts:
            name = f"{stage.name}.time" if len(stage.parts) == 1 else f"{stage.name}.{part.cause}"
            self._slot(name, part.lasts, stage.multipliers)
        if not stage.parts:
            self._slot(f"{stage.name}.time", None, {})
        amount = number = patience = -1
        if isinstance(stage.amount, str):
            number = self.numbers.setdefault(stage.amount, len(self.numbers))
            amount = self._slot(f"{stage.name}.amount", None, stage.amount_multipliers)
        elif stage.amount is not None:
            amount = self._slot(f"{stage.name}.amount", stage.amount, stage.amount_multipliers)
        clock = ""
        if stage.patience is not None:
            clock = stage.patience.clock
            name = f"clock.{clock}" if clock else f"{stage.name}.patience"
            patience = self._slot(name, stage.patience.days, stage.patience.multipliers)
        next_ = self._slot(f"{stage.name}.next", None, {})
        next_cells, ways, way_cells = self._next(stage)
        return (
            resource_cells, resource, time, len(stage.parts), amount, number, patience, int(bool(clock)),
            next_, next_cells, ways, way_cells,
        )  # fmt: skip

    def _row(self, names: Sequence[str]) -> int:
        """The row of the cells that these attributes make."""
        return self.cells.setdefault(tuple(names), len(self.cells)) if names else -1

    def _spread(self, tree: Tree[T]) -> tuple[int, list[T]]:
        """The row of a tree's cells, and the leaf of each cell."""
        names, leaves = spread(tree, self.values)
        return self._row(names), leaves

    def _slot(self, name: str, tree: Tree[Distribution] | None, multipliers: Mapping[str, Mapping[str, float]]) -> int:
        """Add a slot, and give its place."""
        cells, leaf = -1, len(self.leaves)
        if tree is not None:
            cells, leaves = self._spread(tree)
            self.leaves += leaves
        factor_cells = factor = -1
        if multipliers:
            factor_cells, factor = self._row(list(multipliers)), len(self.factors)
            for cell in combinations(list(multipliers), self.values):
                together = 1.0
                for attribute, by_value in multipliers.items():
                    together *= by_value.get(cell[attribute], 1.0)
                self.factors.append(together)
        self.names.append(name)
        self.records.append((cells, leaf, factor_cells, factor))
        return len(self.names) - 1

    def _next(self, stage: Stage) -> tuple[int, int, int]:
        """The row of the cells that decide the way onward, the first way, and how many cells there are."""
        first, cells = len(self.choices), combinations(stage.decided_by, self.values)
        self.choices += [_changed(stage, pick(way, cell), cell) for way in stage.ways for cell in cells]
        return self._row(stage.decided_by), first, len(cells)


def _changed(stage: Stage, weights: Mapping[str, float], cell: Mapping[str, str]) -> Mapping[str, float]:
    """The weights as multipliers change them for the people of a cell."""
    for change in stage.next_multipliers:
        if all(cell[attribute] == value for attribute, value in change.where.items()):
            weight = min(1.0, weights[change.to] * change.by)
            weights = {name: weight if name == change.to else 1.0 - weight for name in weights}
    return weights
