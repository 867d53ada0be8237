"""Work shared out among this process and others beside it, which can start in the background while there is other work."""

from __future__ import annotations

import math
import multiprocessing
import os
import time
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from contextlib import contextmanager
from itertools import islice, takewhile
from numbers import Integral
from typing import Any, TypeVar

from loky import cpu_count, get_reusable_executor
from loky.backend.utils import kill_process_tree

from ...model import Fault
from ..errors import Notice
from .children import follow, undisturbed

IDLE = 300.0  #: seconds after which other processes that have no work end
COPIED = 1 << 28  #: bytes at most that another process gets a copy of
#: Processes at most: so many for each core, beyond which they would only be in each other's way; and as many on any machine.
A_CORE, ANYWHERE = 4, 8
AHEAD = 2  #: tasks that each other process has in hand or before it by default, so that it need not wait for this one
#: Each process computes in one thread; libraries of linear algebra would start one a core in each of them.
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "BLIS", "VECLIB", "NUMEXPR")}

Task = TypeVar("Task")
Answer = TypeVar("Answer")


class _Others:
    """The processes beside this one: there are as many as were last asked for, until they have had no work for long."""

    def __init__(self) -> None:
        self.can_start = True
        self._executor: Any = None
        self._last_used = -math.inf
        self._count = 0

    @property
    def are_ready(self) -> bool:
        """Whether they have been started before, and are probably still there."""
        return time.monotonic() - self._last_used < 0.8 * IDLE

    def hand(self, count: int, do: Callable[[Task], Answer], task: Task) -> Future[Answer]:
        """Hand a task to one of `count` processes; where none can be started, this one does it."""
        if self.can_start and (future := self._submitted(count, do, task)) is not None:
            self._last_used, self._count = time.monotonic(), count
            return future
        return _done_here(do, task)

    def _submitted(self, count: int, do: Callable[[Task], Answer], task: Task) -> Future[Answer] | None:
        """A task handed over; None where the system does not let this process have others: it has to do without them."""
        before = set(multiprocessing.active_children())
        try:
            with undisturbed():
                self._executor = get_reusable_executor(
                    count, timeout=IDLE, initializer=follow, initargs=(os.getpid(),), env=ONE_THREAD
                )
                future: Future[Answer] = self._executor.submit(do, task)
                return future
        except BrokenExecutor:
            raise
        except (OSError, ImportError, NotImplementedError, RuntimeError) as error:
            self.can_start = False
            self.stop(kill=False)
            for child in set(multiprocessing.active_children()) - before:
                kill_process_tree(child)  # nobody would give it work, or tell it to end
            reason = " ".join(str(error).split())
            warnings.warn(
                f"workers: no other process can be started here ({reason}), so this one does all the work",
                Notice,
                stacklevel=2,
            )
            return None

    def hand_if_ready(self, do: Callable[[Task], Answer], task: Task) -> Future[Answer] | None:
        """Hand a task to one of those that are ready; None where there are none."""
        return self.hand(self._count, do, task) if self.are_ready else None

    def stop(self, kill: bool) -> None:
        """End them: at once, or when they have done what they have in hand."""
        self._last_used = -math.inf
        if self._executor is not None:
            self._executor.shutdown(wait=kill, kill_workers=kill)


_others = _Others()


def cores() -> int:
    """How many processes may be at work: one a core that is ours to use, and this one alone where it is a worker itself."""
    return cpu_count() if multiprocessing.current_process().name == "MainProcess" else 1


def most_workers() -> int:
    """How many processes may be asked for."""
    return max(ANYWHERE, A_CORE * cores())


def faults_of_workers(workers: object) -> list[Fault]:
    """What is wrong with a number of processes; None leaves it to the run."""
    most = most_workers()
    if workers is None:
        return []
    if not isinstance(workers, bool) and isinstance(workers, Integral) and 1 <= int(workers) <= most:
        return []
    allowed = f"a whole number from 1 to {most}, best one for each core ({cores()} here); results do not depend on it"
    return [Fault(path="workers", found=workers, allowed=allowed)]


def are_ready() -> bool:
    """Whether processes have been started before, and are probably still there."""
    return _others.are_ready


def stop() -> None:
    """End the others; to kill them as they start would leave things behind, of which their library warns."""
    _others.stop(kill=False)


def shared_out(
    do: Callable[[Task], Answer],
    tasks: Iterable[Task],
    processes: int,
    *,
    in_order: bool = False,
    ahead: Callable[[], int] = lambda: AHEAD,
) -> Generator[Answer, None, None]:
    """Do every task, in this process and in others beside it.

    Parameters
    ----------
    do
        What to do with a task; a function of a module.
    tasks
        Asked for as processes become free.
    processes
        How many, with this one.
    in_order
        Whether the answers come in the order of the tasks; else as they are ready.
    ahead
        How many tasks each other process should have in hand or before it when this one turns to a task of its own.
    """
    count, left = processes - 1, iter(tasks)
    handed: list[Future[Answer]] = []
    is_complete = False
    try:
        while True:
            room = ahead() * count - sum(not future.done() for future in handed) if _others.can_start else 0
            handed += [_others.hand(count, do, task) for task in islice(left, max(0, room))]
            handed += [_done_here(do, task) for task in islice(left, 1)]
            ready = list(takewhile(Future.done, handed)) if in_order else [future for future in handed if future.done()]
            handed = [future for future in handed if future not in ready]
            yield from (future.result() for future in ready)
            if not ready and handed:
                wait(handed[:1] if in_order else handed, return_when=FIRST_COMPLETED)
            elif not ready:
                is_complete = True
                return
    finally:
        if not is_complete:
            _others.stop(kill=True)


@contextmanager
def beside(do: Callable[[Task], None], task: Task) -> Iterator[None]:
    """Do a task in another process beside what the block does, if others are ready; else before it.

    Parameters
    ----------
    do
        What to do with it; a function of a module.
    task
        It is copied to the other process, and should be no larger than `COPIED` bytes.
    """
    elsewhere = _others.hand_if_ready(do, task)
    if elsewhere is None:
        do(task)
        yield
        return
    try:
        yield
    finally:
        wait([elsewhere])
    elsewhere.result()


def _done_here(do: Callable[[Task], Answer], task: Task) -> Future[Answer]:
    done: Future[Answer] = Future()
    done.set_result(do(task))
    return done
