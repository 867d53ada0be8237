"""Trees over people: which leaf is each person's."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ..model import Tree
from ..model.tree import attributes, pick
from .compile import compiled
from .quantiles import chosen

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
    for cell, mask in groups(attributes(tree), codes, values):
        result[mask] = number(pick(tree, cell))
    return result


def choose(weights: Mapping[str, float], u: NDArray[np.float64], code: Mapping[str, int]) -> NDArray[np.int16]:
    """The code of the target that each uniform number chooses; the order of the weights is the order of the draws."""
    names = [name for name, weight in weights.items() if weight > 0]
    edges = np.cumsum([weights[name] for name in names])
    codes = np.array([code[name] for name in names], dtype=np.int16)
    targets = np.empty(len(u), dtype=np.int16)
    _choose(edges, codes, u, targets)
    return targets


@compiled
def _choose(
    edges: NDArray[np.float64], codes: NDArray[np.int16], u: NDArray[np.float64], targets: NDArray[np.int16]
) -> None:
    for place in range(len(u)):
        targets[place] = codes[chosen(edges, 0, len(codes), u[place])]
