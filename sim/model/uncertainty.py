"""What is not known: numbers of the configuration that stand for facts which nobody has measured well.

Each such *parameter* has a range, and moves one number or several of the scenario's mapping. A scenario with other values of
its parameters is built anew from that mapping, so that every rule of the builder holds for it too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .reading import Node

if TYPE_CHECKING:
    from .scenario import Scenario

SHAPES = ("triangular", "uniform", "loguniform")
SCALES = ("ratio", "share")
Path = tuple[str | int, ...]  #: keys, and places in lists
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A number that is not known well.

    Attributes
    ----------
    value, low, high
        What is taken where nothing is drawn, and the ends of the range.
    shape
        How likely the values between them are: ``triangular`` (with its peak at `value`), ``uniform``, or ``loguniform``.
    scale
        How the numbers at `paths` move with it: by the same factor (``ratio``), or by the same factor of their odds
        (``share``), in which case the other weights beside them give way in proportion.
    paths
        The key paths of the scenario's mapping that it moves. Beside a ``mean`` its ``sd`` moves along.
    """

    name: str
    label: str
    unit: str
    value: float
    low: float
    high: float
    shape: str
    scale: str
    paths: tuple[Path, ...]


def read_parameters(node: Node, mapping: Mapping[str, Any]) -> tuple[Parameter, ...]:
    """Read the parameters of a scenario."""
    found = []
    for name, below in node.items():
        below.only("label", "unit", "value", "low", "high", "shape", "scale", "at")
        low, high = below["low"].number(low=0.0), below["high"].number(low=0.0)
        value = below["value"].number(low=0.0)
        shape, scale = below["shape"].text(of=SHAPES), below["scale"].text(of=SCALES)
        if not low <= value <= high:
            below.fault("low <= value <= high", f"{low:g}, {value:g}, {high:g}")
        if value == 0 or (shape == "loguniform" and low == 0):
            below.fault("numbers above 0, since what depends on them moves in proportion", value)
        if scale == "share" and not 0 < value < 1:
            below["value"].fault("a share between 0 and 1")
        paths = []
        for each in below["at"].list():
            paths.append(_path(each.text()))
            if not isinstance(_at(mapping, paths[-1]), int | float):
                each.fault("the key path of a number of this scenario")
        found.append(
            Parameter(
                name=name,
                label=below["label"].text(name.replace("_", " ")),
                unit=below["unit"].text(""),
                value=value,
                low=low,
                high=high,
                shape=shape,
                scale=scale,
                paths=tuple(paths),
            )
        )
    return tuple(found)


def _path(text: str) -> Path:
    """The steps of ``people.leaving_a_year`` or ``pathway.stages.offer.next_multipliers[0].by``."""
    return tuple(int(place) if place else key for key, place in _STEP.findall(text))


def _at(mapping: Mapping[str, Any], path: Path) -> Any:
    """What stands at a path; None for nothing, or for a truth value."""
    value: Any = mapping
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return None if isinstance(value, bool) else value


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
    from .build import built  # late: the builder reads parameters

    mapping = {key: value for key, value in scenario.mapping.items() if key != "uncertainty"}
    moved = _Moved(mapping)
    for parameter in scenario.uncertain:
        value = values.get(parameter.name, parameter.value)
        if value != parameter.value:
            for path in parameter.paths:
                moved.move(path, parameter, value)
    return built(moved.mapping)


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
