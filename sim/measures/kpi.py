"""The registry of KPIs: one decorated function each, with its unit, its direction and what it means in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .groups import ALL
from .journeys import Journeys

Direction: TypeAlias = Literal["up", "down", "none"]
Value: TypeAlias = "float | Mapping[str, Any]"
Function: TypeAlias = Callable[..., Value]
ByGroup: TypeAlias = "Mapping[str, float | NDArray[Any]]"

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
        Takes the journeys, and the mask of a group of people if `by_cohort`. Gives a number, or numbers by item; the
        item ``""`` is the KPI itself. No item at all means that the scenario has nothing of the kind. If `by_group`, an item
        is an array with a number for each of `Groups.names`, or one number for everyone alone.
    """

    name: str
    unit: str
    direction: Direction
    definition: str
    by_cohort: bool
    by_group: bool
    evidence: str
    function: Function

    def values(self, journeys: Journeys) -> Iterator[tuple[str, str, float]]:
        """Each number's name, group and value."""
        if self.by_group:
            yield from self._by_group(journeys)
            return
        for group, mask in journeys.cohorts.items() if self.by_cohort else [(ALL, None)]:
            value = self.function(journeys) if mask is None else self.function(journeys, mask)
            if not isinstance(value, Mapping):
                yield self.name, group, float(value)
                continue
            for item, each in value.items():
                yield f"{self.name}.{item}" if item else self.name, group, float(each)

    def _by_group(self, journeys: Journeys) -> Iterator[tuple[str, str, float]]:
        found: ByGroup = self.function(journeys)  # type: ignore[assignment]
        groups = journeys.groups.names
        for item, values in found.items():
            name = f"{self.name}.{item}" if item else self.name
            if isinstance(values, np.ndarray):
                for group, each in zip(groups, values.tolist(), strict=True):
                    yield name, group, float(each)
            else:
                yield name, ALL, float(values)


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
