"""Scenarios times replications, in parallel, with results that do not depend on how the work was shared out."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import joblib
import pandas as pd

from ..draws import Draws
from ..engines import ENGINES
from ..measures import measure, steps_frame
from ..model import Fault, Scenario, ScenarioError
from .manifest import describe
from .results import Results

CHUNK = 5  #: replications a task: long enough to outweigh handing it over, short enough for steady progress
SOON = 3.0  #: seconds of work that this process does itself: starting others would take as long

Progress = Callable[[int], None]
DEFAULT_ENGINE = "reference"


@dataclass(frozen=True, kw_only=True)
class Task:
    """Some replications of one scenario."""

    place: int
    scenario: Scenario
    seed: int
    replications: range
    engine: str
    steps: bool


class Done(NamedTuple):
    """What came of a task: where it belongs, how many replications it had, and their tables."""

    place: int
    first: int
    replications: int
    kpis: pd.DataFrame
    monthly: pd.DataFrame
    steps: pd.DataFrame | None


def run(
    scenario: Scenario | Sequence[Scenario],
    *,
    replications: int = 20,
    seed: int | None = None,
    engine: str = DEFAULT_ENGINE,
    steps: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Results:
    """Run replications of one scenario or of several that share their luck.

    Parameters
    ----------
    scenario
        A scenario, or several; the first of several is the baseline.
    replications
        How many replications of each.
    seed
        Which luck; by default the first scenario's own seed. All scenarios get the same, so that they can be compared in pairs.
    engine
        The name of an engine.
    steps
        Whether to keep every step.
    workers
        How many processes; by default one a core. Results do not depend on it.
    progress
        Called with the number of replications that have just been finished.

    Returns
    -------
    Results
        KPIs, month ends and, where asked for, steps of every replication.

    Raises
    ------
    ScenarioError
        For an engine that does not exist, fewer than one replication, or two scenarios of one name.
    """
    scenarios = [scenario] if isinstance(scenario, Scenario) else list(scenario)
    _check(scenarios, replications, engine)
    luck = scenarios[0].seed if seed is None else seed
    tasks = [
        Task(place=place, scenario=one, seed=luck, replications=part, engine=engine, steps=steps)
        for place, one in enumerate(scenarios)
        for part in _parts(replications)
    ]
    began = time.perf_counter()
    done: list[Done] = []
    for result in _carry_out(tasks, workers):
        done.append(result)
        if progress is not None:
            progress(result.replications)
    done.sort(key=lambda result: (result.place, result.first))
    return Results(
        scenarios=tuple(scenarios),
        kpis=pd.concat([result.kpis for result in done], ignore_index=True),
        monthly=pd.concat([result.monthly for result in done], ignore_index=True),
        steps=pd.concat([result.steps for result in done], ignore_index=True) if steps else None,
        manifest=describe(scenarios, luck, replications, engine, time.perf_counter() - began),
    )


def _check(scenarios: Sequence[Scenario], replications: int, engine: str) -> None:
    faults = []
    if engine not in ENGINES:
        faults.append(Fault(path="engine", found=engine, allowed=f"one of {', '.join(ENGINES)}"))
    if replications < 1:
        faults.append(Fault(path="replications", found=replications, allowed="a whole number from 1"))
    names = [scenario.name for scenario in scenarios]
    if len(set(names)) < len(names) or not names:
        faults.append(Fault(path="scenarios", found=names, allowed="at least one scenario, each once"))
    for scenario in scenarios[1:]:
        if _dates(scenario) != _dates(scenarios[0]):
            allowed = f"scenarios with the start and target dates of {names[0]}: {_dates(scenarios[0])}"
            faults.append(Fault(path="scenarios", found=f"{scenario.name}: {_dates(scenario)}", allowed=allowed))
    if faults:
        raise ScenarioError(faults)


def _dates(scenario: Scenario) -> str:
    """The dates that scenarios must share if their numbers are to stand side by side."""
    targets = [str(target.date) for target in scenario.targets] or [f"{scenario.horizon:g} days"]
    return f"from {scenario.start} to {', '.join(targets)}"


def _parts(replications: int) -> Iterator[range]:
    for first in range(0, replications, CHUNK):
        yield range(first, min(first + CHUNK, replications))


def _carry_out(tasks: list[Task], workers: int | None) -> Iterator[Done]:
    if workers is None:  # unasked, other processes are started only where they are worth it
        began = time.perf_counter()
        yield carry_out(tasks[0])
        tasks = tasks[1:]
        if (time.perf_counter() - began) * len(tasks) < SOON:
            workers = 1
    processes = min(workers or os.cpu_count() or 1, len(tasks))
    if processes <= 1:
        yield from map(carry_out, tasks)
        return
    yield from joblib.Parallel(n_jobs=processes, return_as="generator_unordered")(
        joblib.delayed(carry_out)(task) for task in tasks
    )


def carry_out(task: Task) -> Done:
    """Run the replications of one task."""
    name = task.scenario.name
    kpis: list[tuple[object, ...]] = []
    monthly: list[tuple[object, ...]] = []
    steps: list[pd.DataFrame] = []
    for replication in task.replications:
        draws = Draws(task.scenario, task.seed, replication)
        outcome = ENGINES[task.engine](draws)
        measured = measure(draws, outcome)
        kpis.extend((name, replication, *row) for row in measured.kpis)
        monthly.extend((name, replication, *row) for row in measured.monthly)
        if task.steps:
            steps.append(steps_frame(draws, outcome, name, replication))
    return Done(
        place=task.place,
        first=task.replications.start,
        replications=len(task.replications),
        kpis=pd.DataFrame(kpis, columns=["scenario", "replication", "kpi", "group", "value", "unit"]),
        monthly=pd.DataFrame(
            monthly, columns=["scenario", "replication", "month_end", "kpi", "group", "value", "unit"]
        ),
        steps=pd.concat(steps, ignore_index=True) if steps else None,
    )
