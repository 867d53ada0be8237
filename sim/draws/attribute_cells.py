"""Trees over people as tables: the combinations of attributes' values, and which of them is each person's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate, product
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..jit import compiled
from ..model import Distribution, Tree
from ..model.by_attribute import By, attributes, pick
from .quantiles import chosen, lower, value
from .stream import Words, uniform_of

T = TypeVar("T")
Floats = NDArray[np.float64]
Codes = NDArray[np.int16]
Cells = NDArray[np.int32]
Values = Mapping[str, Sequence[str]]


def combinations(names: Sequence[str], values: Values) -> list[dict[str, str]]:
    """Every combination of the attributes' values, the last attribute turning first."""
    return [dict(zip(names, combination, strict=True)) for combination in product(*(values[name] for name in names))]


def spread(tree: Tree[T], values: Values) -> tuple[list[str], list[T]]:
    """The attributes on which a tree depends, and its leaf for each combination of their values."""
    if not isinstance(tree, By):  # as most are
        return [], [tree]
    names = attributes(tree)
    return names, [pick(tree, combination) for combination in combinations(names, values)]


def cells(names: Sequence[str], codes: Mapping[str, Codes], values: Values, count: int) -> Cells:
    """The cell of each person: the index of the combination of the attributes' values; shape (count,)."""
    cell: Cells = table_of_cells([names], codes, values, count)[0]
    return cell


def table_of_cells(rows: Sequence[Sequence[str]], codes: Mapping[str, Codes], values: Values, count: int) -> Cells:
    """The cells of each person for several lists of attributes; shape (rows, count)."""
    table = np.zeros((len(rows), count), dtype=np.int32)
    for row, names in enumerate(rows):
        for name in names:
            table[row] *= len(values[name])
            table[row] += codes[name]
    return table


class Ways(NamedTuple):
    """Weighted choices, one for each cell.

    Attributes
    ----------
    at
        Where the targets of each choice begin and how many they are, shape (choices, 2).
    edges, targets
        Their cumulated weights, and their codes.
    """

    at: NDArray[np.int32]
    edges: Floats
    targets: Codes


def lower_weights(choices: Sequence[Mapping[str, float]], code: Mapping[str, int]) -> Ways:
    """Weighted choices as tables; the order of the weights is the order of the draws."""
    at: list[tuple[int, int]] = []
    edges: list[float] = []
    targets: list[int] = []
    for weights in choices:
        names = [name for name, weight in weights.items() if weight > 0]
        at.append((len(edges), len(names)))
        edges += accumulate(weights[name] for name in names)
        targets += [code[name] for name in names]
    return Ways(
        np.array(at, dtype=np.int32).reshape(-1, 2),
        np.array(edges, dtype=np.float64),
        np.array(targets, dtype=np.int16),
    )


def concatenate(parts: Sequence[Ways]) -> Ways:
    """The choices of one table after those of another."""
    sizes = np.concatenate([part.at[:, 1] for part in parts])
    ends = np.cumsum(sizes, dtype=np.int32)
    return Ways(
        np.stack([ends - sizes, sizes], axis=1),
        np.concatenate([part.edges for part in parts]),
        np.concatenate([part.targets for part in parts]),
    )


def choose(ways: Ways, cell: Cells, key: Words, uid: Words) -> Codes:
    """What each person chooses by a number of a stream; shape (people,)."""
    targets = np.empty(len(uid), dtype=np.int16)
    with np.errstate(over="ignore"):
        _choose(ways, cell, key[0], key[1], uid, targets)
    return targets


@compiled
def _choose(ways: Ways, cell: Cells, first: np.uint64, second: np.uint64, uid: Words, targets: Codes) -> None:
    for person in range(len(uid)):
        at, size = ways.at[cell[person], 0], ways.at[cell[person], 1]
        targets[person] = ways.targets[at + chosen(ways.edges, at, size, uniform_of(first, second, uid[person], 0))]


class Leaves(NamedTuple):
    """Distributions, one for each cell; see `sim.draws.quantiles.lower`."""

    records: NDArray[np.void]
    curves: Floats


def lower_distributions(distributions: Sequence[Distribution]) -> Leaves:
    """Distributions as tables."""
    return Leaves(*lower(list(distributions)))


def draw(leaves: Leaves, cell: Cells, key: Words, uid: Words) -> Floats:
    """What each person draws by a number of a stream; shape (people,)."""
    values = np.empty(len(uid))
    with np.errstate(over="ignore"):
        _draw(leaves, cell, key[0], key[1], uid, values)
    return values


@compiled
def _draw(leaves: Leaves, cell: Cells, first: np.uint64, second: np.uint64, uid: Words, values: Floats) -> None:
    for person in range(len(uid)):
        values[person] = value(leaves.records, leaves.curves, cell[person], uniform_of(first, second, uid[person], 0))
