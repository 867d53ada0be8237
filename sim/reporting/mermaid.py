"""A scenario's pathway as a Mermaid diagram."""

from __future__ import annotations

from ..model import Scenario, Stage
from ..model.by_attribute import leaves


def mermaid(scenario: Scenario) -> str:
    """The pathway as a Mermaid flow chart: stages with what they wait for, exits, and the ways between them."""
    pathway = scenario.pathway
    names = {resource.name: resource.label for resource in scenario.resources}
    lines = ["flowchart TD"]
    milestones = set(pathway.milestones.values())
    for stage in pathway.stages:
        waits = list(dict.fromkeys(names[name] for name in leaves(stage.resource) if name))
        waited_for = waits[0] if len(waits) == 1 else "the fund of the person"
        text = _quoted(stage.label) + (f"<br/><i>{_quoted(waited_for)}</i>" if waits else "")
        shape = f'(["{text}"])' if stage.name in milestones else f'["{text}"]'
        lines.append(f"  {stage.name}{shape}")
    lines += [f'  {name}(("{_quoted(label)}"))' for name, label in pathway.exits.items() if name in _used(scenario)]
    for stage in pathway.stages:
        lines += [f"  {stage.name} -->{_share(low, high)} {target}" for target, (low, high) in _routes(stage).items()]
        if stage.max_steps and stage.then:
            lines.append(f"  {stage.name} -.->|after {stage.max_steps} times| {stage.then}")
    return "\n".join(lines) + "\n"


def _quoted(label: str) -> str:
    """A label as it may stand between Mermaid's quotation marks."""
    return label.replace('"', "#quot;")


def _routes(stage: Stage) -> dict[str, tuple[float, float]]:
    """The least and the largest weight of each target that anybody ever takes."""
    weights: dict[str, list[float]] = {}
    for tree in stage.routing_by_period:
        branches = list(leaves(tree))
        for target in dict.fromkeys(name for branch in branches for name in branch):
            weights.setdefault(target, []).extend(branch.get(target, 0.0) for branch in branches)
    return {target: (min(values), max(values)) for target, values in weights.items() if max(values) > 0}


def _used(scenario: Scenario) -> set[str]:
    then = {stage.then for stage in scenario.pathway.stages if stage.then}
    return {target for stage in scenario.pathway.stages for target in _routes(stage)} | then


def _share(low: float, high: float) -> str:
    if low == high:
        return "" if low == 1 else f"|{low:.0%}|"
    return "" if (low, high) == (0, 1) else f"|{low:.0%} to {high:.0%}|"
