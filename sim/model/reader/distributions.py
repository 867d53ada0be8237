"""Reading distributions."""

from __future__ import annotations

from ..digits import exact
from ..distribution import PARAMETERS, Distribution, fixed
from ..errors import one_of
from ..limits import DAYS, HOURS, POUNDS_EACH, SPREAD, Range
from .cures import cure
from .node import Node
from .values import read_weights


def read_days(node: Node) -> Distribution:
    """Read how many days something takes."""
    return read_distribution(node, DAYS)


def read_hours(node: Node) -> Distribution:
    """Read how many hours of work something takes."""
    return read_distribution(node, HOURS)


def read_pounds(node: Node) -> Distribution:
    """Read how many pounds somebody asks for."""
    return read_distribution(node, POUNDS_EACH)


def read_distribution(node: Node, within: Range) -> Distribution:
    """Read a number (no chance) or a distribution such as ``{lognormal: {mean: 8, sd: 4}}``, its parameters within a range."""
    if not isinstance(node.value, dict):
        return fixed(node.number(**within))
    kinds = tuple(PARAMETERS)
    keys = node.keys()
    if len(keys) != 1 or keys[0] not in kinds:
        unknown = next((key for key in keys if key not in kinds), "")
        several = cure([key for key in keys if key in kinds])
        node.fault(one_of(kinds, unknown, f"a number from 0 to {exact(within['high'])}, or one of") + several)
        return fixed(0.0)
    kind, below = keys[0], node[keys[0]]
    if kind == "discrete":
        return _discrete(below, within)
    faults = len(node.faults)
    names = PARAMETERS[kind]
    if len(names) == 1 and not isinstance(below.value, dict):
        parameters: tuple[float, ...] = (below.number(**within),)
    else:
        parameters = tuple(below[name].number(**within) for name in names) if below.only(*names) else ()
    if len(node.faults) > faults:
        return fixed(0.0)
    if kind in ("uniform", "triangular") and list(parameters) != sorted(parameters):
        below.fault(f"{' <= '.join(names)}")
    elif kind in ("lognormal", "gamma") and min(parameters) <= 0:
        below.fault("a mean and an sd above 0")
    elif kind in ("lognormal", "gamma") and not SPREAD["low"] <= parameters[1] / parameters[0] <= SPREAD["high"]:
        below["sd"].fault(f"from {exact(SPREAD['low'])} to {exact(SPREAD['high'])} times the mean")
    return Distribution(kind=kind, parameters=parameters)


def _discrete(node: Node, within: Range) -> Distribution:
    """Read values, each with its weight."""
    faults = len(node.faults)
    weights = read_weights(node) if isinstance(node.value, dict) else {}
    try:
        pairs = sorted((float(value), weight) for value, weight in weights.items())
    except ValueError:
        pairs = []
    if len(node.faults) == faults and not (pairs and all(0 <= value <= within["high"] for value, _ in pairs)):
        node.fault(f"numbers from 0 to {exact(within['high'])}, each with its weight")
    if len(node.faults) > faults:
        return fixed(0.0)
    return Distribution(kind="discrete", parameters=tuple(v for v, _ in pairs), weights=tuple(w for _, w in pairs))
