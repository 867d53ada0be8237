"""Not knowing, drawn: ranges are covered evenly, scenarios share every draw, and nobody's draws depend on it."""

import numpy as np
import pytest
from programme import UNCERTAIN, programme
from scipy import stats

from sim.draws import Draws, named, parameter_values, sample_scenario, values_in
from sim.draws.parameter_sampling import STRATA
from sim.model import build

HOURS = UNCERTAIN["planning_hours"]


def scenario(**parameters):
    return build(programme(uncertainty=parameters))


def of_shape(shape, **changes):
    return scenario(hours=HOURS | {"shape": shape, "value": 8, "low": 4, "high": 16} | changes)


def test_of_every_twenty_replications_each_takes_another_stratum():
    values = parameter_values(of_shape("uniform"), 1, 6 * STRATA)["hours"].reshape(6, STRATA)
    strata = np.floor((values - 4) / 12 * STRATA)
    assert np.array_equal(np.sort(strata, axis=1), np.tile(np.arange(STRATA), (6, 1)))
    assert len({tuple(row) for row in strata.tolist()}) == 6, "in another order each time"


@pytest.mark.parametrize(
    ("shape", "law"),
    [
        ("uniform", stats.uniform(4, 12)),
        ("triangular", stats.triang(c=4 / 12, loc=4, scale=12)),
        ("loguniform", stats.loguniform(4, 16)),
    ],
)
def test_the_values_are_distributed_as_the_shape_says(shape, law):
    values = parameter_values(of_shape(shape), 3, 200 * STRATA)["hours"]
    # Within a stratum it is chance; over all of them a sample without strata would be off three times as far.
    assert stats.kstest(values, law.cdf).statistic < 1.95 / np.sqrt(200) / STRATA * 1.2
    assert 4 <= values.min() <= values.max() <= 16


def test_one_replication_and_many_have_the_same_values():
    many = parameter_values(of_shape("triangular"), 1, 50)["hours"]
    assert [values_in(of_shape("triangular"), 1, number)["hours"] for number in range(50)] == many.tolist()


def test_one_more_parameter_moves_no_other():
    alone, both = scenario(hours=HOURS), scenario(agreement=UNCERTAIN["agreement"], hours=HOURS)
    assert parameter_values(alone, 1, 50)["hours"].tolist() == parameter_values(both, 1, 50)["hours"].tolist()


def test_parameters_know_nothing_of_each_other():
    names = [f"hours_{number}" for number in range(12)]
    values = parameter_values(scenario(**dict.fromkeys(names, HOURS)), 1, 2000)
    between = np.corrcoef([values[name] for name in names]) - np.eye(len(names))
    assert abs(between).max() < 4 / np.sqrt(2000)


def test_seeds_and_replications_have_values_of_their_own():
    values = [values_in(of_shape("uniform"), seed, number)["hours"] for seed in (1, 2) for number in range(30)]
    assert len(set(values)) == 60


def test_a_scenario_is_drawn_whole_and_has_nothing_uncertain_left():
    uncertain = scenario(**UNCERTAIN)
    local = sample_scenario(uncertain, 1, 3)
    values = values_in(uncertain, 1, 3)
    assert local.uncertain == ()
    assert local.mapping["pathway"]["stages"]["plan"]["work"]["gamma"]["mean"] == pytest.approx(
        values["planning_hours"]
    )
    assert local.mapping["pathway"]["stages"]["plan"]["next"]["agree"] == pytest.approx(values["agreement"])


def test_without_parameters_it_is_the_scenario_itself():
    certain = build(programme())
    assert sample_scenario(certain, 1, 0) is certain


def test_nobodys_draws_depend_on_what_is_not_known():
    uncertain = scenario(**UNCERTAIN)
    drawn, local = Draws(uncertain, 7, 0), Draws(sample_scenario(uncertain, 7, 0), 7, 0)
    assert np.array_equal(drawn.people.day, local.people.day)
    for words in (("stage", "plan", "time"), ("stage", "agree", "next"), ("clock", "deciding")):
        assert np.array_equal(drawn.uniform(named(*words)), local.uniform(named(*words)))
