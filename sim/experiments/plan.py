"""The plan of an experiment: all that its numbers depend on."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from ..draws import STRATA
from ..measures import KpiFile, digests, own_files
from ..model import Fault, Scenario, ScenarioError, with_values
from ..model.localities import waves
from .analysis.precision import faults_of_precision, first_batch
from .arguments import read_plan, read_scenarios
from .arm import Arm, total
from .comparability import faults_of_places
from .execution.crosscheck import other_engine, sample
from .measured import AllKpis

NAMED = 5  #: changes that a complaint names
#: The parts of the package, and the packages, on whose versions numbers depend.
LAYERS = ("model", "draws", "engines", "measures", "exports", "experiments")
PACKAGES = ("numpy", "scipy", "numba", "simpy")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be run.

    An unfinished run goes on only with the plan that it began with. How many processes there are and how the work is cut
    into chunks is no part of it, since no number depends on them. The cross-check is: replications that are finished
    cannot be checked any more, so that another sample of them would be claimed, not checked.

    Attributes
    ----------
    replications
        Of each scenario; with a `precision`, of the first batch.
    uncertainty
        Whether each replication draws the scenarios' uncertain parameters; else they are taken as known.
    fewer
        Scenarios that get fewer replications than the others, and how many.
    precision, most
        The share of the mean that the intervals have to come down to, and the replications after which this is given up.
    own
        The files of KPIs of one's own.
    """

    scenarios: tuple[Scenario, ...]
    seed: int
    replications: int
    engine: str
    keep: str = "kpis"
    crosscheck: int = 0
    uncertainty: bool = True
    precision: float | None = None
    most: int = 0
    fewer: Mapping[str, int] = field(default_factory=dict)
    own: tuple[KpiFile, ...] = ()

    def check(self) -> None:
        """Find out whether this can be run.

        Raises
        ------
        ScenarioError
            If it cannot.
        """
        faults = []
        digests(self.own)  # which says what is wrong with a file
        if self.keep != "kpis" and any(scenario.localities for scenario in self.scenarios):
            faults.append(Fault(path="keep", found=self.keep, allowed="kpis, where a scenario has many localities"))
        names = [scenario.name for scenario in self.scenarios]
        if len(set(names)) < len(names) or not names:
            faults.append(Fault(path="scenarios", found=names, allowed="at least one scenario, each once"))
        faults += faults_of_places(self.scenarios, self.precision)
        faults += [
            Fault(path="fewer", found=name, allowed=f"names of scenarios that are run: {', '.join(names)}")
            for name in self.fewer
            if name not in names
        ]
        if self.fewer and self.precision is not None:
            faults.append(Fault(path="fewer", found=dict(self.fewer), allowed="none beside a precision"))
        for scenario in self.scenarios if self.uncertainty else ():
            faults += faults_of_ranges(scenario)
        for scenario in self.scenarios:
            faults += faults_of_localities(scenario)
        if self.precision is not None:
            faults += faults_of_precision(self.scenarios, self.precision, self.most, self.first_batch)
        if faults:
            raise ScenarioError(faults)

    @property
    def first_batch(self) -> int:
        """How many replications of each scenario are run before the first look at them."""
        return self.replications if self.precision is None else first_batch(self.replications, self.block)

    @property
    def block(self) -> int:
        """How many consecutive replications make an independent part; see `sim.experiments.mean_interval`."""
        return STRATA if self.uncertainty and any(one.uncertain for one in self.scenarios) else 1

    @property
    def checked_by(self) -> str | None:
        """The engine that checks; None where there is no other, or nothing is to be checked."""
        return other_engine(self.engine) if self.crosscheck else None

    @cached_property
    def checked(self) -> dict[str, tuple[int, ...]]:
        """The replications of each scenario that are checked."""
        size = self.crosscheck if self.checked_by else 0
        counts = {one.name: self.count(one.name, self.first_batch) for one in self.scenarios}
        return {name: sample(self.seed, name, count, size) for name, count in counts.items()}

    @cached_property
    def arms(self) -> tuple[Arm, ...]:
        """Each scenario as it is replicated."""
        measured = AllKpis(own=self.own)
        return tuple(
            Arm(
                name=scenario.name,
                scenario=scenario,
                seed=self.seed,
                limit=self.fewer.get(scenario.name),
                engine=self.engine,
                uncertain=self.uncertainty,
                measured=measured,
                keep=self.keep,
                checked_by=self.checked_by or "",
                checked=self.checked[scenario.name],
            )
            for scenario in self.scenarios
        )

    def count(self, scenario: str, until: int) -> int:
        """How many replications of a scenario there are when the others have so many."""
        return min(until, self.fewer.get(scenario, until))

    def total(self, until: int) -> int:
        """The same of all scenarios."""
        return total(self.arms, until)

    @cached_property
    def document(self) -> dict[str, Any]:
        """The plan as plain values, ready for JSON."""
        made_by = identity()
        told = {
            "seed": self.seed,
            "replications": self.replications,
            "fewer": dict(self.fewer),
            "engine": self.engine,
            "keep": self.keep,
            "crosscheck": self.crosscheck,
            "uncertainty": self.uncertainty,
            "precision": self.precision,
            "most": self.most if self.precision is not None else None,
            "order": [one.name for one in self.scenarios],
            "scenarios": {one.name: dict(one.mapping) for one in self.scenarios},
            "code": made_by.pop("code"),
            "versions": made_by,
        }
        if self.own:
            told["own_kpis"] = digests(self.own)
        plain: dict[str, Any] = json.loads(json.dumps(told, default=str))
        return plain

    @cached_property
    def fingerprint(self) -> str:
        """Marks the chunks that belong to this plan."""
        return hashlib.sha256(json.dumps(self.document, sort_keys=True).encode()).hexdigest()


def faults_of_ranges(scenario: Scenario) -> list[Fault]:
    """What the builder says of the scenario at the ends of its parameters' ranges: found out before a run, not in it."""
    faults = []
    for end in ("low", "high"):
        try:
            with_values(scenario, {each.name: getattr(each, end) for each in scenario.uncertain})
        except ScenarioError as error:
            allowed = f"ranges at whose {end} ends the scenario {scenario.name} can be built ({error.faults[0]})"
            faults.append(Fault(path="uncertainty", found=end, allowed=allowed))
    return faults


def faults_of_localities(scenario: Scenario) -> list[Fault]:
    """What the builder says of the scenario as it is in places that join later: found out before a run, not in it."""
    try:
        waves(scenario)
    except ScenarioError as error:
        allowed = f"dates from which the scenario {scenario.name} can be lived through later ({error.faults[0]})"
        return [Fault(path="localities", found=[str(date) for date, _ in scenario.localities], allowed=allowed)]
    return []


def changes(earlier: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """What differs between two documents, as ``key.path: old -> new``; empty where nothing does."""
    before, after = flat(earlier), flat(now)
    found = [
        f"{path}: {_short(before.get(path))} -> {_short(after.get(path))}"
        for path in dict.fromkeys([*before, *after])
        if before.get(path) != after.get(path)
    ]
    more = f", and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return "; ".join(found[:NAMED]) + more


def flat(value: Any, path: str = "") -> dict[str, Any]:
    """The values of nested mappings by their key paths."""
    if isinstance(value, Mapping) and value:
        pairs = [flat(below, f"{path}.{key}" if path else str(key)) for key, below in value.items()]
        return {key: below for pair in pairs for key, below in pair.items()}
    return {path: value}


def _short(value: Any) -> str:
    text = "nothing" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"{text[:37]}..." if len(text) > 40 else text


@cache
def _code() -> str:
    """A fingerprint of the code that makes the numbers."""
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for layer in LAYERS:
        for path in sorted((package / layer).rglob("*.py")):
            digest.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def identity() -> dict[str, str | None]:
    """What this process makes numbers with: the code, Python, and the libraries on whose versions numbers depend."""
    return {"code": _code(), "python": platform.python_version(), **{name: version(name) for name in PACKAGES}}


@cache
def version(name: str) -> str | None:
    """The version of an installed package."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def planned(
    scenario: Scenario | Sequence[Scenario], seed: int | None, precision: float | None, most: int, **settings: Any
) -> Plan:
    """The plan for one scenario or several, checked; the seed is by default the first scenario's own.

    Raises
    ------
    ScenarioError
        If it cannot be run.
    """
    scenarios = read_scenarios(scenario)
    luck = seed if seed is not None else scenarios[0].seed if scenarios else 0
    read = read_plan({"uncertainty": True, **settings, "seed": luck, "precision": precision, "most": most})
    plan = Plan(scenarios=scenarios, **read, own=own_files())
    plan.check()
    return plan
