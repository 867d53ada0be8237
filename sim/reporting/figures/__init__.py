"""Figures: one decorated function each, in any module of this package, shown where its decorator says."""

from ...discovery import discover
from ..sections import Written
from .registry import FIGURES, figure, in_order, write_figures

discover(__name__, __path__)  # reading a module registers its figures

__all__ = ["FIGURES", "Written", "figure", "in_order", "write_figures"]
