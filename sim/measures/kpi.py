"""The registry of KPIs: one decorated function each, with its unit, its direction and what it means in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .journeys import Journeys

Direction: TypeAlias = Literal["up", "down", "none"]
Value: TypeAlias = "float | Mapping[str, Any]"
Function: TypeAlias = Callable[[Journeys], Value]
ByGroup: TypeAlias = "Mapping[str, float | NDArray[Any]]"
Label: TypeAlias = tuple[str, str, str]  #: KPI, group, unit

#: How strong a number is that nothing but the simulation makes.
COUNTED = "Counted in the simulation: as strong as the numbers put in, of which many are assumed."


@dataclass(frozen=True, kw_only=True)
class Kpi:
    """A number per replication.

    Attributes
    ----------
    name
        Under which it is stored; one number of several is stored as ``name.item``.
    unit
        In which it is counted.
    direction
        Which way is better: ``up``, ``down``, or ``none`` where neither is.
    definition
        What it means, for the reader of a report.
    evidence
        How strong the evidence behind it is, in words.
    by_cohort
        Whether it is given for each cohort too.
    by_group
        Whether it is given for each cohort and each activation level too.
    function
        Takes the journeys. Gives a number, or numbers by item; the item ``""`` is the KPI itself. No item at all means that
        the scenario has nothing of the kind. If `by_group`, an item is an array with a number for each of `Groups.names`, or
        one number for everyone alone. If `by_cohort`, every item is an array with a number for each of the first of these:
        everyone, and the cohorts where there are more than one.
    """

    name: str
    unit: str
    direction: Direction
    definition: str
    by_cohort: bool
    by_group: bool
    evidence: str
    function: Function

    def numbers(self, journeys: Journeys) -> tuple[tuple[Label, ...], list[float]]:
        """What each number is called, and the numbers."""
        found = self.function(journeys)
        items: Mapping[str, Any] = found if isinstance(found, Mapping) else {"": found}
        if not items:
            return (), []
        groups = journeys.groups.names
        if self.by_cohort:  # all items of a group together
            table = np.array([*items.values()]).T
            return labels_of_cohorts(self.name, self.unit, groups[: len(table)], tuple(items)), table.ravel().tolist()
        numbers: list[float] = []
        parted = []
        for each in items.values():
            by_group = isinstance(each, np.ndarray)
            numbers += each.tolist() if by_group else (each,)
            parted.append(by_group)
        return labels(self.name, self.unit, groups, tuple(items), tuple(parted)), numbers


@lru_cache(maxsize=4096)
def labels(
    name: str, unit: str, groups: tuple[str, ...], items: tuple[str, ...], parted: tuple[bool, ...]
) -> tuple[Label, ...]:
    """What the numbers of a KPI are called, item by item; not all of these are told for each group."""
    whole = groups[:1]
    return tuple(
        (_name(name, item), group, unit)
        for item, by_group in zip(items, parted, strict=True)
        for group in (groups if by_group else whole)
    )


@lru_cache(maxsize=4096)
def labels_of_cohorts(name: str, unit: str, groups: tuple[str, ...], items: tuple[str, ...]) -> tuple[Label, ...]:
    """What the numbers of a KPI are called, group by group."""
    return tuple((_name(name, item), group, unit) for group in groups for item in items)


def _name(kpi: str, item: str) -> str:
    return f"{kpi}.{item}" if item else kpi


KPIS: dict[str, Kpi] = {}  #: every KPI by name


def kpi(
    name: str,
    *,
    unit: str,
    direction: Direction,
    definition: str,
    evidence: str = COUNTED,
    by_cohort: bool = False,
    by_group: bool = False,
) -> Callable[[Function], Function]:
    """Register a function as a KPI.

    Parameters
    ----------
    name, unit, direction, definition, evidence, by_cohort, by_group
        See `Kpi`.

    Raises
    ------
    ValueError
        If the name is taken.
    """

    def register(function: Function) -> Function:
        if name in KPIS:
            raise ValueError(f"there is a KPI {name} already")
        KPIS[name] = Kpi(
            name=name,
            unit=unit,
            direction=direction,
            definition=definition,
            evidence=evidence,
            by_cohort=by_cohort,
            by_group=by_group,
            function=function,
        )
        return function

    return register


def kpi_of(name: str) -> Kpi:
    """The KPI to which a stored name belongs, such as ``exits`` for ``exits.gave_up``."""
    return KPIS[name.split(".", 1)[0]]
