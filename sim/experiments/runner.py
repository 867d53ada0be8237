"""Scenarios times replications, in parallel, with results that do not depend on how the work was shared out."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..model import Scenario, ScenarioError
from .analysis.precision import Width, next_total, widths
from .arguments import read_execution, read_folder
from .errors import StorageError
from .execution.early import Early, Tell
from .execution.processes import COPIED, beside
from .execution.schedule import Perform, executor, faults_of_parallel
from .execution.tasks import KEEP
from .kpi_matrix import KpiMatrix, concatenate
from .plan import Plan, planned
from .results import Results, table_file
from .simulation import Progress, interruptible, simulate
from .storage.atomic_folder import check_still_replaceable, replaced
from .storage.checkpoint import Memory, Store, Unfinished, discard, unfinished
from .storage.inventory import check_replaceable, is_table, reason
from .storage.lineage import lineage
from .storage.manifest import describe
from .storage.parquet import frame_of, from_bytes
from .storage.tables import write_numbers

#: Given the results and the folder in which they are being written, to add files of its own.
Complete = Callable[[Results, Path], None]

DEFAULT_ENGINE = "compiled"


def run(
    scenario: Scenario | Sequence[Scenario],
    *,
    replications: int = 20,
    fewer: Mapping[str, int] | None = None,
    seed: int | None = None,
    engine: str = DEFAULT_ENGINE,
    crosscheck: int = 1,
    keep: str = "kpis",
    uncertainty: bool = True,
    precision: float | None = None,
    most: int = 10_000,
    workers: int | None = None,
    parallel: str = "processes",
    address: str | None = None,
    chunk: int | None = None,
    folder: str | Path | None = None,
    resume: bool | None = None,
    progress: Progress | None = None,
    first_results: Tell | None = None,
    complete: Complete | None = None,
    notes: Mapping[str, Any] | None = None,
) -> Results:
    """Run replications of one scenario or of several that share their luck.

    Several may be of several places, with residents, starts and target dates of their own: their numbers stand side by side
    (`sim.experiments.analysis.scale.scale_frame`), and are compared in pairs only within a place.

    Parameters
    ----------
    scenario
        A scenario, or several; the first of several is the baseline, and the first of each place that of the place's others.
    replications
        How many replications of each; with a `precision`, of the first batch (at least 20; where uncertain parameters are
        drawn 200, and in blocks of 20).
    fewer
        Scenarios that get fewer replications than the others, such as one of hundreds of localities, and how many.
    seed
        Which luck; by default the first scenario's own seed. All scenarios get the same, so that they can be compared in pairs.
    engine
        The name of an engine.
    crosscheck
        How many replications of each scenario are run again with the other engine and compared step by step.
    keep
        What to keep of a replication: its numbers (``kpis``), also its steps (``steps``), or also its event log (``events``).
    uncertainty
        Whether each replication draws the scenarios' uncertain parameters, the same for all scenarios; else they are taken as
        known, and luck is all that differs.
    precision
        Run until the 95 % intervals of the primary KPIs' means are at most this share of the mean to either side, and those of
        the differences from the baseline at most this share of the baseline's mean. A mean that hardly ever changed, such as
        that of something not seen, is never precise; a difference next to never there is (see `precision.Width`).
    most
        With a `precision`: the replications of each scenario after which it is given up.
    workers
        How many processes; by default one a core, where that is worth starting them, and at most four a core (on any machine
        eight). Where none can be started, this one does all the work, and a `Notice` says so. Results do not depend on it.
    parallel
        What does the work: ``processes`` of this machine, or ``dask`` for a Dask cluster. Results do not depend on it.
    address
        With ``dask``: of the scheduler of a cluster that is there, such as ``tcp://host:8786``; by default a cluster is started
        on this machine for as long as the run lasts.
    chunk
        Replications in a chunk of work; by default as many as take half a second. Results do not depend on it.
    folder
        Where to write the results, which appear whole or not at all: a folder that is new, empty, or holds what an earlier run
        wrote and nothing else. Chunks that are finished are kept in a folder beside it,
        ``<folder>.partial``, from which an interrupted run can go on. Without it nothing is written.
    resume
        Whether to go on with an unfinished run of the same folder, or to throw it away; by default there should be none.
    progress
        Called with the replications that are finished and those planned so far.
    first_results
        Called once, while the run goes on, with the results of the first 20 replications as soon as every scenario has them;
        not where there are fewer than 60 of each to come. They lie nowhere, and their manifest has only what is known by then.
    complete
        Called with the results and the folder in which they are being written, to add files to it. Where it fails, the
        results are written without them, and then its error is raised.
    notes
        What the manifest is to say besides.

    Returns
    -------
    Results
        KPIs, month ends and, where asked for, steps and events of every replication.

    Raises
    ------
    ScenarioError
        For settings or scenarios that cannot be run, or an unfinished run that `resume` does not allow for.
    EnginesDisagree
        If the cross-check finds a difference.
    Interrupted
        If interrupted from the keyboard while chunks that are finished have been kept in a folder.
    StorageError
        If results cannot be written, as where the disk is full. Chunks that are finished have been kept.
    """
    how: dict[str, Any] = {
        "replications": replications,
        "fewer": fewer or {},
        "engine": engine,
        "crosscheck": crosscheck,
    }
    plan = planned(scenario, seed, precision, most, **how, keep=keep, uncertainty=uncertainty)
    execution = {"workers": workers, "parallel": parallel, "address": address, "chunk": chunk, "resume": resume}
    told = {"progress": progress, "first_results": first_results, "complete": complete, "notes": notes}
    read = read_execution({**execution, **told})
    workers, parallel, address, chunk, resume = (read[key] for key in execution)
    if faults := faults_of_parallel(parallel, address, workers):
        raise ScenarioError(faults)
    place = read_folder(folder) if folder is not None else None
    batch = plan.first_batch if precision is None else most
    hands = executor(parallel, address, workers, plan.total(batch))
    if place is None:
        memory = Memory()
        results = _simulated(plan, memory, hands, chunk, progress, first_results)
        tables = {name: frame_of(_tables(plan, memory, name)) for name in KEEP[plan.keep]}
        return Results(scenarios=plan.scenarios, numbers=results.numbers, tables=tables, manifest=results.manifest)
    check_replaceable(place)
    with unfinished(place, plan, resume) as store, interruptible(store, progress) as tell:
        results = _simulated(plan, store, hands, chunk, tell, first_results, place)
        results.manifest.update(notes or {})
        failure = _publish(results, place, plan, store, workers, complete)
        discard(store.folder)
    if isinstance(failure, OSError):
        message = f"{place} holds the tables, but figures and report could not be written: {reason(failure)}"
        raise StorageError(message) from failure
    if failure is not None:
        failure.add_note(f"The tables are complete all the same, in {place}.")
        raise failure
    return results


def _publish(
    results: Results, place: Path, plan: Plan, store: Unfinished, workers: int | None, complete: Complete | None
) -> Exception | None:
    """Write the results into their folder; gives what kept `complete` from adding to it, for which no table is given up."""
    failure = None
    with store.storing(), replaced(place, store.folder) as draft:
        with _written(results, draft, workers):
            results.write_with(draft, {name: _tables(plan, store, name) for name in KEEP[plan.keep]})
            if complete is not None:
                try:
                    complete(results, draft)
                except Exception as error:  # whatever it is, it is raised when the tables are safe
                    failure = error
        if failure is not None:
            for path in [path for path in draft.iterdir() if not is_table(path.name)]:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        results.write_manifest(draft)
        check_still_replaceable(place)
    return failure


def _simulated(
    plan: Plan,
    store: Store,
    hands: AbstractContextManager[Perform],
    chunk: int | None,
    progress: Progress | None,
    first_results: Tell | None,
    folder: Path | None = None,
) -> Results:
    """Run what is left to run; gives the results, whose long tables lie in a folder, if anywhere."""
    reached: list[Width] = []

    def more(until: int) -> int:
        if plan.precision is None:
            return until
        numbers = {name: matrix.head(until) for name, matrix in _numbers(plan, store)[0].items()}
        reached[:] = widths(numbers, plan.precision)
        return next_total(reached, until, plan.most, plan.block)

    early = Early(plan, store, first_results)
    with hands as perform:
        began = time.perf_counter()
        until = simulate(
            plan, store, perform, plan.first_batch, chunk=chunk, progress=progress, look=early.look, more=more
        )
        seconds = time.perf_counter() - began
    numbers, compared = _numbers(plan, store)
    manifest: dict[str, Any] = describe(plan, until, reached, compared, seconds)
    files = {name: folder / table_file(name) for name in KEEP[plan.keep]} if folder else {}
    return Results(scenarios=plan.scenarios, numbers=numbers, tables=files, manifest=manifest)


def _numbers(plan: Plan, store: Store) -> tuple[dict[str, KpiMatrix], int]:
    """The numbers of every scenario, and how many steps were compared."""
    numbers, compared = {}, 0
    for index, scenario in enumerate(plan.scenarios):
        chunks = list(store.chunks(index))
        numbers[scenario.name] = concatenate([chunk.numbers for chunk in chunks])
        compared += sum(chunk.compared for chunk in chunks)
    return numbers, compared


def _tables(plan: Plan, store: Store, name: str) -> Iterator[pa.Table]:
    for index in range(len(plan.scenarios)):
        for chunk in store.chunks(index, tables=True):
            yield from_bytes(chunk.tables[name])


def _written(results: Results, folder: Path, workers: int | None) -> AbstractContextManager[None]:
    """Numbers are written by another process meanwhile, unless there should be none or they are too many to be there twice."""
    task = (folder, results.numbers, lineage(results.manifest))
    if workers != 1 and sum(one.nbytes for one in results.numbers.values()) <= COPIED:
        return beside(_write_numbers, task)
    write_numbers(*task)
    return nullcontext()


def _write_numbers(task: tuple[Path, Mapping[str, KpiMatrix], Mapping[str, str]]) -> None:
    write_numbers(*task)
