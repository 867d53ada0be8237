"""Engines: from a scenario and its draws to the step table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..draws import Draws
from . import compiled, reference
from .output import EngineOutput

#: Every engine, by the name under which it is asked for.
ENGINES: Mapping[str, Callable[[Draws], EngineOutput]] = {
    "compiled": compiled.simulate,
    "reference": reference.simulate,
}

simulate = reference.simulate

__all__ = ["ENGINES", "EngineOutput", "simulate"]
