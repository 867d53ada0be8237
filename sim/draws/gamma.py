"""The quantiles of gamma distributions as curves, in plain arithmetic of a fixed order like all that is drawn.

A curve holds the logarithm of the quantile (of scale 1) against the normal score of `u`, at evenly spaced knots, and its
slopes there; between them a cubic is drawn (see `sim.draws.quantiles`).
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from ..jit import compiled
from .elementary import Floats, exp, log, log1p

KNOTS, LOWEST, STEP = 1025, -8.5, 17.0 / 1024
LARGE = (
    1e6  #: a shape from which on the cube of Wilson and Hilferty (1931) is within 1e-8 of the quantile, in proportion
)
_LOG_ROOT_TWO_PI = 0.91893853320467274178
_MIDDLE = KNOTS // 2
_ALIKE = 1e-15  #: a step so small that no better number is near


@compiled
def log_gamma(a: float) -> float:
    """The logarithm of the gamma function, by Stirling's series from 12 on; a above 0."""
    below = 0.0
    while a < 12.0:
        below += log(a)
        a += 1.0
    r = 1.0 / (a * a)
    series = (
        1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680 - r * (1.0 / 1188 - r * 691.0 / 360360))))
    ) / a
    return (a - 0.5) * log(a) - a + _LOG_ROOT_TWO_PI + series - below


@compiled
def log_normal_tail(t: float) -> float:
    """The logarithm of the chance that a standard normal number is above t, from 0 on."""
    log_density = -0.5 * t * t - _LOG_ROOT_TWO_PI
    if t < 2.0:
        term, series, n = t, t, 1
        while term > series * 1e-17:
            n += 2
            term *= t * t / n
            series += term
        return log(0.5 - exp(log_density) * series)
    fraction = t
    for n in range(150, 0, -1):
        fraction = t + n / fraction
    return log_density - log(fraction)


@compiled
def _log_below(a: float, y: float) -> float:
    """The logarithm of the chance of less than exp(y), for exp(y) below a + 1; a series of positive terms."""
    x = exp(y)
    term, series, n = 1.0, 1.0, a
    while term > series * 1e-17:
        n += 1.0
        term *= x / n
        series += term
    return a * y - x - log_gamma(a + 1.0) + log(series)


@compiled
def _log_above(a: float, y: float) -> float:
    """The logarithm of the chance of more than exp(y), for exp(y) from a + 1 on; a continued fraction (Lentz's way)."""
    x = exp(y)
    b = x + 1.0 - a
    c, d = np.inf, 1.0 / b
    fraction = d
    for n in range(1, 100_000):
        factor = -n * (n - a)
        b += 2.0
        d = 1.0 / (b + factor * d)
        c = b + factor / c
        fraction *= c * d
        if abs(c * d - 1.0) < 1e-16:
            break
    return a * y - x - log_gamma(a) + log(fraction)


@compiled
def _log_quantile(a: float, score: float, y: float) -> tuple[float, float]:
    """The logarithm of the quantile at a normal score, from a guess `y` on, and its slope there."""
    wanted = log_normal_tail(abs(score))
    density = 0.0
    for _ in range(60):
        # The logarithms of the chance on this side of the score, and of the density of y; Newton's step between them.
        if exp(y) < a + 1.0:
            here = _log_below(a, y)
            if score > 0.0:
                here = log1p(-exp(here))
        else:
            here = _log_above(a, y)
            if score <= 0.0:
                here = log1p(-exp(here))
        density = a * y - exp(y) - log_gamma(a)
        step = (wanted - here) * exp(here - density)
        if score > 0.0:
            step = -step
        y += min(max(step, -2.0), 2.0)
        if abs(step) <= _ALIKE * max(1.0, abs(y)):
            break
    return y, exp(-0.5 * score * score - _LOG_ROOT_TWO_PI - (a * y - exp(y) - log_gamma(a)))


@compiled
def _fill(a: float, curve: Floats) -> None:
    """Find the knots from the middle outwards, each from the one before it."""
    if a > LARGE:
        for knot in range(KNOTS):
            root = 1.0 - 1.0 / (9.0 * a) + (LOWEST + STEP * knot) / (3.0 * math.sqrt(a))
            curve[knot] = log(a) + 3.0 * log(root)
            curve[KNOTS + knot] = 1.0 / (root * math.sqrt(a))
        return
    middle = log(a) if a > 1.0 else (log_normal_tail(0.0) + log_gamma(a + 1.0)) / a
    for way in (-1, 1):
        y, slope = middle, 0.0
        for away in range(_MIDDLE + 1):
            knot = _MIDDLE + way * away
            y, slope = _log_quantile(a, LOWEST + STEP * knot, y + way * STEP * slope)
            curve[knot], curve[KNOTS + knot] = y, slope


@lru_cache(maxsize=256)
def gamma_curve(shape: float) -> Floats:
    """At each knot the logarithm of the quantile (of scale 1), and then the slopes; shape (2 * KNOTS,)."""
    curve = np.empty(2 * KNOTS)
    _fill(shape, curve)
    curve.flags.writeable = False
    return curve
