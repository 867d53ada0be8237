"""A scenario whose uncertain parameters have known values: read by the same builder, so that its rules hold there too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .build import built
from .scenario import Scenario
from .uncertainty import Parameter, Path


def with_values(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """The scenario as it is when its parameters have these values: nothing about it is uncertain any more.

    Parameters
    ----------
    scenario
        A scenario with `uncertain` parameters.
    values
        The value of each, by name; those that are missing keep what the scenario says.

    Raises
    ------
    ScenarioError
        If there is no such scenario: then the range is wider than the builder allows.
    """
    mapping = {key: value for key, value in scenario.mapping.items() if key != "uncertainty"}
    moved = _Moved(mapping)
    for parameter in scenario.uncertain:
        value = values.get(parameter.name, parameter.value)
        if value != parameter.value:
            for path in parameter.paths:
                moved.move(path, parameter, value)
    return built(moved.mapping, scenario)


class _Moved:
    """A mapping of which only what changes is copied."""

    def __init__(self, mapping: dict[str, Any]) -> None:
        self.mapping = mapping
        self._own = {id(mapping)}

    def move(self, path: Path, parameter: Parameter, value: float) -> None:
        """Move the number at a path."""
        place: Any = self.mapping
        for step in path[:-1]:
            below = place[step]
            if id(below) not in self._own:
                below = place[step] = dict(below) if isinstance(below, Mapping) else list(below)
                self._own.add(id(below))
            place = below
        key, before = path[-1], place[path[-1]]
        if parameter.scale == "ratio":
            place[key] = before * value / parameter.value
            if key == "mean" and "sd" in place:
                place["sd"] = place["sd"] * value / parameter.value
        elif parameter.scale == "factor":
            place[key] = 1 + (before - 1) * (value - 1) / (parameter.value - 1)
        elif 0 < before < 1:
            now = _share(before, _odds(value) / _odds(parameter.value))
            place.update({other: weight * (1 - now) / (1 - before) for other, weight in _weights(place).items()})
            place[key] = now


def _weights(place: Mapping[str, Any]) -> dict[str, float]:
    """The numbers of a mapping, if they are weights, which sum to 1 together with a `rest` if there is one."""
    numbers = {key: each for key, each in place.items() if isinstance(each, int | float) and not isinstance(each, bool)}
    return numbers if "rest" in place.values() or abs(sum(numbers.values()) - 1) < 1e-9 else {}


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else float("inf")


def _share(before: float, factor: float) -> float:
    odds = _odds(before) * factor
    return odds / (1 + odds) if odds != float("inf") else 1.0
