"""Distributions as numbers: quantile and mean. People are drawn by inverting a uniform number, so luck stays comparable."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import special

from ..model import Distribution

Floats = NDArray[np.float64]


def quantile(distribution: Distribution, u: Floats) -> Floats:
    """The value below which a share `u` of the distribution lies; `u` strictly between 0 and 1, any shape."""
    return _QUANTILES[distribution.kind](u, distribution)


def mean(distribution: Distribution) -> float:
    """The distribution's mean."""
    values = distribution.parameters
    if distribution.kind == "discrete":
        return math.fsum(v * w for v, w in zip(values, distribution.weights, strict=True))
    if distribution.kind in ("uniform", "triangular"):
        return math.fsum(values) / len(values)
    return values[0]


def _fixed(u: Floats, d: Distribution) -> Floats:
    return np.full(np.shape(u), d.parameters[0])


def _exponential(u: Floats, d: Distribution) -> Floats:
    return -d.parameters[0] * np.log1p(-u)


def _lognormal(u: Floats, d: Distribution) -> Floats:
    mean_, sd = d.parameters
    variance = math.log1p((sd / mean_) ** 2)
    return np.exp(math.log(mean_) - variance / 2 + math.sqrt(variance) * special.ndtri(u))


def _gamma(u: Floats, d: Distribution) -> Floats:
    mean_, sd = d.parameters
    shape = (mean_ / sd) ** 2
    return np.asarray(special.gammaincinv(shape, u) * (mean_ / shape), dtype=np.float64)


def _uniform(u: Floats, d: Distribution) -> Floats:
    low, high = d.parameters
    return low + (high - low) * u


def _triangular(u: Floats, d: Distribution) -> Floats:
    low, mode, high = d.parameters
    width, rise = high - low, mode - low
    if width == 0:
        return np.full(np.shape(u), low)
    turn = rise / width
    return np.where(
        u < turn,
        low + np.sqrt(u * width * rise),
        high - np.sqrt((1 - u) * width * (high - mode)),
    )


def _discrete(u: Floats, d: Distribution) -> Floats:
    values = np.asarray(d.parameters)
    edges = np.cumsum(d.weights)
    place = np.searchsorted(edges, u, side="right")
    return values[np.minimum(place, len(values) - 1)]


_QUANTILES: dict[str, Callable[[Floats, Distribution], Floats]] = {
    "fixed": _fixed,
    "exponential": _exponential,
    "lognormal": _lognormal,
    "gamma": _gamma,
    "uniform": _uniform,
    "triangular": _triangular,
    "discrete": _discrete,
}
