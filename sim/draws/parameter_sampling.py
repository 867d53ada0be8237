"""Parameter uncertainty, drawn: the values that a scenario's uncertain parameters have in one replication.

A parameter's value belongs to (seed, replication, its name) and to nothing else, so scenarios share it, and one more parameter
moves no other. The draws fill the space: of every `STRATA` replications each takes another stratum of the parameter's range (a
Latin hypercube; McKay, Beckman and Conover 1979), in an order of the parameter's own.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..model import Distribution, Parameter, Scenario, with_values
from .elementary import exponentials, log
from .quantiles import quantile
from .stream import named, uniform

STRATA = 20  #: replications that together cover the range of every parameter once

#: Added to a replication's number to key its streams when it is run once more by other chance with the same parameters.
RESEED_OFFSET = 1 << 40


def parameter_values(scenario: Scenario, seed: int, replications: int) -> dict[str, NDArray[np.float64]]:
    """The value of each uncertain parameter in the first so many replications, by name; shape (replications,) each."""
    blocks = -(-replications // STRATA)
    return {parameter.name: _values(parameter, seed, 0, blocks)[:replications] for parameter in scenario.uncertain}


def values_in(scenario: Scenario, seed: int, replication: int) -> dict[str, float]:
    """The value of each uncertain parameter in one replication, by name."""
    block, index = divmod(replication, STRATA)
    return {parameter.name: float(_block(parameter, seed, block)[index]) for parameter in scenario.uncertain}


def sample_scenario(scenario: Scenario, seed: int, replication: int) -> Scenario:
    """The scenario as it is in a replication: with its uncertain parameters drawn, and nothing uncertain left."""
    return with_values(scenario, values_in(scenario, seed, replication)) if scenario.uncertain else scenario


@lru_cache(maxsize=4096)
def _block(parameter: Parameter, seed: int, block: int) -> NDArray[np.float64]:
    return _values(parameter, seed, block, 1)


def _values(parameter: Parameter, seed: int, first: int, blocks: int) -> NDArray[np.float64]:
    """A parameter's values in whole blocks of `STRATA` replications, shape (blocks * STRATA,)."""
    numbers = np.arange(first * STRATA, (first + blocks) * STRATA, dtype=np.uint64)
    name = "parameter", parameter.name
    order = np.argsort(uniform(seed, 0, named(*name, "order"), numbers).reshape(blocks, STRATA), axis=1)
    position = (order.reshape(-1) + uniform(seed, 0, named(*name), numbers)) / STRATA
    low, high = parameter.low, parameter.high
    if parameter.shape == "loguniform":
        return exponentials(log(low) + position * (log(high) - log(low)))
    ends = (low, parameter.value, high) if parameter.shape == "triangular" else (low, high)
    return quantile(Distribution(kind=parameter.shape, parameters=ends), position)
