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
    found: list[Lever] = []
    for shift in top["shifts"].list():
        shift.only("label", "components")
        for number, component in shift["components"].items():
            found += _levers(component, shift["label"].text(), number)
    found += [lever for _, enabler in top["enablers"].items() for lever in _levers(enabler, "", _ENABLER)]
    if top.faults:
        raise ScenarioError(top.faults, "evidence/operating_model")
    return {lever.name: lever for lever in found}


def _levers(node: Node, shift: str, component: str) -> Iterator[Lever]:
    node.only("label", "levers")
    files = sorted(path.stem for path in (paths.configs() / "lever").glob("*.yaml"))
    for name, below in node["levers"].items():
        below.only("mechanism", "evidence", "acts_on", "direction", "upstream_of")
        if name not in files:
            below.fault(f"{nearest(name, files)}the name of a file of configs/lever", name)
        acts_on = below["acts_on"].text()
        place = _ACTS_ON.fullmatch(acts_on)
        if place is None:
            below["acts_on"].fault("stage.finished-started, stage.joined, stage.to=target or resource:fund")
        for each in below["evidence"].list():
            each.text(of=register())
        stage = place["stage"] if place else ""
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
