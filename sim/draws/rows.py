"""Trees over people: which leaf is each person's."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ..model import Tree
from ..model.tree import attributes, pick

T = TypeVar("T")
Codes = Mapping[str, NDArray[np.int16]]
Values = Mapping[str, Sequence[str]]


def groups(
    names: Sequence[str], codes: Codes, values: Values
) -> Iterator[tuple[dict[str, str], NDArray[np.bool_] | slice]]:
    """For each combination of the attributes' values: the values by name, and which people have them."""
    if not names:
        yield {}, slice(None)
        return
    row = np.zeros(len(codes[names[0]]), dtype=np.int64)
    for name in names:
        row = row * len(values[name]) + codes[name]
    for place, combination in enumerate(itertools.product(*(values[name] for name in names))):
        mask = row == place
        if mask.any():
            yield dict(zip(names, combination, strict=True)), mask


def spread(
    tree: Tree[T], codes: Codes, values: Values, count: int, number: Callable[[T], float]
) -> NDArray[np.float64]:
    """One number a person from the leaf that is theirs; shape (count,)."""
    result = np.zeros(count)
    for chosen, mask in groups(attributes(tree), codes, values):
        result[mask] = number(pick(tree, chosen))
    return result


def factors(
    multipliers: Mapping[str, Mapping[str, float]], codes: Codes, values: Values, count: int
) -> NDArray[np.float64]:
    """The product of each person's multipliers; shape (count,)."""
    result = np.ones(count)
    for attribute, by_value in multipliers.items():
        table = np.array([by_value.get(value, 1.0) for value in values[attribute]])
        result *= table[codes[attribute]]
    return result


def choose(weights: Mapping[str, float], u: NDArray[np.float64], code: Mapping[str, int]) -> NDArray[np.int16]:
    """The code of the target that each uniform number chooses; the order of the weights is the order of the draws."""
    names = [name for name, weight in weights.items() if weight > 0]
    edges = np.cumsum([weights[name] for name in names])
    place = np.minimum(np.searchsorted(edges, u, side="right"), len(names) - 1)
    return np.array([code[name] for name in names], dtype=np.int16)[place]
