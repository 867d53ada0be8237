"""Tables of a scenario in which a number has moved: those that the same scenario has when nothing is known of any other."""

import numpy as np
import pytest
from programme import movable_paths, multiplied, uncertain_at

from sim.config.load import load
from sim.config.shipped import shipped
from sim.draws import sample_scenario
from sim.draws.draw_tables import slots_of
from sim.engines.compiled.lowering import tables_of
from sim.model import build, with_values


def same(first, other):
    """Whether two tables are the same to the bit, with all that is in them."""
    if isinstance(first, np.ndarray):
        return first.dtype == other.dtype and first.shape == other.shape and first.tobytes() == other.tobytes()
    if isinstance(first, tuple) and not isinstance(first, str):
        return len(first) == len(other) and all(map(same, first, other))
    return first == other


def assert_same_tables(local, afresh):
    """Both engines read the same of either scenario."""
    assert same(tables_of(local), tables_of(afresh))
    ours, theirs = vars(slots_of(local)), vars(slots_of(afresh))
    assert [name for name in ours if not same(ours[name], theirs[name])] == []


@pytest.mark.parametrize("path", movable_paths())
def test_any_number_may_move(path):
    local = with_values(build(uncertain_at(path)), {"it": 0.98})
    assert_same_tables(local, build(multiplied(path, 0.98)))


@pytest.mark.parametrize("name", [name for name in shipped("scenarios") if name != "national_rollout"])
def test_draws_of_every_scenario(name):
    scenario = load(name, "uncertainty=on")
    for replication in range(3):
        local = sample_scenario(scenario, 1, replication)
        afresh = build(local.mapping)
        assert local == afresh
        assert_same_tables(local, afresh)
