"""The registry of KPIs: one decorated function each, with its unit, its direction and what it means in words.

A KPI is a function of the journeys of one replication. In its plain form it gives one number::

    @kpi(
        "longest_wait",
        unit="days",
        direction="down",
        looks_at="horizon",
        over_localities="none",
        definition="The longest that anybody waited for anything.",
    )
    def longest_wait(journeys: Journeys) -> float:
        return float(np.max(journeys.wait_end - journeys.joined, initial=0.0))

It may give several numbers, by item: each is stored as ``name.item``, and the item ``""`` is the KPI itself. No item at all
means that the scenario has nothing of the kind::

    @kpi(
        "visits",
        unit="visits",
        direction="none",
        looks_at="horizon",
        over_localities="sum",
        definition="Times that anybody came to a stage, in all and by stage.",
    )
    def visits(journeys: Journeys) -> Values:
        stages = journeys.scenario.pathway.stages
        visits = {stage.name: len(steps) for stage, steps in zip(stages, journeys.steps_at_stage, strict=True)}
        return {"": sum(visits.values()), **visits}

And an item may be an array with a number for each group of people, everyone first, where the KPI says for which groups it is::

    @kpi(
        "plans_made",
        unit="plans",
        direction="up",
        looks_at="target",
        over_localities="sum",
        definition="Care plans completed since the start.",
        groups="cohorts_and_attributes",
    )
    def plans_made(journeys: Journeys) -> Values:
        if "plan" not in journeys.scenario.pathway.milestones:
            return {}
        plans = journeys.counts_by_date(journeys.plan_day)  # shape (groups, dates)
        return {"": plans[:, journeys.reporting_dates.total_index]}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from ...model.errors import one_of
from ..groups import ALL, GroupSet
from ..journeys import Journeys

Direction: TypeAlias = Literal["up", "down", "none"]
Day: TypeAlias = Literal["start", "target", "targets", "horizon", "years"]
OverLocalities: TypeAlias = Literal["sum", "mean", "none"]
#: Numbers by item: one for everyone, or an array with one for each of the KPI's groups.
Values: TypeAlias = "Mapping[str, float | NDArray[Any]]"
Function: TypeAlias = Callable[[Journeys], "Values | float"]
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
    groups
        For whom it is given: ``everyone``, also for each of the ``cohorts``, or ``cohorts_and_attributes``: for each
        level of activation, each age and each way of being asked too.
    function
        Takes the journeys and gives numbers by item; a number alone stands for the item ``""``. See the examples above.
    """

    name: str
    unit: str
    direction: Direction
    looks_at: Day
    over_localities: OverLocalities | None
    definition: str
    evidence: str
    groups: GroupSet
    function: Function

    def values(self, journeys: Journeys) -> Values:
        """The numbers by item."""
        values = self.function(journeys)
        return values if isinstance(values, dict | Mapping) else {"": values}

    def numbers(self, journeys: Journeys) -> tuple[Sequence[Label], Sequence[float]]:
        """What each number is called, and the numbers.

        Raises
        ------
        ValueError
            If an item is neither one number nor one for each group.
        """
        values = self.values(journeys)
        items: tuple[str, ...] = tuple(values)
        numbers: list[Any] = [*values.values()]
        if np.ndarray not in map(type, numbers):  # of everyone alone: the same as below, for less
            return labels(self.name, self.unit, (ALL,), items), numbers
        groups = journeys.groups.of(self.groups)
        rows = [value.tolist() if isinstance(value, np.ndarray) and value.ndim else [value] for value in numbers]
        sizes = tuple(map(len, rows))
        if not {1, len(groups)}.issuperset(sizes):
            raise ValueError(
                f"{self.name}: an item has {max(sizes)} numbers; allowed: 1, or {len(groups)}, one a group"
            )
        names, cells = _layout(self.name, self.unit, groups, items, sizes, self.groups == "cohorts")
        return names, [rows[item][group] for item, group in cells]


@lru_cache(maxsize=4096)
def _layout(
    name: str, unit: str, groups: tuple[str, ...], items: tuple[str, ...], sizes: tuple[int, ...], by_group: bool
) -> tuple[Sequence[Label], Sequence[tuple[int, int]]]:
    """In which order numbers are stored, item by item or group by group: what each is called, and its item and group."""
    cells = [(item, group) for item, size in enumerate(sizes) for group in range(size)]
    if by_group:
        cells.sort(key=lambda cell: cell[1])
    names = labels(name, unit, groups, items)
    return [names[item * len(groups) + group] for item, group in cells], cells


@lru_cache(maxsize=4096)
def labels(name: str, unit: str, groups: tuple[str, ...], items: tuple[str, ...]) -> tuple[Label, ...]:
    """What numbers of a KPI are called: those of each item, group by group."""
    return tuple((f"{name}.{item}" if item else name, group, unit) for item in items for group in groups)


#: What KPIs were called earlier, and are called now: an old name is refused with the new one.
RENAMED: Mapping[str, str] = {
    "found": "identified",
    "found_per_1000": "identified_per_1000",
    "waiting_for_too_much": "unfundable_requests",
    # These three were of everybody identified, also of those who declined, and counted from identification on.
    "plan_within_60_days": "plan_within_60_days_of_accepting",
    "plan_within_120_days": "plan_within_120_days_of_accepting",
    "median_days_to_plan": "median_days_accepted_to_plan",
}

KPIS: dict[str, Kpi] = {}  #: every KPI of the package by name
_registry: ContextVar[dict[str, Kpi]] = ContextVar("registry", default=KPIS)


@contextmanager
def registered_in(registry: dict[str, Kpi]) -> Iterator[None]:
    """Have the KPIs of what is read within the block registered here, and not among those of the package."""
    token = _registry.set(registry)
    try:
        yield
    finally:
        _registry.reset(token)


def kpi(
    name: str,
    *,
    unit: str,
    direction: Direction,
    looks_at: Day,
    definition: str,
    over_localities: OverLocalities | None = None,
    evidence: str = COUNTED,
    groups: GroupSet = "everyone",
) -> Callable[[Function], Function]:
    """Register a function as a KPI.

    Parameters
    ----------
    name, unit, direction, looks_at, definition, over_localities, evidence, groups
        See `Kpi`. Every KPI of the package says how it adds up over localities.

    Raises
    ------
    ValueError
        If the name is taken, or a KPI of the package does not say how it adds up over localities.
    """

    def register(function: Function) -> Function:
        registry = _registry.get()
        if name in RENAMED:
            raise ValueError(f"{name} is what the KPI {RENAMED[name]} was called earlier")
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
            groups=groups,
            function=function,
        )
        return function

    return register


def name_now(name: str) -> str | None:
    """The name that a KPI, or one item of it, has now where this is what it was called earlier; else None."""
    head, dot, item = name.partition(".")
    return f"{RENAMED[head]}{dot}{item}" if head in RENAMED else None


def kpi_names(name: str, names: Iterable[str], *, listed: str = "ipc show kpis") -> str:
    """What may stand where `name` was given: what it is called now, if it is an old name, else the names, the nearest first."""
    if now := name_now(name):
        return f"{now}, as it is called now"
    return one_of(dict.fromkeys(names), name.partition(".")[0], listed=listed)


def kpi_of(name: str) -> Kpi:
    """The KPI to which a stored name belongs, such as ``exits`` for ``exits.gave_up``."""
    return KPIS[name.split(".", 1)[0]]


def in_order_of(modules: Sequence[str]) -> None:
    """Put the KPIs of some modules first, in the order of these; whichever module imports another does not matter then."""
    rank = {module: index for index, module in enumerate(modules)}
    ordered = sorted(KPIS.items(), key=lambda item: rank.get(item[1].function.__module__, len(rank)))
    KPIS.clear()
    KPIS.update(ordered)
