"""What asks the command to end: Ctrl-C, and the signals of a system that ends processes or of a terminal that is closed."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from ..experiments.execution.children import SIGNALS


@contextmanager
def interruptions(*, until_the_end: bool) -> Iterator[list[int]]:
    """Make every signal that asks to end an interruption as from the keyboard; gives those that have come.

    One that is ignored stays so, as ``nohup`` wants it. While an interruption is on its way, and so keeps what is finished,
    another one changes nothing: it could only keep less.

    Parameters
    ----------
    until_the_end
        Whether the process ends after the block: nothing should interrupt that.
    """
    received: list[int] = []
    is_over = False

    def interrupt(number: int, _: FrameType | None) -> None:
        received.append(number)
        if not is_over and not _is_under_way(sys.exception()):
            raise KeyboardInterrupt

    before = {}
    if threading.current_thread() is threading.main_thread():
        heard = [number for number in SIGNALS if signal.getsignal(number) not in (signal.SIG_IGN, None)]
        before = {number: signal.signal(number, interrupt) for number in heard}
    try:
        yield received
    finally:
        is_over = True
        for number, handler in before.items():
            signal.signal(number, signal.SIG_IGN if until_the_end else handler)


def _is_under_way(error: BaseException | None) -> bool:
    """Whether an interruption is among the exceptions that are being handled."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None
