"""What carries out a schedule: this process and others beside it, or a Dask cluster."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import closing, contextmanager

from ...model import Fault, ScenarioError
from ..design import Execution
from .processes import are_ready, cores, shared_out
from .schedule import Pace, Perform, Schedule
from .tasks import Chunk, Tell, execute

SOON = 3.0  #: seconds of work that this process does itself: starting others would take as long
READY = 0.25  #: the same where others have been started before


@contextmanager
def executor(execution: Execution, most: int) -> Iterator[Perform]:
    """Give what carries out schedules: processes of this machine, or a Dask cluster.

    Parameters
    ----------
    execution
        Which of them, and how many processes.
    most
        Processes beyond which there would be nothing for them to do.

    Raises
    ------
    ScenarioError
        If there is no cluster that can do the work.
    """
    if execution.parallel == "dask":
        from .cluster import cluster  # late: Dask is an extra, and slow to load

        with cluster(execution.address, execution.workers, most) as perform:
            yield perform
    else:
        yield lambda schedule, tell: performed(schedule, execution.workers, tell)


def performed(schedule: Schedule, workers: int | None, tell: Tell | None = None) -> Generator[Chunk, None, None]:
    """Carry out every task; the chunks come in the order in which they are finished.

    Parameters
    ----------
    schedule
        The tasks.
    workers
        How many processes; None: one a core, where that is worth starting them.
    tell
        Told how many replications of a task are done while this process itself carries it out.

    Raises
    ------
    ScenarioError
        If another process ends in the middle of its work.
    """
    if workers is None:
        while not schedule.pace.is_known and schedule.remaining:
            yield _noted(schedule.pace, execute(next(schedule), tell))
        if (schedule.pace.seconds or 0.0) * schedule.work < (READY if are_ready() else SOON):
            workers = 1
    processes = min(workers or cores(), schedule.remaining)
    if processes <= 1:
        for task in schedule:
            yield _noted(schedule.pace, execute(task, tell))
        return
    schedule.share(processes)
    try:
        with closing(shared_out(execute, schedule, processes, ahead=schedule.ahead)) as chunks:
            for chunk in chunks:
                yield _noted(schedule.pace, chunk)
    except BrokenExecutor:
        allowed = "processes that last: one of them was ended (out of memory? fewer need less); resume=true goes on"
        raise ScenarioError([Fault(path="workers", found=processes, allowed=allowed)]) from None


def _noted(pace: Pace, chunk: Chunk) -> Chunk:
    pace.note(chunk)
    return chunk
