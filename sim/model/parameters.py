"""What is not known: numbers of the configuration that stand for facts which nobody has measured well.

Each such *parameter* has a range, and moves one number or several of the scenario's mapping; see `sim.model.parameter_values`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .digits import exact
from .limits import PARAMETER
from .reader.node import Node

SHAPES = ("triangular", "uniform", "loguniform")
SCALES = ("ratio", "share", "factor")
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
        How the numbers at `paths` move with it: by the same factor (``ratio``); by the same factor of their odds (``share``),
        in which case the other weights beside them give way in proportion; or, where they are factors themselves, by the same
        factor of how far they are from 1 (``factor``), so that one that changes nothing still changes nothing.
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
        low, high, value = (below[key].number(**PARAMETER) for key in ("low", "high", "value"))
        shape, scale = below["shape"].text(of=SHAPES), below["scale"].text(of=SCALES)
        if not low <= value <= high:
            below.fault("low <= value <= high", ", ".join(map(exact, (low, value, high))))
        if value == 0 or (shape == "loguniform" and low == 0):
            below.fault("numbers above 0, since what depends on them moves in proportion", value)
        if scale == "share" and not 0 < value < 1:
            below["value"].fault("a share between 0 and 1")
        if scale == "factor" and value == 1:
            below["value"].fault("a factor other than 1, since what depends on it moves with its distance from 1")
        paths = []
        for each in below["at"].list():
            paths.append(path_of(each.text()))
            if number_at(mapping, paths[-1]) is None:
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


def path_of(text: str) -> Path:
    """The steps of ``people.leaving_a_year`` or ``pathway.stages.offer.next_multipliers[0].by``."""
    return tuple(int(place) if place else key for key, place in _STEP.findall(text))


def key_path(path: Path) -> str:
    """The text of a path, as `at` has it."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def number_at(mapping: Mapping[str, Any], path: Path) -> float | None:
    """The number that stands at a path; None for nothing, or for anything else."""
    value: Any = mapping
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
