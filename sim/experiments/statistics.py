"""Means with intervals, and summaries of replications."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from ..model import Fault, ScenarioError
from .numbers import Numbers

if TYPE_CHECKING:
    import pandas as pd

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
LEVEL = 0.95


class Interval(NamedTuple):
    """A mean and the ends of its interval; the ends are NaN with fewer than two values."""

    mean: float
    low: float
    high: float


class Row(NamedTuple):
    """One KPI of one scenario: its mean over the runs, the 95 % interval of that mean, and the range of nine runs in ten."""

    mean: float
    low: float
    high: float
    q05: float
    q95: float
    undefined: int
    unit: str


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

    Raises
    ------
    ScenarioError
        If the level is no share between 0 and 1, or there are no comparisons.
    """
    if not 0 < level < 1:
        raise ScenarioError([Fault(path="level", found=level, allowed="a share between 0 and 1, such as 0.95")])
    if comparisons < 1:
        raise ScenarioError([Fault(path="comparisons", found=comparisons, allowed="a whole number from 1")])
    numbers = np.asarray(values, dtype=float)
    numbers = numbers[~np.isnan(numbers)]
    if len(numbers) == 0:
        return Interval(math.nan, math.nan, math.nan)
    mean = float(numbers.mean())
    if len(numbers) == 1:
        return Interval(mean, math.nan, math.nan)
    half = half_width(float(numbers.std(ddof=1)), len(numbers), level, comparisons)
    return Interval(mean, mean - half, mean + half)


def ratio_interval(above: ArrayLike, below: ArrayLike, level: float = LEVEL) -> Interval:
    """A ratio of two sums over replications, with the interval that its linear approximation gives (delta method).

    Parameters
    ----------
    above, below
        What is divided, and by what, in each replication, shape (n,); NaN in either leaves the replication out.
    level
        The share of experiments in which the interval should hold the true ratio.
    """
    over, under = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
    known = ~np.isnan(over) & ~np.isnan(under)
    over, under = over[known], under[known]
    if not under.sum():
        return Interval(math.nan, math.nan, math.nan)
    ratio = float(over.sum() / under.sum())
    if len(under) == 1:
        return Interval(ratio, math.nan, math.nan)
    half = half_width(float((over - ratio * under).std(ddof=1)), len(under), level) / float(under.mean())
    return Interval(ratio, ratio - half, ratio + half)


def share_interval(hits: ArrayLike, level: float = LEVEL) -> Interval:
    """The share of replications in which something holds, with Wilson's score interval (1927), shape (n,)."""
    held = np.asarray(hits, dtype=bool)
    n = len(held)
    if not n:
        return Interval(math.nan, math.nan, math.nan)
    share, z = float(held.mean()), float(special.ndtri((1 + level) / 2))
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Interval(share, min(share, middle - half), max(share, middle + half))


def half_width(sd: float, count: int, level: float = LEVEL, comparisons: int = 1) -> float:
    """Half the width of Student's t interval for a mean of `count` values with standard deviation `sd`."""
    tail = (1 - level) / 2 / comparisons
    return float(special.stdtrit(count - 1, 1 - tail)) * sd / math.sqrt(count)


def summarise(numbers: Mapping[str, Numbers]) -> pd.DataFrame:
    """One row for each scenario, KPI and group.

    Parameters
    ----------
    numbers
        By scenario, in the order of the experiment.

    Returns
    -------
    DataFrame
        Columns scenario, kpi, group, unit, replications, undefined (how many replications have no such number), mean, low,
        high (95 % interval of the mean), and quantiles of the replications q05 to q95 (linear between ordered values).
    """
    import pandas as pd

    tables = []
    for scenario, one in numbers.items():
        names = {
            column: [label[place] for label in one.labels] for place, column in enumerate(("kpi", "group", "unit"))
        }
        table = pd.DataFrame({"scenario": scenario, **names, **_columns(one.values)})
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def rows_of_summary(summary: pd.DataFrame) -> dict[str, dict[tuple[str, str], Row]]:
    """The rows of a summary by scenario, and then by KPI and group: to look them up in a frame takes long."""
    rows: dict[str, dict[tuple[str, str], Row]] = {name: {} for name in summary["scenario"].unique()}
    columns = (summary[column].tolist() for column in ("scenario", "kpi", "group", *Row._fields))
    for scenario, kpi, group, *fields in zip(*columns, strict=True):
        rows[scenario][kpi, group] = Row(*fields)
    return rows


def _columns(values: NDArray[np.float64]) -> dict[str, NDArray[Any]]:
    """The statistics of each column of an array of shape (replications, columns)."""
    defined = np.count_nonzero(~np.isnan(values), axis=0)
    ordered = np.sort(values, axis=0)  # what is not a number comes last
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.nansum(values, axis=0) / defined
        sd = np.sqrt(np.nansum((values - mean) ** 2, axis=0) / (defined - 1))
        half = special.stdtrit(np.maximum(defined - 1, 1), 0.5 + LEVEL / 2) * sd / np.sqrt(defined)
    half[defined < 2] = math.nan
    column = np.arange(values.shape[1])
    quantiles = {}
    for share in QUANTILES:
        place = share * np.maximum(defined - 1, 0)
        below = np.floor(place).astype(np.int64)
        above = np.minimum(below + 1, np.maximum(defined - 1, 0))
        low, high = ordered[below, column], ordered[above, column]
        quantiles[f"q{round(100 * share):02d}"] = low + (place - below) * (high - low)
    return {
        "replications": np.full(values.shape[1], len(values)),
        "undefined": len(values) - defined,
        "mean": mean,
        "low": mean - half,
        "high": mean + half,
        **quantiles,
    }
