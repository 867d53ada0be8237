"""What each mechanism should do, as it stands in `configs/evidence/directions.yaml`, and whether it does."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ...config import paths
from ...config.shipped import shipped
from ...config.strict_yaml import read_yaml
from ...experiments import Interval, mean_interval
from ...experiments.analysis.statistics import share_interval
from ...experiments.query import Floats, Question
from ...measures import KPIS, name_now
from ...model import ScenarioError
from ...model.errors import nearest
from ...model.reader.node import Node
from . import quantities_budgets, quantities_people  # noqa: F401  (they register themselves)
from .quantities import QUANTITIES, UNITS
from .scenarios import Key

SIGNS = {"more": 1, "less": -1, "none": 0}


@dataclass(frozen=True, kw_only=True)
class Direction:
    """What a mechanism should do to a number.

    Attributes
    ----------
    mechanism
        Under which name it stands in the file.
    changed
        What is changed in the baseline, as on the command line.
    of
        The name of a KPI or of a quantity.
    sign
        ``more`` or ``less`` than in the baseline, or ``none`` where nothing tells the two apart.
    smallest, relative
        The smallest difference that matters: in the unit of the number, or as a share of the baseline's mean.
    """

    mechanism: str
    scenario: str
    baseline: str
    changed: tuple[str, ...]
    of: str
    sign: str
    smallest: float
    relative: bool
    sources: tuple[str, ...]
    sentence: str

    @property
    def against(self) -> Key:
        """The baseline, with what is changed in it."""
        return (self.baseline, *self.changed) if self.changed else self.baseline

    @property
    def question(self) -> Question:
        """What the replications are asked."""
        return QUANTITIES.get(self.of, self.of)

    @property
    def unit(self) -> str:
        """In which the number is counted."""
        return UNITS.get(self.of) or KPIS[self.of.split(".")[0]].unit


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Whether a direction holds.

    Attributes
    ----------
    share
        Of the pairs, those in which it holds: the difference has its sign or, where none is expected, is smaller than what
        matters.
    baseline
        The baseline's mean.
    difference
        From the baseline: its mean with its interval.
    smallest
        The smallest difference that matters, in the unit of the number.
    """

    direction: Direction
    pairs: int
    share: Interval
    baseline: float
    difference: Interval
    smallest: float
    verdict: str


def directions() -> list[Direction]:
    """Every direction, in the order of the file.

    Raises
    ------
    ScenarioError
        With every fault of the file.
    """
    file = paths.configs() / "evidence" / "directions.yaml"
    top = Node(read_yaml(file))
    directions = [direction for mechanism, node in top.items() for direction in _directions(mechanism, node)]
    if top.faults:
        raise ScenarioError(top.faults, "evidence/directions")
    return directions


def _directions(mechanism: str, node: Node) -> list[Direction]:
    node.only("scenario", "baseline", "changed", "sources", "directions")
    scenarios = shipped(paths.SCENARIOS)
    directions = []
    for entry in node["directions"].list():
        entry.only("of", "sign", "smallest", "sentence")
        of = entry["of"].text()
        if of not in QUANTITIES and of.split(".")[0] not in KPIS:
            hint = f"{now}, as it is called now: " if (now := name_now(of)) else nearest(of, [*QUANTITIES, *KPIS])
            entry["of"].fault(f"{hint}a KPI or a quantity")
        smallest, relative = _smallest(entry["smallest"])
        directions.append(
            Direction(
                mechanism=mechanism,
                scenario=node["scenario"].text(of=scenarios),
                baseline=node["baseline"].text(of=scenarios),
                changed=node["changed"].texts(),
                of=of,
                sign=entry["sign"].text(of=tuple(SIGNS)),
                smallest=smallest,
                relative=relative,
                sources=node["sources"].texts(),
                sentence=entry["sentence"].text(),
            )
        )
    return directions


def _smallest(node: Node) -> tuple[float, bool]:
    """A number above 0, or a percentage."""
    relative = isinstance(node.value, str) and node.value.endswith("%")
    try:
        number = float(str(node.value).removesuffix("%")) / (100 if relative else 1)
    except ValueError:
        number = math.nan
    if isinstance(node.value, bool) or not 0 < number < math.inf:
        node.fault("a number above 0, or a percentage of the baseline's mean such as 20%")
        number = 1.0
    return number, relative


def judged(direction: Direction, ours: Floats, theirs: Floats, block: int = 1) -> Finding:
    """Judge a direction by pairs that share their random numbers and, where parameters are drawn, their parameters.

    Parameters
    ----------
    direction
        What is expected.
    ours, theirs
        The numbers of the scenario and of its baseline, shape (pairs, sites); of the sites of a pair their mean counts.
    block
        How many consecutive pairs make an independent part; see `sim.experiments.mean_interval`.
    """
    together = ours.mean(axis=1) - theirs.mean(axis=1)
    is_defined = ~np.isnan(together)
    differences = together[is_defined]
    baseline = mean_interval(theirs.mean(axis=1)[is_defined]).mean
    smallest = direction.smallest * (abs(baseline) if direction.relative else 1.0)
    difference = mean_interval(together, block=block)
    sign = SIGNS[direction.sign]
    holds = sign * differences > 0 if sign else abs(differences) < smallest
    return Finding(
        direction=direction,
        pairs=len(differences),
        share=share_interval(holds),
        baseline=baseline,
        difference=difference,
        smallest=smallest,
        verdict=_verdict(difference, sign, smallest) if sign else _equivalence(difference, smallest, differences),
    )


def _verdict(difference: Interval, sign: int, smallest: float) -> str:
    low, high = sorted((sign * difference.low, sign * difference.high))
    if math.isnan(low):
        return "not shown"
    if low >= smallest:
        return "holds"
    if low > 0:
        return "holds, too small to matter" if high < smallest else "holds, size not sure"
    return "opposite" if high < 0 else "not shown"


def _equivalence(difference: Interval, smallest: float, pairs: Floats) -> str:
    if len(pairs) and not pairs.any():
        return "no difference in any pair"
    low, high = difference.low, difference.high
    if -smallest < low and high < smallest:
        return "no difference that matters"
    return "differs" if low >= smallest or high <= -smallest else "not shown"
