"""Logarithm, exponential and powers: as exact as is promised, held against decimals of fifty digits."""

import decimal
import math
from decimal import Decimal

import numpy as np
import pytest
from scipy import special

from sim.draws import uniform
from sim.draws.elementary import exp, log, log1p, power, times_power_of_two
from sim.draws.gamma import KNOTS, LOWEST, STEP, gamma_curve, log_gamma, log_normal_tail

CONTEXT = decimal.Context(prec=50, Emin=-999_999, Emax=999_999)
COUNT = 4000


@pytest.fixture(autouse=True)
def _fifty_digits():
    with decimal.localcontext(CONTEXT):
        yield


def between(low, high, name):
    return low + (high - low) * uniform(1, 0, name, np.arange(COUNT))


def any_size(name, least=-323.0, most=308.0):
    return 10.0 ** between(least, most, name)


def units_off(value, exact):
    """How far a number is from the exact one, in units of the last place."""
    return abs(Decimal(value) - exact) / Decimal(math.ulp(float(exact)))


def test_the_logarithm_is_within_a_unit_of_the_last_place():
    numbers = [
        *any_size("size"),
        *between(0.7, 1.42, "near 1"),
        *(1 + any_size("very near 1", -15, -1)),
        5e-324,
        1.7e308,
    ]
    assert max(units_off(log(x), Decimal(x).ln()) for x in numbers if x != 1) < 1
    assert (log(1.0), log(0.0), log(np.inf)) == (0, -np.inf, np.inf)
    assert math.isnan(log(-1.0))
    assert math.isnan(log(np.nan))


def test_the_exponential_is_within_a_unit_of_the_last_place():
    numbers = [*between(-745, 709.7, "size"), *any_size("small", -20, 0), *-any_size("small too", -20, 0)]
    assert max(units_off(exp(x), Decimal(x).exp()) for x in numbers) < 1
    assert (exp(0.0), exp(710.0), exp(-746.0), exp(-np.inf), exp(np.inf)) == (1, np.inf, 0, 0, np.inf)
    assert math.isnan(exp(np.nan))


def test_the_logarithm_of_one_and_something_is_within_a_unit_of_the_last_place():
    numbers = [
        *any_size("size"), *-any_size("below", -300, -0.001), *between(-0.4, 0.5, "near 0"), *(any_size("nearly", -15, 0) - 1)
    ]  # fmt: skip
    with decimal.localcontext(decimal.Context(prec=400, Emin=-999_999, Emax=999_999)):
        sums = [(x, +(1 + Decimal(x))) for x in numbers if x > -1]
    assert max(units_off(log1p(x), _log1p(x, total)) for x, total in sums) < 1
    assert (log1p(0.0), log1p(-1.0), log1p(np.inf)) == (0, -np.inf, np.inf)
    assert math.isnan(log1p(-2.0))


def _log1p(x, total):
    if abs(x) < 1e-12:  # whose sum with 1 has more digits than the decimals
        exact = Decimal(x)
        return exact - exact**2 / 2 + exact**3 / 3
    return total.ln()


def test_powers_are_within_a_ten_million_millionth():
    bases = [*any_size("base", -300, 300), *between(0.5, 2, "near 1"), *between(0, 1, "share")]
    exponents = between(-700, 700, "exponent")
    compared = 0
    for index, base in enumerate(bases):
        exponent = float(exponents[index % COUNT])
        if index % 2:
            exponent = round(exponent / 100) + 0.5 * (index % 4 == 1)
        if abs(exponent * math.log(base)) < 690:
            compared += 1
            assert abs(Decimal(power(base, exponent)) / Decimal(base) ** Decimal(exponent) - 1) < Decimal("1e-13")
    assert compared > COUNT
    assert [power(0.5, 3.0), power(10.0, 2.0), power(2.0, -1074.0), power(3.0, 0.0)] == [0.125, 100, 5e-324, 1]
    assert [power(0.0, 2.0), power(0.0, -1.0), power(0.9, 1e6), power(1.1, 1e6)] == [0, np.inf, 0, np.inf]


def test_a_power_of_two_is_exact():
    for k in (-1100, -1074, -1060, -1023, -1022, -1, 0, 5, 1022, 1023, 1024, 1030):
        for x in (0.5, 1.0, 1.75):
            exact = math.ldexp(x, k) if k + math.log2(x) < 1024 else np.inf
            assert times_power_of_two(x, k) == exact


# --- what gamma distributions are made of ----------------------------------------------------------------------------


def test_the_gamma_function_and_the_normal_tail_are_scipys():
    for a in any_size("shape", -6, 6):
        assert log_gamma(a) == pytest.approx(special.gammaln(a), rel=1e-14, abs=2e-14)
    for t in between(0, 8.5, "score"):
        assert log_normal_tail(t) == pytest.approx(special.log_ndtr(-t), rel=1e-13)


@pytest.mark.parametrize("shape", [0.01, 0.3, 1.0, 2.5, 16.0, 400.0, 2e4])
def test_a_gamma_curve_is_scipys_at_every_knot(shape):
    score = LOWEST + STEP * np.arange(KNOTS)
    below, above = special.gammaincinv(shape, special.ndtr(score)), special.gammainccinv(shape, special.ndtr(-score))
    quantile = np.where(score < 0, below, above)
    some = quantile > 1e-280
    curve = gamma_curve(shape)
    assert curve[:KNOTS][some] == pytest.approx(np.log(quantile[some]), rel=1e-11, abs=1e-11)
    slope = np.gradient(curve[:KNOTS], STEP)[1:-1]
    assert curve[KNOTS + 1 : -1] == pytest.approx(slope, rel=1e-3)


def test_gamma_curves_of_large_shapes_meet():
    below, above = gamma_curve(1e6), gamma_curve(np.nextafter(1e6, np.inf))
    assert below[:KNOTS] == pytest.approx(above[:KNOTS], abs=1e-8)
    assert below[KNOTS:] == pytest.approx(above[KNOTS:], rel=1e-5)
