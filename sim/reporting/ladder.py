"""The ladder from a typical population to Stockton's targets, and in words what keeps a scenario from its next rung."""

from __future__ import annotations

import math
from functools import cache

from ..config import paths
from ..config.provenance import register
from ..config.strict_yaml import read_yaml
from ..experiments import Results
from ..experiments.analysis.ladder import IDENTIFIED, Loss, Rung, identification, losses
from ..experiments.analysis.scale import residents
from ..model import Scenario, ScenarioError
from ..model.reader.node import Node
from . import wording

NAMED = 3  #: reasons that are given
EXITS = {
    "declined": "declined the offer",
    "needs_met": "have their needs met without a plan",
    "plan_without_budget": "have a plan and want no budget",
    "refused": "were refused",
    "not_eligible": "had no right to the budget they asked for",
    "nobody_to_provide": "found nobody to provide",
}


@cache
def rungs() -> tuple[Rung, ...]:
    """The rungs, the lowest first.

    Raises
    ------
    ScenarioError
        With every fault of `configs/evidence/ladder.yaml`.
    """
    top = Node(read_yaml(paths.configs() / "evidence" / "ladder.yaml"))
    every = tuple(_rung(node, name) for name, node in top.items())
    if top.faults:
        raise ScenarioError(top.faults, "evidence/ladder")
    return every


def _rung(node: Node, name: str) -> Rung:
    node.only("label", "of", "per_1000", "count", "residents", "sources", "mark")
    for source in node["sources"].list():
        source.text(of=register())
    per_1000 = (
        node["per_1000"].number() if node["per_1000"] else 1000 * node["count"].number() / node["residents"].number()
    )
    return Rung(
        name=name,
        label=node["label"].text(),
        kpis=node["of"].texts(),
        per_1000=per_1000,
        sources=node["sources"].texts(),
        mark=node["mark"].text(""),
        is_aim=bool(node["count"]),
    )


def what_keeps(results: Results, scenario: Scenario, rung: Rung, limit: int = NAMED) -> str:
    """What keeps a scenario from a rung: where the people are who do not get so far, per 1,000 residents."""
    if math.isnan(residents(scenario)):
        return "its residents are not known"
    if rung.kpis == IDENTIFIED:
        return _too_few_identified(results, scenario)
    parts = [
        f"{wording.number(loss.per_1000, 1)} {_loss(scenario, loss)}" for loss in losses(results, scenario, rung, limit)
    ]
    return f"per 1,000 residents {wording.listed(parts)}" if parts else "nothing that the model counts"


def _loss(scenario: Scenario, loss: Loss) -> str:
    if loss.kind == "gave_up":
        return f"gave up waiting (most of them at “{wording.stage_label(scenario, loss.name)}”)"
    return EXITS[loss.name] if loss.kind == "exit" else f"wait for “{wording.resource_label(scenario, loss.name)}”"


def _too_few_identified(results: Results, scenario: Scenario) -> str:
    limits = identification(results, scenario)
    if limits.localities is not None:
        joined, localities = wording.number(limits.localities), wording.number(scenario.locality_count)
        return f"{joined} of {localities} localities have joined by then"
    eligible = wording.number(limits.eligible, 1)
    if limits.is_exhausted:
        return f"only {eligible} per 1,000 residents are eligible"
    return f"{eligible} per 1,000 residents are eligible; no more of them are identified by then"
