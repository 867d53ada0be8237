"""Replications asked for what no KPI tells."""

import numpy as np
import pytest
from running import run
from worlds import team, world

from sim.experiments import Design, Execution, Interrupted
from sim.experiments.query import Query, ReplicationView, evaluate
from sim.model import ScenarioError, build


def clerk(name="one", **more):
    mapping = world(
        {"plan": {"team": "clerk", "work": {"exponential": 2}, "next": "out"}},
        {"clerk": team({"2017-10-01": 1})},
        horizon="2018-04-01",
        pathway={"milestones": {"plan": "plan"}},
    )
    mapping["identification"] = {"door": {"every": {"exponential": 1}}}
    return build(mapping | {"name": name} | more)


def plans(scene: ReplicationView) -> float:
    """Plans completed by the horizon."""
    return float(len(scene.done("plan")))


def test_a_world_is_asked_by_kpi_or_by_function():
    answers = evaluate({"a": Query(scenario=clerk(), replications=3, questions=("plans_completed", plans))}, workers=1)[
        "a"
    ]
    assert answers[plans].shape == (3, 1)
    assert np.array_equal(answers[plans], answers["plans_completed"])
    assert len(set(answers[plans].ravel())) > 1


def test_answers_are_those_of_the_experiment():
    scenario = clerk()
    answers = evaluate({"a": Query(scenario=scenario, replications=3, questions=("plans_completed",))}, workers=1)["a"]
    results = run(scenario, replications=3, crosscheck=0)
    assert np.array_equal(answers["plans_completed"].ravel(), results.numbers["one"].of("plans_completed"))


def test_each_site_of_a_replication_has_draws_of_its_own():
    sites = evaluate({"a": Query(scenario=clerk(), replications=2, questions=(plans,), sites=3)}, workers=1)["a"][plans]
    alone = evaluate({"a": Query(scenario=clerk(), replications=6, questions=(plans,))}, workers=1)["a"][plans]
    assert np.array_equal(sites.ravel(), alone.ravel())


def test_many_places_are_asked_for_their_sum():
    scenario = clerk(localities={"2017-10-01": 2, "2018-10-01": 1}, horizon="2019-04-01", targets={})
    answers = evaluate(
        {"a": Query(scenario=scenario, replications=1, questions=(plans, "plans_completed"))}, workers=1
    )["a"]
    results = run(scenario, replications=1, crosscheck=0)
    assert answers[plans].item() == answers["plans_completed"].item() == results.mean("one", "plans_completed")


def test_uncertain_parameters_are_drawn_the_same_for_all_scenarios_and_sites():
    hours = {"value": 2, "low": 1, "high": 4, "shape": "uniform", "scale": "ratio", "label": "hours", "unit": "hours"}
    sure = clerk()
    unsure = clerk(uncertainty={"hours": hours | {"at": ["pathway.stages.plan.work.exponential"]}})
    studies = {
        "drawn": Query(scenario=unsure, replications=2, questions=(plans,)),
        "known": Query(scenario=unsure, replications=2, questions=(plans,), uncertain=False),
        "sure": Query(scenario=sure, replications=2, questions=(plans,)),
    }
    plans_by_study = {name: answers[plans].tolist() for name, answers in evaluate(studies, workers=1).items()}
    assert plans_by_study["known"] == plans_by_study["sure"] != plans_by_study["drawn"]


def test_a_stage_that_a_scenario_does_not_have_has_no_steps():
    scene = ReplicationView.of(clerk(), 0, 0)
    assert len(scene.at("panel")) == 0
    assert len(scene.at("plan")) > 0


@pytest.mark.parametrize("workers", [1, 2])
def test_a_kpi_that_a_scenario_does_not_have_is_one_clear_line(workers):
    with pytest.raises(ScenarioError, match=r"^kpi: found 'plans'; allowed: a KPI that one has"):
        evaluate({"a": Query(scenario=clerk(), replications=1, questions=("plans",))}, workers=workers)


def fates(scene: ReplicationView) -> dict[str, float]:
    """How many have a plan, and how many steps there were."""
    return {"planned": plans(scene), "steps": float(len(scene.steps))}


def test_a_function_may_give_several_numbers_by_name():
    answers = evaluate({"a": Query(scenario=clerk(), replications=3, questions=(fates, plans), sites=2)}, workers=1)[
        "a"
    ]
    assert set(answers) == {(fates, "planned"), (fates, "steps"), plans}
    assert np.array_equal(answers[fates, "planned"], answers[plans])
    assert answers[fates, "steps"].shape == (3, 2)


def two_queries():
    return {
        "more": Query(scenario=clerk(), replications=9, questions=(plans, "plans_completed")),
        "fewer": Query(scenario=clerk("other"), replications=4, questions=(fates,), sites=2),
    }


def parts(how):
    """The design and the execution of some settings."""
    crosscheck = how.get("crosscheck", 0)
    return Design(crosscheck=crosscheck), Execution(**{key: how[key] for key in how if key != "crosscheck"})


def alike(ours, theirs):
    return all(np.array_equal(ours[name][of], theirs[name][of]) for name in theirs for of in theirs[name])


@pytest.mark.parametrize("how", [{"workers": 2, "chunk": 1}, {"workers": 1, "chunk": 3}, {"crosscheck": 2}])
def test_answers_do_not_depend_on_how_they_are_worked_out(how):
    assert alike(evaluate(two_queries(), *parts(how)), evaluate(two_queries(), workers=1))


def test_an_interrupted_evaluation_goes_on_and_a_whole_one_is_read(tmp_path):
    def stop(finished, total):
        if finished >= 5:
            raise KeyboardInterrupt

    how, folder = {"workers": 1, "chunk": 1}, tmp_path / "answers"
    with pytest.raises(Interrupted) as interrupted:
        evaluate(two_queries(), *parts(how | {"progress": stop}), folder=folder)
    assert (interrupted.value.done, interrupted.value.planned) == (5, 13)
    with pytest.raises(ScenarioError, match=r"^resume: found nothing; allowed: resume=true to go on"):
        evaluate(two_queries(), *parts(how), folder=folder)
    for begun in (5, 13):
        calls = []
        going_on = parts(how | {"resume": True, "progress": lambda *now: calls.append(now)})  # noqa: B023
        answers = evaluate(two_queries(), *going_on, folder=folder)
        assert calls[0] == (begun, 13)
        assert alike(answers, evaluate(two_queries(), workers=1))
    more = {"more": Query(scenario=clerk(), replications=10, questions=(plans,))}
    with pytest.raises(ScenarioError, match=r"^resume: found True; allowed: the plan with which .* began"):
        evaluate(more, resume=True, folder=folder)


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ScenarioError, match=r"allowed: a folder that is new, empty, or holds chunks"):
        evaluate(two_queries(), folder=tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("question", [lambda view: 1.0])
def test_a_function_that_other_processes_could_not_find_is_refused(question):
    with pytest.raises(
        ScenarioError, match=r"^question: found .*; allowed: the name of a KPI, or a function of a module"
    ):
        evaluate({"a": Query(scenario=clerk(), replications=1, questions=(question,))})


def test_a_query_may_have_more_or_fewer_replications_than_the_design_says():
    queries = {
        name: Query(scenario=clerk(), replications=replications, questions=(plans,))
        for name, replications in (("more", 7), ("fewer", 2), ("as the design says", None))
    }
    answers = evaluate(queries, Design(replications=4, crosscheck=0), workers=1)
    assert {name: len(columns[plans]) for name, columns in answers.items()} == {
        "more": 7,
        "fewer": 2,
        "as the design says": 4,
    }
    assert np.array_equal(answers["more"][plans][:4], answers["as the design says"][plans])
