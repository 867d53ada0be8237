"""Figures: one decorated function each."""

# Reading a module registers its figures; this order is the order of a report.
from . import levers, decomposition, over_time, days, queues, people, reach, left_behind, goals, money, scale  # noqa: I001
from ...discovery import discover
from .lookup import Lookup
from .registry import FIGURES, Written, figure, write_figures

# A module that somebody adds is read too, after these.
discover(__name__, __path__)
FIGURE_MODULES = (levers, decomposition, over_time, days, queues, people, reach, left_behind, goals, money, scale)

__all__ = ["FIGURES", "FIGURE_MODULES", "Lookup", "Written", "figure", "write_figures"]
