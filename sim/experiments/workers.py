"""Worker processes: started in the background while there is other work to do, and given work."""

from __future__ import annotations

import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import joblib

#: A world in which a little of everything happens, so that all machine code is there before it is needed.
SMALL = {
    "name": "warm_up",
    "horizon": 400,
    "people": {"cohorts": {"all": {"people": 40}}, "leaving_a_year": 0.1},
    "identification": {"flow": {"people_a_month": 20}, "lists": {"list": {"every": "1 month"}, "size": 2}},
    "resources": {
        "clerks": {"team": 1, "hours_a_week": 35},
        "places": {"caseload": 9},
        "panel": {"meeting": {"every": "2 weeks"}, "slots": 1},
        "pot": {"fund": "one_off", "top_ups": {"2017-10-01": 500, "2018-04-01": 900}},
    },
    "pathway": {
        "exits": {"out": "Out"},
        "milestones": {"plan": "plan", "asked": "ask", "live": "pay"},
        "stages": {
            "place": {"caseload": "places", "patience": 30, "next": "plan"},
            "plan": {"team": "clerks", "work": {"gamma": {"mean": 7, "sd": 3}}, "next": "ask"},
            "ask": {"meeting": "panel", "next": {"pay": 0.8, "ask": 0.2}, "max_steps": 2, "then": "out"},
            "pay": {
                "fund": "pot",
                "amount": 50,
                "elapsed": {"lognormal": {"mean": 9, "sd": 4}},
                "pays": True,
                "next": "out",
            },
        },
    },
}

IDLE = 240.0  #: seconds after which processes without work may be gone (joblib ends them after 300)

Task = TypeVar("Task")
Answer = TypeVar("Answer")

_starting: Iterator[None] | None = None
_last_used: float | None = None


def warm_up() -> None:
    """Load everything that a replication needs, machine code above all."""
    from ..draws import Draws
    from ..engines import ENGINES
    from ..measures import measure
    from ..model import build

    draws = Draws(build(SMALL), 0, 0)
    measure(draws, ENGINES["compiled"](draws))


@contextmanager
def without_interruption() -> Iterator[None]:
    """Leave interruptions from the keyboard unheard, also by processes that are started meanwhile: they are for this one."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def start(workers: int | None) -> None:
    """Start worker processes in the background; `in_processes` waits for them.

    Parameters
    ----------
    workers
        How many; None: one a core.
    """
    global _starting  # noqa: PLW0603
    count = workers or os.cpu_count() or 1
    if _starting is None and count > 1:
        parallel = joblib.Parallel(n_jobs=count, return_as="generator_unordered", batch_size=1)
        with without_interruption():
            _starting = parallel(joblib.delayed(warm_up)() for _ in range(count))


def are_starting() -> bool:
    """Whether processes were started in the background for the work that comes next."""
    return _starting is not None


def are_ready() -> bool:
    """Whether processes have been started before, and are probably still there."""
    return are_starting() or (_last_used is not None and time.monotonic() - _last_used < IDLE)


def in_processes(
    do: Callable[[Task], Answer], tasks: Iterable[Task], processes: int, *, in_order: bool = False
) -> Generator[Answer, None, None]:
    """Do every task in one of some worker processes, which leave an interruption from the keyboard to this one.

    Parameters
    ----------
    do
        What to do with a task; a function of a module.
    tasks
        Asked for as processes become free.
    processes
        How many.
    in_order
        Whether the answers come in the order of the tasks; else as they are ready.
    """
    _await_start()
    parallel = joblib.Parallel(
        n_jobs=processes, return_as="generator" if in_order else "generator_unordered", batch_size=1
    )
    with without_interruption():
        answers = parallel(joblib.delayed(_undisturbed)(do, task) for task in tasks)
    try:
        yield from answers
    finally:
        _close(answers)


def _undisturbed(do: Callable[[Task], Answer], task: Task) -> Answer:
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    return do(task)


def _await_start() -> None:
    """Wait until the processes that were started in the background are ready, if there are any."""
    global _starting, _last_used  # noqa: PLW0603
    _last_used = time.monotonic()
    if _starting is not None:
        for _ in _starting:
            pass
        _starting = None


def give_up_start() -> None:
    """Do not wait for processes that will not be needed after all."""
    global _starting  # noqa: PLW0603
    if isinstance(_starting, Generator):
        _close(_starting)
    _starting = None


def _close(answers: Generator[object, None, None]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # joblib would warn of the tasks that this cancels
        answers.close()
