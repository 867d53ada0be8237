"""Means with intervals, and summaries of replications."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
LEVEL = 0.95


class Interval(NamedTuple):
    """A mean and the ends of its interval; the ends are NaN with fewer than two values."""

    mean: float
    low: float
    high: float


def mean_interval(values: ArrayLike, level: float = LEVEL, comparisons: int = 1) -> Interval:
    """Mean of independent replications with Student's t interval.

    Parameters
    ----------
    values
        One value a replication, shape (n,). NaN (not defined in that replication) is left out.
    level
        The share of experiments in which the interval should hold the true mean.
    comparisons
        How many intervals are read together; each is widened (Bonferroni) so that all hold at once at `level`.
    """
    numbers = np.asarray(values, dtype=float)
    numbers = numbers[~np.isnan(numbers)]
    if len(numbers) == 0:
        return Interval(math.nan, math.nan, math.nan)
    mean = float(numbers.mean())
    if len(numbers) == 1:
        return Interval(mean, math.nan, math.nan)
    half = half_width(float(numbers.std(ddof=1)), len(numbers), level, comparisons)
    return Interval(mean, mean - half, mean + half)


def half_width(sd: float, count: int, level: float = LEVEL, comparisons: int = 1) -> float:
    """Half the width of Student's t interval for a mean of `count` values with standard deviation `sd`."""
    tail = (1 - level) / 2 / comparisons
    return float(special.stdtrit(count - 1, 1 - tail)) * sd / math.sqrt(count)


def summarise(kpis: pd.DataFrame) -> pd.DataFrame:
    """One row for each scenario, KPI and group.

    Parameters
    ----------
    kpis
        Columns scenario, replication, kpi, group, value, unit.

    Returns
    -------
    DataFrame
        Columns scenario, kpi, group, unit, replications, undefined (how many replications have no such number), mean, low,
        high (95 % interval of the mean), and quantiles of the replications q05 to q95.
    """
    keys = ["scenario", "kpi", "group", "unit"]
    groups = kpis.groupby(keys, sort=False, observed=True)["value"]
    table = groups.agg(replications="size", defined="count", mean="mean", sd="std").reset_index()
    spread = groups.quantile(np.array(QUANTILES)).unstack()
    spread.columns = [f"q{round(100 * q):02d}" for q in QUANTILES]
    table = table.merge(spread.reset_index(), on=keys, how="left")
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = np.array(
            [special.stdtrit(n - 1, 0.5 + LEVEL / 2) / math.sqrt(n) if n > 1 else math.nan for n in table["defined"]]
        )
    half = table["sd"].to_numpy() * factor
    table.insert(4, "undefined", table["replications"] - table["defined"])
    table["low"], table["high"] = table["mean"] - half, table["mean"] + half
    return table[[*keys, "replications", "undefined", "mean", "low", "high", *spread.columns]]
