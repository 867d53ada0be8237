"""Means with intervals, and summaries of replications.

What an interval rests on are *parts* that are independent of each other: single replications or, where the uncertain parameters
are drawn, blocks of `STRATA` consecutive ones. Such a block is one Latin hypercube: its replications avoid each other, so that
a mean is known better than from as many independent ones, and the spread of single replications does not tell how well; the
means of the blocks do (`sim.draws.parameter_sampling`; Owen 1992 on what a Latin hypercube does to the variance of a mean).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from ...model import Fault, ScenarioError
from ..kpi_matrix import Floats, KpiMatrix, block_of

if TYPE_CHECKING:
    import pandas as pd

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
LEVEL = 0.95
PARTS = 3  #: independent parts below which no interval is given
#: Replications that have to differ from the value that most have: fewer say too little about how often that happens. With ten
#: the interval of a mean of exponential numbers, most of which are 0, holds in some 92 of 100 cases, with one in 80.
DIFFERENT = 10
BEYOND = 3  #: values that have to lie beyond a quantile on average: the 5 % quantile takes 60 replications
TAIL = 0.05  #: the share of the replications that a range of nine in ten leaves out on each side


class Interval(NamedTuple):
    """A mean and the ends of its interval; the ends are NaN where none can be given."""

    mean: float
    low: float
    high: float


class KpiSummary(NamedTuple):
    """One KPI of one scenario: its mean over the runs, the 95 % interval of that mean, and the range of nine runs in ten."""

    mean: float
    low: float
    high: float
    q05: float
    q95: float
    undefined: int
    unit: str


class Seldom(NamedTuple):
    """A number that is the same in most replications, and another in too few to know its mean from.

    With 95 % confidence a replication has another number with a probability below `below` (Clopper and Pearson 1934: about 3
    in so many replications where `others` is 0, the rule of three).
    """

    common: float
    others: int
    replications: int
    below: float

    @property
    def same(self) -> int:
        """How many replications have the number that most have."""
        return self.replications - self.others


def mean_interval(values: ArrayLike, level: float = LEVEL, comparisons: int = 1, *, block: int = 1) -> Interval:
    """Mean of replications with Student's t interval.

    No interval is given from fewer than `PARTS` parts, nor where more than half of the replications have one value and fewer
    than `DIFFERENT` another: what has happened in no or hardly any replication has an unknown mean, however alike they are.

    Parameters
    ----------
    values
        One value a replication, in their order from the first on, shape (n,). NaN (not defined in that replication) is left
        out.
    level
        The share of experiments in which the interval should hold the true mean.
    comparisons
        How many intervals are read together; each is widened (Bonferroni) so that all hold at once at `level`.
    block
        How many consecutive replications make a part: 1 where they are independent, else `STRATA` (see `block_of`). All
        replications count in the mean; the interval rests on, and has in its middle the mean of, the whole blocks alone.

    Raises
    ------
    ScenarioError
        If the level is no share between 0 and 1, or there are no comparisons.
    """
    if not 0 < level < 1:
        raise ScenarioError([Fault(path="level", found=level, allowed="a share between 0 and 1, such as 0.95")])
    if comparisons < 1:
        raise ScenarioError([Fault(path="comparisons", found=comparisons, allowed="a whole number from 1")])
    column = np.asarray(values, dtype=float)[:, None]
    mean, low, high = _intervals(column, np.sort(column, axis=0), level, comparisons, block)
    return Interval(float(mean[0]), float(low[0]), float(high[0]))


def seldom(values: ArrayLike) -> Seldom | None:
    """How seldom a number is another than in most replications, shape (n,); None where `mean_interval` can tell its mean."""
    numbers = np.sort(np.asarray(values, dtype=float))
    defined = int(np.count_nonzero(~np.isnan(numbers)))
    if not defined or not _hardly_differs(numbers[:, None], np.array([defined]))[0]:
        return None
    common = float(numbers[(defined - 1) // 2])
    others = defined - int(np.count_nonzero(numbers == common))
    return Seldom(common, others, defined, float(special.betaincinv(others + 1, defined - others, LEVEL)))


def ratio_interval(above: ArrayLike, below: ArrayLike, level: float = LEVEL, *, block: int = 1) -> Interval:
    """A ratio of two sums over replications, with the interval that its linear approximation gives (delta method).

    Parameters
    ----------
    above, below
        What is divided, and by what, in each replication, shape (n,); NaN in either leaves the replication out.
    level
        The share of experiments in which the interval should hold the true ratio.
    block
        See `mean_interval`.
    """
    over, under = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
    is_defined = ~np.isnan(over) & ~np.isnan(under)
    total = under[is_defined].sum()
    if not total:
        return Interval(math.nan, math.nan, math.nan)
    ratio = float(over[is_defined].sum() / total)
    sums_above, sums_below, counts = (
        _sums(np.where(is_defined, values, 0.0)[:, None], block) for values in (over, under, is_defined)
    )
    middle, half = _ratio(sums_above, sums_below, np.count_nonzero(counts, axis=0), level, 1)
    if not half[0] > 0 or _hardly_differs(np.sort(over[is_defined])[:, None], np.array([is_defined.sum()]))[0]:
        return Interval(ratio, math.nan, math.nan)
    return Interval(ratio, float(middle[0] - half[0]), float(middle[0] + half[0]))


def share_interval(hits: ArrayLike, level: float = LEVEL) -> Interval:
    """The share of replications in which something holds, with Wilson's score interval (1927), shape (n,).

    Where replications are drawn in blocks it holds the true share at least as often as it says: a Latin hypercube never makes
    a share vary more than hardly as many independent replications would (Owen 1997).
    """
    held = np.asarray(hits, dtype=bool)
    n = len(held)
    if not n:
        return Interval(math.nan, math.nan, math.nan)
    share, z = float(held.mean()), float(special.ndtri((1 + level) / 2))
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Interval(share, min(share, middle - half), max(share, middle + half))


def _intervals(
    values: Floats, ordered: Floats, level: float, comparisons: int, block: int
) -> tuple[Floats, Floats, Floats]:
    """The means of the columns of an array of shape (replications, columns), and the ends of their intervals.

    `ordered` are the columns' values in order, those that are not known last.
    """
    is_defined = ~np.isnan(values)
    defined = np.count_nonzero(is_defined, axis=0)
    sums, counts = _sums(np.where(is_defined, values, 0.0), block), _sums(is_defined, block)
    with np.errstate(invalid="ignore"):
        mean = np.nansum(values, axis=0) / defined
    middle, half = _ratio(sums, counts, np.count_nonzero(counts, axis=0), level, comparisons)
    # Parts that come to the same sum by chance, though replications differ, tell nothing of how far they may lie apart.
    half[_hardly_differs(ordered, defined) | (half == 0)] = math.nan
    return mean, middle - half, middle + half


def _sums(values: NDArray[Any], block: int) -> NDArray[Any]:
    """The sums of whole blocks of consecutive rows, shape (blocks, columns)."""
    if block == 1:
        return values
    whole = len(values) // block
    sums: NDArray[Any] = values[: whole * block].reshape(whole, block, values.shape[1]).sum(axis=1)
    return sums


def _ratio(
    above: Floats, below: Floats, parts: NDArray[np.int64], level: float, comparisons: int
) -> tuple[Floats, Floats]:
    """The ratio of two sums over parts, and half the width of its interval, for each column; see `ratio_interval`.

    A mean is such a ratio too, of the sum to the number of replications that have one: blocks need not have equally many.
    """
    freedom, tail, total = np.maximum(parts - 1, 1), (1 - level) / 2 / comparisons, below.sum(axis=0)
    with np.errstate(invalid="ignore"):
        ratio = above.sum(axis=0) / total
        residual = np.sqrt(((above - ratio * below) ** 2).sum(axis=0) / freedom)
        half = special.stdtrit(freedom, 1 - tail) * residual * np.sqrt(parts) / total
    half[parts < PARTS] = math.nan
    return ratio, half


def _hardly_differs(ordered: Floats, defined: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether most of a column's values are one, and too few are another to say how often that is."""
    if not len(ordered):
        return np.ones(ordered.shape[1], dtype=bool)
    common = ordered[np.maximum(defined - 1, 0) // 2, np.arange(ordered.shape[1])]  # what most have is in the middle
    same = np.count_nonzero(ordered == common, axis=0)
    hardly: NDArray[np.bool_] = (2 * same > defined) & (defined - same < DIFFERENT)
    return hardly


def has_quantile(share: float, count: Any) -> Any:
    """Whether so many values (a number, or an array of them) can tell a quantile: some must lie beyond it."""
    return count * min(share, 1 - share) >= BEYOND


def independent_parts(replications: int, block: int) -> int:
    """How many independent parts so many replications make; see `mean_interval`."""
    return replications // block


def has_interval(replications: int, block: int) -> bool:
    """Whether so many replications are enough for an interval of a mean, if they differ."""
    return independent_parts(replications, block) >= PARTS


def summarise(numbers: Mapping[str, KpiMatrix]) -> pd.DataFrame:
    """One row for each scenario, KPI and group.

    Parameters
    ----------
    numbers
        By scenario, in the order of the experiment.

    Returns
    -------
    DataFrame
        Columns scenario, kpi, who, unit, replications, undefined (how many replications have no such number), mean, low,
        high (95 % interval of the mean, see `mean_interval`), and quantiles of the replications q05 to q95 (linear between
        ordered values). What too few replications can tell is missing.
    """
    import pandas as pd

    tables, block = [], block_of(numbers.values())
    for scenario, matrix in numbers.items():
        names = {
            column: [label[position] for label in matrix.labels]
            for position, column in enumerate(("kpi", "who", "unit"))
        }
        table = pd.DataFrame({"scenario": scenario, **names, **_columns(matrix.values, block)})
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def rows_of_summary(summary: pd.DataFrame) -> dict[str, dict[tuple[str, str], KpiSummary]]:
    """The rows of a summary by scenario, and then by KPI and group: to look them up in a frame takes long."""
    rows: dict[str, dict[tuple[str, str], KpiSummary]] = {name: {} for name in summary["scenario"].unique()}
    columns = (summary[column].tolist() for column in ("scenario", "kpi", "who", *KpiSummary._fields))
    for scenario, kpi, group, *fields in zip(*columns, strict=True):
        rows[scenario][kpi, group] = KpiSummary(*fields)
    return rows


def _columns(values: Floats, block: int) -> dict[str, NDArray[Any]]:
    """The statistics of each column of an array of shape (replications, columns)."""
    defined = np.count_nonzero(~np.isnan(values), axis=0)
    ordered = np.sort(values, axis=0)  # what is not a number comes last
    mean, low, high = _intervals(values, ordered, LEVEL, 1, block)
    column = np.arange(values.shape[1])
    quantiles = {}
    for share in QUANTILES:
        rank = share * np.maximum(defined - 1, 0)
        below = np.floor(rank).astype(np.int64)
        above = np.minimum(below + 1, np.maximum(defined - 1, 0))
        least, most = ordered[below, column], ordered[above, column]
        quantile = least + (rank - below) * (most - least)
        quantiles[f"q{round(100 * share):02d}"] = np.where(has_quantile(share, defined), quantile, math.nan)
    return {
        "replications": np.full(values.shape[1], len(values)),
        "undefined": len(values) - defined,
        "mean": mean,
        "low": low,
        "high": high,
        **quantiles,
    }
