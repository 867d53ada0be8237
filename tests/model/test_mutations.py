"""Scenarios of which a few things were changed at random: each is built or refused, quickly, and what is built can be run."""

import copy
import resource
import time

import numpy as np
import pytest
from programme import programme, put
from test_junk import NASTY, places

import sim
from sim.draws import Draws, uniform
from sim.engines import ENGINES
from sim.measures import measure
from sim.model import ScenarioError, build
from sim.model.limits import LONGEST, MOST

SHIPPED = ["mm_c", "payment_delay", "stockton_scale_up", "sw_site2_lone_practitioner", "typical_ccg_on_paper"]
#: The ends of ranges and what lies beside them, and numbers that may stand for anything.
NUMBERS = [
    0, 1, -1, 2, 5, 0.5, 1.5, 1e-9, 0.0001, 100, 168, 169, 365, 1000, 1e4, 30_000, 1e5, 1e6, MOST, MOST + 1, LONGEST, 1e9, 1e12,
    1e13, 1 << 40, 1 << 62, 1 << 63, 1e200, 1e308, 5e-324, 0.1 + 0.2, -0.0, True,
]  # fmt: skip
WORDS = [
    "",
    " ",
    "yes",
    "rest",
    "unlimited",
    "none",
    "out",
    "2018-02-28",
    "2019-04-01",
    "2117-01-01",
    "1 day",
    "second tuesday",
]
FACTORS = [0, 0.1, 0.9, 1.1, 2, 10, 1e3, 1e6, 1e9]


def one_of(things, chance):
    """Something that chance chooses."""
    return things[int(next(chance) * len(things))]


def mutated(mapping, paths, chance):
    """A mapping with one to three changes of what stands at the places that were found in it."""
    mapping = copy.deepcopy(mapping)
    for _ in range(one_of([1, 1, 1, 2, 3], chance)):
        path = list(one_of(paths, chance))
        try:
            put(mapping, path, changed(at(mapping, path), mapping, paths, chance))
        except (KeyError, TypeError, IndexError, OverflowError):
            continue  # an earlier change took the place away, or put there what nothing can be multiplied by
    return mapping


def changed(value, mapping, paths, chance):
    """What is to stand in the place of a value: another number, word, part, or nothing."""
    kind = next(chance)
    if isinstance(value, int | float) and kind < 0.7:
        return value * one_of(FACTORS, chance) if kind < 0.4 else one_of(NUMBERS, chance)
    if kind < 0.3:
        return copy.deepcopy(at(mapping, one_of(paths, chance)))
    if kind < 0.5:
        return None
    if kind < 0.7 and isinstance(value, dict) and value:
        keys = [*value, "by", "rest", "2018-02-28"]
        return {**value, one_of(keys, chance): one_of(NUMBERS, chance)}
    others = [*NUMBERS, *WORDS, *NASTY]
    return copy.deepcopy(one_of(others, chance))


def at(mapping, path):
    """What stands at a place."""
    for step in path:
        mapping = mapping[step]
    return mapping


def run_for_a_little(mapping):
    """Run the scenario for three weeks in both engines, and measure it."""
    try:
        scenario = build({**mapping, "horizon": 21, "targets": None, "localities": None})
    except ScenarioError:
        return False  # nothing of it happens so soon
    draws = Draws(scenario, 1, 0)
    ours, theirs = (ENGINES[name](draws) for name in ("compiled", "reference"))
    assert ours.steps.tobytes() == theirs.steps.tobytes()
    assert ours.ledger.tobytes() == theirs.ledger.tobytes()
    assert np.isfinite(measure(draws, ours).by_month).all()
    return True


def tells(mapping):
    """The scenario, or None for one that is refused in one line a fault."""
    try:
        return build(mapping)
    except ScenarioError as error:
        refusal = error
    assert len(str(refusal).splitlines()) == len(refusal.faults) > 0
    return None


def fuzz(count, seed, every):
    """Build so many mutations, and run every so many that can be built; how many were built and run, and the slowest."""
    bases = [programme(), *(dict(sim.load(name).mapping) for name in SHIPPED)]
    paths_by_base = [places(base) for base in bases]
    built = run = 0
    slowest = 0.0
    for number in range(count):
        mapping = mutated(
            bases[number % len(bases)],
            paths_by_base[number % len(bases)],
            iter(uniform(seed, number, "mutation", range(100)).tolist()),
        )
        began = time.process_time()
        try:
            built += (scenario := tells(mapping)) is not None
            slowest = max(slowest, time.process_time() - began)
            run += scenario is not None and built % every == 0 and run_for_a_little(mapping)
        except Exception as error:
            raise AssertionError(f"mutation {number} of seed {seed}") from error
    return built, run, slowest


def test_a_few_hundred_mutations():
    built, run, _ = fuzz(300, seed=1, every=10)
    assert built > 10
    assert run > 1


@pytest.mark.thorough
def test_many_mutations():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    built, run, slowest = fuzz(10_000, seed=2, every=10)
    assert built > 500
    assert run > 50
    assert slowest < 10, "seconds of work"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_000_000, "no more than a gigabyte"
