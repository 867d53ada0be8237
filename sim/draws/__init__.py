"""All luck of a run: streams, distributions, people, and what each stage draws for each of them."""

from .attribute_cells import Cells, Leaves, cells, combinations, draw, lower_distributions
from .draws import Draws
from .elementary import powers
from .parameter_sampling import OTHER_LUCK, STRATA, drawn, parameter_values, values_in
from .population import Population
from .quantiles import quantile
from .stream import key, named, uniform

__all__ = [
    "OTHER_LUCK",
    "STRATA",
    "Cells",
    "Draws",
    "Leaves",
    "Population",
    "cells",
    "combinations",
    "draw",
    "drawn",
    "key",
    "lower_distributions",
    "named",
    "parameter_values",
    "powers",
    "quantile",
    "uniform",
    "values_in",
]
