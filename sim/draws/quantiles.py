"""Distributions as numbers: quantile and mean. People are drawn by inverting a uniform number, so that draws stay comparable.

Both engines draw through the one compiled function `value`, so that a number is the same to the last bit wherever it is drawn.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..jit import compiled
from ..model import Distribution
from .elementary import Floats, exp, log, log1p
from .gamma import KNOTS, LOWEST, STEP, gamma_curve

_KINDS = ("fixed", "exponential", "lognormal", "gamma", "uniform", "triangular", "discrete")
_CODES = {kind: code for code, kind in enumerate(_KINDS)}
FIXED, EXPONENTIAL, LOGNORMAL, GAMMA, UNIFORM, TRIANGULAR, DISCRETE = range(len(_KINDS))

#: A distribution as the compiled code has it: `at` is where its curve begins, `size` how many numbers that has.
LEAF = np.dtype([("kind", "i8"), ("a", "f8"), ("b", "f8"), ("c", "f8"), ("at", "i8"), ("size", "i8")])


def quantile(distribution: Distribution, u: Floats) -> Floats:
    """The value below which a share `u` of the distribution lies; `u` strictly between 0 and 1, any shape."""
    leaves, curves = _lowered(distribution)
    flat = np.ascontiguousarray(u, dtype=np.float64).reshape(-1)
    values = np.empty(len(flat))
    _values(leaves, curves, flat, values)
    return values.reshape(np.shape(u))


@lru_cache(maxsize=1024)
def _lowered(distribution: Distribution) -> tuple[NDArray[np.void], Floats]:
    return lower([distribution])


def lower(distributions: list[Distribution]) -> tuple[NDArray[np.void], Floats]:
    """Distributions as records of `LEAF`, and the curves of those that have one, end to end."""
    leaves: list[tuple[float, ...]] = []
    curves: list[Floats] = []
    at = 0
    for distribution in distributions:
        kind, parameters = _CODES[distribution.kind], distribution.parameters
        if kind == LOGNORMAL:
            centre, sd = parameters
            variance = log1p((sd / centre) * (sd / centre))
            leaves.append((kind, log(centre) - variance / 2, math.sqrt(variance), 0.0, 0, 0))
        elif kind in (GAMMA, DISCRETE):
            scale = 0.0
            if kind == GAMMA:
                centre, sd = parameters
                shape = (centre / sd) * (centre / sd)
                scale, curve, size = centre / shape, gamma_curve(shape), KNOTS
            else:
                curve, size = np.concatenate([np.cumsum(distribution.weights), parameters]), len(parameters)
            leaves.append((kind, scale, 0.0, 0.0, at, size))
            at += len(curve)
            curves.append(curve)
        else:
            a, b, c = (*parameters, 0.0, 0.0)[:3]
            leaves.append((kind, a, b, c, 0, 0))
    return np.array(leaves, dtype=LEAF), np.concatenate(curves) if curves else np.zeros(0)


@compiled
def value(leaves: NDArray[np.void], curves: Floats, index: int, u: float) -> float:  # noqa: PLR0911
    """The quantile at `u` of the distribution at an index among `leaves`."""
    leaf = leaves[index]
    kind, a, b = leaf["kind"], leaf["a"], leaf["b"]
    if kind == FIXED:
        return a
    if kind == EXPONENTIAL:
        return -a * log1p(-u)
    if kind == LOGNORMAL:
        return exp(a + b * normal_score(u))
    if kind == GAMMA:
        return a * exp(_on_curve(curves, leaf["at"], normal_score(u)))
    if kind == UNIFORM:
        return a + (b - a) * u
    if kind == TRIANGULAR:
        c = leaf["c"]
        width, rise = c - a, b - a
        if u * width < rise:
            return a + math.sqrt(u * width * rise)
        return c - math.sqrt((1.0 - u) * width * (c - b))
    at, size = leaf["at"], leaf["size"]
    return curves[at + size + chosen(curves, at, size, u)]


@compiled
def chosen(edges: Floats, at: int, size: int, u: float) -> int:
    """Which of `size` things `u` chooses, whose cumulated weights stand in `edges` from `at` on."""
    index = 0
    while index < size - 1 and edges[at + index] <= u:
        index += 1
    return index


@compiled
def _on_curve(curves: Floats, at: int, score: float) -> float:
    """A cubic between the two knots next to a normal score."""
    steps = (score - LOWEST) / STEP
    knot = min(max(int(steps), 0), KNOTS - 2)
    t = steps - knot
    left, right = curves[at + knot], curves[at + knot + 1]
    rise_left, rise_right = curves[at + KNOTS + knot] * STEP, curves[at + KNOTS + knot + 1] * STEP
    rest = 1.0 - t
    from_left = rest * rest * ((1.0 + 2.0 * t) * left + t * rise_left)
    return from_left + t * t * ((3.0 - 2.0 * t) * right - rest * rise_right)


@compiled
def normal_score(u: float) -> float:
    """The standard normal quantile, by Wichura's algorithm AS 241 (1988), to about 16 digits."""
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * (
            (((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r + 6.7265770927008700853e4) * r
            + 4.5921953931549871457e4) * r + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r
            + 1.3314166789178437745e2) * r + 3.3871328727963666080e0)
            / (((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r + 3.9307895800092710610e4) * r
            + 2.1213794301586595867e4) * r + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r
            + 4.2313330701600911252e1) * r + 1.0)
        )  # fmt: skip
    r = math.sqrt(-log(u if q < 0.0 else 1.0 - u))
    if r <= 5.0:
        r -= 1.6
        score = (
            (((((((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r + 2.41780725177450611770e-1) * r
            + 1.27045825245236838258e0) * r + 3.64784832476320460504e0) * r + 5.76949722146069140550e0) * r
            + 4.63033784615654529590e0) * r + 1.42343711074968357734e0)
            / (((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r + 1.51986665636164571966e-2) * r
            + 1.48103976427480074590e-1) * r + 6.89767334985100004550e-1) * r + 1.67638483018380384940e0) * r
            + 2.05319162663775882187e0) * r + 1.0)
        )  # fmt: skip
    else:
        r -= 5.0
        score = (
            (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 1.24266094738807843860e-3) * r
            + 2.65321895265761230930e-2) * r + 2.96560571828504891230e-1) * r + 1.78482653991729133580e0) * r
            + 5.46378491116411436990e0) * r + 6.65790464350110377720e0)
            / (((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r + 1.84631831751005468180e-5) * r
            + 7.86869131145613259100e-4) * r + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1) * r
            + 5.99832206555887937690e-1) * r + 1.0)
        )  # fmt: skip
    return -score if q < 0.0 else score


@compiled
def _values(leaves: NDArray[np.void], curves: Floats, u: Floats, values: Floats) -> None:
    for index in range(len(u)):
        values[index] = value(leaves, curves, 0, u[index])
