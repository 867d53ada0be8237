"""All chance of a run: streams, distributions, people, and what each stage draws for each of them."""

from .attribute_cells import Cells, Leaves, cells, combinations, draw, lower_distributions
from .draws import Draws
from .elementary import powers
from .parameter_sampling import RESEED_OFFSET, STRATA, parameter_values, sample_scenario, values_in
from .population import Population
from .quantiles import quantile
from .stream import key, named, uniform

__all__ = [
    "RESEED_OFFSET",
    "STRATA",
    "Cells",
    "Draws",
    "Leaves",
    "Population",
    "cells",
    "combinations",
    "draw",
    "key",
    "lower_distributions",
    "named",
    "parameter_values",
    "powers",
    "quantile",
    "sample_scenario",
    "uniform",
    "values_in",
]
