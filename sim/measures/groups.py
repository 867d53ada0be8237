"""Groups of people with numbers of their own: everyone, each cohort, each activation level; all counted in one scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from . import scans

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
GroupSet: TypeAlias = Literal["everyone", "cohorts", "cohorts_and_activation"]
Number = TypeVar("Number", np.int64, np.float64)

ALL = "all"  #: the group of everyone
ACTIVATION = "activation"  #: the attribute whose levels are groups too; a level's group is ``activation.<level>``


class Groups:
    """Who belongs to which group.

    People fall into cells, one for each cohort and level. What is counted by cell adds up to every group, so that nothing is
    counted once a group.

    Parameters
    ----------
    values, codes
        For each attribute its values, and the index of each person's value among them.

    Attributes
    ----------
    cohorts, levels
        The names of the groups besides everyone; none where there is one cohort (or level) only.
    names
        Everyone, then the cohorts, then the levels.
    cell
        Each person's cell; shape (people,).
    """

    def __init__(self, values: Mapping[str, Sequence[str]], codes: Mapping[str, NDArray[np.int16]]) -> None:
        cohorts, levels = values["cohort"], values.get(ACTIVATION, ("",))
        self._shape = (max(1, len(cohorts)), len(levels))
        self.cohorts = tuple(cohorts) if len(cohorts) > 1 else ()
        self.levels = tuple(f"{ACTIVATION}.{level}" for level in levels) if len(levels) > 1 else ()
        self.names = (ALL, *self.cohorts, *self.levels)
        cell: Ints = codes["cohort"].astype(np.int64)
        if len(levels) > 1:
            cell *= len(levels)
            cell += codes[ACTIVATION]
        self.cell = cell

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return self._shape[0] * self._shape[1]

    def of(self, groups: GroupSet) -> tuple[str, ...]:
        """The names of some of the groups: everyone, who comes first, or also the cohorts, or all."""
        if groups == "cohorts_and_activation":
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
        by_cohort = np.add.reduce(table, axis=1)
        parts = [np.add.reduce(by_cohort, axis=0)[None]]
        if self.cohorts:
            parts.append(by_cohort)
        if self.levels:
            parts.append(np.add.reduce(table, axis=0))
        return np.concatenate(parts)
