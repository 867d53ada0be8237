"""What asks the command to end: Ctrl-C, and the signals of a system that ends processes or of a terminal that is closed."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from ..experiments.execution.children import SIGNALS

REPEAT_AFTER = 1.0  #: seconds, after which an interruption comes again that some library has swallowed


@contextmanager
def interruptions(*, until_the_end: bool) -> Iterator[list[int]]:
    """Make every signal that asks to end an interruption as from the keyboard; gives those that have come.

    One that is ignored stays so, as ``nohup`` wants it. While an interruption is on its way, and so keeps what is finished,
    another one changes nothing: it could only keep less. One that gets lost, since some library catches whatever is raised
    beneath it, comes again every second, where the system has timers.

    Parameters
    ----------
    until_the_end
        Whether the process ends after the block: nothing should interrupt that.
    """
    received: list[int] = []
    is_over = False

    def interrupt() -> None:
        if not is_over and not _is_under_way(sys.exception()):
            raise KeyboardInterrupt

    with _repeating(interrupt) as repeat:

        def receive(number: int, _: FrameType | None) -> None:
            received.append(number)
            repeat()
            interrupt()

        before = {}
        if threading.current_thread() is threading.main_thread():
            heard = [number for number in SIGNALS if signal.getsignal(number) not in (signal.SIG_IGN, None)]
            before = {number: signal.signal(number, receive) for number in heard}
        try:
            yield received
        finally:
            is_over = True
            for number, handler in before.items():
                signal.signal(number, signal.SIG_IGN if until_the_end else handler)


@contextmanager
def _repeating(action: Callable[[], None]) -> Iterator[Callable[[], None]]:
    """Gives a function that has the action repeated every `REPEAT_AFTER` seconds, until the block ends.

    A timer of the system calls it in the main thread: another thread could not interrupt this one everywhere.
    """
    replaced: list[tuple[Any, tuple[float, float]]] = []

    def repeat() -> None:
        if sys.platform != "win32" and not replaced:
            handler = signal.signal(signal.SIGALRM, lambda *_: action())
            replaced.append((handler, signal.setitimer(signal.ITIMER_REAL, REPEAT_AFTER, REPEAT_AFTER)))

    try:
        yield repeat
    finally:
        if sys.platform != "win32":
            for handler, timer in replaced:
                signal.setitimer(signal.ITIMER_REAL, 0)
                signal.signal(signal.SIGALRM, handler)
                signal.setitimer(signal.ITIMER_REAL, *timer)


def _is_under_way(error: BaseException | None) -> bool:
    """Whether an interruption is among the exceptions that are being handled."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None
