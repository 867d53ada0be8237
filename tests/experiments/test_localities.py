"""Many localities: waves that join over time, draws of their own, and sums that are those of the places one by one."""

import datetime as dt
import pickle

import pytest
from running import run
from worlds import one_off, recurrent, team, world

import sim
from sim.draws import Draws
from sim.engines import ENGINES
from sim.experiments.execution import localities
from sim.experiments.execution.tasks import Task, execute
from sim.experiments.measured import AllKpis
from sim.measures import measure
from sim.model import ScenarioError, build
from sim.model.localities import moved, waves

WAVES = {"2017-10-01": 2, "2018-10-01": 3}


def places(**more):
    mapping = world(
        {"plan": {"team": "clerk", "work": {"exponential": 2}, "next": "out"}},
        {"clerk": team({"2017-10-01": 1, "2018-01-01": 2})},
        horizon="2019-10-01",
        pathway={"milestones": {"plan": "plan"}},
    )
    mapping["identification"] = {"door": {"every": {"exponential": 3}}}
    return mapping | {"localities": WAVES, "targets": {"2018-03-31": {}, "2019-03-31": {}}} | more


def plans_by_month(measured):
    """Everyone's plans at the month ends."""
    return [value for _, kpi, group, value, _ in measured.monthly if (kpi, group) == ("plans_completed", "all")]


def test_a_later_wave_lives_through_the_same_calendar_later():
    first, second = waves(build(places()))
    assert (first.joins, first.localities) == (dt.date(2017, 10, 1), 2)
    assert (second.joins, second.localities) == (dt.date(2018, 10, 1), 3)
    assert first.scenario.resources == second.scenario.resources  # days are counted from each place's own start
    assert (first.scenario.horizon, second.scenario.horizon) == (730, 365)
    assert [target.day for target in first.scenario.targets] == [182, 547]
    assert [target.day for target in second.scenario.targets] == [182]


def leap(**more):
    """Places that begin on a 29 February, and are dated on it and the day before."""
    stages = {
        "plan": {"team": "clerk", "work": {"exponential": 2}, "next": "hear"},
        "hear": {"meeting": "panel", "next": "ask"},
        "ask": {
            "fund": "pot",
            "amount": 90,
            "next": {"keep": 0.5, "out": 0.5},
            "next_changes": {"2020-02-28": {"keep": 0.1, "out": 0.9}, "2020-02-29": "keep"},
        },
        "keep": {"elapsed": 5, "pays": True, "next": "out"},
    }
    clerk = team({"2016-02-29": 1, "2020-02-28": 2})
    resources = {
        "clerk": {
            **clerk,
            "changes": {"2020-02-28": {"team": 3, "hours_a_week": 9}, "2020-02-29": {"hours_a_week": 12}},
        },
        "panel": {
            "meeting": {
                "dates": ["2016-03-29", "2020-02-28", "2020-02-29"],
                "changes": {"2020-03-01": {"every": "1 week"}, "2020-03-15": {"monthly": "first monday"}},
            },
            "slots": {"2016-02-29": 4, "2020-02-28": 5, "2020-02-29": 6},
        },
        "pot": one_off({"2016-02-29": 400, "2020-02-28": 100, "2020-02-29": 300}),
    }
    mapping = world(stages, resources, horizon=2000.5) | {"start": "2016-02-29"}
    mapping["people"] = {"cohorts": {"everyone": {"people": 300}}}
    calendar = {"dates": ["2016-02-29", "2020-02-28", "2020-02-29"]}
    mapping["identification"] = {"lists": {"list": calendar, "size": 40}, "flow": {"people_a_month": 2}}
    return mapping | more


def test_one_place_from_the_start_is_the_scenario_without_localities():
    alone = build(leap())
    (wave,) = waves(build(leap(localities={"2016-02-29": 1})))
    assert (wave.scenario.horizon, wave.scenario.resources) == (2000.5, alone.resources)
    for engine in ENGINES.values():
        ours, theirs = (engine(Draws(scenario, 3, 0)) for scenario in (wave.scenario, alone))
        assert len(ours.steps) > 200
        assert ours.steps.tobytes() == theirs.steps.tobytes()
        assert ours.ledger.tobytes() == theirs.ledger.tobytes()


def test_in_a_year_without_a_29_february_its_day_is_the_28th_to_which_both_belong():
    first, later, leaps = waves(build(leap(localities={"2016-02-29": 1, "2017-02-28": 1, "2020-02-29": 1})))
    clerk, panel, pot = later.scenario.resources
    day = float((dt.date(2021, 2, 28) - dt.date(2017, 2, 28)).days)
    assert [(top_up.day, top_up.pence) for top_up in pot.top_ups] == [(0.0, 40000), (day, 40000)]
    assert (clerk.members.at(day), clerk.hours_a_week.at(day)) == (3, 12)
    assert (clerk.members.at(day - 1), clerk.hours_a_week.at(day - 1)) == (1, 7)
    assert (panel.slots.at(day - 1), panel.slots.at(day)) == (4, 6)
    assert panel.days[:4] == (29.0, day, day + 1, day + 8)
    assert later.scenario.identification.routes[0].days == (0.0, day)
    ask = later.scenario.pathway.stages[2]
    assert ask.routing_by_period[ask.period(day)] == {"keep": 1.0}
    assert [top_up.day for top_up in leaps.scenario.resources[2].top_ups] == [0.0]
    assert first.scenario.horizon - later.scenario.horizon == 365


def test_what_goes_wrong_in_a_later_place_is_told_before_anything_is_run():
    late = {"pot": one_off({"2018-10-01": 400}), "clerk": team(1)}
    stages = {"ask": {"fund": "pot", "amount": 9, "next": "plan"}, "plan": {"team": "clerk", "work": 1, "next": "out"}}
    scenario = build(places(resources=late, pathway={"stages": stages}))
    with pytest.raises(ScenarioError, match=r"localities: found .*2018-10-01.*resources.pot.*before the horizon"):
        run(scenario, replications=1)


def test_dates_move_by_whole_years_wherever_they_stand():
    value = {"2016-02-29": [dt.date(2017, 5, 1), {"from": "2018-01-31"}], "name": "until 2018-01-31", "count": 3}
    assert moved(value, 2) == {
        "2018-02-28": ["2019-05-01", {"from": "2020-01-31"}],
        "name": "until 2018-01-31",
        "count": 3,
    }


def simulated(local, number):
    draws = Draws(local, 5, number)
    return measure(draws, ENGINES["compiled"](draws))


def added_up(scenario, replication, tell=None):
    return localities.replicate(scenario, replication, AllKpis(), simulated, tell)


def test_one_place_of_a_replication_is_checked():
    how = {"index": 0, "seed": 5, "engine": "compiled", "measured": AllKpis(), "checked_by": "reference"}
    task = Task(scenario=pickle.dumps(build(places())), replications=range(2), checked=(1,), **how)
    first = Task(scenario=pickle.dumps(build(places())), replications=range(1), checked=(), **how)
    assert execute(task).compared > 0 == execute(first).compared


def test_the_sums_are_those_of_the_places_one_by_one():
    scenario = build(places())
    calls = []
    measured = added_up(scenario, 1, calls.append)
    assert calls == [0.2, 0.4, 0.6, 0.8, 1.0]
    alone = []
    for wave in waves(scenario):
        for _ in range(wave.localities):
            draws = Draws(wave.scenario, 5, 1 * 5 + len(alone))
            alone.append(measure(draws, ENGINES["compiled"](draws)))
    for name in ("plans_completed", "identified", "plans_completed.2019-03-31"):
        assert measured.value(name) == sum(locality.value(name) for locality in alone)
    assert measured.value("plans_completed.2018-03-31") == sum(
        locality.value("plans_completed.2018-03-31") for locality in alone[:2]
    )
    assert len({locality.value("identified") for locality in alone}) > 1, "every place has draws of its own"
    assert "median_days_accepted_to_plan" not in {name for name, *_ in measured.kpis}, "medians cannot be added"
    plans = plans_by_month(measured)
    assert len(plans) == 24 == len(measured.months)
    assert plans[11] == sum(plans_by_month(locality)[11] for locality in alone[:2])


def test_a_wave_after_the_last_target_adds_nothing_to_what_was_there_by_then():
    scenario = build(places(targets={"2018-03-31": {}}))
    both = added_up(scenario, 0)
    first = added_up(build(places(targets={"2018-03-31": {}}, localities={"2017-10-01": 2})), 0)
    assert both.value("plans_completed") == first.value("plans_completed")


def test_goals_and_money_by_year_are_added_up_too():
    stages = {
        "plan": {"elapsed": 10, "next": "ask"},
        "ask": {"fund": "pot", "amount": 100, "next": "keep"},
        "keep": {"elapsed": 900, "pays": True, "next": "out"},
    }
    more = {
        "pathway": {"stages": stages, "milestones": {"plan": "plan"}},
        "resources": {"pot": recurrent({"2017-10-01": 1e6}, funder="nhs")},
        "people": {"attributes": {"goal": "own"}},
        "goals": {"attributes": ["goal"], "money": "own", "days": {"own": 5}},
        "targets": {"2018-03-31": {}},  # before the second wave joins
    }
    scenario = build(places(**more))
    alone = []
    for wave in waves(scenario):
        for _ in range(wave.localities):
            draws = Draws(wave.scenario, 5, len(alone))
            alone.append(measure(draws, ENGINES["compiled"](draws)))
    together = added_up(scenario, 0)
    assert together.value("goals_set") == sum(locality.value("goals_set") for locality in alone[:2]) > 0
    for name in ("liability.2018-04-01", "full_year_effect.2017-18"):
        assert together.value(name) == pytest.approx(sum(locality.value(name) for locality in alone[:2])) != 0
    for name in ("liability.2019-04-01", "full_year_effect.2018-19"):
        assert together.value(name) == pytest.approx(sum(locality.value(name) for locality in alone))
    assert "share_of_goals_achieved" not in {name for name, *_ in together.kpis}, "shares cannot be added"


def test_an_experiment_runs_them():
    results = run(build(places(name="places")), replications=3)
    assert results.mean("places", "plans_completed") > 0
    assert results.manifest["crosscheck"]["steps"] > 0


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"2018-01-01": 1}, "whole years after the start"),
        ({"2019-10-01": 1}, "before the horizon"),
        ({"2017-10-01": 0}, "from 1"),
    ],
)
def test_bad_waves_are_refused(wrong, message):
    with pytest.raises(ScenarioError, match=message):
        build(places(localities=wrong))


def test_the_nation_is_5_per_cent_of_england():
    scenario = sim.load("national_rollout")
    count = sum(number for _, number in scenario.localities)
    eligible = sum(cohort.size for cohort in scenario.people.cohorts)
    assert count == 209
    assert count * eligible == pytest.approx(2.77e6, rel=0.005)
    assert count * scenario.people.residents == pytest.approx(55.3e6, rel=0.005)


def test_the_steps_of_many_places_are_not_kept():
    with pytest.raises(ScenarioError, match="keep: found 'steps'; allowed: kpis"):
        run(build(places()), replications=1, keep="steps")


def test_the_places_are_counted():
    assert build(places()).locality_count == 5
    assert build(places(localities={})).locality_count == 1
    assert sim.load("national_rollout").locality_count == 209
