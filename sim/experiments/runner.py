"""Scenarios times replications, in parallel, with results that do not depend on how the work was shared out."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, Unpack

import pyarrow as pa

from ..model import Scenario
from .analysis.precision import Width, next_total, widths
from .design import Design, Execution, Output, Short, with_short
from .errors import StorageError
from .execution.early import Early
from .execution.executor import executor
from .execution.processes import COPIED, beside
from .execution.schedule import Perform
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


def run(
    scenario: Scenario | Iterable[Scenario],
    design: Design | None = None,
    execution: Execution | None = None,
    output: Output | None = None,
    **short: Unpack[Short],
) -> Results:
    """Run replications of one scenario or of several that share their chance.

    Several may be of several localities, with residents, starts and target dates of their own: their numbers stand side by side
    (`sim.experiments.analysis.scale.scale_frame`), and are compared in pairs only within a locality.

    Parameters
    ----------
    scenario
        A scenario, or several; the first of several is the baseline, and the first of each locality that of its others.
    design
        What the numbers depend on: how many replications, of which seed, whether what is uncertain is drawn, and so on.
    execution
        How it is carried out: processes or a cluster, and whether an unfinished run goes on.
    output
        Where results are written, and who is shown them.
    **short
        The settings that are asked for most, in short: `replications`, `seed` and `uncertainty` of the design, `workers` and
        `resume` of the execution, the `folder` of the output. They have the last word.

    Returns
    -------
    Results
        KPIs, month ends and, where asked for, steps and events of every replication.

    Raises
    ------
    ScenarioError
        For settings or scenarios that cannot be run, or an unfinished run that `Execution.resume` does not allow for.
    EnginesDisagree
        If the cross-check finds a difference.
    Interrupted
        If interrupted from the keyboard while chunks that are finished have been kept in a folder.
    StorageError
        If results cannot be written, as where the disk is full. Chunks that are finished have been kept.

    Examples
    --------
    >>> import sim
    >>> scenario = sim.load("mm_c")
    >>> results = sim.run(scenario, replications=2, seed=1)
    >>> results = sim.run(scenario, sim.Design(replications=2, keep="steps"), sim.Execution(workers=1))
    """
    design, execution, output = with_short((design, execution, output), short)
    plan = planned(scenario, design)
    batch = plan.first_batch if design.precision is None else design.max_replications
    workforce = executor(execution, plan.total(batch))
    if output.folder is None:
        memory = Memory()
        results = _simulated(plan, memory, workforce, execution.chunk, execution.progress, output)
        tables = {name: frame_of(_tables(plan, memory, name)) for name in KEEP[design.keep]}
        return Results(scenarios=plan.scenarios, numbers=results.numbers, tables=tables, manifest=results.manifest)
    folder = Path(output.folder)
    check_replaceable(folder)
    with unfinished(folder, plan, execution.resume) as store, interruptible(store, execution.progress) as tell:
        results = _simulated(plan, store, workforce, execution.chunk, tell, output)
        results.manifest.update(output.notes or {})
        failure = _publish(results, folder, plan, store, execution.workers, output.complete)
        discard(store.folder)
    if isinstance(failure, OSError):
        message = f"{folder} holds the tables, but figures and report could not be written: {reason(failure)}"
        raise StorageError(message) from failure
    if failure is not None:
        failure.add_note(f"The tables are complete all the same, in {folder}.")
        raise failure
    return results


def _publish(
    results: Results, folder: Path, plan: Plan, store: Unfinished, workers: int | None, complete: Complete | None
) -> Exception | None:
    """Write the results into their folder; gives what kept `complete` from adding to it, for which no table is given up."""
    failure = None
    with store.storing(), replaced(folder, store.folder) as draft:
        with _written(results, draft, workers):
            results.write_with(draft, {name: _tables(plan, store, name) for name in KEEP[plan.design.keep]})
            if complete is not None:
                try:
                    complete(results, draft)
                except Exception as error:  # whatever it is, it is raised when the tables are safe
                    failure = error
        if failure is not None:
            for path in [path for path in draft.iterdir() if not is_table(path.name)]:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        results.write_manifest(draft)
        check_still_replaceable(folder)
    return failure


def _simulated(
    plan: Plan,
    store: Store,
    workforce: AbstractContextManager[Perform],
    chunk: int | None,
    progress: Progress | None,
    output: Output,
) -> Results:
    """Run what is left to run; gives the results, whose long tables lie in the folder, if anywhere."""
    reached: list[Width] = []

    def more(until: int) -> int:
        if plan.design.precision is None:
            return until
        numbers = {name: matrix.head(until) for name, matrix in _numbers(plan, store)[0].items()}
        reached[:] = widths(numbers, plan.design.precision)
        return next_total(reached, until, plan.design.max_replications, plan.block)

    early = Early(plan, store, output.first_results)
    with workforce as perform:
        began = time.perf_counter()
        until = simulate(
            plan, store, perform, plan.first_batch, chunk=chunk, progress=progress, look=early.look, more=more
        )
        seconds = time.perf_counter() - began
    numbers, compared = _numbers(plan, store)
    manifest: dict[str, Any] = describe(plan, until, reached, compared, seconds)
    kept = KEEP[plan.design.keep] if output.folder else ()
    files = {name: Path(output.folder or "") / table_file(name) for name in kept}
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
    if workers != 1 and sum(matrix.nbytes for matrix in results.numbers.values()) <= COPIED:
        return beside(_write_numbers, task)
    write_numbers(*task)
    return nullcontext()


def _write_numbers(task: tuple[Path, Mapping[str, KpiMatrix], Mapping[str, str]]) -> None:
    write_numbers(*task)
