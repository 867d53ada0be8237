"""Slots: all that every stage draws, as tables that compiled code reads.

A *slot* is one stream of a stage: how long a part of it lasts, the amount, the patience, the way onward. What a person draws
from it depends on the person's *cell*: the combination of values of the attributes on which the slot depends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ..model import Distribution, Scenario, Stage, Tree
from ..model.once import once_a_scenario
from ..model.tree import attributes, pick
from .quantiles import lower

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
    ways, edges, targets
        For each way where its targets begin and how many they are, shape (ways, 2); their cumulated weights and their codes.
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
    ways: NDArray[np.int32]
    edges: Floats
    targets: NDArray[np.int16]
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
        self.ways: list[tuple[int, int]] = []
        self.edges: list[float] = []
        self.targets: list[int] = []
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
            ways=np.array(self.ways, dtype=np.int32).reshape(-1, 2),
            edges=np.array(self.edges),
            targets=np.array(self.targets, dtype=np.int16),
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

    def _combinations(self, names: Sequence[str]) -> list[dict[str, str]]:
        """The values of the attributes in each cell, in the order of the cells."""
        return [dict(zip(names, each, strict=True)) for each in product(*(self.values[name] for name in names))]

    def _spread(self, tree: Tree[T]) -> tuple[int, list[T]]:
        """The row of a tree's cells, and the leaf of each cell."""
        names = attributes(tree)
        return self._row(names), [pick(tree, cell) for cell in self._combinations(names)]

    def _slot(self, name: str, tree: Tree[Distribution] | None, multipliers: Mapping[str, Mapping[str, float]]) -> int:
        """Add a slot, and give its place."""
        cells, leaf = -1, len(self.leaves)
        if tree is not None:
            cells, leaves = self._spread(tree)
            self.leaves += leaves
        factor_cells = factor = -1
        if multipliers:
            factor_cells, factor = self._row(list(multipliers)), len(self.factors)
            for cell in self._combinations(list(multipliers)):
                together = 1.0
                for attribute, by_value in multipliers.items():
                    together *= by_value.get(cell[attribute], 1.0)
                self.factors.append(together)
        self.names.append(name)
        self.records.append((cells, leaf, factor_cells, factor))
        return len(self.names) - 1

    def _next(self, stage: Stage) -> tuple[int, int, int]:
        """The row of the cells that decide the way onward, the first way, and how many cells there are."""
        index, first = self.scenario.pathway.index, len(self.ways)
        combinations = self._combinations(stage.decided_by)
        for way in stage.ways:
            for cell in combinations:
                weights = _changed(stage, pick(way, cell), cell)
                names = [name for name, weight in weights.items() if weight > 0]
                self.ways.append((len(self.edges), len(names)))
                self.edges += np.cumsum([weights[name] for name in names]).tolist()
                self.targets += [index[name] for name in names]
        return self._row(stage.decided_by), first, len(combinations)


def _changed(stage: Stage, weights: Mapping[str, float], cell: Mapping[str, str]) -> Mapping[str, float]:
    """The weights as multipliers change them for the people of a cell."""
    for change in stage.next_multipliers:
        if all(cell[attribute] == value for attribute, value in change.where.items()):
            weight = min(1.0, weights[change.to] * change.by)
            weights = {name: weight if name == change.to else 1.0 - weight for name in weights}
    return weights


def cells_of(
    rows: Sequence[Names], codes: Mapping[str, NDArray[np.int16]], values: Mapping[str, Sequence[str]], count: int
) -> NDArray[np.int32]:
    """The cell of each person in each row, shape (rows, people): the combination's place, the last attribute turning first."""
    cells = np.zeros((len(rows), count), dtype=np.int32)
    for row, names in enumerate(rows):
        for name in names:
            cells[row] *= len(values[name])
            cells[row] += codes[name]
    return cells
