"""The benchmark's pathway for any number of people, and its draws made beforehand."""

from __future__ import annotations

import datetime as dt
import math
from copy import deepcopy
from functools import cache
from pathlib import Path

import numpy as np
import yaml

from sim.draws import Draws
from sim.model import Scenario, build

OPEN, HORIZON = 520, 780  # days in which people come, and days in all
HEARINGS = 8
PEOPLE = 12_000  # as the file is written


def capacities(people: int) -> dict[str, int]:
    """How much of everything there is: it grows with the people, so that queues stay as busy as they were."""
    a_day = people / OPEN
    seekers = a_day * 0.85 * 0.20
    approved = seekers * 0.85 / 0.90
    return {
        "practitioners": max(1, round(a_day * (0.25 + 0.85 * 0.75) / 0.9)),
        "panel": max(1, math.ceil(1.05 * 10 * seekers / 0.90)),
        "finance": max(1, math.ceil(approved * 0.5 / 0.9)),
        "money": round(0.80 * approved * 60 * 1500),  # pounds, each 60 days
    }


@cache
def _as_written() -> dict:
    return yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))


def ipc_bench(people: int = PEOPLE) -> dict:
    """The scenario as a mapping."""
    mapping, size = deepcopy(_as_written()), capacities(people)
    mapping["identification"]["door"]["every"] = {"exponential": OPEN / people}
    resources = mapping["resources"]
    resources["practitioners"]["team"] = size["practitioners"]
    resources["panel"]["slots"] = size["panel"]
    resources["finance"]["team"] = size["finance"]
    first = dt.date.fromisoformat(mapping["start"])
    days = [(first + dt.timedelta(days=day)).isoformat() for day in range(0, HORIZON, 60)]
    resources["money"]["top_ups"] = dict.fromkeys(days, size["money"]) | {days[0]: size["money"] // 2}
    return mapping


def scenario_of(people: int) -> Scenario:
    """The scenario."""
    return build(ipc_bench(people))


def days_of(people: int, seed: int) -> np.ndarray:
    """Days on which exactly so many people come, as the other libraries' models have them."""
    return np.cumsum(np.random.default_rng(seed).exponential(OPEN / people, people))


def draw_all(draws: Draws) -> dict[str, np.ndarray]:
    """Everything that anybody could draw, an array for each slot."""
    scenario = draws.scenario
    targets = np.array(list(scenario.pathway.index))
    slots: dict[str, np.ndarray] = {"identified": draws.people.day}
    for stage in scenario.pathway.stages:
        turns = range(HEARINGS if stage.max_steps else 1)
        slots[f"{stage.name}.next"] = targets[np.stack([draws.next(stage, turn) for turn in turns], axis=1)]
        if stage.parts:
            slots[f"{stage.name}.time"] = draws.time(stage, 0)[0]
        if stage.amount is not None:
            slots[f"{stage.name}.amount"] = draws.amount(stage, 0)
        if stage.patience:
            slots[f"{stage.name}.patience"] = draws.patience(stage, 0)
    return slots


def draw_arrays(draws: Draws) -> int:
    """The same arrays merely drawn, none of them kept."""
    count = 0
    for stage in draws.scenario.pathway.stages:
        for turn in range(HEARINGS if stage.max_steps else 1):
            count += len(draws.next(stage, turn))
        if stage.parts:
            count += len(draws.time(stage, 0)[0])
        if stage.amount is not None:
            count += len(draws.amount(stage, 0))
        if stage.patience:
            count += len(draws.patience(stage, 0))
    return count


def pre_drawn(scenario: Scenario, days: np.ndarray, seed: int = 1) -> Draws:
    """The scenario's draws with a number given for every draw, so that the engine draws nothing."""
    given = draw_all(Draws(scenario, seed, 0, replace={"identified": days}))
    draws = Draws(scenario, seed, 0, replace=given)
    _ = draws.random_inputs  # laid out now, not in the time of the engine
    return draws


def figures(steps: np.ndarray) -> dict[str, float]:
    """What the models are compared by, from a step table: counts, and the mean days waited by those served."""
    names = list(_as_written()["pathway"]["stages"])
    measured: dict[str, float] = {}
    for code, name in enumerate(names):
        at = steps[steps["stage"] == code]
        if name == "planning":
            measured["plans"] = float(np.isfinite(at["finished"][at["outcome"] >= 0]).sum())
        if name == "first_payment":
            measured["live"] = float((at["outcome"] >= 0).sum())
        if name != "set_up":
            measured[f"days waited: {name}"] = float(np.nanmean(at["started"] - at["joined"]))
    return measured
