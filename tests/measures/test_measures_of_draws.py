"""What is measured of a scenario in which a number has moved: the same as when nothing is known of any other."""

import numpy as np
import pytest
from programme import movable_paths, multiplied, uncertain_at

from sim.draws import Draws
from sim.engines import ENGINES
from sim.measures import Measures, measure
from sim.model import Scenario, build, with_values


def measured(scenario: Scenario) -> Measures:
    draws = Draws(scenario, 7, 3)
    return measure(draws, ENGINES["compiled"](draws))


@pytest.mark.parametrize("path", movable_paths())
def test_any_number_may_move(path):
    parent = build(uncertain_at(path))
    measured(parent)
    ours, theirs = measured(with_values(parent, {"it": 0.98})), measured(build(multiplied(path, 0.98)))
    assert (ours.labels, ours.months, ours.series) == (theirs.labels, theirs.months, theirs.series)
    np.testing.assert_array_equal(ours.values, theirs.values)
    np.testing.assert_array_equal(ours.by_month, theirs.by_month)
