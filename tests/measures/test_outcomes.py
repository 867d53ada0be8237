"""What good may come of it: what is known, times how long."""

import pytest
from measured import run
from worlds import world

# A plan on day 10 and a live budget on day 30, both kept until day 230.
STAGES = {
    "plan": {"elapsed": 10, "next": "set_up"},
    "set_up": {"elapsed": 20, "next": "live"},
    "live": {"elapsed": 0, "next": "keep"},
    "keep": {"elapsed": 200, "next": "ended"},
}
PATHWAY = {"exits": {"ended": "Ended"}, "milestones": {"plan": "plan", "live": "live"}}
OUTCOMES = {"ascot": {"a_year": 0.039, "low": 0, "high": 0.057}, "eq5d": {"a_year": 0}}
YEAR = 365.25


def run_with(identified=(0,), outcomes=OUTCOMES, horizon=130, **more):
    leaves = more.pop("leaves", None)
    return run(
        world(STAGES, horizon=horizon, pathway=PATHWAY, outcomes=outcomes, **more), list(identified), leaves=leaves
    )


def test_a_gain_lasts_as_long_as_the_budget():
    world_ = run_with([0, 50, 120])  # 100 days and 50 days; the third is not live
    assert world_["budget_years"] == pytest.approx(150 / YEAR)
    assert world_["ascot_gain"] == pytest.approx(0.039 * 150 / YEAR)
    assert world_.of("ascot_gain") == pytest.approx({"low": 0, "high": 0.057 * 150 / YEAR})
    assert run_with([0], horizon=900)["budget_years"] == pytest.approx(200 / YEAR)
    assert run_with([0], leaves={0: 60})["budget_years"] == pytest.approx(30 / YEAR)


def test_a_gain_is_told_by_group():
    people = {"attributes": {"activation": {"1": 1, "2": 0}}}
    world_ = run_with([0, 50], people=people)
    assert world_.groups("ascot_gain") == pytest.approx(
        {"all": 0.039 * 150 / YEAR, "activation.1": 0.039 * 150 / YEAR, "activation.2": 0}
    )


def test_no_gain_of_health_is_a_number_and_not_a_gap():
    assert run_with()["eq5d_gain"] == 0


def test_hospitals_change_by_a_share_of_what_people_with_a_plan_use():
    use = {"a_year": 0.5, "change": -0.1, "cost": 2650}
    world_ = run_with([0, 50], {"admissions": use, "attendances": {"a_year": 1.0, "change": 0.0, "cost": 114}})
    years = (120 + 70) / YEAR
    assert world_["admissions_change"] == pytest.approx(-0.05 * years)
    assert world_["attendances_change"] == 0
    assert world_["hospital_cost_change"] == pytest.approx(-0.05 * years * 2650)


def test_a_plan_changes_nothing_after_its_person_has_died_and_goes_on_after_the_budget_has_ended():
    use = {"admissions": {"a_year": 1, "change": 0.1}}
    assert run_with([0], use, leaves={0: 60})["admissions_change"] == pytest.approx(0.1 * 50 / YEAR)
    assert run_with([0], use, horizon=900)["admissions_change"] == pytest.approx(0.1 * 890 / YEAR)


def test_what_nothing_is_said_of_has_no_number():
    names = {name.split(".")[0] for name, *_ in run_with(outcomes={"eq5d": {"a_year": 0}}).measures.kpis}
    assert "eq5d_gain" in names
    assert not names & {"ascot_gain", "admissions_change", "attendances_change", "hospital_cost_change"}
