"""The compiled engine: the same model over arrays, the same bits, many times faster."""

from .engine import simulate

__all__ = ["simulate"]
