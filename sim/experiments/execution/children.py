"""Processes that this one starts: they leave signals to it, and do not outlive it."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

#: What asks a process to end: Ctrl-C, `kill` and most batch systems, a terminal that is closed.
SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
#: What may come again and again after one of these.
TIMERS = tuple(getattr(signal, name) for name in ("SIGALRM",) if hasattr(signal, name))
LOOK = 0.5  #: seconds after which a process looks again whether the one that started it is there


@contextmanager
def undisturbed() -> Iterator[None]:
    """Start processes or threads that leave signals to this one, and without being interrupted half way.

    They are born with the signals blocked, so that not even one that still imports can be hit: a terminal sends its signals to
    all of them, and what ends a process often does. A signal to this one is heard at the end of the block.
    """
    late: list[int] = []
    handlers = {}
    if threading.current_thread() is threading.main_thread():
        # Other threads may not block the signals, so that blocking them in this one is not enough.
        asked = [number for number in (*SIGNALS, *TIMERS) if callable(signal.getsignal(number))]
        handlers = {number: signal.signal(number, lambda number, _: late.append(number)) for number in asked}
    try:
        with _blocked():
            yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        if late:
            signal.raise_signal(late[0])


if sys.platform == "win32":

    @contextmanager
    def _blocked() -> Iterator[None]:
        yield

else:

    @contextmanager
    def _blocked() -> Iterator[None]:
        from multiprocessing import resource_tracker  # late: it need not be there where no process can be started

        before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            resource_tracker.ensure_running()  # before any process that shares it; up to Python 3.12 it unblocks them again
            signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def follow(parent: int) -> None:
    """In a process that another one has started: leave Ctrl-C to that, and end when it has gone.

    Parameters
    ----------
    parent
        The number of the process that started this one.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":  # where nobody takes over a process whose parent has gone
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: int) -> None:
    """End this process when its parent has gone, whatever it does: compiled code leaves threads alone."""
    while os.getppid() == parent:
        time.sleep(LOOK)
    os._exit(1)
