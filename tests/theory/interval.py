"""Honest intervals: from independent replications alone, at 99.9 %, so that a right model hardly ever fails.

Every comparison also says how narrow the interval must be: one that is wide enough to cover anything proves nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

LEVEL = 0.999


def assert_mean(values: ArrayLike, truth: float, within: float) -> None:
    """The mean of independent values agrees with the truth, and is known to the given share of it."""
    values = np.asarray(values, dtype=float)
    _assert(values.mean(), values.std(ddof=1) / np.sqrt(len(values)), len(values), truth, within)


def assert_ratio(
    sums: ArrayLike, counts: ArrayLike, truth: float, within: float, controls: list[ArrayLike] | None = None
) -> None:
    """The mean over all people agrees with the truth, where replications have unequal numbers of them.

    The ratio of two means over independent replications; its error is that of the residuals (the delta method). Controls
    are numbers of each replication whose expectation is known to be 0, such as how much more work came than is usual: what
    they explain is no error (Lavenberg and Welch 1981).
    """
    sums, counts = np.asarray(sums, dtype=float), np.asarray(counts, dtype=float)
    ratio = sums.sum() / counts.sum()
    residuals = (sums - ratio * counts) / counts.mean()
    columns = np.column_stack([np.ones(len(sums)), *(np.asarray(c, dtype=float) for c in controls or [])])
    fit = np.linalg.lstsq(columns, residuals, rcond=None)[0]
    rest = residuals - columns @ fit
    free = len(sums) - columns.shape[1]
    # The error of the fitted value at controls of 0: wider than that of a mean, by what the controls' own means are off.
    error = np.sqrt(rest @ rest / free * np.linalg.inv(columns.T @ columns)[0, 0])
    _assert(ratio + fit[0], error, free + 1, truth, within)


def _assert(estimate: float, error: float, count: int, truth: float, within: float) -> None:
    half = float(stats.t.ppf((1 + LEVEL) / 2, count - 1)) * error
    print(f"{estimate:.5g} ± {half:.3g} ({half / truth:.2%}); theory {truth:.5g}")
    assert half <= within * truth, f"known only to {half / truth:.2%}"
    assert abs(estimate - truth) <= half, f"{estimate:.5g} ± {half:.3g}, but theory says {truth:.5g}"
