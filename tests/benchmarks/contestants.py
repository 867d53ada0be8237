"""Who is timed. Each is prepared for a number of people, outside the time, and then run."""

from __future__ import annotations

import importlib.util
import statistics
import sys
import time
from collections.abc import Callable

import textbook
from ipc_bench import days_of, draw_arrays, pre_drawn, scenario_of

from sim.draws import Draws
from sim.engines import ENGINES

SPELL = 1.5  # seconds for which a contestant is run again and again in one process
MOST = 60  # runs in that time
Run = Callable[[int], object]


def in_textbook(people: int) -> Run:
    """SimPy as textbooks write it; it samples as it goes."""
    return lambda turn: textbook.Model(people, turn).run()


def in_salabim(people: int) -> Run:
    import in_salabim as model

    return lambda turn: model.run(people, turn)


def in_ciw(people: int) -> Run:
    import in_ciw as model

    return lambda turn: model.run(people, turn)


def reference(people: int) -> Run:
    scenario = scenario_of(people)
    return lambda turn: ENGINES["reference"](Draws(scenario, 1, turn))


def compiled(people: int) -> Run:
    scenario = scenario_of(people)
    return lambda turn: ENGINES["compiled"](Draws(scenario, 1, turn))


def numbers_given(people: int) -> Run:
    draws = pre_drawn(scenario_of(people), days_of(people, 1))
    return lambda turn: ENGINES["compiled"](draws)


def draws_alone(people: int) -> Run:
    scenario = scenario_of(people)
    return lambda turn: draw_arrays(Draws(scenario, 1, turn))


TEXTBOOK, REFERENCE, COMPILED, GIVEN = "textbook", "reference", "compiled", "given"

#: Name, what it is called on the page, and how it is prepared.
CONTESTANTS: dict[str, tuple[str, Callable[[int], Run]]] = {
    TEXTBOOK: ("textbook SimPy, numbers sampled inside", in_textbook),
    REFERENCE: ("reference engine, people and numbers drawn inside", reference),
    COMPILED: ("compiled engine, people and numbers drawn inside", compiled),
    GIVEN: ("compiled engine, numbers given", numbers_given),
    "draws": ("drawing alone: every number of everybody", draws_alone),
    "salabim": ("salabim, numbers sampled inside", in_salabim),
    "ciw": ("Ciw, numbers sampled inside (no account of money)", in_ciw),
}
OTHERS = ("salabim", "ciw")
COMPILED_ONES = (COMPILED, GIVEN, "draws")  # the only ones that are run with a million people


def missing(name: str) -> str:
    """Why a contestant cannot run, or nothing."""
    if name in OTHERS and importlib.util.find_spec(name) is None:
        return f"{name} is not installed"
    return ""


def time_one(name: str, people: int) -> dict[str, object]:
    """Times of one contestant in this process, in seconds, after a small run that loads what it needs."""
    prepare = CONTESTANTS[name][1]
    prepare(200)(0)
    run = prepare(people)
    times: list[float] = []
    while not times or (sum(times) < SPELL and len(times) < MOST):
        begin = time.perf_counter()
        result = run(len(times))
        times.append(time.perf_counter() - begin)
        del result
    return {"median": statistics.median(times), "least": min(times), "runs": len(times)}


def first_call() -> dict[str, object]:
    """Seconds of importing the engines, and of the first and the second run of the compiled one in this process."""
    begin = time.perf_counter()
    run = compiled(200)
    built = time.perf_counter()
    run(0)
    first = time.perf_counter()
    run(1)
    second = time.perf_counter()
    return {"build": built - begin, "first": first - built, "second": second - first, "python": sys.version}
