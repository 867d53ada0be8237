"""The plan of an experiment: all that its numbers depend on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..draws import STRATA
from ..measures import KpiFile, digests, own_files
from ..measures.checks_of_scenario import misspelt_kpis
from ..model import Fault, Scenario, ScenarioError, with_values
from ..model.localities import waves
from .analysis.precision import faults_of_precision, first_batch
from .arguments import read_scenarios
from .arm import Arm, total
from .comparability import faults_between_localities
from .design import Design
from .execution.crosscheck import other_engine, sample
from .identity import identity
from .measured import AllKpis

NAMED = 5  #: changes that a complaint names


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be run.

    An unfinished run goes on only with the plan that it began with. How many processes there are and how the work is cut
    into chunks is no part of it, since no number depends on them. The cross-check is: replications that are finished
    cannot be checked any more, so that another sample of them would be claimed, not checked.

    Attributes
    ----------
    scenarios
        What is run, the baseline first.
    design
        What is asked of them, with the seed.
    own
        The files of KPIs of one's own.
    """

    scenarios: tuple[Scenario, ...]
    design: Design
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
        if self.design.keep != "kpis" and any(scenario.localities for scenario in self.scenarios):
            faults.append(
                Fault(path="keep", found=self.design.keep, allowed="kpis, where a scenario has many localities")
            )
        names = [scenario.name for scenario in self.scenarios]
        if len(set(names)) < len(names) or not names:
            faults.append(Fault(path="scenarios", found=names, allowed="at least one scenario, each once"))
        faults += faults_between_localities(self.scenarios, self.design.precision)
        faults += [
            Fault(path="fewer", found=name, allowed=f"names of scenarios that are run: {', '.join(names)}")
            for name in self.design.fewer
            if name not in names
        ]
        if self.design.fewer and self.design.precision is not None:
            faults.append(Fault(path="fewer", found=dict(self.design.fewer), allowed="none beside a precision"))
        for scenario in self.scenarios if self.design.uncertainty else ():
            faults += faults_of_ranges(scenario)
        for scenario in self.scenarios:
            faults += faults_of_localities(scenario)
            faults += [replace(fault, path=f"{scenario.name}: {fault.path}") for fault in misspelt_kpis(scenario)]
        if self.design.precision is not None:
            faults += faults_of_precision(
                self.scenarios, self.design.precision, self.design.max_replications, self.first_batch
            )
        if faults:
            raise ScenarioError(faults)

    @property
    def seed(self) -> int:
        """Of all scenarios."""
        seed = self.design.seed
        return seed if seed is not None else self.scenarios[0].seed if self.scenarios else 0

    @property
    def first_batch(self) -> int:
        """How many replications of each scenario are run before the first look at them."""
        return (
            self.design.replications
            if self.design.precision is None
            else first_batch(self.design.replications, self.block)
        )

    @property
    def block(self) -> int:
        """How many consecutive replications make an independent part; see `sim.experiments.mean_interval`."""
        return STRATA if self.design.uncertainty and any(scenario.uncertain for scenario in self.scenarios) else 1

    @property
    def checked_by(self) -> str | None:
        """The engine that checks; None where there is no other, or nothing is to be checked."""
        return other_engine(self.design.engine) if self.design.crosscheck else None

    @cached_property
    def checked(self) -> dict[str, tuple[int, ...]]:
        """The replications of each scenario that are checked."""
        size = self.design.crosscheck if self.checked_by else 0
        counts = {scenario.name: self.count(scenario.name, self.first_batch) for scenario in self.scenarios}
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
                limit=self.design.fewer.get(scenario.name),
                engine=self.design.engine,
                uncertain=self.design.uncertainty,
                measured=measured,
                keep=self.design.keep,
                checked_by=self.checked_by or "",
                checked=self.checked[scenario.name],
            )
            for scenario in self.scenarios
        )

    def count(self, scenario: str, until: int) -> int:
        """How many replications of a scenario there are when the others have so many."""
        return min(until, self.design.fewer.get(scenario, until))

    def total(self, until: int) -> int:
        """The same of all scenarios."""
        return total(self.arms, until)

    @cached_property
    def document(self) -> dict[str, Any]:
        """The plan as plain values, ready for JSON."""
        versions = identity()
        document = {
            "seed": self.seed,
            "replications": self.design.replications,
            "fewer": dict(self.design.fewer),
            "engine": self.design.engine,
            "keep": self.design.keep,
            "crosscheck": self.design.crosscheck,
            "uncertainty": self.design.uncertainty,
            "precision": self.design.precision,
            "max_replications": self.design.max_replications if self.design.precision is not None else None,
            "order": [scenario.name for scenario in self.scenarios],
            "scenarios": {scenario.name: dict(scenario.mapping) for scenario in self.scenarios},
            "code": versions.pop("code"),
            "versions": versions,
        }
        if self.own:
            document["own_kpis"] = digests(self.own)
        plain: dict[str, Any] = json.loads(json.dumps(document, default=str))
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
            with_values(scenario, {parameter.name: getattr(parameter, end) for parameter in scenario.uncertain})
        except ScenarioError as error:
            allowed = f"ranges at whose {end} ends the scenario {scenario.name} can be built ({error.faults[0]})"
            faults.append(Fault(path="uncertainty", found=end, allowed=allowed))
    return faults


def faults_of_localities(scenario: Scenario) -> list[Fault]:
    """What the builder says of the scenario as it is in localities that join later: found out before a run, not in it."""
    try:
        waves(scenario)
    except ScenarioError as error:
        allowed = f"dates from which the scenario {scenario.name} can be lived through later ({error.faults[0]})"
        return [Fault(path="localities", found=[str(date) for date, _ in scenario.localities], allowed=allowed)]
    return []


def changes(earlier: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """What differs between two documents, as ``key.path: old -> new``; empty where nothing does."""
    before, after = flat(earlier), flat(now)
    differences = [
        f"{path}: {_short(before.get(path))} -> {_short(after.get(path))}"
        for path in dict.fromkeys([*before, *after])
        if before.get(path) != after.get(path)
    ]
    more = f", and {len(differences) - NAMED} more" if len(differences) > NAMED else ""
    return "; ".join(differences[:NAMED]) + more


def flat(value: Any, path: str = "") -> dict[str, Any]:
    """The values of nested mappings by their key paths."""
    if isinstance(value, Mapping) and value:
        pairs = [flat(below, f"{path}.{key}" if path else str(key)) for key, below in value.items()]
        return {key: below for pair in pairs for key, below in pair.items()}
    return {path: value}


def _short(value: Any) -> str:
    text = "nothing" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"{text[:37]}..." if len(text) > 40 else text


def planned(scenario: Scenario | Iterable[Scenario], design: Design) -> Plan:
    """The plan for one scenario or several, checked; the seed is by default the first scenario's own.

    Raises
    ------
    ScenarioError
        If it cannot be run.
    """
    plan = Plan(scenarios=read_scenarios(scenario), design=design, own=own_files())
    plan.check()
    return plan
