"""Which numbers of a scenario are not known well: the register of parameters, put to the scenario's own key paths."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ..model import Fault, ScenarioError
from ..model.errors import nearest
from .parameter_register import drawn_at, number_paths, parameters

FIELDS = ("label", "unit", "value", "low", "high", "shape", "scale")  #: what a scenario says of each of its parameters


def uncertain(mapping: Mapping[str, Any], only: Collection[str] | None = None) -> dict[str, Any]:
    """The uncertain parameters of a scenario, as its key ``uncertainty`` has them.

    Parameters
    ----------
    mapping
        The composed configuration of a scenario.
    only
        The names of those that are to be uncertain; None for all.

    Raises
    ------
    ScenarioError
        If one of the names is not that of a parameter that is drawn from a range.
    """
    drawn = {name: parameter for name, parameter in parameters().items() if parameter.drawn}
    for name in only or ():
        if name not in drawn:
            allowed = f"{nearest(name, drawn)}on, off, or names of uncertain parameters (see ipc show parameters)"
            raise ScenarioError([Fault(path="uncertainty", found=name, allowed=allowed)])
    key_paths: dict[str, list[str]] = {}
    for path in number_paths(mapping):
        parameter = drawn_at().get(path)
        if parameter is not None and (only is None or parameter.name in only):
            key_paths.setdefault(parameter.name, []).append(path)
    return {
        name: {field: getattr(parameter, field) for field in FIELDS}
        | ({"measure_by": parameter.measure_by} if parameter.measure_by else {})
        | {"at": key_paths[name]}
        for name, parameter in drawn.items()
        if name in key_paths
    }
