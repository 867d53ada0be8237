"""The same seed gives the same bytes, anywhere; another replication gives others."""

import gc
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from programme import programme

from sim.draws import Draws
from sim.engines import simulate
from sim.model import build

TESTS = Path(__file__).parents[1]


def fingerprint(seed: int, replication: int) -> str:
    outcome = simulate(Draws(build(programme()), seed, replication))
    return hashlib.sha256(outcome.steps.tobytes() + outcome.ledger.tobytes()).hexdigest()


@pytest.mark.parametrize("hash_seed", ["0", "12345"])
def test_another_process_with_another_hash_seed_gives_the_same_bytes(hash_seed):
    output = subprocess.run(
        [sys.executable, "-c", "from test_determinism import fingerprint; print(fingerprint(7, 3))"],
        env={
            **os.environ,
            "PYTHONHASHSEED": hash_seed,
            "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS / "engines")]),
        },
        cwd=TESTS.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert output.stdout.strip() == fingerprint(7, 3)


def test_replications_and_seeds_differ():
    assert len({fingerprint(seed, replication) for seed in (7, 8) for replication in (0, 1, 2)}) == 6


def test_a_replication_does_not_depend_on_those_before_it():
    alone = fingerprint(7, 2)
    for replication in (0, 1):
        fingerprint(7, replication)
    assert fingerprint(7, 2) == alone


def test_one_set_of_draws_can_be_run_twice():
    draws = Draws(build(programme()), 7, 0)
    assert simulate(draws).steps.tobytes() == simulate(draws).steps.tobytes()


def test_the_order_of_keys_that_are_only_looked_up_changes_nothing():
    mapping = programme()
    mapping["pathway"]["stages"]["plan"] = dict(reversed(mapping["pathway"]["stages"]["plan"].items()))
    mapping = dict(reversed(mapping.items()))
    outcome = simulate(Draws(build(mapping), 7, 0))
    assert outcome.steps.tobytes() == simulate(Draws(build(programme()), 7, 0)).steps.tobytes()


def test_the_reference_engine_leaves_nothing_to_the_garbage_collector():
    """Looking through what is left of a world of some thousands of people takes half as long as the run itself."""
    draws = Draws(build(programme()), 7, 3)
    simulate(draws)  # what is made once and kept
    gc.collect()
    gc.disable()
    try:
        assert np.isnan(simulate(draws).steps["finished"]).any(), "people are still inside"
        assert gc.collect() < 50
    finally:
        gc.enable()
