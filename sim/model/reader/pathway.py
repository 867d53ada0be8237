"""Reading the pathway."""

from __future__ import annotations

from collections.abc import Sequence

from ..pathway import Pathway, Stage
from ..resources import Resource
from .node import Node
from .reserved import refuse_reserved
from .reuse import PartsBefore
from .stages import StageReader, read_patience
from .values import Context, check_names, read_factors

MILESTONES = ("plan", "asked", "live")


def read_pathway(
    node: Node, resources: Sequence[Resource], context: Context, before: PartsBefore[Stage] | None = None
) -> Pathway:
    """Read stages, exits and milestones; `before` are the stages as they were before some of their numbers moved."""
    node.only("stages", "exits", "milestones", "reviews", "patience_clocks", "patience_multipliers")
    check_names(node["stages"], node["exits"])
    exits = {name: below.label(name) for name, below in node["exits"].items()} or {"out": "Out"}
    names = tuple(node["stages"].keys())
    if not names:
        node["stages"].fault("at least one stage")
    refuse_reserved(node["stages"], "stage", *names)
    refuse_reserved(node["exits"], "exit", *exits)
    for name in set(names) & set(exits):
        node["stages"][name].fault("a name that no exit has", name)
    targets = dict.fromkeys((*names, *exits)).keys()  # in which a name is looked up at once
    patience = read_factors(node["patience_multipliers"], context)
    clocks = {name: read_patience(below, context, patience, name) for name, below in node["patience_clocks"].items()}
    reader = StageReader(targets, clocks, resources, context, before or PartsBefore(), patience)
    stages = tuple(reader.stage(name, below) for name, below in node["stages"].items())
    if node["milestones"]:
        node["milestones"].only(*MILESTONES)
    milestones = {name: below.text(of=names) for name, below in node["milestones"].items()}
    reviews = node["reviews"].texts(of=names)
    return Pathway(stages=stages, exits=exits, milestones=milestones, reviews=reviews)
