"""Places of different sizes, starts and dates side by side: hand-made values in every unit, and pairs only within a place."""

import copy

import numpy as np
import pytest
from running import run

import sim
from sim.experiments.analysis.scale import reached_in, scale_frame, staffing
from sim.experiments.comparability import baselines, by_locality
from sim.model import ScenarioError, build

#: Ten people a month for four months, each with an offer after 20 days and then a plan in 0.7 days of one worker's time: ten
#: plans by the end of each of the first four months, and each budget live 5 days after its plan.
SMALL = {
    "name": "small",
    "uncertainty": None,
    "seed": 1,
    "start": "2017-10-01",
    "horizon": "2018-10-01",
    "targets": {"2018-03-31": {"plans": 50}},
    "people": {"residents": 1000, "cohorts": {"everyone": {"people": 40}}},
    "identification": {"lists": {"list": {"every": "1 month", "until": "2018-02-01"}, "size": 10}},
    "resources": {"planners": {"team": {"2017-10-01": 1, "2018-04-01": 3}, "hours_a_week": 37.5, "cost_an_hour": 20}},
    "pathway": {
        "milestones": {"plan": "planning", "asked": "planning", "live": "paying"},
        "exits": {"ended": "Ended"},
        "stages": {
            "offer": {"elapsed": 20, "next": "planning"},
            "planning": {"team": "planners", "work": 3.75, "next": "paying"},
            "paying": {"elapsed": 5, "next": "living"},
            "living": {"elapsed": 3000, "next": "ended"},
        },
    },
    "start_state": {"plans_done": 5},
}
YEAR = 37.5 * 365.25 / 7 * 20  #: what a worker's hours cost


def small_scenario(name, **changes):
    """Another place."""
    mapping = {key: value for key, value in copy.deepcopy(SMALL).items() if value is not None}
    for path, value in changes.items():
        below = mapping
        *above, last = path.split("__")
        for key in above:
            below = below[key]
        below[last] = value
    return build({**mapping, "name": name})


LATER = {
    "start": "2018-01-01",
    "horizon": "2019-01-01",
    "targets": {"2018-06-30": {}},
    "people__residents": 4000,
    "identification__lists": {"list": {"every": "1 month", "until": "2018-05-01"}, "size": 10},
    "resources__planners__team": 2,
    "pathway__stages__offer__elapsed": 40,
    "start_state": {"plans_done": 0},
}


@pytest.fixture(scope="module")
def results():
    """Two places, one of which has a second scenario with fewer replications."""
    scenarios = [
        small_scenario("small"),
        small_scenario("later", **LATER),
        small_scenario("small_quick", pathway__stages__offer__elapsed=10),
    ]
    return run(scenarios, replications=3, fewer={"later": 2}, workers=1, crosscheck=1)


@pytest.fixture(scope="module")
def frame(results):
    return scale_frame(results)


def value(frame, scenario, kpi, per, month=None, since="start"):
    """The mean of one row."""
    rows = frame[(frame.scenario == scenario) & (frame.kpi == kpi) & (frame.per == per) & (frame.since == since)]
    rows = rows[rows.month.isna()] if month is None else rows[rows.month == month]
    (mean,) = rows["mean"]
    return mean


@pytest.mark.parametrize(
    ("scenario", "kpi", "per", "wanted"),
    [
        ("small", "identified", "people", 40),
        ("small", "plans_completed", "people", 45),
        ("small", "plans_completed", "1000_residents", 45),
        ("small", "plans_completed", "100_identified", 100),
        ("small", "plans_completed", "worker", 40),
        ("small", "plans_completed", "100000_pounds_a_year", 40 / (YEAR / 100_000)),
        ("small", "budgets_counted", "people", 40),
        ("later", "plans_completed", "people", 40),
        ("later", "plans_completed", "1000_residents", 10),
        ("later", "plans_completed", "worker", 20),
        ("later", "budgets_counted", "100000_pounds_a_year", 40 / (2 * YEAR / 100_000)),
    ],
)
def test_numbers_at_each_one_s_own_target_date(frame, scenario, kpi, per, wanted):
    assert value(frame, scenario, kpi, per) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("scenario", "kpi", "per", "month", "wanted"),
    [
        ("small", "plans_completed", "people", 3, 35),  # three months of ten, and the five of before
        ("small", "plans_completed", "100_identified", 3, 100),
        ("small", "budgets_counted", "1000_residents", 3, 28),  # of December's ten two go live in January
        ("small", "plans_completed", "worker", 12, 40 / ((182 * 1 + 183 * 3) / 365)),  # three workers from April on
        ("later", "identified", "people", 3, 30),
        ("later", "plans_completed", "1000_residents", 3, 20 / 4),  # those found in March have their offers in April
        ("later", "plans_completed", "1000_residents", 6, 40 / 4),
    ],
)
def test_numbers_by_month_since_each_one_s_own_start(frame, scenario, kpi, per, month, wanted):
    assert value(frame, scenario, kpi, per, month) == pytest.approx(wanted)


def test_months_since_the_first_offer_begin_with_the_month_in_which_it_is_answered(frame, results):
    assert results.mean("small", "first_offer") == 20
    assert results.mean("later", "first_offer") == 40
    assert value(frame, "small", "plans_completed", "people", 3, "first_offer") == 35
    assert value(frame, "later", "plans_completed", "people", 3, "first_offer") == 30, (
        "a month more than since the start"
    )


def test_what_lies_beyond_a_horizon_is_left_out(frame):
    assert set(frame[frame.scenario == "small"].month.dropna()) == {3, 6, 12}
    dates = frame[(frame.scenario == "later") & (frame.since == "start") & (frame.kpi == "identified")].date
    assert [str(date) for date in dict.fromkeys(dates)] == ["2018-06-30", "2018-03-31", "2018-12-31"]


def test_a_place_is_compared_in_pairs_with_its_own_baseline_alone(results):
    assert baselines(results.scenarios) == {"small_quick": "small"}
    assert [[scenario.name for scenario in part.scenarios] for part in results.by_locality] == [
        ["small", "small_quick"],
        ["later"],
    ]
    compared = results.compared(["plans_completed"])
    assert list(compared.scenario) == ["small_quick"]
    assert results.by_locality[1].replications == 2
    assert {name: len(numbers) for name, numbers in results.numbers.items()} == {
        "small": 3,
        "later": 2,
        "small_quick": 3,
    }


def test_numbers_are_those_of_single_runs(results):
    for scenario in results.scenarios:
        alone = run(scenario, replications=3, seed=results.manifest["seed"], workers=1, crosscheck=0)
        both = len(results.numbers[scenario.name])
        assert np.array_equal(
            results.numbers[scenario.name].values, alone.numbers[scenario.name].values[:both], equal_nan=True
        )


def test_when_a_number_per_1000_residents_is_reached(results):
    small, later, _ = results.scenarios
    assert reached_in(results, small, ("plans_completed",), 25).tolist() == [2, 2, 2]
    assert reached_in(results, later, ("plans_completed",), 10).tolist() == [5, 5]
    assert np.isnan(reached_in(results, small, ("plans_completed",), 46)).all()


def test_the_staff_of_many_localities_are_those_that_have_joined():
    many = small_scenario(
        "many", localities={"2017-10-01": 2, "2018-10-01": 3}, horizon="2019-10-01", start_state={"plans_done": 0}
    )
    assert staffing(many, 182).workers == pytest.approx(2)
    # From April on two times three; from October on one time three of those that join then, whose own April comes a year later.
    whole = 2 * (182 + 548 * 3) + 3 * (182 + 183 * 3)
    assert staffing(many, 730).workers == pytest.approx(whole / 730)


def test_stored_results_keep_places_apart(results, tmp_path):
    results.save(tmp_path / "places")
    loaded = sim.Results.load(tmp_path / "places")
    assert len(by_locality(loaded.scenarios)) == 2
    assert (tmp_path / "places" / "scale.csv").read_text().count("\n") == len(scale_frame(results)) + 1
    assert scale_frame(loaded)["mean"].equals(scale_frame(results)["mean"])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"precision": 0.1}, "precision: found 0.1; allowed: null for scenarios of several places"),
        ({"fewer": {"smal": 2}}, "fewer: found 'smal'; allowed: names of scenarios that are run: small, later"),
        ({"fewer": {"small": 0}}, "fewer.small: found 0; allowed: a whole number from 1"),
    ],
)
def test_what_cannot_be_is_told(settings, message):
    with pytest.raises(ScenarioError, match=message):
        run([small_scenario("small"), small_scenario("later", **LATER)], **settings)


def test_a_teaching_queue_stands_beside_no_place():
    with pytest.raises(ScenarioError, match=r"scenarios: found 'mm_c'; allowed: scenarios with plans beside"):
        run([small_scenario("small"), sim.load("mm_c")])


def test_fewer_replications_and_a_precision_do_not_go_together():
    with pytest.raises(ScenarioError, match="none beside a precision"):
        run(small_scenario("small"), precision=0.1, fewer={"small": 3})
