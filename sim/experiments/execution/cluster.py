"""A Dask cluster that carries out the work: one of this machine's own, or one that is there already."""

from __future__ import annotations

import asyncio
import logging
import pickle
import time
import traceback
import warnings
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from ...model import Fault, ScenarioError
from ..identity import identity
from .children import undisturbed
from .processes import cores
from .schedule import Perform, Schedule
from .tasks import Chunk, Task, Tell, execute

if TYPE_CHECKING:
    import distributed

EXTRA = "pip install ipc-rollout[cluster]"  #: what installs Dask
CONNECT, ANSWER = 4.0, 8.0  #: seconds that a scheduler has to answer, and that everybody has to say which code they run
AHEAD = 2  #: tasks in flight for each thread: one that is worked on, and the next
LOOK = 5.0  #: seconds after which to see whether workers have come or gone
ALONE = 60.0  #: seconds without any worker after which nobody is waited for any more
GONE = "a scheduler that stays: it has gone"
LOUD = ("distributed", "distributed.client", "distributed.scheduler", "distributed.worker", "tornado", "asyncio")
#: Each worker of this machine leaves an interruption from the keyboard to the process that started it.
DEAF = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"
#: What schedulers and workers are asked is made of what every Python has: one that lacks our package could not even read
#: anything else, and Dask would wait for its answer forever.
_IMPORT = "__import__('importlib').import_module({!r})"
WHO = f"{_IMPORT.format(identity.__module__)}.identity()"
WORK = f"{_IMPORT.format(__name__)}.work(task)"


class _Stranger(Exception):  # noqa: N818 - it says who did it
    """A worker that joined after the others had been asked, and runs other code."""


@contextmanager
def cluster(address: str | None, workers: int | None, most: int) -> Iterator[Perform]:
    """Give what carries out schedules on a Dask cluster, which is asked first whether it can.

    Parameters
    ----------
    address
        Of the scheduler of a cluster that is there; None: one is started on this machine, and ended at the end of the block.
    workers
        How many processes a cluster of this machine has; None: one a core.
    most
        Processes beyond which there would be nothing for them to do.

    Raises
    ------
    ScenarioError
        If Dask is not installed, if nobody answers at the address within seconds, if there is no worker, or if the scheduler
        or a worker lacks this package or has another version of it.
    """
    try:
        import distributed
    except ImportError:
        raise _unfit("parallel", "dask", f"processes, or dask once it is installed: {EXTRA}") from None
    with _quiet(), ExitStack() as closing:
        if address is None:
            local = closing.enter_context(_local(distributed, min(workers or cores(), most)))
            client = distributed.Client(local, timeout=CONNECT, set_as_default=False)
        else:
            client = _connected(distributed, address)
        closing.callback(_closed, client)
        _ask(client, address)
        yield partial(_performed, client, address)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask from telling in its own way what this module tells in one line."""
    loggers = [logging.getLogger(name) for name in LOUD]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@contextmanager
def _local(library: Any, workers: int) -> Iterator[Any]:
    """A cluster of this machine, without a web page, and without a limit of memory that processes would not have."""
    how: dict[str, Any] = {"threads_per_worker": 1, "dashboard_address": None, "memory_limit": 0, "preload": [DEAF]}
    # What the scheduler tells by HTTP all the same goes to this machine alone, at a port that no other run has.
    how["scheduler_kwargs"] = {"dashboard_address": "127.0.0.1:0"}
    try:
        with undisturbed():
            local = library.LocalCluster(n_workers=workers, silence_logs=logging.CRITICAL + 1, **how)
    except (RuntimeError, OSError) as error:
        allowed = f'a machine on which workers start (a script needs `if __name__ == "__main__":`; {_line(error)})'
        raise _unfit("parallel", "dask", allowed) from error
    try:
        yield local
    finally:
        local.close(timeout=10)


def _connected(library: Any, address: str) -> distributed.Client:
    try:
        with ThreadPoolExecutor(1) as thread:  # where no other loop runs, as it does in a notebook
            thread.submit(asyncio.run, _greeted(library, address)).result()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of versions that differ: what matters is asked below
            client: distributed.Client = library.Client(address, timeout=CONNECT, set_as_default=False)
            return client
    except (OSError, ValueError, RuntimeError, TypeError) as error:
        allowed = f"the address of a Dask scheduler that answers, such as tcp://host:8786 ({_line(error)})"
        raise _unfit("parallel.address", address, allowed) from error


async def _greeted(library: Any, address: str) -> None:
    """Find out whether it is Dask that answers: a client would wait forever for anything else to say its first word."""
    security = library.Security().get_connection_args("client")
    comm = await asyncio.wait_for(library.comm.connect(address, timeout=CONNECT, **security), CONNECT)
    await comm.close()


def _closed(client: distributed.Client) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        client.close(timeout=5)  # lets go of what is still in flight, so that the cluster drops it


def _ask(client: distributed.Client, address: str | None) -> None:
    """Find out whether scheduler and workers run the code that is here."""
    given = address or "dask"
    path = "parallel.address" if address else "parallel"
    _same(path, given, "its scheduler", _answer(client, client.run_on_scheduler), scheduler=True)
    answers = _answer(client, partial(client.run, on_error="return"))
    if isinstance(answers, Mapping) and not answers:
        raise _unfit(path, given, "a cluster with at least one worker: it has none")
    by_worker = answers if isinstance(answers, Mapping) else {"none": answers}
    for worker, answer in by_worker.items():
        _same(path, given, f"its worker {worker}" if worker != "none" else "a worker", answer)


def _answer(client: distributed.Client, run: Callable[..., Any]) -> Any:
    """What comes back; an exception where there is one."""
    try:
        return client.sync(run, eval, WHO, callback_timeout=ANSWER)
    except Exception as error:  # whatever the other side raised comes out here
        return error


def _same(path: str, given: str, party: str, answer: Any, *, scheduler: bool = False) -> None:
    """Refuse whoever lacks this package or runs another version of it.

    A scheduler only hands work on: it has to read our tasks, but no number depends on its libraries.
    """
    if isinstance(answer, TimeoutError):
        raise _unfit(path, given, f"a cluster that answers; {party} did not say within {ANSWER:g} s which code it runs")
    if isinstance(answer, ImportError | AttributeError):
        allowed = f"a cluster whose scheduler and workers can import this package; {party} cannot ({_line(answer)})"
        raise _unfit(path, given, allowed)
    if not isinstance(answer, Mapping):
        raise _unfit(path, given, f"a cluster that runs what it is asked to; {party} did not ({_line(answer)})")
    for key, here in identity().items():
        if answer.get(key) != here and (key == "code" or not scheduler):
            allowed = (
                f"a cluster with {key} {here}, as here; {party} has {answer.get(key)} (restart it after an update)"
            )
            raise _unfit(path, given, allowed)


def _performed(
    client: distributed.Client, address: str | None, schedule: Schedule, tell: Tell | None = None
) -> Generator[Chunk, None, None]:
    """Carry out every task; the chunks come in the order in which they are finished.

    A worker that ends takes nothing with it: the scheduler hands its tasks to the others.
    """
    del tell  # only a process's own work is reported in fractions
    import distributed

    code = identity()
    flying: dict[Any, Task] = {}
    threads, looked, last_seen = 0, -LOOK, time.monotonic()
    while True:
        now = time.monotonic()
        if now - looked >= LOOK:
            threads, looked = _threads(client), now
            last_seen = now if threads else last_seen
            schedule.share(max(1, threads))
            if now - last_seen > ALONE:
                raise _lost(address, f"workers: it has had none for {ALONE:g} s")
        while len(flying) < max(1, AHEAD * threads) and (task := next(schedule, None)) is not None:
            flying[client.submit(eval, WORK, {"task": pickle.dumps((task, code))}, pure=False)] = task
        if not flying:
            return
        try:
            with client.as_current():
                done = distributed.wait(list(flying), timeout=LOOK, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            continue
        except (CancelledError, OSError):
            raise _lost(address, GONE) from None
        for future in done:
            chunk = _landed(future, flying[future], address)
            if chunk is not None:
                del flying[future]
                schedule.pace.note(chunk)
                yield chunk


def _landed(future: Any, task: Task, address: str | None) -> Chunk | None:
    """The chunk; None where it was lost with its worker after all, so that it is made again."""
    import distributed

    try:
        landed: Chunk | Exception = pickle.loads(future.result(timeout=ALONE))  # our own, if the address is
        if isinstance(landed, Exception):
            raise landed
        return landed
    except TimeoutError:
        return None
    except distributed.KilledWorker:
        part = task.replications
        which = f"replications {part.start} to {part.stop - 1}" if len(part) > 1 else f"replication {part.start}"
        raise _lost(address, f"workers that last: several ended while they ran {which} (out of memory?)") from None
    except (_Stranger, ImportError, AttributeError) as error:
        allowed = f"workers with the code that is here: one that joined later has not ({_line(error)})"
        raise _lost(address, allowed) from error
    except (CancelledError, OSError):
        raise _lost(address, GONE) from None


def _threads(client: distributed.Client) -> int:
    """How many threads the workers have together; 0 where they do not answer."""
    try:
        answer: Mapping[str, int] = client.sync(client.nthreads, callback_timeout=ANSWER)
    except (TimeoutError, OSError):
        return 0
    return sum(answer.values())


def work(task: bytes) -> bytes:
    """On a worker: carry out a task, where the code is that of whoever asks.

    An exception is given back like a chunk: Dask waits forever for one that it cannot pickle, as with a deep traceback.

    Parameters
    ----------
    task
        The task, and the `identity` that it is meant for, pickled.

    Returns
    -------
    bytes
        The chunk or the exception, pickled.
    """
    try:
        wanted, asked = pickle.loads(task)
        if other := [f"{key} {value}" for key, value in identity().items() if value != asked.get(key)]:
            raise _Stranger(", ".join(other))
        return pickle.dumps(execute(wanted))
    except Exception as error:
        error.add_note("".join(traceback.format_exception(error, limit=-20)))
        error.with_traceback(None)
        try:
            pickled = pickle.dumps(error)
            pickle.loads(pickled)
        except Exception:  # of whatever class it is, it cannot travel: then its words do
            return pickle.dumps(RuntimeError(*error.__notes__))
        return pickled


def _unfit(path: str, given: str, allowed: str) -> ScenarioError:
    return ScenarioError([Fault(path=path, found=given, allowed=allowed)])


def _lost(address: str | None, allowed: str) -> ScenarioError:
    """In the middle of a run, what is finished of which has been kept where there is a folder for it."""
    return _unfit("parallel.address" if address else "parallel", address or "dask", f"{allowed}; resume=true goes on")


def _line(error: object) -> str:
    """An exception in one line."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 160 else f"{text[:157]}..."
