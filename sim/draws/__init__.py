"""All luck of a run: streams, distributions, people, and what each stage draws for each of them."""

from .draws import Draws
from .population import Population
from .quantiles import mean, quantile
from .stream import key, uniform
from .trees import Cells, Leaves, cells, combinations, draw, lower_distributions

__all__ = [
    "Cells",
    "Draws",
    "Leaves",
    "Population",
    "cells",
    "combinations",
    "draw",
    "key",
    "lower_distributions",
    "mean",
    "quantile",
    "uniform",
]
