"""How much of a number's spread is luck, and how much is not knowing."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy import special

from ..kpi_matrix import Floats, Numbers
from .statistics import LEVEL

PAIRS = 8  #: replications lived through twice below which luck is told from not knowing too roughly to be shown


class Spread(NamedTuple):
    """Standard deviations over the replications: in all, and of luck alone; the shares of the variance sum to 1.

    Attributes
    ----------
    low, high
        The ends of the 95 % interval of luck's share of the variance; NaN where none can be given, because no more than one
        pair of lives differs.
    pairs
        How many replications were lived through twice.
    """

    all: float
    luck: float
    low: float
    high: float
    pairs: int

    @property
    def share_of_luck(self) -> float:
        """The share of the variance that is luck; NaN where nothing varies. Its estimate may be above 1, which no share is."""
        return min(1.0, (self.luck / self.all) ** 2) if self.all > 0 else math.nan


def spread(numbers: Numbers, kpi: str, baseline: Numbers | None = None) -> Spread | None:
    """How much of a KPI's spread is luck.

    Replications that were lived through twice have the same parameters and other luck, so half of the mean square of what the
    two differ by is the variance of luck. What is left of the whole variance comes from not knowing the parameters.

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
        None where there is no such number, or where fewer than `PAIRS` replications were lived through twice.
    """
    values, again = numbers.of(kpi), numbers.of(kpi, again=True)
    if baseline is not None and values is not None and again is not None:
        base, base_again = baseline.of(kpi), baseline.of(kpi, again=True)
        values = None if base is None else values - base
        again = None if base_again is None or len(base_again) != len(again) else again - base_again
    if values is None or again is None:
        return None
    twice = values[: len(again)] - again
    known, pairs = values[~np.isnan(values)], twice[~np.isnan(twice)]
    if len(pairs) < PAIRS:
        return None
    low, high = _share_interval(known, pairs)
    return Spread(float(known.std(ddof=1)), float(np.sqrt(np.mean(pairs**2) / 2)), low, high, len(pairs))


def _share_interval(values: Floats, pairs: Floats) -> tuple[float, float]:
    """The ends of the interval of luck's share of the variance.

    The jackknife of the logarithm of a ratio of variances (Miller 1968): without each pair in turn, and without each value. It
    holds the share in 92 to 99 of 100 experiments, whether numbers are normal or not (an interval of Fisher's F, which takes
    them for normal, in 82 where they are exponential).

    Parameters
    ----------
    values
        One a replication, shape (n,).
    pairs
        By how much two lives differ, shape (pairs,).
    """
    squares, deviations = pairs**2, (values - values.mean()) ** 2
    n, all_but_one = len(values), (squares.sum() - squares) / 2 / (len(pairs) - 1)
    others = (deviations.sum() - deviations * n / (n - 1)) / (n - 2)
    if not (all_but_one > 0).all() or not (others > 0).all():
        return math.nan, math.nan
    middle = math.log(squares.mean() / 2 / values.var(ddof=1))
    half = float(special.stdtrit(len(pairs) - 1, (1 + LEVEL) / 2)) * math.sqrt(
        sum((len(each) - 1) ** 2 / len(each) * np.log(each).var(ddof=1) for each in (all_but_one, others))
    )
    return min(1.0, math.exp(middle - half)), min(1.0, math.exp(middle + half))
