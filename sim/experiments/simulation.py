"""Simulate an experiment into a store, batch after batch: what every way of asking for replications shares."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from .arm import Experiment, total
from .errors import EnginesDisagree, Interrupted
from .execution.schedule import Pace, Perform, Schedule
from .storage.checkpoint import Store, Unfinished, discard

#: Told how many replications are finished (in fractions, while one has many localities) and how many are planned so far, over
#: all arms.
Progress = Callable[[float, int], None]


def simulate(
    experiment: Experiment,
    store: Store,
    perform: Perform,
    until: int,
    *,
    chunk: int | None = None,
    progress: Progress | None = None,
    look: Callable[[int], None] | None = None,
    more: Callable[[int], int] | None = None,
) -> int:
    """Simulate what is not in the store yet.

    Parameters
    ----------
    experiment
        What is replicated.
    store
        Where chunks are kept.
    perform
        Carries out the tasks.
    until
        How many replications each arm gets at first, unless its limit is lower.
    chunk
        Replications in a chunk of work; None: as many as take half a second.
    progress
        Told the replications that are finished and those planned so far.
    look
        Called with `until` whenever a chunk has come in, while more are to come.
    more
        Says, given how many there are, how many there should be; as many: enough. None: the first batch is all.

    Returns
    -------
    int
        How many replications each arm has in the end, unless its limit is lower.
    """
    pace = Pace()
    while True:
        schedule = Schedule(experiment.arms, until, store.done(), pace, chunk)
        _batch(schedule, until, store, perform, progress, look)
        wanted = until if more is None else more(until)
        if wanted == until:
            return until
        until = wanted


def _batch(
    schedule: Schedule,
    until: int,
    store: Store,
    perform: Perform,
    progress: Progress | None,
    look: Callable[[int], None] | None,
) -> None:
    """Carry out a schedule, which ends with so many replications of each arm in the store."""
    planned = total(schedule.arms, until)
    finished = planned - schedule.remaining

    def tell(done: float) -> None:
        if progress is not None:
            progress(finished + done, planned)

    def stand() -> None:
        tell(0)
        if look is not None and finished < planned:
            look(until)

    stand()
    with closing(perform(schedule, tell)) as chunks:
        for chunk in chunks:
            store.add(chunk)
            finished += len(chunk.replications)
            stand()


@contextmanager
def interruptible(store: Unfinished, progress: Progress | None) -> Iterator[Progress]:
    """Say of an interruption what has been kept; of engines that disagree nothing is kept.

    It gives the progress that is to be reported within the block.

    Raises
    ------
    Interrupted
        If interrupted from the keyboard while chunks that are finished have been kept.
    """
    planned = 0

    def tell(finished: float, total: int) -> None:
        nonlocal planned
        planned = total
        if progress is not None:
            progress(finished, total)

    try:
        yield tell
    except EnginesDisagree:
        discard(store.folder)  # at least one engine is wrong: nothing here is worth going on with
        raise
    except KeyboardInterrupt:
        if not store.finished:
            raise
        raise Interrupted(store.folder, store.finished, planned) from None
