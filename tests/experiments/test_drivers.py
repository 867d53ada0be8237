"""Which of what is not known matters: named where it does, whatever the shape, and next to never by chance."""

import numpy as np
import pandas as pd
import pytest
from running import run

from sim.draws import parameter_values, uniform
from sim.experiments import Results
from sim.experiments.analysis.drivers import ENOUGH, dependence, drivers, drivers_frame
from sim.experiments.kpi_matrix import KpiMatrix
from sim.model import build

MANY = 47
RANGE = {"value": 4, "low": 2, "high": 8, "scale": "ratio"}
SHAPES = ("uniform", "loguniform", "triangular")
EXPERIMENTS = 60


def queue(parameters=MANY, **more):
    """A queue with some stages, of whose hours nobody is sure."""
    names = [f"stage_{at}" for at in range(parameters)]
    stages = {
        name: {"team": "clerks", "work": 4.0, "next": after}
        for name, after in zip(names, [*names[1:], "out"], strict=True)
    }
    return build(
        {
            "name": "queue",
            "horizon": 100,
            "seed": 5,
            "identification": {"door": {"every": 1.0}},
            "resources": {"clerks": {"team": 1000, "hours_a_week": 7}},
            "pathway": {"exits": {"out": "Out"}, "stages": stages},
            "uncertainty": {
                name: RANGE | {"shape": SHAPES[at % 3], "at": [f"pathway.stages.{name}.work"]}
                for at, name in enumerate(names)
            },
        }
        | more
    )


def experiment(scenario, seed, values):
    """Results of which only one number is there."""
    numbers = KpiMatrix(
        labels=(("plans_completed", "all", "plans"),),
        values=values[:, None],
        series=(),
        months=(),
        monthly=np.empty((len(values), 0, 0)),
        reseeded=values[:20, None],
    )
    return Results(scenarios=(scenario,), numbers={"queue": numbers}, manifest={"seed": seed})


def named(scenario, shape, replications=200, seeds=EXPERIMENTS):
    """What is named in many experiments, whose number is a `shape` of chance and of where in its range stage 0's hours lie."""
    lists = []
    for seed in range(seeds):
        draws = uniform(seed, 7, "luck", np.arange(replications))
        hours = parameter_values(scenario, seed, replications)["stage_0"]
        results = experiment(scenario, seed, shape((hours - 2) / 6, draws))
        lists.append(drivers(results, "queue", "plans_completed"))
    return lists


def normal(draws):
    """Chance of mean 0 and variance 1, in four steps."""
    return np.select([draws < 0.15, draws < 0.5, draws < 0.85], [-1.5, -0.43, 0.43], 1.5)


@pytest.mark.parametrize(
    ("shape", "experiments"),
    [
        (lambda _, draws: draws, 200),
        (lambda _, draws: np.exp(6 * draws), EXPERIMENTS),
        (lambda _, draws: np.where(draws < 0.05, draws, 0.0), EXPERIMENTS),
    ],
    ids=["even", "skewed", "rare"],
)
def test_where_nothing_matters_next_to_nothing_is_named(shape, experiments):
    lists = named(queue(), shape, seeds=experiments)
    assert sum(len(leading) for leading in lists) <= 0.1 * len(lists)


@pytest.mark.parametrize(
    "shape",
    [
        lambda position: np.cos(2 * np.pi * position),
        lambda position: np.abs(position - 0.5),
        lambda position: np.cos(4 * np.pi * position),
    ],
    ids=["down and up", "a dent", "two waves"],
)
def test_what_makes_half_of_the_variance_is_named_also_if_it_goes_up_and_down(shape):
    grid = shape(np.linspace(0, 1, 1001))

    def number(position, draws):
        return (shape(position) - grid.mean()) / grid.std() + normal(draws)

    lists = named(queue(), number)
    first = [leading[0] for leading in lists if leading and leading[0].parameter == "stage_0"]
    assert len(first) >= 0.95 * len(lists)
    assert np.mean([driver.share for driver in first]) == pytest.approx(0.5, abs=0.08)
    assert np.mean([driver.is_steady for driver in first]) < 0.05, "it goes neither up nor down"
    others = sum(driver.parameter != "stage_0" for leading in lists for driver in leading)
    assert others <= 0.1 * len(lists)


def test_what_goes_up_with_a_parameter_is_named_with_its_direction():
    for sign in (1, -1):
        ((driver, *_),) = named(queue(), lambda position, draws, sign=sign: sign * position + 0.1 * draws, seeds=1)
        assert driver.parameter == "stage_0"
        assert driver.share > 0.95
        assert driver.is_steady
        assert sign * driver.correlation > 0.95


def test_numbers_that_are_not_known_are_left_out():
    scenario = queue(3)
    ((driver, *_),) = named(scenario, lambda position, draws: np.where(draws < 0.3, np.nan, position), seeds=1)
    assert (driver.parameter, driver.is_steady) == ("stage_0", True)
    nothing = experiment(scenario, 1, np.full(200, np.nan))
    assert dependence(nothing, "queue", "plans_completed") == []


def test_with_few_replications_nothing_is_named():
    for count, expected in ((ENOUGH - 1, 0), (ENOUGH, 3)):
        results = experiment(queue(3), 1, np.arange(float(count)))
        assert len(dependence(results, "queue", "plans_completed")) == expected


def test_of_a_real_run_the_hours_that_are_worked_are_named_and_told_in_a_file(tmp_path):
    scenario = queue(2, targets={"2017-12-01": {}})
    results = run(scenario, replications=ENOUGH, crosscheck=0)
    assert {driver.parameter for driver in drivers(results, "queue", "staff_hours")} == {"stage_0", "stage_1"}
    frame = drivers_frame(run(scenario, replications=200, crosscheck=0), ("staff_hours",))
    assert list(frame.columns) == [
        *("scenario", "kpi", "parameter", "share_of_variance", "rank_correlation", "beyond_chance", "steady"),
        "replications",
    ]
    assert frame["share_of_variance"].sum() == pytest.approx(1, abs=0.2)
    results.save(tmp_path / "enough")
    assert list(pd.read_csv(tmp_path / "enough" / "drivers.csv").columns) == list(frame.columns)
    run(scenario, replications=3, crosscheck=0).save(tmp_path / "few")
    assert not (tmp_path / "few" / "drivers.csv").exists()
