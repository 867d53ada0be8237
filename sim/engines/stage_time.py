"""In what the time of a stage is given, the same in both engines."""

from __future__ import annotations

from ..model import Scenario, Stage
from ..model.by_attribute import leaves


def in_hours_of_work(stage: Stage, scenario: Scenario) -> bool:
    """Whether the stage's time is in hours of a team's work; else it is in days."""
    names = [name for name in leaves(stage.resource) if name]
    return any(scenario.resources[scenario.resource_index[name]].held_for_step for name in names)
