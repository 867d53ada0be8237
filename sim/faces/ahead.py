"""What can begin before the libraries are loaded: processes for a long run, which take as long to start as those to load."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

LONG = 400  #: replications, of all scenarios together, from which on it pays to start processes
BOARD = 5  #: scenarios that a board set has at least, or nearly: its file is not read yet


@contextmanager
def processes_for(words: Sequence[str]) -> Iterator[None]:
    """Start processes in the background if the words of a run ask for much; they end with it."""
    asked = dict(word.split("=", 1) for word in words if "=" in word)
    workers, replications = asked.get("workers"), asked.get("replications", "0")
    if "parallel" in asked or not replications.isdecimal() or int(replications) * _scenarios(asked) < LONG:
        yield
        return
    from ..experiments.workers import start, stop

    start(int(workers) if workers is not None and workers.isdecimal() else None)
    try:
        yield
    finally:
        stop()


def _scenarios(asked: dict[str, str]) -> int:
    """How many scenarios the words ask for, roughly."""
    if "scenario" in asked:
        return 1
    return asked["scenarios"].count(",") + 1 if "scenarios" in asked else BOARD
