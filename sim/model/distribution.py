"""Distributions by name: what they are called and what they take. How they are drawn is in `sim.draws`."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

#: The parameters that each kind takes, in order. `discrete` takes ``value: weight`` pairs instead.
PARAMETERS: dict[str, tuple[str, ...]] = {
    "fixed": ("value",),
    "exponential": ("mean",),
    "lognormal": ("mean", "sd"),
    "gamma": ("mean", "sd"),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "discrete": (),
}


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """A distribution of a number that is never negative (hours, days, pounds).

    Attributes
    ----------
    kind
        One of `PARAMETERS`.
    parameters
        Its parameters in the order of `PARAMETERS`; for `discrete` the values, ascending.
    weights
        For `discrete` the weight of each value, summing to 1; else empty.
    """

    kind: str
    parameters: tuple[float, ...]
    weights: tuple[float, ...] = ()

    @property
    def mean(self) -> float:
        """The mean."""
        if self.kind == "discrete":
            return math.fsum(value * weight for value, weight in zip(self.parameters, self.weights, strict=True))
        if self.kind in {"uniform", "triangular"}:
            return math.fsum(self.parameters) / len(self.parameters)
        return self.parameters[0]

    @property
    def mean_square(self) -> float:
        """The mean of the square."""
        values = self.parameters
        if self.kind == "discrete":
            return math.fsum(value**2 * weight for value, weight in zip(values, self.weights, strict=True))
        if self.kind in {"uniform", "triangular"}:  # the mean of all products of two of the parameters
            pairs = list(itertools.combinations_with_replacement(values, 2))
            return math.fsum(a * b for a, b in pairs) / len(pairs)
        if self.kind == "fixed":
            return values[0] ** 2
        return values[0] ** 2 + values[-1] ** 2  # of an exponential the mean is the sd too

    @property
    def least(self) -> float:
        """The smallest value it can give (0 where it has no positive lower bound)."""
        if self.kind in {"fixed", "uniform", "triangular"}:
            return self.parameters[0]
        if self.kind == "discrete":
            return min(value for value, weight in zip(self.parameters, self.weights, strict=True) if weight > 0)
        return 0.0

    @property
    def most(self) -> float:
        """The largest value it can give (infinite where it has no upper bound)."""
        if self.kind in {"fixed", "uniform", "triangular"}:
            return self.parameters[-1]
        if self.kind == "discrete":
            return max(value for value, weight in zip(self.parameters, self.weights, strict=True) if weight > 0)
        return math.inf if self.parameters[0] > 0 else 0.0


def fixed(value: float) -> Distribution:
    """A number that chance does not touch."""
    return Distribution(kind="fixed", parameters=(float(value),))
