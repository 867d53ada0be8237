"""What is worked out for a scenario is kept with it, and a draw or a variant takes over from its parent what has not changed.

A scenario and its `parent` differ in numbers alone. So whatever depends on names, or on numbers that have not moved, is that of
the parent. Which fields anything depends on is said here, in one table, for all layers above; from which keys of the mapping
a field is read, `sim.model.reader.reuse` says.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import cache, wraps
from operator import attrgetter, is_
from typing import Any, TypeAlias, TypeVar, overload

from .pathway import Stage
from .scenario import Scenario

T = TypeVar("T")
#: Paths of fields, from a scenario or from a stage; what meets a tuple goes on in each of its items that has the field.
Fields: TypeAlias = tuple[str, ...]

# --- which fields of a scenario ---------------------------------------------------------------------------------------

#: Nothing but names, and what else a draw never changes.
NAMES: Fields = ()
#: What people queue for, but not what it costs, which decides nothing.
SUPPLY: Fields = (
    "horizon",
    "inside",
    "resources.members",
    "resources.hours_a_week",
    "resources.staffing",
    "resources.in_post",
    "resources.hours_paid",
    "resources.places",
    "resources.per_worker",
    "resources.top_ups",
    "resources.year_ends",
    "resources.committed",
    "resources.days",
    "resources.slots",
    "resources.papers_due",
    "resources.cancelled",
    "resources.at_least",
)
#: What budgets displace and what is released, which decides nothing either.
DISPLACEMENT: Fields = (*SUPPLY, "resources.double_running_days")
#: What the compiled engine reads of stages: what is dated or counted. All that is drawn comes from `Draws`.
STAGE_TABLES: Fields = (
    "pathway.stages.dated_multiplier",
    "pathway.stages.max_steps",
    "pathway.stages.priority",
)
#: What the compiled engine reads.
ENGINE_TABLES: Fields = (*SUPPLY, *STAGE_TABLES, "invitations.fewer_than")

# --- which fields of a stage ------------------------------------------------------------------------------------------

#: How long it takes, what it asks for, and how long people wait.
AMOUNTS_AND_TIMES: Fields = ("parts", "multipliers", "amount", "amount_multipliers", "patience")
#: Where people go next.
ROUTING: Fields = ("next", "next_changes", "next_multipliers")


@overload
def cached_per_scenario(function: Callable[[Scenario], T], /) -> Callable[[Scenario], T]: ...


@overload
def cached_per_scenario(*, depends_on: Fields) -> Callable[[Callable[[Scenario], T]], Callable[[Scenario], T]]: ...


def cached_per_scenario(
    function: Callable[[Scenario], Any] | None = None, /, *, depends_on: Fields | None = None
) -> Callable[..., Any]:
    """Keep a function's result for as long as the scenario lives.

    The result must not hold the scenario itself, which would then live for ever; nobody may change it.

    Parameters
    ----------
    function
        What is worked out of a scenario alone.
    depends_on
        The fields on which the result depends besides names: where none has changed, a draw or a variant has the result of its
        parent. Without it the function is called for every scenario.
    """
    if function is not None:
        return _cached(function)
    assert depends_on is not None, "either a function or what it depends on"
    unchanged = _unchanged(depends_on)

    def cached(function: Callable[[Scenario], T]) -> Callable[[Scenario], T]:
        @_cached
        @wraps(function)
        def result(scenario: Scenario) -> T:
            parent = scenario.parent
            return function(scenario) if parent is None or not unchanged(scenario) else result(parent)

        return result

    return cached


def cached_per_stage(
    *, depends_on: Fields
) -> Callable[[Callable[[Scenario, Stage], T]], Callable[[Scenario], tuple[T, ...]]]:
    """Keep a function's result for every stage as `cached_per_scenario` does; a stage has that of the same stage of the parent.

    Parameters
    ----------
    depends_on
        The fields of the stage on which its result depends besides names.
    """
    fields = attrgetter("name", *depends_on)  # never one alone, which would come by itself

    def unchanged(stage: Stage, before: Stage) -> bool:
        # What was not read again is the very same object; all else is sooner worked out than compared.
        return stage is before or all(map(is_, fields(stage), fields(before)))

    def cached(function: Callable[[Scenario, Stage], T]) -> Callable[[Scenario], tuple[T, ...]]:
        @_cached
        @wraps(function)
        def results(scenario: Scenario) -> tuple[T, ...]:
            stages, parent = scenario.pathway.stages, scenario.parent
            if parent is None:
                return tuple(function(scenario, stage) for stage in stages)
            return tuple(
                result if unchanged(stage, before) else function(scenario, stage)
                for stage, before, result in zip(stages, parent.pathway.stages, results(parent), strict=True)
            )

        return results

    return cached


def _cached(function: Callable[[Scenario], T]) -> Callable[[Scenario], T]:
    # By identity: scenarios hold mappings, so they have no hash.
    results: dict[int, tuple[weakref.ref[Scenario], T]] = {}

    @wraps(function)
    def cached(scenario: Scenario) -> T:
        key = id(scenario)
        entry = results.get(key)
        if entry is None or entry[0]() is not scenario:
            entry = results[key] = weakref.ref(scenario, lambda _: results.pop(key, None)), function(scenario)
        return entry[1]

    return cached


@cache
def _unchanged(depends_on: Fields) -> Callable[[Scenario], bool]:
    """Whether fields of a scenario are those of its parent: looked at once for all results that depend on the same fields."""
    same = _comparison(depends_on)
    return _cached(lambda scenario: same(scenario, scenario.parent))


def _comparison(fields: Fields) -> Callable[[Any, Any], bool]:
    """Whether fields of two objects are the same, or those of each pair in two tuples; what is not read again is one object."""
    below: dict[str, list[str]] = {}
    for path in fields:
        step, _, rest = path.partition(".")
        below.setdefault(step, []).extend([rest] if rest else [])
    ends = [step for step, paths in below.items() if not paths]
    further = [(step, _comparison(tuple(paths))) for step, paths in below.items() if paths]
    values_of: dict[type, Callable[[Any], object]] = {}  # the fields that objects of a type have, at once

    def same(now: Any, before: Any) -> bool:
        if now is before:
            return True
        if isinstance(now, tuple):
            return len(now) == len(before) and all(a is b or same(a, b) for a, b in zip(now, before, strict=True))
        values = values_of.get(type(now))
        if values is None:
            present = [step for step in ends if hasattr(now, step)]
            values = values_of[type(now)] = attrgetter(*present) if present else type
        if values(now) != values(before):
            return False
        return not further or all(compare(getattr(now, step), getattr(before, step)) for step, compare in further)

    return same
