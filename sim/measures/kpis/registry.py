"""The registry of KPIs: one decorated function each, with its unit, its direction and what it means in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from ..groups import ALL
from ..journeys import Journeys

Direction: TypeAlias = Literal["up", "down", "none"]
Day: TypeAlias = Literal["start", "target", "targets", "horizon", "years"]
OverLocalities: TypeAlias = Literal["sum", "mean", "none"]
Value: TypeAlias = "float | Mapping[str, Any]"
Function: TypeAlias = Callable[[Journeys], Value]
ByGroup: TypeAlias = "Mapping[str, float | NDArray[Any]]"
Label: TypeAlias = tuple[str, str, str]  #: KPI, group, unit

#: The day at which a KPI looks, in words. How long a simulation goes on plays no part for those that look at targets and years.
DAYS: Mapping[Day, str] = {
    "start": "the start",
    "target": "the end of the last target date, or the horizon where there is none",
    "targets": "the end of the last target date, or the horizon where there is none; and the end of each target date",
    "horizon": "the horizon",
    "years": "the end of each financial year within the horizon",
}

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
    looks_at
        At which day of `DAYS` it looks: what comes after it does not count.
    over_localities
        How the numbers of several localities make one: their ``sum``, their ``mean`` (for rates per resident, since all
        localities have as many residents), or ``none``: medians, shares and means over time make no number together, and are
        missing from results of many localities. None where a KPI of somebody's own does not say; many localities are then
        refused, so that no number goes missing unnoticed.
    definition
        What it means, for the reader of a report; it does not say at which day it looks.
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
    looks_at: Day
    over_localities: OverLocalities | None
    definition: str
    by_cohort: bool
    by_group: bool
    evidence: str
    function: Function

    def numbers(self, journeys: Journeys) -> tuple[Sequence[Label], list[float]]:
        """What each number is called, and the numbers."""
        found = self.function(journeys)
        items: Mapping[str, Any] = found if isinstance(found, dict | Mapping) else {"": found}
        if not (self.by_group or self.by_cohort):
            return labels(self.name, self.unit, (ALL,), tuple(items)), [*items.values()]
        told: list[Label] = []
        groups, numbers = journeys.groups.names, []
        if self.by_cohort:  # all items of a group together
            table = np.array([*items.values()]).T.tolist()
            for group, each in zip(groups, table, strict=False):
                told += labels(self.name, self.unit, (group,), tuple(items))
                numbers += each
            return told, numbers
        for item, each in items.items():
            for_all = not isinstance(each, np.ndarray)
            told += labels(self.name, self.unit, (ALL,) if for_all else groups, (item,))
            numbers += (each,) if for_all else each.tolist()
        return told, numbers


@lru_cache(maxsize=4096)
def labels(name: str, unit: str, groups: tuple[str, ...], items: tuple[str, ...]) -> tuple[Label, ...]:
    """What numbers of a KPI are called: those of each item, group by group."""
    return tuple((f"{name}.{item}" if item else name, group, unit) for item in items for group in groups)


KPIS: dict[str, Kpi] = {}  #: every KPI of the package by name
_registry: ContextVar[dict[str, Kpi]] = ContextVar("registry", default=KPIS)


@contextmanager
def registered_in(registry: dict[str, Kpi]) -> Iterator[None]:
    """Have the KPIs of what is read within the block registered here, and not among those of the package."""
    before = _registry.set(registry)
    try:
        yield
    finally:
        _registry.reset(before)


def kpi(
    name: str,
    *,
    unit: str,
    direction: Direction,
    looks_at: Day,
    definition: str,
    over_localities: OverLocalities | None = None,
    evidence: str = COUNTED,
    by_cohort: bool = False,
    by_group: bool = False,
) -> Callable[[Function], Function]:
    """Register a function as a KPI.

    Parameters
    ----------
    name, unit, direction, looks_at, definition, over_localities, evidence, by_cohort, by_group
        See `Kpi`. Every KPI of the package says how it adds up over localities.

    Raises
    ------
    ValueError
        If the name is taken, or a KPI of the package does not say how it adds up over localities.
    """

    def register(function: Function) -> Function:
        registry = _registry.get()
        if name in KPIS or name in registry:
            raise ValueError(f"there is a KPI {name} already")
        if registry is KPIS and over_localities is None:
            raise ValueError(f"{name}: over_localities has to be one of {', '.join(get_args(OverLocalities))}")
        registry[name] = Kpi(
            name=name,
            unit=unit,
            direction=direction,
            looks_at=looks_at,
            over_localities=over_localities,
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
