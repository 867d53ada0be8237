"""What replications are asked for the targets, against the same counted by hand from the step table."""

import datetime as dt

import numpy as np
import pytest

from sim.config.load import load
from sim.experiments.query import ReplicationView
from sim.measures.goals import ACHIEVED, fates
from sim.studies.validation import quantities_budgets as budgets
from sim.studies.validation import quantities_people as people


def world(name, *overrides):
    scenario = load(name, *overrides)
    return ReplicationView.of(scenario, scenario.seed, 0)


@pytest.fixture(scope="module")
def scale_up():
    return world("stockton_scale_up")


@pytest.fixture(scope="module")
def site():
    return world("sw_site1_mdt_vs")


def days_of(view, stage):
    """The day on which each person first finished a stage."""
    days = {}
    for step in view.done(stage):
        days[int(step["person"])] = min(days.get(int(step["person"]), np.inf), float(step["finished"]))
    return days


def test_pending_is_counted_day_by_day(scale_up):
    end = scale_up.day(-1)
    asked, live = days_of(scale_up, "asking_for_budget"), days_of(scale_up, "budget_live")
    stages = len(scale_up.scenario.pathway.stages)
    out = {int(s["person"]): float(s["finished"]) for s in scale_up.steps if not 0 <= s["outcome"] < stages}
    middays = np.arange(end - budgets.YEAR, end) + 0.5
    counts = [
        sum(day <= now < min(live.get(person, np.inf), out.get(person, np.inf)) for person, day in asked.items())
        for now in middays
    ]
    assert budgets.pending_in_the_last_year(scale_up) == pytest.approx(np.mean(counts), rel=0.02)


def test_weeks_to_a_budget_are_those_of_the_budgets_of_the_year(scale_up):
    end = scale_up.day(-1)
    asked, live = days_of(scale_up, "asking_for_budget"), days_of(scale_up, "budget_live")
    weeks = [(day - asked[person]) / 7 for person, day in live.items() if end - budgets.YEAR <= day < end]
    assert budgets.budgets_begun_in_the_last_year(scale_up) == len(weeks) > 0
    assert budgets.weeks_from_asking_to_live(scale_up) == pytest.approx(np.mean(weeks))


def test_health_budgets_are_counted_without_continuing_healthcare_and_each_person_once():
    view = world("typical_ccg_per_1000")
    live, ended = days_of(view, "budget_live"), budgets._gone(view, np.inf)
    assert len(ended)
    (funder, entitled) = (view.who(name, view.done("budget_live")) for name in ("funder", "entitled"))
    everybody = np.isin(funder, budgets.BY_HEALTH)
    assert 0 < np.sum(everybody & (entitled == "no")) < np.sum(everybody)
    counted = budgets.health_budgets_in_february_2019(view)
    assert counted <= np.sum(everybody & (entitled == "no"))
    day = (dt.date(2019, 3, 1) - view.scenario.start).days
    gone = set(budgets._gone(view, day).tolist())
    steps = view.done("budget_live")[everybody & (entitled == "no")]
    assert counted == len(
        {int(person) for person in steps["person"] if live[int(person)] < day and int(person) not in gone}
    )


def test_a_goal_that_is_reached_after_the_close_is_not_counted(site):
    plans = days_of(site, "plan_completed")
    with_plan = sum(day < site.day() for day in plans.values())
    assert people.people_with_a_plan(site) == with_plan
    chosen = np.flatnonzero(site.journeys.plan_day < site.day())
    _, fate, day = fates(site.journeys, site.scenario.goals, chosen)
    late = np.all((fate != ACHIEVED) | (day >= site.day()), axis=0)
    assert people.people_with_a_goal_achieved(site) == with_plan - late.sum()
    assert 0 < people.people_with_a_goal_achieved(site) <= with_plan
    # Of two goals each, as many people as goals at least: what they achieved is shared among them.
    assert people.people_with_a_goal_achieved(site) >= site.kpi("goals_achieved") / 2


def test_people_have_no_goals_where_there_are_none():
    assert np.isnan(people.people_with_a_goal_achieved(world("mm_c")))


def test_plans_of_as_many_days_before_are_those_before(site):
    view = world("led_by_external_organisation")
    first, last = view.day(0), view.day(-1)
    plans = np.array(list(days_of(view, "plan_completed").values()))
    assert people.plans_as_long_before(view) == np.sum((plans >= 2 * first - last) & (plans < first))
    assert people.plans_between_targets(view) == np.sum((plans >= first) & (plans < last))
    assert people.has_a_handful_of_plans(view) == float(np.sum(plans < last) >= 5)


def test_whose_turn_came_is_whoever_was_invited_or_would_have_been(scale_up):
    turn_came = people.people_whose_turn_came(scale_up)
    assert turn_came == scale_up.kpi("identified") + scale_up.kpi("not_invited") > scale_up.kpi("identified")
    regardless = world("stockton_invite_regardless")
    assert people.people_whose_turn_came(regardless) == regardless.kpi("identified")
