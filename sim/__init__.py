"""Simulation of the roll-out of Integrated Personal Commissioning.

>>> import sim
>>> scenario = sim.load("stockton_scale_up", "resources.panel.slots=12")
>>> results = sim.run(scenario, replications=20)
>>> results.mean("stockton_scale_up", "plans_completed")  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .config.packages import Package
    from .experiments import Design, EnginesDisagree, Execution, Interrupted, Notice, Output, Results, StorageError, run
    from .experiments.query import Query, evaluate
    from .experiments.view import ReplicationView
    from .loading import load, package
    from .model import Fault, Scenario, ScenarioError, ScenarioWarning, build, with_overrides
    from .own_folder import use

    __version__: str

__all__ = [
    "Design",
    "EnginesDisagree",
    "Execution",
    "Fault",
    "Interrupted",
    "Notice",
    "Output",
    "Package",
    "Query",
    "ReplicationView",
    "Results",
    "Scenario",
    "ScenarioError",
    "ScenarioWarning",
    "StorageError",
    "__version__",
    "build",
    "evaluate",
    "load",
    "package",
    "run",
    "use",
    "with_overrides",
]

_MODULES = {
    "Design": ".experiments",
    "EnginesDisagree": ".experiments",
    "Execution": ".experiments",
    "Fault": ".model",
    "Interrupted": ".experiments",
    "Notice": ".experiments",
    "Output": ".experiments",
    "Package": ".config.packages",
    "Query": ".experiments",
    "ReplicationView": ".experiments",
    "Results": ".experiments",
    "Scenario": ".model",
    "ScenarioError": ".model",
    "ScenarioWarning": ".model",
    "StorageError": ".experiments",
    "build": ".model",
    "evaluate": ".experiments",
    "load": ".loading",
    "package": ".loading",
    "run": ".experiments",
    "use": ".own_folder",
    "with_overrides": ".model",
}


def __getattr__(name: str) -> object:
    """Import what is asked for when it is asked for: a part of the package should not pay for the whole."""
    if name in _MODULES:
        return getattr(import_module(_MODULES[name], __name__), name)
    if name == "__version__":
        return import_module(".version", __name__).version()
    raise AttributeError(f"module 'sim' has no attribute {name!r}")


def __dir__() -> list[str]:
    """What is public, whether or not it has been imported yet."""
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
