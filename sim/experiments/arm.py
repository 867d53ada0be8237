"""The arms of an experiment: each a scenario, how often it is replicated, and what is measured of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from ..model import Scenario
from .measured import Measured


@dataclass(frozen=True, kw_only=True)
class Arm:
    """One scenario of an experiment, as it is replicated.

    Attributes
    ----------
    name
        What it is called in the experiment.
    seed
        Arms that share it share their chance, and can be compared in pairs.
    limit
        How many replications it has at most; None: as many as the experiment comes to.
    engine
        The name of the engine that simulates.
    uncertain
        Whether each replication draws the scenario's uncertain parameters; else they are taken as known.
    measured
        What is measured of each replication.
    keep
        The long tables that are kept; see `sim.experiments.execution.tasks.KEEP`.
    checked_by, checked
        The engine that checks `engine`, and the replications that it checks; empty where nothing is checked.
    """

    name: str
    scenario: Scenario
    seed: int
    limit: int | None = None
    engine: str
    uncertain: bool = True
    measured: Measured
    keep: str = "kpis"
    checked_by: str = ""
    checked: tuple[int, ...] = ()

    def count(self, until: int) -> int:
        """How many replications it has once the arms without a limit have so many."""
        return until if self.limit is None else min(until, self.limit)


def total(arms: Iterable[Arm], until: int) -> int:
    """How many replications all arms have together when the experiment has so many."""
    return sum(arm.count(until) for arm in arms)


class Experiment(Protocol):
    """All that the numbers of an experiment depend on. An unfinished one goes on only as it began."""

    @property
    def arms(self) -> tuple[Arm, ...]:
        """What is replicated, in the order of the experiment."""

    @property
    def document(self) -> dict[str, Any]:
        """All of it as plain values, ready for JSON."""

    @property
    def fingerprint(self) -> str:
        """Marks the chunks that belong to it."""
