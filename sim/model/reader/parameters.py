"""Reading what is not known: parameters, their ranges, and the numbers that they move."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..digits import exact
from ..limits import PARAMETER
from ..parameters import SCALES, SHAPES, Parameter, number_at, path_of
from .node import Node


def read_parameters(node: Node, mapping: Mapping[str, Any]) -> tuple[Parameter, ...]:
    """Read the parameters of a scenario."""
    parameters = []
    for name, below in node.items():
        below.only("label", "unit", "value", "low", "high", "shape", "scale", "at", "measure_by")
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
        for item in below["at"].list():
            paths.append(path_of(item.text()))
            if number_at(mapping, paths[-1]) is None:
                item.fault("the key path of a number of this scenario")
        parameters.append(
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
                measure_by=below["measure_by"].text(""),
            )
        )
    return tuple(parameters)
