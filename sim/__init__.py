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
    from .experiments import Results, run
    from .faces.configure import load
    from .measures.own_folder import use
    from .model import Scenario, ScenarioError, ScenarioWarning, build

__all__ = ["Results", "Scenario", "ScenarioError", "ScenarioWarning", "build", "load", "run", "use"]

_PLACES = {
    "Results": ".experiments",
    "Scenario": ".model",
    "ScenarioError": ".model",
    "ScenarioWarning": ".model",
    "build": ".model",
    "load": ".faces.configure",
    "run": ".experiments",
    "use": ".measures.own_folder",
}


def __getattr__(name: str) -> object:
    """Import what is asked for when it is asked for: a part of the package should not pay for the whole."""
    if name in _PLACES:
        return getattr(import_module(_PLACES[name], __name__), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
