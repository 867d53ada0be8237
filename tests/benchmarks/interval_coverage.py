"""Find out how often the intervals hold what they should; see docs/coverage.md.

    .venv/bin/python tests/benchmarks/interval_coverage.py --experiments 50     # a first look; some minutes
    .venv/bin/python tests/benchmarks/interval_coverage.py --write              # 1,000 experiments; half an hour on two cores

An experiment is 100 consecutive replications of a real scenario and of two of its options, with all that is not known drawn:
five blocks. The mean of all experiments' replications stands for the true one. No more is measured of a replication than plans
completed and live budgets that count, by the functions that define these KPIs.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from machine import this_machine

import sim
from sim.draws import STRATA, Draws, sample_scenario
from sim.engines import ENGINES
from sim.experiments import PRIMARY, mean_interval
from sim.measures.journeys import Journeys
from sim.measures.kpis.budgets import counted
from sim.measures.kpis.people import plans, to_date

PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"
SCENARIOS = ("stockton_scale_up", "stockton_more_practitioners", "stockton_delegated_approval")  #: the baseline first
REPLICATIONS = 100  #: of an experiment
TOGETHER = 50  #: replications handed to a process at a time
BAND = (0.93, 0.97)  #: the share of experiments in which a 95 % interval should hold the mean


class Held(NamedTuple):
    """How often the intervals of one number held its mean, how wide they are on average, and what chance does to the mean."""

    name: str
    mean: float
    held: float
    half_width: float
    held_alone: float
    half_width_alone: float

    @property
    def is_right(self) -> bool:
        """Whether the intervals hold the mean as often as they say."""
        return BAND[0] <= self.held <= BAND[1]


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--experiments", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--write", action="store_true", help="write docs/coverage.md")
    return parser.parse_args(arguments)


@cache
def scenario(name: str) -> sim.Scenario:
    """A scenario as the command would run it."""
    return sim.load(name)


def answers(task: tuple[str, int, range]) -> np.ndarray:
    """Plans completed and live budgets that count of some replications of a scenario, shape (replications, 2)."""
    name, seed, replications = task
    return np.array([_answer(name, seed, replication) for replication in replications], dtype=float)


def _answer(name: str, seed: int, replication: int) -> tuple[float, float]:
    draws = Draws(sample_scenario(scenario(name), seed, replication), seed, replication)
    journeys = Journeys(draws, ENGINES["compiled"](draws))
    means = tuple(float(to_date(journeys, of(journeys))[0]) for of in (plans, counted))
    journeys.clear_cache()
    return means


def simulated(count: int, seed: int, workers: int) -> np.ndarray:
    """The answers of every scenario's replications, shape (scenarios, replications, 2)."""
    tasks = [
        (name, seed, range(first, min(first + TOGETHER, count)))
        for name in SCENARIOS
        for first in range(0, count, TOGETHER)
    ]
    began, parts = time.perf_counter(), []
    with ProcessPoolExecutor(workers) as pool:
        for done, part in enumerate(pool.map(answers, tasks), start=1):
            parts.append(part)
            if done % 200 == 0:
                print(f"{done} of {len(tasks)} parts, {time.perf_counter() - began:.0f} s", flush=True)
    return np.concatenate(parts).reshape(len(SCENARIOS), count, len(PRIMARY))


def held(name: str, values: np.ndarray) -> Held:
    """How often the intervals of consecutive experiments hold the mean of all replications, shape (replications,)."""
    mean = values.mean()
    ends = {
        block: np.array([mean_interval(row, block=block)[1:] for row in values.reshape(-1, REPLICATIONS)])
        for block in (STRATA, 1)
    }
    share = {block: float(np.mean((of[:, 0] <= mean) & (mean <= of[:, 1]))) for block, of in ends.items()}
    half = {block: float(np.mean(of[:, 1] - of[:, 0]) / 2) for block, of in ends.items()}
    return Held(name, float(mean), share[STRATA], half[STRATA], share[1], half[1])


def every(values: np.ndarray) -> Iterator[Held]:
    """The means of every scenario, and their differences from the first."""
    for at, kpi in enumerate(PRIMARY):
        for name, of in zip(SCENARIOS, values, strict=True):
            yield held(f"{kpi}, {name}", of[:, at])
        for name, of in list(zip(SCENARIOS, values, strict=True))[1:]:
            yield held(f"{kpi}, {name} less {SCENARIOS[0]}", of[:, at] - values[0, :, at])


def page(coverages: list[Held], experiments: int, seconds: float, worked: float) -> str:
    """What is written."""
    rows = "\n".join(
        f"| {coverage.name} | {coverage.mean:,.1f} | {coverage.held:.1%} | ±{coverage.half_width:,.2f} | "
        f"{coverage.held_alone:.1%} | ±{coverage.half_width_alone:,.2f} |"
        for coverage in coverages
    )
    machine = ", ".join(f"{name} {value}" for name, value in this_machine().items())
    verdict = "All do." if all(coverage.is_right for coverage in coverages) else "Not all do."
    return f"""\
# How often the intervals hold

Written by `tests/benchmarks/interval_coverage.py --write`, which simulates {experiments:,} experiments of {REPLICATIONS}
consecutive replications each, with all that is not known drawn. The mean of all {experiments * REPLICATIONS:,} replications
stands for the true mean. A 95 % interval should hold it in {BAND[0]:.0%} to {BAND[1]:.0%} of the experiments. {verdict}

*By blocks* is what every table and report gives: the interval of the means of {REPLICATIONS // STRATA} blocks of {STRATA}
replications, each of which covers the ranges evenly. *As if independent* takes the spread of single replications instead, and
would be too wide.

| number | mean | held by blocks | half-width | held as if independent | half-width |
| --- | ---: | ---: | ---: | ---: | ---: |
{rows}

Half-widths are means over the experiments. It took {seconds / 60:.0f} minutes, {worked / 60:.0f} of them of each core
({machine}).
"""


def main(arguments: list[str] | None = None) -> int:
    """Simulate, and tell; 1 where an interval does not hold as often as it should."""
    asked = options(arguments)
    began = time.perf_counter()
    values = simulated(asked.experiments * REPLICATIONS, asked.seed, asked.workers)
    coverages = list(every(values))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = (used.ru_utime + used.ru_stime) / asked.workers
    text = page(coverages, asked.experiments, time.perf_counter() - began, worked)
    if asked.write:
        PAGE.write_text(text, encoding="utf-8")
    print(text)
    return 0 if all(coverage.is_right for coverage in coverages) else 1


if __name__ == "__main__":
    raise SystemExit(main())
