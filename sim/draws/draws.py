"""What each stage draws for each person."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..model import Distribution, Patience, Scenario, Stage, Tree
from ..model.tree import attributes, pick
from .population import Population, populate
from .quantiles import quantile
from .rows import choose, factors, groups, spread
from .stream import uniform

Floats = NDArray[np.float64]


class Draws:
    """All luck of one replication of a scenario.

    Parameters
    ----------
    scenario
        The scenario.
    seed, replication
        Which luck. Scenarios that share both share every person's luck.
    replace
        Values in place of drawn ones, by slot: ``identified`` (days), or ``<stage>.time``, ``<stage>.next`` (names of targets),
        ``<stage>.amount`` (pence), ``<stage>.patience``; one value a person, or shape (people, occurrences).

    Attributes
    ----------
    people
        The population; every array below has one place for each of its people.
    """

    def __init__(
        self, scenario: Scenario, seed: int, replication: int, replace: Mapping[str, ArrayLike] | None = None
    ) -> None:
        self.scenario, self.seed, self.replication = scenario, seed, replication
        self._replace = {slot: np.asarray(values) for slot, values in (replace or {}).items()}
        self.people: Population = populate(scenario, seed, replication, self._replace.get("identified"))

    def uniform(self, name: str, occurrence: int = 0) -> Floats:
        """Uniform numbers of a named stream, one a person."""
        return uniform(self.seed, self.replication, name, self.people.uid, occurrence)

    def resource(self, stage: Stage) -> NDArray[np.int16]:
        """The code of the resource that each person needs here (-1 for none)."""
        index = self.scenario.resource_index
        codes, values, count = self.people.codes, self.people.values, len(self.people)
        needed = spread(stage.resource, codes, values, count, lambda name: -1.0 if name is None else index[name])
        return needed.astype(np.int16)

    def time(self, stage: Stage, occurrence: int) -> tuple[Floats, NDArray[np.int16]]:
        """How long the stage takes (hours of work, or days) and which of its parts is the longest; before dated multipliers."""
        count = len(self.people)
        longest, part = np.zeros(count), np.zeros(count, dtype=np.int16)
        replaced = self._replaced(f"{stage.name}.time", occurrence)
        if replaced is not None:
            return replaced.astype(float), part
        for place, each in enumerate(stage.parts):
            name = f"{stage.name}.time" if len(stage.parts) == 1 else f"{stage.name}.{each.cause}"
            drawn = self._draw(each.lasts, name, occurrence)
            longer = drawn > longest
            longest[longer], part[longer] = drawn[longer], place
        return longest * self._factors(stage.multipliers), part

    def next(self, stage: Stage, occurrence: int, period: int = 0) -> NDArray[np.int16]:
        """The code of the target that each person takes after a step that finishes in this period of `Stage.ways`."""
        index = self.scenario.pathway.index
        replaced = self._replaced(f"{stage.name}.next", occurrence)
        if replaced is not None:
            return np.array([index[str(name)] for name in replaced], dtype=np.int16)
        u = self.uniform(f"{stage.name}.next", occurrence)
        target = np.zeros(len(self.people), dtype=np.int16)
        for chosen, mask in groups(stage.decided_by, self.people.codes, self.people.values):
            weights: Mapping[str, float] = pick(stage.ways[period], chosen)
            for change in stage.next_multipliers:
                if all(chosen[attribute] == value for attribute, value in change.where.items()):
                    weight = min(1.0, weights[change.to] * change.by)
                    weights = {name: weight if name == change.to else 1.0 - weight for name in weights}
            target[mask] = choose(weights, u[mask], index)
        return target

    def amount(self, stage: Stage, occurrence: int) -> NDArray[np.int64]:
        """The pence that each person asks of the fund."""
        replaced = self._replaced(f"{stage.name}.amount", occurrence)
        if replaced is not None:
            return replaced.astype(np.int64)
        if isinstance(stage.amount, str):
            pounds = self.people.numbers[stage.amount]
        else:
            assert stage.amount is not None
            pounds = self._draw(stage.amount, f"{stage.name}.amount", occurrence)
        return np.rint(pounds * self._factors(stage.amount_multipliers) * 100).astype(np.int64)

    def patience(self, stage: Stage, occurrence: int) -> Floats:
        """How long each person waits here (days). Patience of a clock is drawn once for all its stages."""
        patience = stage.patience
        assert isinstance(patience, Patience)
        name = f"clock.{patience.clock}" if patience.clock else f"{stage.name}.patience"
        occurrence = 0 if patience.clock else occurrence
        replaced = self._replaced(f"{stage.name}.patience", occurrence)
        if replaced is not None:
            return replaced.astype(float)
        return self._draw(patience.days, name, occurrence) * self._factors(patience.multipliers)

    def _draw(self, tree: Tree[Distribution], name: str, occurrence: int) -> Floats:
        drawn = np.zeros(len(self.people))
        u = self.uniform(name, occurrence)
        for chosen, mask in groups(attributes(tree), self.people.codes, self.people.values):
            drawn[mask] = quantile(pick(tree, chosen), u[mask])
        return drawn

    def _factors(self, multipliers: Mapping[str, Mapping[str, float]]) -> Floats:
        return factors(multipliers, self.people.codes, self.people.values, len(self.people))

    def _replaced(self, slot: str, occurrence: int) -> NDArray[np.generic] | None:
        values = self._replace.get(slot)
        if values is None:
            return None
        return values if values.ndim == 1 else values[:, min(occurrence, values.shape[1] - 1)]
