"""Replications asked in words: KPIs by name, and functions of one replication, in parallel and in pairs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..measures import KPIS, own_files
from ..measures.groups import ALL
from ..model import Fault, Scenario, ScenarioError
from .arguments import read_folder
from .arm import Arm, total
from .execution.crosscheck import other_engine, sample
from .execution.schedule import executor, faults_of_parallel
from .kpi_matrix import KpiMatrix, concatenate
from .measured import Question, Questions, name_of, of_site
from .plan import identity
from .simulation import Progress, interruptible, simulate
from .storage.checkpoint import Memory, Store, kept
from .view import ReplicationView

__all__ = ["Column", "Query", "Question", "ReplicationView", "evaluate"]

K = TypeVar("K", bound=Hashable)
Floats: TypeAlias = NDArray[np.float64]
#: Under which an answer is found: the question or, where a function gives several numbers by name, with one of the names.
Column: TypeAlias = "Question | tuple[Question, str]"


@dataclass(frozen=True, kw_only=True)
class Query:
    """What is asked of the replications of one scenario.

    Attributes
    ----------
    questions
        KPIs by name (``kpi@group`` for one group of people), or functions of a module that are given a `ReplicationView`, and
        give a number or a few by name.
    sites
        How many sites there are in a replication, each with chance of its own. Of a scenario of many localities the answer is
        the sum over all of them.
    uncertain
        Whether each replication draws the scenario's uncertain parameters, the same in all scenarios and sites that share the
        seed; else they are taken as known.
    """

    scenario: Scenario
    replications: int
    questions: tuple[Question, ...]
    sites: int = 1
    uncertain: bool = True


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """All that the answers to some queries depend on.

    Attributes
    ----------
    seed
        Of all scenarios; None: each has its own.
    crosscheck
        How many replications of each scenario are run again with the other engine and compared step by step.
    """

    queries: tuple[Query, ...]
    seed: int | None
    engine: str
    crosscheck: int

    @cached_property
    def arms(self) -> tuple[Arm, ...]:
        """Each query as it is replicated."""
        return tuple(map(self._arm, self.queries))

    @property
    def longest(self) -> int:
        """The replications of the query that has most."""
        return max((query.replications for query in self.queries), default=0)

    @cached_property
    def document(self) -> dict[str, Any]:
        """The queries as plain values, ready for JSON."""
        versions = identity()
        queries = {
            f"{index} {query.scenario.name}": {
                "scenario": dict(query.scenario.mapping),
                "replications": query.replications,
                "uncertain": query.uncertain,
                **arm.measured.document(),
            }
            for index, (query, arm) in enumerate(zip(self.queries, self.arms, strict=True))
        }
        document = {
            "seed": self.seed,
            "engine": self.engine,
            "crosscheck": self.crosscheck,
            "queries": queries,
            "code": versions.pop("code"),
            "versions": versions,
        }
        plain: dict[str, Any] = json.loads(json.dumps(document, default=str))
        return plain

    @cached_property
    def fingerprint(self) -> str:
        """Marks the chunks that belong to it."""
        return hashlib.sha256(json.dumps(self.document, sort_keys=True).encode()).hexdigest()

    def _arm(self, query: Query) -> Arm:
        seed = query.scenario.seed if self.seed is None else self.seed
        checked_by = other_engine(self.engine) if self.crosscheck else None
        size = self.crosscheck if checked_by else 0
        kpis = {name.partition("@")[0].split(".")[0] for name in query.questions if isinstance(name, str)}
        own = own_files() if not kpis <= {*KPIS} else ()
        return Arm(
            name=query.scenario.name,
            scenario=query.scenario,
            seed=seed,
            limit=query.replications,
            engine=self.engine,
            uncertain=query.uncertain,
            measured=Questions(questions=query.questions, sites=query.sites, own=own),
            checked_by=checked_by or "",
            checked=sample(seed, query.scenario.name, query.replications, size),
        )


def evaluate(
    queries: Mapping[K, Query],
    *,
    seed: int | None = None,
    engine: str = "compiled",
    crosscheck: int = 0,
    workers: int | None = None,
    parallel: str = "processes",
    address: str | None = None,
    chunk: int | None = None,
    folder: str | Path | None = None,
    resume: bool | None = None,
    progress: Progress | None = None,
) -> dict[K, dict[Column, Floats]]:
    """Simulate what is asked.

    Parameters
    ----------
    queries
        By any name.
    seed
        Of all scenarios; by default each scenario's own, so that scenarios with one seed are pairs.
    engine, crosscheck, workers, parallel, address, chunk, progress
        See `sim.run`. Answers depend on the engine alone.
    folder
        Where to keep the chunks that are finished, from which an interrupted evaluation goes on, and a whole one is read.
    resume
        Whether to go on with what the folder holds, or to throw it away; by default there should be nothing.

    Returns
    -------
    dict
        By query and question: the answers, shape (replications, sites); of a function that gives several numbers by name, under
        the function and each name.

    Raises
    ------
    ScenarioError
        If a scenario has no KPI of that name, for settings that cannot be, or if the folder holds something else.
    EnginesDisagree
        If the cross-check finds a difference.
    Interrupted
        If interrupted from the keyboard while chunks that are finished have been kept in a folder.
    """
    if faults := [*faults_of_parallel(parallel, address, workers), *_faults_of(queries)]:
        raise ScenarioError(faults)
    evaluation = Evaluation(queries=tuple(queries.values()), seed=seed, engine=engine, crosscheck=crosscheck)
    hands = executor(parallel, address, workers, max(1, total(evaluation.arms, evaluation.longest)))

    def answers(store: Store, tell: Progress | None) -> dict[K, dict[Column, Floats]]:
        with hands as perform:
            simulate(evaluation, store, perform, evaluation.longest, chunk=chunk, progress=tell)
        matrices = [concatenate([chunk.numbers for chunk in store.chunks(i)]) for i in range(len(evaluation.queries))]
        return {key: _answers(query, matrix) for (key, query), matrix in zip(queries.items(), matrices, strict=True)}

    if folder is None:
        return answers(Memory(), progress)
    with kept(read_folder(folder), evaluation, resume) as store, interruptible(store, progress) as tell:
        return answers(store, tell)


def _faults_of(queries: Mapping[Any, Query]) -> Iterator[Fault]:
    """Questions that other processes could not find, or tell apart."""
    for query in queries.values():
        for question in query.questions:
            name = question if isinstance(question, str) else getattr(question, "__qualname__", "<")
            if "<" in name:
                yield Fault(path="question", found=question, allowed="the name of a KPI, or a function of a module")


def _answers(query: Query, matrix: KpiMatrix) -> dict[Column, Floats]:
    """What each question, or each name that it is answered with, found in each replication and site."""
    columns: dict[tuple[str, str], Floats] = {
        (kpi, group): matrix.values[:, index] for index, (kpi, group, _) in enumerate(matrix.labels)
    }
    missing = np.full(len(matrix), np.nan)

    def sites(kpi: str, group: str) -> Floats:
        names = [of_site(kpi, site, query.sites) for site in range(query.sites)]
        return np.stack([columns.get((name, group), missing) for name in names], axis=1)

    answers: dict[Column, Floats] = {}
    for question in query.questions:
        name = name_of(question)
        kpi, _, group = name.partition("@")
        items = dict.fromkeys(
            column.removeprefix(f"{name}:").partition("#")[0] for column, _ in columns if column.startswith(f"{name}:")
        )
        if items and not isinstance(question, str):
            answers |= {(question, item): sites(f"{name}:{item}", ALL) for item in items}
        else:
            answers[question] = sites(kpi, group or ALL)
    return answers
