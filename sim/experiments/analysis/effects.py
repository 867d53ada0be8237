"""What each scenario changes: paired differences from the baseline in the primary KPIs, and which of them are clear."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ...measures.kpis.headlines import PRIMARY
from ...model import Scenario
from ..comparability import baselines
from ..kpi_matrix import Floats
from ..results import Results
from .chances import NOTHING_KNOWN, Prediction, prediction
from .statistics import PARTS, Seldom, seldom

#: Keys of a scenario that change nothing of what is simulated.
NOT_A_LEVER = ("name", "label", "lever", "description", "evidence", "ours", "strength", "checks", "costs")


@dataclass(frozen=True, kw_only=True)
class Effect:
    """A scenario's paired difference from the baseline in one KPI.

    Attributes
    ----------
    difference, low, high
        The mean difference and the ends of its simultaneous 95 % interval, in the unit of the KPI; the ends are NaN where
        there is no interval.
    saved
        The share of the variance that pairing removed; see `sim.experiments.compare`.
    absent
        How often there is any difference, where that is too seldom for an interval.
    lies
        Where the paired differences of single replications lie: what one place may see.
    """

    scenario: Scenario
    kpi: str
    difference: float
    low: float
    high: float
    saved: float
    absent: Seldom | None = None
    lies: Prediction = NOTHING_KNOWN

    @property
    def is_known(self) -> bool:
        """Whether there is an interval at all."""
        return not math.isnan(self.low)

    @property
    def is_clear(self) -> bool:
        """Whether the interval lies wholly on one side of zero."""
        return self.low > 0 or self.high < 0

    @property
    def is_unclear(self) -> bool:
        """Whether there is an interval, and it includes zero."""
        return self.is_known and not self.is_clear

    @property
    def is_one_sided(self) -> bool:
        """Whether nine replications in ten lie wholly on one side of zero."""
        return self.lies.is_nine_in_ten and (self.lies.low > 0 or self.lies.high < 0)

    @property
    def is_fewer(self) -> bool:
        """Whether the whole interval lies below zero."""
        return self.high < 0

    @property
    def helps(self) -> bool:
        """Whether there is more, clearly so or without an interval that would tell."""
        return self.difference > 0 and (self.is_clear or (not self.is_known and self.absent is None))


class PairingGain(NamedTuple):
    """What it gives that scenarios share their draws.

    Attributes
    ----------
    middle, best
        The median and the largest share of the variance of a difference that pairing removed; 0 where it removed none.
    comparisons
        How many differences these are of.
    worse
        In how many of them it added some.
    """

    middle: float
    best: float
    comparisons: int
    worse: int


def effects(results: Results) -> list[Effect]:
    """The effects of every scenario on the primary KPIs at the last target date, in the order of the scenarios."""
    names = [name for name in PRIMARY if any(numbers.of(name) is not None for numbers in results.numbers.values())]
    if len(results.scenarios) < 2 or not names:
        return []
    scenarios = {scenario.name: scenario for scenario in results.scenarios}
    rows: list[Any] = list(results.compared(names).itertuples())
    return [
        Effect(
            scenario=scenarios[row.scenario],
            kpi=row.kpi,
            difference=row.difference,
            low=row.low,
            high=row.high,
            saved=row.variance_saved,
            absent=_absent(results, row.scenario, row.kpi) if math.isnan(row.low) else None,
            lies=prediction(_differences(results, row.scenario, row.kpi)),
        )
        for row in rows
    ]


def _differences(results: Results, scenario: str, kpi: str) -> Floats:
    """The paired differences from its locality's baseline, shape (replications,); empty where either has no such number."""
    baseline = baselines(results.scenarios)[scenario]
    ours, theirs = (results.numbers[name].of(kpi) for name in (scenario, baseline))
    if ours is None or theirs is None:
        return np.empty(0)
    both = min(len(ours), len(theirs))
    return ours[:both] - theirs[:both]


def _absent(results: Results, scenario: str, kpi: str) -> Seldom | None:
    differences = _differences(results, scenario, kpi)
    if len(differences) < max(1, PARTS * results.block):
        return None
    rare = seldom(differences)
    return rare if rare is not None and rare.common == 0 else None


def ranked(differences: Sequence[Effect]) -> list[str]:
    """The scenarios by their clear effect on the first primary KPI, then by their effect on the second, largest first."""
    by_scenario: dict[str, dict[str, Effect]] = {}
    for effect in differences:
        by_scenario.setdefault(effect.scenario.name, {})[effect.kpi] = effect
    keys: dict[str, tuple[float, float]] = {}
    for scenario, effects_of in by_scenario.items():
        first, second = (effects_of.get(kpi) for kpi in PRIMARY)
        is_clear = first is not None and not first.is_unclear
        keys[scenario] = (first.difference if first and is_clear else 0.0, second.difference if second else 0.0)
    return sorted(keys, key=lambda name: keys[name], reverse=True)


def best_single(differences: Sequence[Effect], combined: set[str]) -> dict[str, Effect]:
    """The largest effect of a single change on each KPI that any of them helps; see `combinations` for what is none."""
    best: dict[str, Effect] = {}
    for effect in differences:
        if effect.helps and effect.scenario.name not in combined:
            best[effect.kpi] = max(effect, best.get(effect.kpi, effect), key=lambda candidate: candidate.difference)
    return best


def pairing_gain(differences: Sequence[Effect]) -> PairingGain | None:
    """What pairing gives; None where no comparison tells it."""
    saved = [effect.saved for effect in differences if not math.isnan(effect.saved)]
    if not saved:
        return None
    middle = max(0.0, statistics.median(saved))
    return PairingGain(middle, max(0.0, *saved), len(saved), sum(share < 0 for share in saved))


def combinations(results: Results) -> set[str]:
    """The scenarios that are no single change: several packages; or else several kinds of thing, or all that two others change.

    One package may well change several kinds of thing, which belong together.
    """
    base = _flat(results.baseline.mapping)
    changes = {
        scenario.name: {item for item in _flat(scenario.mapping).items() if base.get(item[0]) != item[1]}
        for scenario in results.scenarios[1:]
    }
    kind = {resource.name: type(resource) for scenario in results.scenarios for resource in scenario.resources}

    def kinds(items: set[tuple[str, str]]) -> int:
        keys = [path.split(".") for path, _ in items]
        return len({kind.get(key[1], key[1]) if key[0] == "resources" else key[0] for key in keys})

    switched_on = {scenario.name: scenario.mapping.get("strength") or {} for scenario in results.scenarios}
    of_base = switched_on[results.baseline.name]
    packages = {name: len(levers.keys() - of_base.keys()) for name, levers in switched_on.items()}
    return {
        name
        for name, ours in changes.items()
        if packages[name] > 1
        or (kinds(ours) > 1 and packages[name] != 1)
        or sum(bool(theirs) and theirs < ours for other, theirs in changes.items() if other != name) >= 2
    }


def _flat(mapping: Mapping[str, Any], path: str = "") -> dict[str, str]:
    """Every value of a nested mapping by its key path, as text."""
    values: dict[str, str] = {}
    for key, value in mapping.items():
        if not path and key in NOT_A_LEVER:
            continue
        below = f"{path}.{key}" if path else str(key)
        if isinstance(value, Mapping):
            values |= _flat(value, below)
        else:
            values[below] = repr(value)
    return values
