"""Logarithm, exponential and powers in plain arithmetic of a fixed order, so that every machine gives the same bits.

The C library's own differ in their last bit between machines: some fuse a multiplication with an addition where the processor
can. Here everything is an addition, multiplication, division or a move of bits, which IEEE 754 rounds in one way. Reduction
and coefficients are those of fdlibm (Sun Microsystems 1993), whose errors stay below one unit in the last place.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..jit import compiled

Floats = NDArray[np.float64]

LN2_HIGH, LN2_LOW = (
    6.93147180369123816490e-01,
    1.90821492927058770002e-10,
)  # the first with 32 bits, so that k times it is exact
PER_LN2 = 1.44269504088896338700e00
OVERFLOWS, UNDERFLOWS = (
    709.782712893383973096,
    -745.133219101941108420,
)  # beyond these the exponential is infinite, or 0

_EXPONENT, _MANTISSA = np.int64(0x7FF0000000000000), np.int64(0x000FFFFFFFFFFFFF)
_ONE, _ROOT_HALF = (
    np.int64(0x3FF0000000000000),
    np.int64(0x0006A09E667F3BCD),
)  # the bits of 1, and of the fraction of the root of 2
_LEAST_NORMAL, _TO_NORMAL, _SPLIT = 2.2250738585072014e-308, 2.0**54, 134217729.0


@compiled
def parts_of(x: float) -> tuple[int, float]:
    """The k and m of x = 2^k m, with m from the root of a half to the root of two; x positive and finite."""
    k = 0
    if x < _LEAST_NORMAL:
        x *= _TO_NORMAL
        k = -54
    bits = np.float64(x).view(np.int64)
    fraction = bits & _MANTISSA
    k += int(bits >> 52) - 1023
    if fraction >= _ROOT_HALF:  # the upper part of an octave: nearer to the next power of 2
        return k + 1, np.int64(fraction | (_ONE - (np.int64(1) << 52))).view(np.float64)
    return k, np.int64(fraction | _ONE).view(np.float64)


@compiled
def _series(s: float) -> float:
    """What the logarithm of (1 + s) / (1 - s) has beyond 2 s, divided by s; s at most 0.1716 from 0."""
    z = s * s
    w = z * z
    even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    odd = z * (
        6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    return even + odd


@compiled
def log(x: float) -> float:
    """The natural logarithm, within one unit in the last place; -inf at 0, nan below."""
    if not 0.0 < x < np.inf:
        return x if x > 0.0 else (-np.inf if x == 0.0 else np.nan)
    k, m = parts_of(x)
    f = m - 1.0
    half = 0.5 * f * f
    s = f / (2.0 + f)
    tail = s * (half + _series(s))
    return k * LN2_HIGH - ((half - (tail + k * LN2_LOW)) - f)


@compiled
def log1p(x: float) -> float:
    """The natural logarithm of 1 + x, within one unit in the last place, also where x is small."""
    if not -1.0 < x < np.inf:
        return x if x > 0.0 else (-np.inf if x == -1.0 else np.nan)
    if abs(x) < 2.0**-29:
        return x if abs(x) < 2.0**-54 else x - 0.5 * x * x
    k, lost, f = 0, 0.0, x
    if not -0.2929 < x < 0.4142:
        whole = 1.0 + x
        k, m = parts_of(whole)
        lost = (1.0 - (whole - x) if x > 1.0 else x - (whole - 1.0)) / whole  # what the addition rounded away
        f = m - 1.0
    half = 0.5 * f * f
    s = f / (2.0 + f)
    tail = s * (half + _series(s))
    if k == 0:
        return f - (half - tail) if lost == 0.0 else f - (half - (tail + lost))
    return k * LN2_HIGH - ((half - (tail + (k * LN2_LOW + lost))) - f)


@compiled
def times_power_of_two(x: float, k: int) -> float:
    """The number 2^k x, for x from 1/2 to 2 and any k, rounded once where it is too small to be a normal number."""
    if k > 1022:
        return x * 2.0 * np.int64((k - 1 + 1023) << 52).view(np.float64) if k < 1025 else np.inf
    if k >= -1021:
        return x * np.int64((k + 1023) << 52).view(np.float64)
    return x * np.int64((k + 54 + 1023) << 52).view(np.float64) * 2.0**-54 if k > -1080 else 0.0


@compiled
def exp(x: float) -> float:
    """The exponential, within one unit in the last place."""
    return _exp_of_sum(x, 0.0)


@compiled
def _exp_of_sum(x: float, low: float) -> float:
    """The exponential of a sum of which the second part is far below the first one's last place."""
    if not UNDERFLOWS <= x <= OVERFLOWS:
        return np.inf if x > 0.0 else (0.0 if x < 0.0 else np.nan)
    k = int(np.rint(x * PER_LN2))
    high, rest = x - k * LN2_HIGH, k * LN2_LOW - low
    r = high - rest
    t = r * r
    c = r - t * (
        1.66666666666666019037e-01
        + t
        * (
            -2.77777777770155933842e-03
            + t * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))
        )
    )
    return times_power_of_two(1.0 - ((rest - (r * c) / (2.0 - c)) - high), k)


@compiled
def _product(a: float, b: float) -> tuple[float, float]:
    """A product and what its rounding lost (Dekker 1971)."""
    product = a * b
    a_high, b_high = a * _SPLIT, b * _SPLIT
    a_high, b_high = a_high - (a_high - a), b_high - (b_high - b)
    a_low, b_low = a - a_high, b - b_high
    return product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


@compiled
def power(base: float, exponent: float) -> float:
    """The `base` to the `exponent`, within 1e-13 of it; the base from 0 on, the exponent any finite number."""
    if exponent == 0.0 or base == 1.0:
        return 1.0
    if not 0.0 < base < np.inf:
        if base in (0.0, np.inf):
            return 0.0 if (base == 0.0) == (exponent > 0.0) else np.inf
        return np.nan
    k, m = parts_of(base)
    f, sum_high = m - 1.0, m + 1.0
    s = f / sum_high
    product, lost = _product(s, sum_high)
    sum_low = (m - sum_high) + 1.0 if m > 1.0 else (1.0 - sum_high) + m
    s_low = (((f - product) - lost) - s * sum_low) / sum_high
    large = k * LN2_HIGH + 2.0 * s  # without rounding where k is 0; else what is lost is told apart below
    small = 2.0 * s_low + s * _series(s) + k * LN2_LOW + ((k * LN2_HIGH - large) + 2.0 * s)
    high = large + small
    low = (large - high) + small
    if not abs(exponent * high) < 800.0:
        return np.inf if (exponent > 0.0) == (high > 0.0) else 0.0
    whole, lost = _product(exponent, high)
    return _exp_of_sum(whole, lost + exponent * low)


@compiled
def _exponential(u: Floats, values: Floats) -> None:
    for index in range(len(u)):
        values[index] = -log1p(-u[index])


def exponential(u: Floats) -> Floats:
    """The quantiles at `u` of the exponential distribution with mean 1; shape (n,), as `u`."""
    values = np.empty(len(u))
    _exponential(u, values)
    return values


@compiled
def _exponentials(x: Floats, values: Floats) -> None:
    for index in range(len(x)):
        values[index] = exp(x[index])


def exponentials(x: Floats) -> Floats:
    """The exponential of each number; shape (n,), as `x`."""
    values = np.empty(len(x))
    _exponentials(x, values)
    return values


@compiled
def _powers(base: Floats, exponent: Floats, values: Floats) -> None:
    for index in range(len(base)):
        values[index] = power(base[index], exponent[index])


def powers(base: Floats, exponent: Floats) -> Floats:
    """Each base, from 0 on, to its exponent; shape (n,), as both."""
    values = np.empty(len(base))
    _powers(base, exponent, values)
    return values
