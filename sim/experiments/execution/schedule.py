"""In which order the work is done, and in pieces of which size."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence

from ...draws import STRATA
from ..arm import Arm
from .tasks import Chunk, Task, Tell

SECONDS = 0.5  #: of work in a chunk: enough to outweigh handing it over, little to lose
SHORTEST = 0.05  #: the same at the end, where all should be done together
LARGEST = 1000  #: replications in a chunk
#: Tasks that each other process has before it: replications one by one, while this one still loads what its first one needs;
#: chunks, while it loads libraries for later; and less towards the end, where all should be done together.
SINGLE, MANY, FEW = 16, 6, 2
CHECK = 40  #: replications that take as long as a check by the reference engine


class Pace:
    """How long a replication takes, from the chunks so far."""

    def __init__(self) -> None:
        self._recent: list[float] = []
        self._of_arm: dict[int, float] = {}

    def note(self, chunk: Chunk) -> None:
        """Learn from a chunk."""
        seconds = chunk.seconds / len(chunk.replications)
        self._recent = [*self._recent[-8:], seconds]
        self._of_arm[chunk.index] = seconds

    def of_arm(self, index: int) -> float | None:
        """The seconds of a replication of one arm, from its last chunk; None while there is none."""
        return self._of_arm.get(index)

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
    """The tasks that are left until every arm has so many replications.

    The first chunks of all arms come before any second one, so that what an interruption leaves is paired, and the time left
    is reported from the start.

    Parameters
    ----------
    arms
        What is replicated.
    until
        How many replications of each arm there should be, unless its limit is lower.
    done
        The replications that are finished, by the index of the arm.
    pace
        How long a replication takes.
    chunk
        Replications in a chunk; None for as many as take `SECONDS`.
    """

    def __init__(
        self, arms: Sequence[Arm], until: int, done: Mapping[int, Sequence[range]], pace: Pace, chunk: int | None
    ) -> None:
        self.arms, self.pace, self.chunk = arms, pace, chunk
        self._left = {index: gaps(done.get(index, ()), arm.count(until)) for index, arm in enumerate(arms)}
        self._pickled = [pickle.dumps(arm.scenario) for arm in arms]
        self._bound = 0
        self._processes = 1  # among which what is left is shared out
        self._checks: list[tuple[int, int]] = []  # those that are tasks of their own, each with the index of its arm

    @property
    def remaining(self) -> int:
        """Replications that have not been handed out."""
        return len(self._checks) + sum(len(gap) for gaps in self._left.values() for gap in gaps)

    @property
    def work(self) -> int:
        """The same, and for each of the reference engine's checks among them the replications that take as long."""
        checks = [*self._checks, *self._to_check()]
        return self.remaining + CHECK * sum(self.arms[index].checked_by == "reference" for _, index in checks)

    def ahead(self) -> int:
        """How many tasks each other process should have before it when this one turns to a task of its own."""
        if not self.pace.is_known:
            return SINGLE
        left = self.remaining * (self.pace.seconds or 0.0) / self._processes
        return MANY if left > 2 * MANY * SECONDS else FEW

    def share(self, processes: int) -> None:
        """Cut what is left for so many processes at once.

        A replication that is checked takes long, and so becomes a task of its own, just before the chunk that it is taken out
        of: the others do the rest meanwhile.
        """
        self._processes = processes
        taken_out = self._to_check()
        for number, index in taken_out:
            self._left[index] = [part for gap in self._left[index] for part in _without(gap, number)]
        self._checks = sorted([*self._checks, *taken_out])

    @property
    def _are_longest(self) -> bool:
        """Whether the checks that are tasks of their own take longer than a share of all else, so that they have to begin."""
        longest = CHECK * len(self._checks)
        return longest > 0 and self.remaining - len(self._checks) <= longest * self._processes

    def _to_check(self) -> list[tuple[int, int]]:
        """The replications that are checked, of those that are not tasks of their own yet; each with the index of its arm."""
        gaps = [(index, gap) for index, some in self._left.items() for gap in some]
        return [(number, index) for index, gap in gaps for number in self.arms[index].checked if number in gap]

    def __iter__(self) -> Iterator[Task]:
        return self

    def __next__(self) -> Task:
        waiting = [(gaps[0].start, index) for index, gaps in self._left.items() if gaps]
        if waiting and min(waiting)[0] >= self._bound:
            first = min(waiting)[0]
            self._bound = first + self._size(first)
            if self.chunk is None and first < STRATA:  # the first whole block of every arm should be there soon
                self._bound = min(self._bound, STRATA)
        due = self._checks and self._checks[0][0] < self._bound
        if due or self._are_longest:
            number, index = self._checks.pop(0)
            return self._task(index, range(number, number + 1))
        if not waiting:
            raise StopIteration
        first, index = min(waiting)
        gap = self._left[index].pop(0)
        part = range(first, min(self._bound, gap.stop, first + self._most(index)))
        if part.stop < gap.stop:
            self._left[index].insert(0, range(part.stop, gap.stop))
        return self._task(index, part)

    def _task(self, index: int, part: range) -> Task:
        arm = self.arms[index]
        return Task(
            scenario=self._pickled[index],
            index=index,
            seed=arm.seed,
            replications=part,
            engine=arm.engine,
            measured=arm.measured,
            uncertain=arm.uncertain,
            keep=arm.keep,
            checked_by=arm.checked_by,
            checked=tuple(number for number in arm.checked if number in part),
        )

    def _most(self, index: int) -> int:
        """How many replications of an arm a chunk has at most: those of many localities take far longer."""
        if self.chunk is not None:
            return self.chunk
        seconds = self.pace.of_arm(index)
        if seconds is None:
            return 1 if self.arms[index].scenario.localities else LARGEST
        return max(1, int(2 * SECONDS / max(seconds, 1e-6)))

    def _size(self, first: int) -> int:
        """How many replications to hand out from this one on."""
        if self.chunk is not None:
            return self.chunk
        if not self.pace.is_known:
            return 1
        seconds = self.pace.seconds or 0.0
        # Of several processes each gets half of a fair share, so that what comes last is small and all end together.
        shares = 2 * self._processes if self._processes > 1 else 1
        lives = 2 if any(arm.uncertain and first < arm.measured.reseeded for arm in self.arms) else 1
        fair = -(-self.remaining // (shares * len(self.arms) * lives))
        least, most = (int(bound / max(seconds, 1e-6)) for bound in (SHORTEST, SECONDS))
        return max(1, min(LARGEST, max(fair, least), most))


def gaps(done: Sequence[range], until: int) -> list[range]:
    """The replications that are missing among the first so many."""
    gaps, at = [], 0
    for part in sorted(done, key=lambda part: part.start):
        gaps.append(range(at, min(part.start, until)))
        at = max(at, part.stop)
    return [gap for gap in [*gaps, range(at, until)] if gap]


def _without(gap: range, number: int) -> list[range]:
    """What is left of a gap without a number."""
    if number not in gap:
        return [gap]
    return [part for part in (range(gap.start, number), range(number + 1, gap.stop)) if part]


#: Carries out every task of a schedule, and gives the chunks in the order in which they are finished.
Perform = Callable[[Schedule, Tell | None], Generator[Chunk, None, None]]
