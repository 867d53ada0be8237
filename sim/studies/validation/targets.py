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

MEAN, SINGLE_RUNS = "mean", "single_runs"


@dataclass(frozen=True, kw_only=True)
class Width:
    """How wide an interval of single runs is when it would let nearly anything pass.

    Attributes
    ----------
    times, difference
        From where: the upper end so many times the lower, or so far above it. None: the other says it.
    """

    times: float | None = None
    difference: float | None = None

    def is_reached(self, low: float, high: float) -> bool:
        """Whether an interval is as wide as that."""
        return high >= self.times * low if self.times is not None else high - low >= (self.difference or 0.0)


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
        What was observed; None where it is no single number.
    low, high
        The band in which the model passes; None where there is none.
    compare
        What of the model is compared: its ``mean`` with the band, or the interval in which nine of its ``single_runs`` in ten
        lie with what was observed.
    observed
        Between what the observation lies, of single runs; None where `value` is all that there is.
    wide
        From which width on an interval of single runs says little; None: no width is too wide.
    reason
        Where the band comes from.
    """

    scenarios: tuple[str, ...]
    kpi: str
    how: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    compare: str = MEAN
    observed: tuple[float, float] | None = None
    wide: Width | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Target:
    """A target: what it is, what kind of check, what a failure means, and of what one should beware.

    Attributes
    ----------
    dropped
        Why it is tested no longer; else empty. It then has no tests.
    """

    name: str
    label: str
    kind: str
    sources: tuple[str, ...]
    failure: str
    caution: str
    tests: tuple[Comparison, ...]
    dropped: str = ""


def targets() -> dict[str, Target]:
    """Every target by its name, in the order of the file.

    Raises
    ------
    ScenarioError
        With every fault of the file.
    """
    return read_tests(Node(read_yaml(paths.evidence_file("targets.yaml"))))


def read_tests(top: Node) -> dict[str, Target]:
    """Read the tests of targets, strictly."""
    scenarios = shipped(paths.SCENARIOS)
    by_name = {name: _target(name, node, scenarios) for name, node in top.items()}
    if top.faults:
        raise ScenarioError(top.faults, "evidence/targets")
    return by_name


def _target(name: str, node: Node, scenarios: list[str]) -> Target:
    node.only("label", "kind", "sources", "rests_on", "split", "failure", "caution", "dropped", "tests")
    if bool(node["dropped"]) == bool(node["tests"]):
        node.fault("either tests, or why it is dropped")
    return Target(
        name=name,
        label=node["label"].text(),
        kind=node["kind"].text(of=KINDS),
        sources=node["sources"].texts(),
        failure=node["failure"].text(),
        caution=node["caution"].text(""),
        tests=tuple(_test(entry, scenarios) for entry in node["tests"].list()) if node["tests"] else (),
        dropped=node["dropped"].text(""),
    )


def _test(node: Node, scenarios: list[str]) -> Comparison:
    node.only("scenario", "kpi", "how", "value", "observed", "band", "compare", "wide", "unit", "reason")
    if bool(node["kpi"]) == bool(node["how"]):
        node.fault("either a kpi, or in words how it is computed")
    compare = node["compare"].text(MEAN, of=(MEAN, SINGLE_RUNS))
    if compare == SINGLE_RUNS and bool(node["value"]) == bool(node["observed"]):
        node.fault("either a value or a range that was observed, with which single runs are compared")
    if compare == MEAN:
        for key in ("observed", "wide"):
            if node[key]:
                node[key].fault(f"none, unless {SINGLE_RUNS} are compared")
    low, high = _ends(node["band"])
    seen = _ends(node["observed"])
    return Comparison(
        scenarios=node["scenario"].texts(of=scenarios),
        kpi=node["kpi"].text(""),
        how=node["how"].text(""),
        value=node["value"].number() if node["value"] else None,
        low=low,
        high=high,
        unit=node["unit"].text(),
        compare=compare,
        observed=None if seen[0] is None or seen[1] is None else (seen[0], seen[1]),
        wide=_width(node["wide"]),
        reason=node["reason"].text("").strip(),
    )


def _width(node: Node) -> Width | None:
    if not node:
        return None
    node.only("times", "difference")
    if bool(node["times"]) == bool(node["difference"]):
        node.fault("either times or difference")
    times = node["times"].number(low=1) if node["times"] else None
    return Width(times=times, difference=node["difference"].number(low=0) if node["difference"] else None)


def _ends(node: Node) -> tuple[float | None, float | None]:
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
