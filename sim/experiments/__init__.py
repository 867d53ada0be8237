"""Experiments: scenarios times replications, their results, and honest comparisons."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..measures.kpis.headlines import PRIMARY
    from .analysis.comparison import compare
    from .analysis.statistics import Interval, mean_interval, summarise
    from .design import Design, Execution, Output
    from .errors import EnginesDisagree, Interrupted, Notice, StorageError
    from .query import Query, evaluate
    from .results import Results
    from .runner import run
    from .view import ReplicationView

__all__ = [
    "PRIMARY",
    "Design",
    "EnginesDisagree",
    "Execution",
    "Interrupted",
    "Interval",
    "Notice",
    "Output",
    "Query",
    "ReplicationView",
    "Results",
    "StorageError",
    "compare",
    "evaluate",
    "mean_interval",
    "run",
    "summarise",
]

_MODULES = {
    "PRIMARY": "..measures.kpis.headlines",
    "Design": ".design",
    "EnginesDisagree": ".errors",
    "Execution": ".design",
    "Interrupted": ".errors",
    "Interval": ".analysis.statistics",
    "Notice": ".errors",
    "Output": ".design",
    "Query": ".query",
    "ReplicationView": ".view",
    "Results": ".results",
    "StorageError": ".errors",
    "compare": ".analysis.comparison",
    "evaluate": ".query",
    "mean_interval": ".analysis.statistics",
    "run": ".runner",
    "summarise": ".analysis.statistics",
}


def __getattr__(name: str) -> object:
    """Import what is asked for when it is asked for: a process that only simulates needs no tables."""
    if name in _MODULES:
        return getattr(import_module(_MODULES[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """What is public, whether or not it has been imported yet."""
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
