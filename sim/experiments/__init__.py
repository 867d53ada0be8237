"""Experiments: scenarios times replications, their results, and honest comparisons."""

from .compare import PRIMARY, compare
from .replicate import run
from .results import Results
from .statistics import Interval, mean_interval, summarise

__all__ = ["PRIMARY", "Interval", "Results", "compare", "mean_interval", "run", "summarise"]
