"""Replications asked in words: KPIs by name, and functions of one replication, in parallel and in pairs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, Unpack

import numpy as np
from numpy.typing import NDArray

from ..draws import STRATA
from ..measures import KPIS, own_files
from ..measures.groups import ALL
from ..model import Fault, Scenario, ScenarioError
from .analysis.precision import faults_of_precision, first_batch, next_total, width_of_mean
from .arm import Arm, total
from .design import Design, Execution, Short, with_short
from .execution.crosscheck import other_engine, sample
from .execution.executor import executor
from .execution.schedule import Perform
from .identity import identity
from .kpi_matrix import KpiMatrix, concatenate
from .measured import Question, Questions, name_of, of_site
from .simulation import Progress, interruptible, simulate
from .storage.checkpoint import Memory, Store, kept
from .view import ReplicationView

__all__ = ["Column", "Query", "Question", "ReplicationView", "evaluate"]

K = TypeVar("K", bound=Hashable)
Floats: TypeAlias = NDArray[np.float64]
#: Under which an answer stands: the question or, where a function gives several numbers by name, with one of the names.
Column: TypeAlias = "Question | tuple[Question, str]"


@dataclass(frozen=True, kw_only=True)
class Query:
    """What is asked of the replications of one scenario.

    Attributes
    ----------
    replications
        How many; None: as many as the design says.
    questions
        KPIs by name (``kpi@group`` for one group of people), or functions of a module that are given a `ReplicationView`, and
        give a number or a few by name.
    sites
        How many sites there are in a replication, each with chance of its own. Of a scenario of many localities the answer is
        the sum over all of them.
    uncertain
        Whether each replication draws the scenario's uncertain parameters, the same in all scenarios and sites that share the
        seed; else they are taken as known. None: as the design says.
    """

    scenario: Scenario
    replications: int | None = None
    questions: tuple[Question, ...]
    sites: int = 1
    uncertain: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """All that the answers to some queries depend on.

    Attributes
    ----------
    design
        With the replications of each query, unless it says otherwise.
    """

    queries: tuple[Query, ...]
    design: Design

    def check(self) -> None:
        """Find out whether this can be asked.

        Raises
        ------
        ScenarioError
            If it cannot.
        """
        design = self.design
        faults = [fault for query in self.queries for fault in _faults_of(query)]
        if design.keep != "kpis":
            faults.append(Fault(path="keep", found=design.keep, allowed="kpis, where only answers are kept"))
        if design.fewer:
            faults.append(Fault(path="fewer", found=dict(design.fewer), allowed="none: each query may say how many"))
        if design.precision is not None and any(query.replications is not None for query in self.queries):
            faults.append(Fault(path="precision", found=design.precision, allowed="null where a query says how many"))
        if design.precision is not None:
            faults += faults_of_precision((), design.precision, design.max_replications, self.first_batch)
        if faults:
            raise ScenarioError(faults)

    @cached_property
    def arms(self) -> tuple[Arm, ...]:
        """Each query as it is replicated."""
        return tuple(map(self._arm, self.queries))

    @property
    def first_batch(self) -> int:
        """The replications of the query that is to have most; with a precision, those that all have at first."""
        if self.design.precision is not None:
            return first_batch(self.design.replications, self.block)
        return max((arm.limit or 0 for arm in self.arms), default=0)

    @property
    def block(self) -> int:
        """How many consecutive replications make an independent part; see `sim.experiments.mean_interval`."""
        return STRATA if any(arm.uncertain and arm.scenario.uncertain for arm in self.arms) else 1

    @cached_property
    def document(self) -> dict[str, Any]:
        """The queries as plain values, ready for JSON."""
        versions = identity()
        queries = {
            f"{index} {arm.name}": {
                "scenario": dict(arm.scenario.mapping),
                "replications": arm.limit,
                "uncertain": arm.uncertain,
                **arm.measured.document(),
            }
            for index, arm in enumerate(self.arms)
        }
        document = {
            "seed": self.design.seed,
            "engine": self.design.engine,
            "crosscheck": self.design.crosscheck,
            "precision": self.design.precision,
            "max_replications": self.design.max_replications if self.design.precision is not None else None,
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
        design, scenario = self.design, query.scenario
        seed = scenario.seed if design.seed is None else design.seed
        limit = query.replications
        if limit is None and design.precision is None:
            limit = design.replications
        checked_by = other_engine(design.engine) if design.crosscheck else None
        kpis = {name.partition("@")[0].split(".")[0] for name in query.questions if isinstance(name, str)}
        return Arm(
            name=scenario.name,
            scenario=scenario,
            seed=seed,
            limit=limit,
            engine=design.engine,
            uncertain=design.uncertainty if query.uncertain is None else query.uncertain,
            measured=Questions(
                questions=query.questions, sites=query.sites, own=own_files() if not kpis <= {*KPIS} else ()
            ),
            checked_by=checked_by or "",
            checked=sample(seed, scenario.name, limit or design.replications, design.crosscheck) if checked_by else (),
        )


def evaluate(
    queries: Mapping[K, Query],
    design: Design | None = None,
    execution: Execution | None = None,
    **short: Unpack[Short],
) -> dict[K, dict[Column, Floats]]:
    """Simulate what is asked.

    Parameters
    ----------
    queries
        By any name.
    design
        What the answers depend on. Without a seed each scenario has its own, so that scenarios with one seed are pairs. With a
        precision, replications are added until the 95 % interval of the mean of every answer is that narrow.
    execution
        How it is carried out.
    **short
        Settings in short, as `sim.run` takes them. In a `folder` the chunks that are finished are kept: an interrupted
        evaluation goes on from there, and a whole one is read.

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
    design, execution, output = with_short((design, execution, None), short)
    evaluation = Evaluation(queries=tuple(queries.values()), design=design)
    evaluation.check()
    batch = evaluation.first_batch if design.precision is None else design.max_replications
    workforce = executor(execution, max(1, total(evaluation.arms, batch)))
    if output.folder is None:
        matrices = _simulated(evaluation, Memory(), workforce, execution, execution.progress)
    else:
        with (
            kept(Path(output.folder), evaluation, execution.resume) as store,
            interruptible(store, execution.progress) as tell,
        ):
            matrices = _simulated(evaluation, store, workforce, execution, tell)
    return {key: _answers(query, matrix) for (key, query), matrix in zip(queries.items(), matrices, strict=True)}


def _simulated(
    evaluation: Evaluation,
    store: Store,
    workforce: AbstractContextManager[Perform],
    execution: Execution,
    progress: Progress | None,
) -> list[KpiMatrix]:
    """The answers to each query."""
    design = evaluation.design

    def matrices(until: int) -> list[KpiMatrix]:
        return [
            concatenate([chunk.numbers for chunk in store.chunks(index)]).head(arm.count(until))
            for index, arm in enumerate(evaluation.arms)
        ]

    def more(until: int) -> int:
        if design.precision is None:
            return until
        widths = [
            width_of_mean(arm.name, label[0], values, design.precision, evaluation.block)
            for arm, matrix in zip(evaluation.arms, matrices(until), strict=True)
            for label, values in zip(matrix.labels, matrix.values.T, strict=True)
        ]
        return next_total(widths, until, design.max_replications, evaluation.block)

    with workforce as perform:
        until = simulate(
            evaluation, store, perform, evaluation.first_batch, chunk=execution.chunk, progress=progress, more=more
        )
    return matrices(until)


def _faults_of(query: Query) -> Iterator[Fault]:
    """Questions that other processes could not find, or tell apart."""
    for question in query.questions:
        name = question if isinstance(question, str) else getattr(question, "__qualname__", "<")
        if "<" in name:
            yield Fault(path="question", found=question, allowed="the name of a KPI, or a function of a module")


def _answers(query: Query, matrix: KpiMatrix) -> dict[Column, Floats]:
    """What each question, or each name that it is answered with, came to in each replication and site."""
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
