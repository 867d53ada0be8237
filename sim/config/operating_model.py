"""The operating model: which levers stand for which of its components and enablers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..model import ScenarioError
from ..model.errors import nearest
from ..model.reader.node import Node
from . import paths
from .provenance import register
from .strict_yaml import read_yaml

DIRECTIONS = ("up", "down")
_ACTS_ON = re.compile(r"(?P<stage>\w+)\.(finished-started|joined|to=(?P<target>\w+))|resource:(?P<resource>\w+)")
_ENABLER = "enabler"


@dataclass(frozen=True, kw_only=True)
class Lever:
    """A lever of the operating model.

    Attributes
    ----------
    name
        Of its file in `configs/lever/`, and of its strength.
    shift, component, label
        The shift to which its component belongs (empty for an enabler), the component's number (or ``enabler``) and name.
    mechanism
        What it changes, in a sentence.
    evidence
        Ids of the evidence register.
    acts_on
        Where the step table shows it: ``stage.finished-started``, ``stage.joined``, ``stage.to=target`` or ``resource:fund``.
    direction
        Which way that moves at full strength.
    upstream_of
        The stage before which nothing changes, given capacity without limit.
    """

    name: str
    shift: str
    component: str
    label: str
    mechanism: str
    evidence: tuple[str, ...]
    acts_on: str
    direction: str
    upstream_of: str


@cache
def levers() -> dict[str, Lever]:
    """Every lever of the operating model by its name, component by component, then the enablers.

    Raises
    ------
    ScenarioError
        With every fault of `configs/evidence/operating_model.yaml`.
    """
    return read_levers(read_yaml(paths.evidence_file("operating_model.yaml")))


def read_levers(content: Any) -> dict[str, Lever]:
    """Read the operating model strictly."""
    top = Node(content)
    top.only("shifts", "enablers")
    read: list[Lever] = []
    for shift in top["shifts"].list():
        shift.only("label", "components")
        for number, component in shift["components"].items():
            read += _levers(component, shift["label"].text(), number)
    read += [lever for _, enabler in top["enablers"].items() for lever in _levers(enabler, "", _ENABLER)]
    if top.faults:
        raise ScenarioError(top.faults, "evidence/operating_model")
    return {lever.name: lever for lever in read}


def _levers(node: Node, shift: str, component: str) -> Iterator[Lever]:
    node.only("label", "levers")
    files = paths.group_names(paths.LEVER, own=False)
    for name, below in node["levers"].items():
        below.only("mechanism", "evidence", "acts_on", "direction", "upstream_of")
        if name not in files:
            below.fault(f"{nearest(name, files)}the name of a file of configs/lever", name)
        acts_on = below["acts_on"].text()
        match = _ACTS_ON.fullmatch(acts_on)
        if match is None:
            below["acts_on"].fault("stage.finished-started, stage.joined, stage.to=target or resource:fund")
        for evidence_id in below["evidence"].list():
            evidence_id.text(of=register())
        stage = match["stage"] if match else ""
        yield Lever(
            name=name,
            shift=shift,
            component=component,
            label=node["label"].text(),
            mechanism=below["mechanism"].text(),
            evidence=below["evidence"].texts(),
            acts_on=acts_on,
            direction=below["direction"].text(of=DIRECTIONS),
            upstream_of=below["upstream_of"].text(stage),
        )
