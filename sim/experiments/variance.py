"""How much of a number's spread is luck, how much is not knowing, and what of it comes from which parameter."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from .numbers import Floats, Numbers
from .results import Results

SURE = (
    2.0  #: standard errors (1 / sqrt(replications), of a rank correlation where there is none) beyond which one is told
)
PAIRS = 8  #: replications lived through twice below which luck is told from not knowing too roughly to be shown
ENOUGH = 60  #: replications below which nearly any parameter could be told by chance


class Spread(NamedTuple):
    """Standard deviations over the replications: in all, and of luck alone; the shares of the variance sum to 1."""

    all: float
    luck: float

    @property
    def share_of_luck(self) -> float:
        """The share of the variance that is luck; NaN where nothing varies."""
        return min(1.0, (self.luck / self.all) ** 2) if self.all > 0 else math.nan


class Driver(NamedTuple):
    """A parameter on which a number depends: its name, and the rank correlation (Spearman) of the two."""

    parameter: str
    correlation: float


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
    if np.count_nonzero(~np.isnan(twice)) < PAIRS:
        return None
    return Spread(float(np.nanstd(values, ddof=1)), float(np.sqrt(np.nanmean(twice**2) / 2)))


def drivers(results: Results, scenario: str, kpi: str) -> list[Driver]:
    """The parameters with which a KPI goes up or down, the strongest first; none where there are too few replications."""
    values = results.numbers[scenario].of(kpi)
    if values is None or len(values) < ENOUGH or not results.is_uncertain:
        return []
    table = results.parameters.pivot_table(index="replication", columns="parameter", values="value", observed=True)
    known = {each.name for one in results.scenarios if one.name == scenario for each in one.uncertain}
    found = [Driver(name, _rank_correlation(table[name].to_numpy(), values)) for name in known & set(table.columns)]
    told = [each for each in found if abs(each.correlation) > SURE / math.sqrt(len(values))]
    return sorted(told, key=lambda each: (-abs(each.correlation), each.parameter))


def _rank_correlation(parameter: Floats, values: Floats) -> float:
    both = ~np.isnan(values)
    ranks = _ranks(parameter[both]), _ranks(values[both])
    return float(np.corrcoef(*ranks)[0, 1]) if len(set(values[both])) > 1 else 0.0


def _ranks(values: Floats) -> Floats:
    """The rank of each value, equal ones sharing theirs (SciPy's takes a second to load)."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return (last - (count - 1) / 2)[place]
