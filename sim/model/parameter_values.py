"""A scenario whose uncertain parameters have known values: read by the same builder, so that its rules hold there too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .overrides import MappingDraft
from .parameters import Parameter, key_path, number_at
from .reader.scenario import built
from .scenario import Scenario


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
    draft = MappingDraft({key: value for key, value in scenario.mapping.items() if key != "uncertainty"})
    for parameter in scenario.uncertain:
        value = values.get(parameter.name, parameter.value)
        if value != parameter.value:
            for path in parameter.paths:
                _move(draft.container(path), path[-1], parameter, value)
    return built(draft.mapping, scenario, is_draw=True)


def _move(container: Any, key: str | int, parameter: Parameter, value: float) -> None:
    """Move the number under a key, and what goes with it in the mapping that holds it."""
    before = container[key]
    now = moved(before, parameter, value)
    if parameter.scale == "ratio" and key == "mean" and "sd" in container:
        container["sd"] = moved(container["sd"], parameter, value)
    elif parameter.scale == "share" and 0 < before < 1:
        rest = _weights(container).items()
        container.update({other: weight * (1 - now) / (1 - before) for other, weight in rest})
    container[key] = now


class DrawnNumber(NamedTuple):
    """A number of a scenario that is drawn: its key path, its parameter, where it stands, and the ends of what it may be."""

    key: str
    parameter: Parameter
    value: float
    low: float
    high: float


def drawn_numbers(scenario: Scenario) -> tuple[DrawnNumber, ...]:
    """Every number that the uncertain parameters of a scenario move, each with the range that applies to it as it stands.

    Left out is what no parameter can move from where it stands: shares of 0 and 1, factors of 1, and amounts of nothing.
    """
    numbers = []
    for parameter in scenario.uncertain:
        for path in parameter.paths:
            value = number_at(scenario.mapping, path)
            assert value is not None, "the reader of parameters has seen a number there"
            low, high = sorted(moved(value, parameter, end) for end in (parameter.low, parameter.high))
            if low < high:
                numbers.append(DrawnNumber(key_path(path), parameter, float(value), low, high))
    return tuple(numbers)


def moved(number: float, parameter: Parameter, value: float) -> float:
    """What a number that goes with a parameter is when the parameter has a value."""
    if parameter.scale == "ratio":
        return number * value / parameter.value
    if parameter.scale == "factor":
        return 1 + (number - 1) * (value - 1) / (parameter.value - 1)
    return _share(number, _odds(value) / _odds(parameter.value)) if 0 < number < 1 else number


def _weights(container: Mapping[str, Any]) -> dict[str, float]:
    """The numbers of a mapping, if they are weights, which sum to 1 together with a `rest` if there is one."""
    numbers = {
        key: value for key, value in container.items() if isinstance(value, int | float) and not isinstance(value, bool)
    }
    return numbers if "rest" in container.values() or abs(sum(numbers.values()) - 1) < 1e-9 else {}


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else float("inf")


def _share(before: float, factor: float) -> float:
    odds = _odds(before) * factor
    return odds / (1 + odds) if odds != float("inf") else 1.0
