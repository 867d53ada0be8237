"""The registry of KPIs: one decorated function each, with its unit, its direction and what it means in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from .journeys import ALL, Journeys

Direction: TypeAlias = Literal["up", "down", "none"]
Value: TypeAlias = "float | Mapping[str, float]"
Function: TypeAlias = Callable[..., Value]


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
    by_cohort
        Whether it is given for each cohort too.
    function
        Takes the journeys, and the mask of a group of people if `by_cohort`. Gives a number, or numbers by item; the
        item ``""`` is the KPI itself. No item at all means that the scenario has nothing of the kind.
    """

    name: str
    unit: str
    direction: Direction
    definition: str
    by_cohort: bool
    function: Function

    def values(self, journeys: Journeys) -> Iterator[tuple[str, str, float]]:
        """Each number's name, group and value."""
        for group, mask in journeys.groups.items() if self.by_cohort else [(ALL, None)]:
            value = self.function(journeys) if mask is None else self.function(journeys, mask)
            if not isinstance(value, Mapping):
                yield self.name, group, float(value)
                continue
            for item, each in value.items():
                yield f"{self.name}.{item}" if item else self.name, group, float(each)


KPIS: dict[str, Kpi] = {}  #: every KPI by name


def kpi(
    name: str, *, unit: str, direction: Direction, definition: str, by_cohort: bool = False
) -> Callable[[Function], Function]:
    """Register a function as a KPI.

    Parameters
    ----------
    name, unit, direction, definition, by_cohort
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
            name=name, unit=unit, direction=direction, definition=definition, by_cohort=by_cohort, function=function
        )
        return function

    return register


def kpi_of(name: str) -> Kpi:
    """The KPI to which a stored name belongs, such as ``exits`` for ``exits.gave_up``."""
    return KPIS[name.split(".", 1)[0]]
