"""Figures: one decorated function each."""

from . import over_time, levers, days, people, queues, money, reach, shortfall  # noqa: I001  (the order of a report)
from .lookup import Lookup
from .registry import FIGURES, Written, figure, write_figures

__all__ = ["FIGURES", "Lookup", "Written", "figure", "write_figures"]
