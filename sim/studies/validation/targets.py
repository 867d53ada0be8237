"""The validation targets as they stand in `configs/evidence/targets.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from ...config import paths
from ...config.evidence_lineage import KINDS
from ...config.shipped import shipped
from ...config.strict_yaml import read_yaml
from ...model import ScenarioError
from ...model.reader.node import Node


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One number that the model is held against.

    Attributes
    ----------
    scenarios
        Of which it is computed.
    kpi, how
        The KPI whose mean it is, or how it is computed in words.
    value
        What was observed; None where only an order or a sign is known.
    low, high
        The band in which the model passes; None where there is none.
    """

    scenarios: tuple[str, ...]
    kpi: str
    how: str
    value: float | None
    low: float | None
    high: float | None
    unit: str


@dataclass(frozen=True, kw_only=True)
class Target:
    """A target: what it is, what kind of check, what a failure means, and of what one should beware."""

    name: str
    label: str
    kind: str
    sources: tuple[str, ...]
    failure: str
    caution: str
    tests: tuple[Comparison, ...]


def targets() -> dict[str, Target]:
    """Every target by its name, in the order of the file.

    Raises
    ------
    ScenarioError
        With every fault of the file.
    """
    file = paths.configs() / "evidence" / "targets.yaml"
    top = Node(read_yaml(file))
    scenarios = shipped(paths.SCENARIOS)
    by_name = {name: _target(name, node, scenarios) for name, node in top.items()}
    if top.faults:
        raise ScenarioError(top.faults, "evidence/targets")
    return by_name


def _target(name: str, node: Node, scenarios: list[str]) -> Target:
    node.only("label", "kind", "sources", "rests_on", "split", "failure", "caution", "tests")
    return Target(
        name=name,
        label=node["label"].text(),
        kind=node["kind"].text(of=KINDS),
        sources=node["sources"].texts(),
        failure=node["failure"].text(),
        caution=node["caution"].text(""),
        tests=tuple(_test(entry, scenarios) for entry in node["tests"].list()),
    )


def _test(node: Node, scenarios: list[str]) -> Comparison:
    node.only("scenario", "kpi", "how", "value", "band", "unit")
    if bool(node["kpi"]) == bool(node["how"]):
        node.fault("either a kpi, or in words how it is computed")
    low, high = _band(node["band"])
    return Comparison(
        scenarios=node["scenario"].texts(of=scenarios),
        kpi=node["kpi"].text(""),
        how=node["how"].text(""),
        value=node["value"].number() if node["value"] else None,
        low=low,
        high=high,
        unit=node["unit"].text(),
    )


def _band(node: Node) -> tuple[float | None, float | None]:
    """Both ends; an end that is null is no limit, and no band at all is none."""
    if not node:
        return None, None
    ends = node.list()
    if len(ends) != 2:
        node.fault("two ends, such as [8, 20], of which one may be null")
        return None, None
    low, high = (end.number() if end else limit for end, limit in zip(ends, (-inf, inf), strict=True))
    if low > high:
        node.fault("its lower end first")
    return low, high
