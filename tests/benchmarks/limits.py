"""Memory, threads, and where the compiled engine's time goes."""

from __future__ import annotations

import gc
import math
import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count, islice
from pathlib import Path

import numpy as np
from contestants import compiled
from ipc_bench import days_of, pre_drawn, scenario_of
from processes import status

from sim.draws import Draws
from sim.draws.quantiles import quantile
from sim.draws.stream import uniform
from sim.engines import ENGINES
from sim.engines.compiled.heap import pop, push, replace
from sim.jit import compiled as machine_code
from sim.model import build
from sim.model.distribution import Distribution


def memory(people: int) -> dict[str, object]:
    """MB that one replication takes above what the process holds after a tiny one; people and numbers are drawn inside."""
    compiled(200)(0)
    run = compiled(people)
    gc.collect()
    before = status("VmRSS")
    if before is None:
        return {"above": None, "table": None}
    Path("/proc/self/clear_refs").write_text("5")  # the most held so far begins anew
    outcome = run(1)
    return {"above": status("VmHWM") - before, "table": outcome.steps.nbytes / 2**20, "before": before}


def threads(people: int, seconds: float) -> dict[str, object]:
    """Replications a second with one thread and with one a core (at most two), drawn inside, turn about."""
    run, workers = compiled(people), min(2, os.cpu_count() or 1)
    run(0)
    took = {1: [], workers: []}
    batch = max(4, 2 * math.ceil(seconds / 16 / _once(run)))
    fresh = count(1)  # replications nobody has drawn yet: people who were drawn lately are remembered
    for _ in range(4):
        for number in (1, workers):
            with ThreadPoolExecutor(number) as pool:
                begin = time.perf_counter()
                list(pool.map(run, islice(fresh, batch)))
                took[number].append((time.perf_counter() - begin) / batch)
    single, several = statistics.median(took[1]), statistics.median(took[workers])
    gain = statistics.median(a / b for a, b in zip(took[1], took[workers], strict=True))
    return {"workers": workers, "one": 1 / single, "several": 1 / several, "gain": gain}


def _once(run) -> float:
    begin = time.perf_counter()
    run(0)
    return time.perf_counter() - begin


# --- where the time goes ---------------------------------------------------------------------------------------------------


def profile(people: int, runs: int) -> list[tuple[str, float]]:
    """Nanoseconds a step of small pathways, each with one thing more than the one before, and of single parts."""
    a_day = people / 520
    ample, tight = {"team": 100 * math.ceil(a_day), "hours_a_week": 7}, {"team": round(a_day / 0.95), "hours_a_week": 7}
    lognormal = {"lognormal": {"mean": 1, "sd": 0.6}}
    team = {"team": "team", "next": "out"}
    rows = [
        ("one stage of no days", {"elapsed": 0, "next": "out"}, {}),
        ("one stage of one day: the heap has people in it", {"elapsed": 1, "next": "out"}, {}),
        ("a team that is always free", {**team, "work": 1}, {"team": ample}),
        ("a team with a queue", {**team, "work": 1}, {"team": tight}),
        ("… and an exponential time", {**team, "work": {"exponential": 1}}, {"team": tight}),
        ("… or a lognormal time", {**team, "work": lognormal}, {"team": tight}),
        (
            "… and an exponential patience",
            {**team, "work": lognormal, "patience": {"exponential": 120}},
            {"team": tight},
        ),
    ]
    shares = [(name, _small(stage, resources, people, runs)) for name, stage, resources in rows]
    scenario, days = scenario_of(people), days_of(people, 1)
    drawn = Draws(scenario, 1, 0, replace={"identified": days})
    shares.append(("the benchmark's pathway, drawn when asked for", _steps(drawn, runs)))
    shares.append(("the benchmark's pathway, numbers given", _steps(pre_drawn(scenario, days), runs)))
    return shares + _parts(runs)


def _steps(draws: Draws, runs: int) -> float:
    _ = draws.random_inputs
    engine = ENGINES["compiled"]
    return _least(lambda: engine(draws), runs) / len(engine(draws).steps)


def _small(stage: dict, resources: dict, people: int, runs: int) -> float:
    mapping = {
        "horizon": 780,
        "identification": {"door": {"every": {"exponential": 520 / people}, "until": "2019-03-05"}},
        "start": "2017-10-01",
        "resources": resources,
        "pathway": {"exits": {"out": "Out"}, "stages": {"only": stage}},
    }
    return _steps(Draws(build(mapping), 1, 0), runs)


def _parts(runs: int) -> list[tuple[str, float]]:
    """Single parts: a draw, and a finish through the heap while so many are in service."""
    draws = 20_000
    uid, u = np.arange(draws, dtype=np.uint64), np.linspace(0.001, 0.999, draws)
    parts = [("a uniform number", _least(lambda: uniform(1, 0, "x", uid), runs) / draws)]
    for kind, parameters in (("exponential", (1.0,)), ("lognormal", (1.0, 0.6)), ("gamma", (1.0, 0.7))):
        shape = Distribution(kind=kind, parameters=parameters)
        parts.append((f"{kind} from a uniform", _least(lambda shape=shape: quantile(shape, u), runs) / draws))
    for size in (32, 512):
        days, keys = np.zeros(size + 1), np.zeros(size + 1, dtype=np.int64)
        for name, turn in (("put in the place of another", _replacing), ("taken out and put in", _popping)):
            least = _least(lambda turn=turn, days=days, keys=keys, size=size: turn(days, keys, size, u), runs)
            parts.append((f"a finish among {size}, {name}", least / draws))
    return parts


@machine_code
def _replacing(days, keys, size, gaps):
    for index in range(size):
        push(days, keys, index, gaps[index * 31 % len(gaps)], index)
    for index in range(len(gaps)):
        replace(days, keys, size, days[0] + gaps[index * 7919 % len(gaps)], keys[0])


@machine_code
def _popping(days, keys, size, gaps):
    for index in range(size):
        push(days, keys, index, gaps[index * 31 % len(gaps)], index)
    for index in range(len(gaps)):
        day, key = days[0] + gaps[index * 7919 % len(gaps)], keys[0]
        pop(days, keys, size)
        push(days, keys, size - 1, day, key)


def _least(call, runs: int) -> float:
    """The least of several times, in nanoseconds; the first call is not counted."""
    call()
    times = []
    for _ in range(runs):
        begin = time.perf_counter_ns()
        call()
        times.append(time.perf_counter_ns() - begin)
    return min(times)
