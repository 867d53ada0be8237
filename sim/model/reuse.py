"""What follows from a scenario alone is worked out once, and not again in each of its replications."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from .resources import Team
from .scenario import Scenario

T = TypeVar("T")


def once_a_scenario(make: Callable[[Scenario], T]) -> Callable[[Scenario], T]:
    """Keep what a function makes of a scenario for as long as that scenario lives.

    What is made must not hold the scenario itself, which would then live for ever; nobody may change it.
    """
    kept: dict[int, tuple[weakref.ref[Scenario], T]] = {}  # by identity: scenarios hold mappings, so they have no hash

    @wraps(make)
    def made(scenario: Scenario) -> T:
        place = id(scenario)
        found = kept.get(place)
        if found is None or found[0]() is not scenario:
            found = kept[place] = weakref.ref(scenario, lambda _: kept.pop(place, None)), make(scenario)
        return found[1]

    return made


def once_unless_moved(
    numbers: Callable[[Scenario], object],
) -> Callable[[Callable[[Scenario], T]], Callable[[Scenario], T]]:
    """Keep what a function makes as `once_a_scenario` does, and make it again for a draw only if a number in it has moved.

    Parameters
    ----------
    numbers
        Gives all the numbers of a scenario on which it depends; names and all else are the same in a draw.
    """

    def kept(make: Callable[[Scenario], T]) -> Callable[[Scenario], T]:
        @once_a_scenario
        @wraps(make)
        def made(scenario: Scenario) -> T:
            known = scenario.parent
            if known is not None and numbers(known) == numbers(scenario):
                return made(known)
            return make(scenario)

        return made

    return kept


def supply(scenario: Scenario) -> tuple[object, ...]:
    """Every number of what people queue for, but what it costs, which decides nothing: for `once_unless_moved`."""
    resources = [(each.members, each.hours_a_week) if isinstance(each, Team) else each for each in scenario.resources]
    return scenario.horizon, scenario.inside, resources


def nothing(_: Scenario) -> None:
    """For `once_unless_moved`, where a function depends on names and on what a draw never changes."""
