"""How much of a number's variance is chance (stochastic uncertainty), and how much is parameter uncertainty."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy import special

from ..kpi_matrix import Floats, KpiMatrix
from .statistics import LEVEL

PAIRS = (
    8  #: replications run twice, with other chance, below which the two cannot be told apart well enough to be shown
)


class Spread(NamedTuple):
    """Standard deviations over the replications: in all, and of chance alone; the shares of the variance sum to 1.

    Attributes
    ----------
    low, high
        The ends of the 95 % confidence interval of chance's share of the variance; NaN where none can be given, because no
        more than one pair of runs differs.
    pairs
        How many replications were run twice.
    """

    all: float
    chance: float
    low: float
    high: float
    pairs: int

    @property
    def share_of_chance(self) -> float:
        """The share of the variance that is chance; NaN where nothing varies. An estimate above 1 counts as 1."""
        return min(1.0, (self.chance / self.all) ** 2) if self.all > 0 else math.nan


def spread(numbers: KpiMatrix, kpi: str, baseline: KpiMatrix | None = None) -> Spread | None:
    """How much of a KPI's spread is chance.

    Replications that were run twice have the same parameters and other chance, so half of the mean square of what the two
    differ by is the variance of chance. What is left of the whole variance comes from not knowing the parameters.

    Parameters
    ----------
    numbers
        Of a scenario.
    kpi
        Which KPI.
    baseline
        For the spread of the difference from another scenario instead.

    Returns
    -------
    Spread or None
        None where there is no such number, or where fewer than `PAIRS` replications were run twice.
    """
    values, reseeded = numbers.of(kpi), numbers.of(kpi, reseeded=True)
    if baseline is not None and values is not None and reseeded is not None:
        base, base_reseeded = baseline.of(kpi), baseline.of(kpi, reseeded=True)
        values = None if base is None else values - base
        reseeded = None if base_reseeded is None or len(base_reseeded) != len(reseeded) else reseeded - base_reseeded
    if values is None or reseeded is None:
        return None
    differences = values[: len(reseeded)] - reseeded
    defined, pairs = values[~np.isnan(values)], differences[~np.isnan(differences)]
    if len(pairs) < PAIRS:
        return None
    low, high = _share_interval(defined, pairs)
    return Spread(float(defined.std(ddof=1)), float(np.sqrt(np.mean(pairs**2) / 2)), low, high, len(pairs))


def _share_interval(values: Floats, pairs: Floats) -> tuple[float, float]:
    """The ends of the confidence interval of chance's share of the variance.

    The jackknife of the logarithm of a ratio of variances (Miller 1968): without each pair in turn, and without each value. It
    holds the share in 92 to 99 of 100 experiments, whether numbers are normal or not (an interval of Fisher's F, which takes
    them for normal, in 82 where they are exponential).

    Parameters
    ----------
    values
        One a replication, shape (n,).
    pairs
        By how much the two runs of a pair differ, shape (pairs,).
    """
    squares, deviations = pairs**2, (values - values.mean()) ** 2
    n, all_but_one = len(values), (squares.sum() - squares) / 2 / (len(pairs) - 1)
    others = (deviations.sum() - deviations * n / (n - 1)) / (n - 2)
    if not (all_but_one > 0).all() or not (others > 0).all():
        return math.nan, math.nan
    middle = math.log(squares.mean() / 2 / values.var(ddof=1))
    half = float(special.stdtrit(len(pairs) - 1, (1 + LEVEL) / 2)) * math.sqrt(
        sum(
            (len(left_out) - 1) ** 2 / len(left_out) * np.log(left_out).var(ddof=1)
            for left_out in (all_but_one, others)
        )
    )
    return min(1.0, math.exp(middle - half)), min(1.0, math.exp(middle + half))
