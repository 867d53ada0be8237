"""Distributions: quantiles as SciPy has them, and the mean as the integral of the quantile."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import integrate, stats

from sim.draws import quantile
from sim.model import Distribution


def of(kind, *parameters, weights=()):
    return Distribution(kind=kind, parameters=parameters, weights=weights)


def gamma(mean_, sd):
    return stats.gamma((mean_ / sd) ** 2, scale=sd**2 / mean_)


def lognormal(mean_, sd):
    sigma = np.sqrt(np.log1p((sd / mean_) ** 2))
    return stats.lognorm(sigma, scale=mean_ / np.sqrt(1 + (sd / mean_) ** 2))


CONTINUOUS = [
    (of("exponential", 4.0), stats.expon(scale=4.0)),
    (of("lognormal", 8.0, 4.0), lognormal(8.0, 4.0)),
    (of("lognormal", 3.0, 9.0), lognormal(3.0, 9.0)),
    (of("gamma", 8.0, 4.0), gamma(8.0, 4.0)),
    (of("gamma", 2.0, 3.0), gamma(2.0, 3.0)),
    (of("uniform", 2.0, 7.0), stats.uniform(2.0, 5.0)),
    (of("triangular", 5.0, 9.0, 30.0), stats.triang(4 / 25, loc=5.0, scale=25.0)),
    (of("triangular", 5.0, 5.0, 30.0), stats.triang(0.0, loc=5.0, scale=25.0)),
    (of("triangular", 5.0, 30.0, 30.0), stats.triang(1.0, loc=5.0, scale=25.0)),
]
DISCRETE = of("discrete", 1.0, 2.5, 7.0, weights=(0.2, 0.5, 0.3))
ALL = [
    *(d for d, _ in CONTINUOUS), DISCRETE, of("fixed", 3.0), of("uniform", 2.0, 2.0), of("triangular", 4.0, 4.0, 4.0),
]  # fmt: skip
U = np.concatenate([[2.0**-54, 1e-9, 1e-4], np.linspace(0.001, 0.999, 999), [1 - 1e-4, 1 - 1e-9, 1 - 2.0**-53]])
IDS = [f"{d.kind} {' '.join(f'{p:g}' for p in d.parameters)}" for d in ALL]


@pytest.mark.parametrize(("distribution", "reference"), CONTINUOUS, ids=IDS[: len(CONTINUOUS)])
def test_quantiles_are_scipys(distribution, reference):
    assert quantile(distribution, U) == pytest.approx(reference.ppf(U), rel=1e-7, abs=1e-12)
    assert distribution.mean == pytest.approx(reference.mean(), rel=1e-12)


@pytest.mark.parametrize("distribution", ALL, ids=IDS)
def test_quantiles_ascend_and_are_finite_and_never_negative(distribution):
    values = quantile(distribution, U)
    assert values.shape == U.shape
    assert np.isfinite(values).all()
    assert (np.diff(values) >= 0).all()
    assert values.min() >= 0
    assert quantile(distribution, U.reshape(5, -1)).shape == (5, len(U) // 5)


@pytest.mark.parametrize("distribution", ALL, ids=IDS)
def test_the_mean_is_the_integral_of_the_quantile(distribution):
    pieces = [1e-12, 0.2, 0.4, 0.7, 0.9, 0.99, 0.9999, 1 - 1e-9]
    whole = sum(
        integrate.quad(lambda u: float(quantile(distribution, np.array([u]))[0]), low, high, limit=200)[0]
        for low, high in pairwise(pieces)
    )
    assert whole == pytest.approx(distribution.mean, rel=2e-4)


@pytest.mark.parametrize(("kind", "centre", "sd"), [("lognormal", 8.0, 4.0), ("gamma", 8.0, 4.0), ("gamma", 2.0, 3.0)])
def test_the_sd_is_what_was_asked_for(kind, centre, sd):
    square = lambda u: float((quantile(of(kind, centre, sd), np.array([u]))[0] - centre) ** 2)  # noqa: E731
    pieces = [1e-12, 0.5, 0.9, 0.99, 0.999, 0.99999, 1 - 1e-8, 1 - 1e-12]
    variance = sum(integrate.quad(square, a, b, limit=200)[0] for a, b in pairwise(pieces))
    assert np.sqrt(variance) == pytest.approx(sd, rel=1e-3)


def test_a_discrete_distribution_gives_each_value_its_weight():
    u = (np.arange(1000) + 0.5) / 1000
    values, counts = np.unique(quantile(DISCRETE, u), return_counts=True)
    assert values.tolist() == [1.0, 2.5, 7.0]
    assert counts.tolist() == [200, 500, 300]


def test_the_last_value_takes_what_rounding_leaves():
    ten = of("discrete", *map(float, range(10)), weights=(0.1,) * 10)
    assert quantile(ten, np.array([1 - 2.0**-53])).tolist() == [9.0]


def test_least_and_most_are_the_ends():
    assert [(d.least, d.most) for d in (of("fixed", 3.0), of("uniform", 2.0, 7.0), DISCRETE)] == [
        (3, 3),
        (2, 7),
        (1, 7),
    ]
    assert of("discrete", 0.0, 1.0, 9.0, weights=(0.0, 1.0, 0.0)).least == 1
    assert of("discrete", 0.0, 1.0, 9.0, weights=(0.0, 1.0, 0.0)).most == 1
    assert (of("gamma", 2.0, 3.0).least, of("gamma", 2.0, 3.0).most) == (0, np.inf)
