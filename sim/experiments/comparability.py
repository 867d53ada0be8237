"""Which scenarios are about the same locality and time, so that their numbers can be compared in pairs, and which are not."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import Fault, Scenario
from ..model.digits import exact


def dates(scenario: Scenario) -> str:
    """The dates that scenarios must share if their numbers are to stand side by side."""
    targets = [str(target.date) for target in scenario.targets] or [f"{exact(scenario.horizon)} days"]
    return f"from {scenario.start} to {', '.join(targets)}"


def by_locality(scenarios: Sequence[Scenario]) -> tuple[tuple[Scenario, ...], ...]:
    """The scenarios by locality: those of one have its residents, its waves of localities, and its start and target dates.

    Returns
    -------
    tuple
        The localities in the order of their first scenarios, each of which is its locality's baseline.
    """
    groups: dict[object, list[Scenario]] = {}
    for scenario in scenarios:
        groups.setdefault((dates(scenario), scenario.people.residents, scenario.localities), []).append(scenario)
    return tuple(map(tuple, groups.values()))


def baselines(scenarios: Sequence[Scenario]) -> dict[str, str]:
    """The scenario against which each is compared, by name: the first of its locality, which itself is compared with none."""
    return {scenario.name: group[0].name for group in by_locality(scenarios) for scenario in group[1:]}


def faults_between_localities(scenarios: Sequence[Scenario], precision: float | None) -> list[Fault]:
    """What keeps scenarios of several localities from standing side by side; nothing where they are of one."""
    if len(by_locality(scenarios)) < 2:
        return []
    faults = []
    for scenario in scenarios:
        if "plan" not in scenario.pathway.milestones:
            allowed = "scenarios with plans beside those of another place or other dates"
            faults.append(Fault(path="scenarios", found=scenario.name, allowed=allowed))
    if precision is not None:
        allowed = "null for scenarios of several places, which are not compared in pairs"
        faults.append(Fault(path="precision", found=precision, allowed=allowed))
    return faults
