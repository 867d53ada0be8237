"""What a stage draws, one slot after another, and the numbers of it: of a draw of a scenario, only what has moved is new."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from ..model import Distribution, Scenario, Stage, Tree
from ..model.by_attribute import pick
from ..model.reuse import AMOUNTS_AND_TIMES, ROUTING, cached_per_stage
from .attribute_cells import Values, Ways, combinations, lower_weights, spread
from .stream import named

Multipliers = Mapping[str, Mapping[str, float]]


class Slot(NamedTuple):
    """A stream of a stage: its name, the distribution if it has one, and the factors on what is drawn."""

    name: str
    tree: Tree[Distribution] | None = None
    multipliers: Multipliers = MappingProxyType({})


def times(stage: Stage) -> list[Slot]:
    """How long each part of the stage lasts."""
    if len(stage.parts) == 1:
        return [Slot(named("stage", stage.name, "time"), stage.parts[0].lasts, stage.multipliers)]
    parts = [
        Slot(named("stage", stage.name, "part", part.cause), part.lasts, stage.multipliers) for part in stage.parts
    ]
    return parts or [Slot(named("stage", stage.name, "time"))]


def amounts(stage: Stage) -> list[Slot]:
    """What is asked of a fund; without a distribution where it is one of the people's numbers."""
    if stage.amount is None:
        return []
    tree = None if isinstance(stage.amount, str) else stage.amount
    return [Slot(named("stage", stage.name, "amount"), tree, stage.amount_multipliers)]


def patiences(stage: Stage) -> list[Slot]:
    """How long people wait; the stream of a clock is the same for all its stages."""
    patience = stage.patience
    if patience is None:
        return []
    name = named("clock", patience.clock) if patience.clock else named("stage", stage.name, "patience")
    return [Slot(name, patience.days, patience.multipliers)]


class Numbers(NamedTuple):
    """The numbers of what a stage draws, as they follow each other in the tables.

    Attributes
    ----------
    leaves
        The distributions of its slots, one a cell.
    factors
        The products of their multipliers, one a cell.
    ways
        The ways onward, one a period and cell.
    """

    leaves: list[Distribution]
    factors: list[float]
    ways: Ways


def numbers_of(scenario: Scenario) -> list[Numbers]:
    """The numbers of every stage."""
    pairs = zip(_amounts_and_times(scenario), _ways(scenario), strict=True)
    return [Numbers(leaves, factors, ways) for (leaves, factors), ways in pairs]


@cached_per_stage(depends_on=AMOUNTS_AND_TIMES)
def _amounts_and_times(scenario: Scenario, stage: Stage) -> tuple[list[Distribution], list[float]]:
    """The distributions of its slots, and the products of their multipliers."""
    values = scenario.people.values
    slots = [*times(stage), *amounts(stage), *patiences(stage)]
    leaves = [leaf for slot in slots if slot.tree is not None for leaf in spread(slot.tree, values)[1]]
    factors = [factor for slot in slots if slot.multipliers for factor in _products(slot.multipliers, values)]
    return leaves, factors


def _products(multipliers: Multipliers, values: Values) -> list[float]:
    """The product of the multipliers for each combination of their attributes' values."""
    products = []
    for cell in combinations(list(multipliers), values):
        together = 1.0
        for attribute, by_value in multipliers.items():
            together *= by_value.get(cell[attribute], 1.0)
        products.append(together)
    return products


@cached_per_stage(depends_on=ROUTING)
def _ways(scenario: Scenario, stage: Stage) -> Ways:
    """The ways onward, one a period and cell."""
    cells = combinations(stage.decided_by, scenario.people.values)
    weights = [_changed(stage, pick(tree, cell), cell) for tree in stage.routing_by_period for cell in cells]
    return lower_weights(weights, scenario.pathway.index)


def _changed(stage: Stage, weights: Mapping[str, float], cell: Mapping[str, str]) -> Mapping[str, float]:
    """The weights as multipliers change them for the people of a cell."""
    for change in stage.next_multipliers:
        if all(cell[attribute] == value for attribute, value in change.where.items()):
            weight = min(1.0, weights[change.to] * change.by)
            weights = {name: weight if name == change.to else 1.0 - weight for name in weights}
    return weights
