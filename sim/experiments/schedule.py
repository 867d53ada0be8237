"""In which order the work is done, in pieces of which size, and by which processes."""

from __future__ import annotations

import os
import pickle
import signal
import threading
import warnings
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence

import joblib

from .chunks import Chunk, Task, carry_out
from .plan import Plan
from .workers import are_ready, await_start

SECONDS = 0.5  #: of work in a chunk: enough to outweigh handing it over, little to lose
LARGEST = 1000  #: replications in a chunk
SOON = 3.0  #: seconds of work that this process does itself: starting others would take as long
READY = 0.25  #: the same where others have been started before


class Pace:
    """How long a replication takes, from the chunks so far."""

    def __init__(self) -> None:
        self._recent: list[float] = []

    def note(self, chunk: Chunk) -> None:
        """Learn from a chunk."""
        self._recent = [*self._recent[-8:], chunk.seconds / len(chunk.replications)]

    @property
    def is_known(self) -> bool:
        """Whether it is known from more than a process's first chunk, which is slow."""
        return len(self._recent) > 1

    @property
    def seconds(self) -> float | None:
        """Of one replication: the median of late; None while there is none."""
        ordered = sorted(self._recent)
        return ordered[(len(ordered) - 1) // 2] if ordered else None


class Schedule:
    """The tasks that are left until every scenario has so many replications.

    All scenarios' first chunks come before any second one, so that what an interruption leaves is paired, and the time left
    is told honestly from the start.

    Parameters
    ----------
    plan
        What is run.
    until
        How many replications of each scenario there should be.
    done
        The replications that are finished, by the scenario's place.
    pace
        How long a replication takes.
    chunk
        Replications in a chunk; None for as many as take `SECONDS`.
    """

    def __init__(
        self, plan: Plan, until: int, done: Mapping[int, Sequence[range]], pace: Pace, chunk: int | None
    ) -> None:
        self.plan, self.pace, self.chunk = plan, pace, chunk
        self._left = {place: _gaps(done.get(place, ()), until) for place in range(len(plan.scenarios))}
        self._pickled = [pickle.dumps(scenario) for scenario in plan.scenarios]
        self._bound = 0
        self.shares = 1  # into how many chunks what is left of a scenario should be cut at least

    @property
    def remaining(self) -> int:
        """Replications that have not been handed out."""
        return sum(len(gap) for gaps in self._left.values() for gap in gaps)

    def __iter__(self) -> Iterator[Task]:
        return self

    def __next__(self) -> Task:
        waiting = [(gaps[0].start, place) for place, gaps in self._left.items() if gaps]
        if not waiting:
            raise StopIteration
        first, place = min(waiting)
        if first >= self._bound:
            self._bound = first + self._size()
        gap = self._left[place].pop(0)
        part = range(first, min(self._bound, gap.stop))
        if part.stop < gap.stop:
            self._left[place].insert(0, range(part.stop, gap.stop))
        scenario, plan = self.plan.scenarios[place], self.plan
        return Task(
            scenario=self._pickled[place],
            place=place,
            seed=plan.seed,
            replications=part,
            engine=plan.engine,
            keep=plan.keep,
            against=plan.against or "",
            checked=tuple(number for number in plan.checked[scenario.name] if number in part),
        )

    def _size(self) -> int:
        if self.chunk is not None:
            return self.chunk
        seconds = self.pace.seconds
        if seconds is None:
            return 1
        fair = -(-self.remaining // (self.shares * len(self.plan.scenarios)))
        return max(1, min(LARGEST, fair, int(SECONDS / max(seconds, 1e-6))))


def _gaps(done: Sequence[range], until: int) -> list[range]:
    gaps, at = [], 0
    for part in sorted(done, key=lambda part: part.start):
        gaps.append(range(at, min(part.start, until)))
        at = max(at, part.stop)
    return [gap for gap in [*gaps, range(at, until)] if gap]


def performed(
    schedule: Schedule, workers: int | None, tell: Callable[[float], None] | None = None
) -> Generator[Chunk, None, None]:
    """Carry out every task; the chunks come in the order in which they are finished.

    Parameters
    ----------
    schedule
        The tasks.
    workers
        How many processes; None: one a core, where that is worth starting them.
    tell
        Told how many replications of a task are done while this process itself carries it out.
    """
    if workers is None:
        while not schedule.pace.is_known and schedule.remaining:
            yield _noted(schedule.pace, carry_out(next(schedule), tell))
        if (schedule.pace.seconds or 0.0) * schedule.remaining < (READY if are_ready() else SOON):
            workers = 1
    processes = min(workers or os.cpu_count() or 1, schedule.remaining)
    if processes <= 1:
        for task in schedule:
            yield _noted(schedule.pace, carry_out(task, tell))
        return
    await_start()
    schedule.shares = processes
    parallel = joblib.Parallel(n_jobs=processes, return_as="generator_unordered", batch_size=1)
    chunks = parallel(joblib.delayed(_in_a_worker)(task) for task in schedule)
    try:
        for chunk in chunks:
            yield _noted(schedule.pace, chunk)
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # joblib would warn of what an interruption cancels
            chunks.close()


def _noted(pace: Pace, chunk: Chunk) -> Chunk:
    pace.note(chunk)
    return chunk


def _in_a_worker(task: Task) -> Chunk:
    """Carry out a task in a process that leaves an interruption from the keyboard to the one that started it."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    return carry_out(task)
