"""Groups of people with numbers of their own: everyone, each cohort, each value of some attributes; all counted in one scan."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from . import scans

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
GroupSet: TypeAlias = Literal["everyone", "cohorts", "cohorts_and_attributes"]
Number = TypeVar("Number", np.int64, np.float64)

ALL = "all"  #: the group of everyone
ACTIVATION, AGE, KNOWN = "activation", "age", "known"  #: known: whether somebody asks whom the person knows
GROUPED = (
    ACTIVATION,
    AGE,
    KNOWN,
)  #: the attributes whose values are groups too; a value's group is ``activation.<value>``


class Groups:
    """Who belongs to which group.

    People fall into cells, one for each cohort and combination of values. What is counted by cell adds up to every group, so
    that nothing is counted once a group.

    Parameters
    ----------
    values, codes
        For each attribute its values, and the index of each person's value among them.

    Attributes
    ----------
    cohorts, by_attribute
        The names of the groups besides everyone: cohorts, and values of each of `GROUPED`; none where there is one cohort, or
        one value, only.
    names
        Everyone, then the cohorts, then the values.
    cell
        Each person's cell; shape (people,).
    """

    def __init__(self, values: Mapping[str, Sequence[str]], codes: Mapping[str, NDArray[np.int16]]) -> None:
        cohorts = values["cohort"]
        self.cohorts = tuple(cohorts) if len(cohorts) > 1 else ()
        attributes = [name for name in GROUPED if len(values.get(name, ())) > 1]
        self.by_attribute = tuple(f"{name}.{value}" for name in attributes for value in values[name])
        self.names = (ALL, *self.cohorts, *self.by_attribute)
        self._shape = (max(1, len(cohorts)), *(len(values[name]) for name in attributes))
        cell: Ints = codes["cohort"].astype(np.int64)
        for name in attributes:
            cell *= len(values[name])
            cell += codes[name]
        self.cell = cell

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return math.prod(self._shape)

    def of(self, groups: GroupSet) -> tuple[str, ...]:
        """The names of some of the groups: everyone, who comes first, or also the cohorts, or all."""
        if groups == "cohorts_and_attributes":
            return self.names
        return self.names[: 1 + len(self.cohorts)] if groups == "cohorts" else self.names[:1]

    def count_within(self, begin: Floats, event: Floats, days: float, horizon: float) -> tuple[Ints, Ints]:
        """How many of each group began so many days before the horizon, and to how many of them it happened in as many days.

        Parameters
        ----------
        begin, event
            The day on which each person began, and on which it happened; NaN for never; shape (people,).

        Returns
        -------
        tuple
            Two arrays of shape (groups,).
        """
        counts = np.zeros((self.cells, 2), dtype=np.int64)
        scans.count_within(begin, event, days, horizon, self.cell, counts)
        followed, happened = self.add_up(counts).T
        return followed, happened

    def add_up(self, counts: NDArray[Number]) -> NDArray[Number]:
        """What is counted by cell, shape (cells, ...), by group: shape (groups, ...)."""
        table = counts.reshape(*self._shape, *counts.shape[1:])
        parts: list[NDArray[Number]] = [self._along(table, axis) for axis in range(len(self._shape))]
        everyone: NDArray[Number] = np.add.reduce(parts[0], axis=0)[None]
        return np.concatenate([everyone, *parts[0 if self.cohorts else 1 :]])

    def _along(self, table: NDArray[Number], kept: int) -> NDArray[Number]:
        """The sums along one of the axes of a table of cells: by cohort, or by the values of one attribute."""
        others = tuple(axis for axis in range(len(self._shape)) if axis != kept)
        by_value: NDArray[Number] = np.add.reduce(table, axis=others)
        return by_value
