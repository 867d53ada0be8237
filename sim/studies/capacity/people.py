"""The people as cells: every combination of attributes that makes a difference, with its share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from ...draws import cells as cells_of
from ...draws import quantile
from ...draws.attribute_cells import spread
from ...model import Distribution, Scenario
from .alike import distinct_values

Floats = NDArray[np.float64]
Codes = NDArray[np.int16]
GRID = 4096  #: equally likely values by which a number is cut into bands


@dataclass(frozen=True, kw_only=True)
class PeopleCells:
    """Kinds of people.

    Attributes
    ----------
    share
        Of all these people; sums to 1; shape (cells,).
    codes
        For each attribute that matters, the index of the value; shape (cells,).
    values
        The values of every attribute.
    numbers
        For each of the people's numbers that a stage asks for, its mean; shape (cells,).
    """

    share: Floats
    codes: Mapping[str, Codes]
    values: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, Floats]

    def __len__(self) -> int:
        return len(self.share)

    def rows(self, names: Sequence[str]) -> NDArray[np.int32]:
        """For each cell, the index of its combination of the values of some attributes; see `sim.draws.combinations`."""
        zero = np.zeros(len(self), dtype=np.int16)
        return cells_of(names, {name: self.codes.get(name, zero) for name in names}, self.values, len(self))

    def product(self, multipliers: Mapping[str, Mapping[str, float]]) -> Floats:
        """The product of each cell's multipliers."""
        factor = np.ones(len(self))
        for name, by_value in multipliers.items():
            factor *= np.array([by_value.get(value, 1.0) for value in self.values[name]])[self.rows([name])]
        return factor


def people_cells(scenario: Scenario, origins: Floats, known: Mapping[str, str]) -> PeopleCells:
    """The cells of some people.

    Parameters
    ----------
    scenario
        The scenario.
    origins
        How many are of each cohort, by each route; shape (cohorts, routes).
    known
        Values of attributes that all of them have.
    """
    return _together(_Cutting(scenario, known).cut(origins), distinct_values(scenario, in_pathway=True))


def _together(people: PeopleCells, first: Mapping[str, tuple[int, ...]]) -> PeopleCells:
    """The same with those put together whom nothing in the pathway tells apart, now that all is drawn that hangs on it."""
    codes = {
        name: np.array(first[name], dtype=np.int16)[code] for name, code in people.codes.items() if any(first[name])
    }
    if not codes:
        return people
    kinds, cell = np.unique(np.array([*codes.values()]), axis=1, return_inverse=True)
    share: Floats = np.bincount(cell, people.share).astype(np.float64)
    return PeopleCells(
        share=share,
        codes=dict(zip(codes, kinds, strict=True)),
        values=people.values,
        numbers={
            name: np.bincount(cell, people.share * mean) / np.where(share > 0, share, 1.0)
            for name, mean in people.numbers.items()
        },
    )


class _Cutting:
    """Cuts people by one attribute after another, as far as anything tells them apart."""

    def __init__(self, scenario: Scenario, known: Mapping[str, str]) -> None:
        self.people, self.known = scenario.people, known
        self.first = {name: np.array(codes) for name, codes in distinct_values(scenario).items()}
        self.asked = {stage.amount for stage in scenario.pathway.stages if isinstance(stage.amount, str)}
        self.share = np.ones(1)
        self.codes: dict[str, Codes] = {}

    def cut(self, origins: Floats) -> PeopleCells:
        """All attributes, then all numbers."""
        people = self.people
        self._split("cohort", np.broadcast_to(origins.sum(axis=1), (1, len(origins))))
        self._split("route", origins[self.codes["cohort"]] if "cohort" in self.codes else origins.sum(axis=0)[None, :])
        for name, tree in people.attributes.items():
            names, choices = spread(tree, people.values)
            weights = np.array([[choice.get(value, 0.0) for value in people.values[name]] for choice in choices])
            self._split(name, weights[self._cells().rows(names)])
        numbers: dict[str, Floats] = {}
        for name in people.numbers:
            numbers = self._cut_number(name, numbers)
        return PeopleCells(share=self.share, codes=self.codes, values=people.values, numbers=numbers)

    def _cells(self) -> PeopleCells:
        return PeopleCells(share=self.share, codes=self.codes, values=self.people.values, numbers={})

    def _matters(self, name: str) -> bool:
        return bool(self.first[name].any())

    def _split(self, name: str, weights: Floats) -> None:
        """Cut every cell by an attribute; the weights of its values have shape (cells, values)."""
        if not self._matters(name):
            return
        values = self.people.values[name]
        if name in self.known:
            weights = np.broadcast_to([float(value == self.known[name]) for value in values], weights.shape)
        by_first = np.zeros((len(self.share), len(values)))
        np.add.at(by_first.T, self.first[name], np.broadcast_to(weights, by_first.shape).T)
        by_first /= by_first.sum(axis=1, keepdims=True)
        cell, code = np.nonzero(by_first)
        self.share = self.share[cell] * by_first[cell, code]
        self.codes = {other: codes[cell] for other, codes in self.codes.items()} | {name: code.astype(np.int16)}

    def _cut_number(self, name: str, numbers: dict[str, Floats]) -> dict[str, Floats]:
        """Cut every cell by the bands of a number, and give the mean of each."""
        bands = {band: limits for band, (of, limits) in self.people.bands.items() if of == name and self._matters(band)}
        if not bands and name not in self.asked:
            return numbers
        names, leaves = spread(self.people.numbers[name], self.people.values)
        combinations = list(product(*(range(len(limits)) for limits in bands.values())))
        limits = [np.array(list(limits.values())) for limits in bands.values()]
        tables = [_banded(leaf, limits, combinations) for leaf in leaves]
        row = self._cells().rows(names)
        weight = np.array([shares for shares, _ in tables])[row]
        cell, combination = np.nonzero(weight)
        self.share = self.share[cell] * weight[cell, combination]
        self.codes = {other: codes[cell] for other, codes in self.codes.items()}
        for index, band in enumerate(bands):
            codes = np.array([combination[index] for combination in combinations], dtype=np.int16)
            self.codes[band] = self.first[band].astype(np.int16)[codes[combination]]
        mean = np.array([means for _, means in tables])[row[cell], combination]
        return {other: means[cell] for other, means in numbers.items()} | {name: mean}


def _banded(
    distribution: Distribution, limits: Sequence[Floats], combinations: Sequence[tuple[int, ...]]
) -> tuple[list[float], list[float]]:
    """The share of a distribution in each combination of bands, and its mean there."""
    if not limits or distribution.kind == "fixed":
        inside = [
            all(
                np.searchsorted(edge, distribution.mean, side="left") == code
                for edge, code in zip(limits, codes, strict=True)
            )
            for codes in combinations
        ]
        return [float(is_inside) for is_inside in inside], [distribution.mean] * len(combinations)
    values = quantile(distribution, (np.arange(GRID) + 0.5) / GRID)
    bands = np.array([np.searchsorted(edge, values, side="left") for edge in limits])
    masks = [(bands == np.array(codes)[:, None]).all(axis=0) for codes in combinations]
    scale = distribution.mean / values.mean()  # so that the means of the bands make up the exact mean
    means = [float(values[mask].mean() * scale) if mask.any() else 0.0 for mask in masks]
    return [float(mask.mean()) for mask in masks], means
