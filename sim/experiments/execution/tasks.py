"""A task: some replications of one arm of an experiment, executed in any process; and the chunk that comes of it."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

import pyarrow as pa

from ...draws import RESEED_OFFSET, Draws, sample_scenario
from ...engines import ENGINES, EngineOutput
from ...exports import event_log, steps_frame
from ...measures import Measures
from ...model import Scenario
from ..kpi_matrix import KpiMatrix, gather
from ..measured import Measured, side_by_side
from ..storage.parquet import rows_of, to_bytes
from . import localities
from .crosscheck import crosscheck, sample
from .memory import keep_freed_memory

#: The long tables that are written for each thing to keep, and what makes them.
KEEP = {"kpis": (), "steps": ("steps",), "events": ("steps", "events")}
MAKERS = {"steps": steps_frame, "events": event_log}

#: Is shown each replication that has been simulated.
Watch = Callable[[Draws, EngineOutput], None]
#: Told how many replications of a task are done, in fractions where one of them has many localities.
Tell = Callable[[float], None]


@dataclass(frozen=True, kw_only=True)
class Task:
    """Some replications of one arm.

    Attributes
    ----------
    scenario
        The scenario, pickled: a process unpickles it once, so that an engine can prepare it once.
    index
        Of the arm in the experiment.
    uncertain
        Whether each replication draws the scenario's uncertain parameters; else they are taken as known.
    measured
        What is measured of each replication.
    keep
        Which long tables are collected.
    checked_by, checked
        The engine that checks `engine`, and the replications that it checks.
    """

    scenario: bytes = field(repr=False)
    index: int
    seed: int
    replications: range
    engine: str
    measured: Measured = field(repr=False)
    uncertain: bool = True
    keep: str = "kpis"
    checked_by: str = ""
    checked: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Chunk:
    """What came of a task.

    Attributes
    ----------
    index
        Of the arm in the experiment.
    tables
        The long tables asked for, by name, as `parquet.to_bytes` gives them.
    compared
        How many steps were compared with those of another engine.
    seconds
        How long it took, without the cross-check.
    """

    index: int
    replications: range
    numbers: KpiMatrix
    tables: dict[str, bytes]
    compared: int = 0
    seconds: float = 0.0


def execute(task: Task, tell: Tell | None = None) -> Chunk:
    """Simulate and measure the replications of a task.

    Parameters
    ----------
    task
        Which, and how.
    tell
        Told how many replications are done, in fractions where one of them has many localities.

    Raises
    ------
    EnginesDisagree
        If the cross-check finds a difference.
    """
    keep_freed_memory()
    began = time.perf_counter()
    scenario = unpickled(task.scenario)
    check, tables = _CrossCheck(task, scenario), _Tables(task.keep)
    numbers = gather(task.replications.start, _measured(task, scenario, (check.compare, tables.collect), tell))
    return Chunk(
        index=task.index,
        replications=task.replications,
        numbers=numbers,
        tables=tables.packed(),
        compared=check.steps,
        seconds=time.perf_counter() - began - check.seconds,
    )


def _measured(
    task: Task, scenario: Scenario, watchers: Sequence[Watch], tell: Tell | None
) -> Iterator[tuple[Measures, Measures | None]]:
    """The numbers of each replication; of the first uncertain ones once more, with the same parameters and other chance."""
    for done, replication in enumerate(task.replications):
        tell_share = None if tell is None else partial(_tell_share, tell, done)
        if not (task.uncertain and scenario.uncertain):
            yield _replicate(task, scenario, replication, watchers, tell_share), None
            continue
        local = sample_scenario(scenario, task.seed, replication)
        first = _replicate(task, local, replication, watchers, tell_share)
        is_reseeded = replication < task.measured.reseeded
        yield first, _replicate(task, local, replication + RESEED_OFFSET) if is_reseeded else None


def _tell_share(tell: Tell, done: int, share: float) -> None:
    tell(done + share)


def _replicate(
    task: Task, scenario: Scenario, replication: int, watchers: Sequence[Watch] = (), tell: Tell | None = None
) -> Measures:
    """The numbers of one replication: of its sites side by side, each of which may have many localities."""
    simulate, sites = partial(_simulate, task, watchers), task.measured.sites
    if not scenario.localities:
        numbers = [simulate(scenario, replication * sites + site) for site in range(sites)]
    else:
        numbers = [
            localities.replicate(scenario, replication * sites + site, task.measured, simulate, tell)
            for site in range(sites)
        ]
    return side_by_side(numbers)


def _simulate(task: Task, watchers: Sequence[Watch], scenario: Scenario, number: int) -> Measures:
    """Simulate and measure what has the draws of this number."""
    draws = Draws(scenario, task.seed, number)
    output = ENGINES[task.engine](draws)
    for watch in watchers:
        watch(draws, output)
    return task.measured.measure(draws, output)


class _CrossCheck:
    """Compares what the other engine makes of the same draws, of the replications that are to be checked.

    Of several sites, and of many localities, one is compared, which is drawn by a key of its own.

    Attributes
    ----------
    steps
        How many have been compared.
    seconds
        How long that took.
    """

    def __init__(self, task: Task, scenario: Scenario) -> None:
        self.steps, self.seconds = 0, 0.0
        self._engine, self._checked_by = task.engine, task.checked_by
        self._numbers = {
            _checked_number(task, scenario, replication) for replication in task.checked if task.checked_by
        }

    def compare(self, draws: Draws, output: EngineOutput) -> None:
        """Compare, if these draws are among those that are checked."""
        if draws.replication not in self._numbers:
            return
        began = time.perf_counter()
        self.steps += crosscheck(draws, output, self._engine, self._checked_by)
        self.seconds += time.perf_counter() - began


def _checked_number(task: Task, scenario: Scenario, replication: int) -> int:
    """The number of the draws that are checked of a replication."""
    number, key = replication, f"{scenario.name}/{replication}"
    for parts in (task.measured.sites, scenario.locality_count if scenario.localities else 1):
        number = number * parts + (sample(task.seed, key, parts, 1)[0] if parts > 1 else 0)
    return number


class _Tables:
    """Collects the long tables that are kept."""

    def __init__(self, keep: str) -> None:
        self._parts: dict[str, list[pa.Table]] = {name: [] for name in KEEP[keep]}

    def collect(self, draws: Draws, output: EngineOutput) -> None:
        """Add the rows of a replication."""
        for name, parts in self._parts.items():
            parts.append(rows_of(MAKERS[name](draws, output, draws.scenario.name, draws.replication)))

    def packed(self) -> dict[str, bytes]:
        """The tables as bytes, by name."""
        return {name: to_bytes(parts) for name, parts in self._parts.items()}


@lru_cache(maxsize=64)
def unpickled(pickled: bytes) -> Scenario:
    """A scenario, unpickled once in each process."""
    scenario = pickle.loads(pickled)  # our own: what the parent process has just pickled
    assert isinstance(scenario, Scenario)
    return scenario
