"""What the modeller chose and assumed, as the scenarios themselves state it."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import Scenario
from . import wording

LEAD = "What we chose and assumed."


def stated(scenarios: Sequence[Scenario]) -> list[str]:
    """The statements of the first scenario, then what others state beside them, with whose it is before the first of each."""
    first, *others = scenarios
    whose: dict[str, list[str]] = {}
    for scenario in others:
        for statement in scenario.ours:
            if statement not in first.ours:
                whose.setdefault(statement, []).append(wording.scenario_label(scenario))
    statements, before = list(first.ours), ""
    for statement, labels in whose.items():
        label = wording.listed(labels)
        statements.append(statement if label == before else f"{label}: {statement[:1].lower()}{statement[1:]}")
        before = label
    return statements
