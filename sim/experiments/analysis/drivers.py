"""Which of the parameters that are not known a number depends on, judged so that chance alone names next to none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...draws import STRATA, parameter_values, uniform
from ..kpi_matrix import Floats

if TYPE_CHECKING:
    import pandas as pd

    from ..results import Results

ENOUGH = 60  #: replications below which nothing is named: too few for any but the very strongest to stand out
LOOKED_AT = 2000  #: replications that are looked at, the first ones: more would only name what hardly matters
BINS = 10  #: parts of a parameter's range, each of the same number of strata of the Latin hypercube
ORDERS = 499  #: random orders of the replications, which show what chance does
LEVEL = 0.05  #: how often chance alone names any parameter at all


class Driver(NamedTuple):
    """How a number depends on a parameter.

    Attributes
    ----------
    parameter
        Its name.
    share
        Of the number's variance, the part between the means of the `BINS` parts of the parameter's range, less what chance
        makes of it (the first-order index of Sobol 1993, from the data that there are; adjusted as a squared correlation is).
        It sees any shape, also one that goes up and down; shares of several parameters sum to 1 at most, but for chance.
    correlation
        The rank correlation (Spearman) of the two.
    is_beyond_chance, is_steady
        Whether either of the two is beyond chance, and whether the correlation is: the number then goes up, or down, with the
        parameter.
    """

    parameter: str
    share: float
    correlation: float
    is_beyond_chance: bool
    is_steady: bool


def dependence(results: Results, scenario: str, kpi: str) -> list[Driver]:
    """How a KPI depends on each parameter that was drawn, the largest share first; none where nothing can be said.

    What counts as beyond chance is judged for all parameters at once: the replications of each block are put in `ORDERS` random
    orders, as the Latin hypercube puts those of a parameter on which nothing hangs. Beyond chance is a share, or a correlation,
    that is larger than the largest of all parameters is in all but `LEVEL` / 2 of the orders: chance alone then names a
    parameter in at most `LEVEL` of all experiments, however many parameters there are and however the number is distributed
    (Westfall and Young 1993).

    Parameters
    ----------
    results
        With `ENOUGH` replications at least, or nothing is returned.
    scenario, kpi
        Of which scenario, which KPI.
    """
    values = results.numbers[scenario].of(kpi)
    if values is None or len(values) < ENOUGH or not results.is_uncertain:
        return []
    values = values[:LOOKED_AT]
    (chosen,) = (candidate for candidate in results.scenarios if candidate.name == scenario)
    seed = int(results.manifest["seed"])
    defined = np.flatnonzero(~np.isnan(values))
    drawn = {name: column[defined] for name, column in parameter_values(chosen, seed, len(values)).items()}
    drawn = {
        name: column for name, column in drawn.items() if column.min(initial=math.inf) < column.max(initial=-math.inf)
    }
    if len(defined) < ENOUGH or np.ptp(values[defined]) == 0 or not drawn:
        return []
    return _judged(list(drawn), np.column_stack(list(drawn.values())), values[defined], defined // STRATA, seed)


def drivers(results: Results, scenario: str, kpi: str) -> list[Driver]:
    """The parameters on which a KPI depends beyond chance; see `dependence`."""
    return [driver for driver in dependence(results, scenario, kpi) if driver.is_beyond_chance]


def drivers_frame(results: Results, kpis: tuple[str, ...]) -> pd.DataFrame:
    """How KPIs of every scenario depend on each parameter, see `dependence`.

    Columns scenario, kpi, parameter, share_of_variance, rank_correlation, beyond_chance, steady, replications (looked at).
    """
    import pandas as pd  # late: what only simulates needs none of it

    rows = [
        (scenario.name, kpi, *driver, min(results.replications, LOOKED_AT))
        for scenario in results.scenarios
        for kpi in kpis
        for driver in dependence(results, scenario.name, kpi)
    ]
    columns = ["scenario", "kpi", "parameter", "share_of_variance", "rank_correlation", "beyond_chance", "steady"]
    return pd.DataFrame(rows, columns=[*columns, "replications"])


def _judged(names: list[str], parameters: Floats, values: Floats, blocks: NDArray[np.int64], seed: int) -> list[Driver]:
    """The drivers among parameters of shape (replications, parameters)."""
    count = len(values)
    numbers = np.arange(ORDERS * count, dtype=np.uint64)
    chance = uniform(seed, 0, "orders of replications", numbers).reshape(ORDERS, count)
    orders = np.vstack([np.arange(count), np.argsort(blocks + chance, axis=1)])  # as they are, then within their blocks
    ranks = np.column_stack([_ranks(row) for row in parameters.T])
    correlations = _unit(_ranks(values)[:, None])[:, 0][orders] @ _unit(ranks)
    shares = _shares(_unit(values[:, None])[:, 0][orders], ranks)
    steady, large = (abs(row[0]) > _largest(abs(row[1:])) for row in (correlations, shares))
    adjusted = 1 - (1 - shares[0]) * (count - 1) / (count - BINS)
    drivers_ = [
        Driver(
            name,
            max(0.0, float(adjusted[column])),
            float(correlations[0, column]),
            bool(large[column] | steady[column]),
            bool(steady[column]),
        )
        for column, name in enumerate(names)
    ]
    return sorted(drivers_, key=lambda row: (-row.share, -abs(row.correlation), row.parameter))


def _shares(values: Floats, ranks: Floats) -> Floats:
    """The share of the variance between the parts of each parameter's range.

    Parameters
    ----------
    values
        In each order, shape (orders, replications); of mean 0 and sum of squares 1.
    ranks
        Of the parameters, shape (replications, parameters).

    Returns
    -------
    ndarray
        Shape (orders, parameters).
    """
    count = len(ranks)
    parts = np.minimum((BINS * (ranks - 0.5) / count).astype(np.int64), BINS - 1)
    shares = np.empty((len(values), ranks.shape[1]))
    for column, part in enumerate(parts.T):
        inside = (part[:, None] == np.arange(BINS)).astype(float)
        sizes = inside.sum(axis=0)
        shares[:, column] = ((values @ inside) ** 2 / np.maximum(sizes, 1)).sum(axis=1)
    return shares


def _largest(chance: Floats) -> float:
    """What the largest of a row exceeds in no more than `LEVEL` / 2 of the rows."""
    largest = np.sort(chance.max(axis=1))
    return float(largest[math.ceil((1 - LEVEL / 2) * (ORDERS + 1)) - 1])


def _unit(columns: Floats) -> Floats:
    """Columns less their mean, scaled to a sum of squares of 1."""
    centred = columns - columns.mean(axis=0)
    return centred / np.sqrt((centred**2).sum(axis=0))  # type: ignore[no-any-return]


def _ranks(values: Floats) -> Floats:
    """The rank of each value from 1 on, equal ones sharing theirs (SciPy's takes a second to load)."""
    _, index, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return (last - (count - 1) / 2)[index]
