"""The SimPy engine: the definition, written to be read. The only part that knows SimPy."""

from .engine import simulate

__all__ = ["simulate"]
