"""All luck of a run: streams, distributions, people, and what each stage draws for each of them."""

from .draws import Draws
from .population import Population
from .quantiles import mean, quantile
from .stream import uniform

__all__ = ["Draws", "Population", "mean", "quantile", "uniform"]
