"""Reviews: who lives with a plan alone, which reviews fall due, and which are held in time."""

import math

import numpy as np
import pytest
from measured import days_by_person, run
from worlds import START, team, world

from sim.experiments.analysis.people import fates
from sim.measures.causes import causes

PATHWAY = {
    "exits": {"out": "Out", "plan_without_budget": "Has a plan"},
    "milestones": {"plan": "plan", "asked": "ask", "live": "live"},
    "reviews": ["plan_review", "review"],
}
LIMIT = {"max_steps": 3, "then": "plan_without_budget"}
STAGES = {
    "plan": {"team": "clerk", "work": 2, "next": {"by": "wants", "yes": "ask", "no": "plan_review_due"}},
    "plan_review_due": {"elapsed": 30, "cause": "living_with_plan", "next": "plan_review", **LIMIT},
    "plan_review": {"team": "nurse", "work": 1, "next": "plan_review_due"},
    "ask": {"elapsed": 5, "next": "live"},
    "live": {"elapsed": 0, "next": "review_due"},
    "review_due": {"elapsed": 20, "next": "review", "max_steps": 9, "then": "out"},
    "review": {"team": "nurse", "work": 1, "next": "review_due"},
}  # fmt: skip


def reviews(nurse, wants="no", identified=(0,), horizon=200, **more):
    people = {"attributes": {"wants": wants}}
    resources = {"clerk": team(5), "nurse": nurse}
    return run(world(STAGES, resources, people=people, horizon=horizon, pathway=PATHWAY, **more), identified)


def test_between_reviews_of_the_plan_nobody_waits_and_nobody_is_out():
    world_ = reviews(team(1), targets={"2017-10-20": {}})
    assert (world_["plans_completed"], world_["with_plan_alone"]) == (1, 1)
    assert world_["exits.plan_without_budget"] == world_["queue_at_target.nurse"] == 0
    assert world_["reviews_due"] == 0
    assert math.isnan(world_["reviews_in_time"])


def test_the_days_of_the_way_end_with_the_plan():
    world_ = reviews(team(1))
    assert world_["days.total"] == 2  # two days of work, then the person lives with the plan
    assert "living_with_plan" in causes(world_.journeys).names
    assert days_by_person(world_.journeys).sum() == 2


def test_reviews_are_held_again_and_again_until_an_exit():
    world_ = reviews(team(1))
    assert world_["reviews_due"] == world_["reviews_due.plan_review"] == 3  # on days 32, 63 and 94
    assert world_["reviews_in_time"] == 1
    assert (world_["with_plan_alone"], world_["exits.plan_without_budget"]) == (0, 1)


def test_a_review_that_slips_is_late_and_nobody_stands_in_the_queue_for_it():
    nurse = team({START: 0, "2017-12-10": 1})  # from day 70 on
    world_ = reviews(nurse, targets={"2017-12-09": {}})
    assert world_["reviews_due"] == world_["reviews_overdue"] == 1  # since day 32, 38 days ago
    assert world_["reviews_in_time"] == world_["queue.nurse"] == world_["queue_at_target.nurse"] == 0
    assert world_["with_plan_alone"] == 1
    assert reviews(nurse, targets={"2017-11-20": {}})["reviews_overdue"] == 0  # not yet four weeks late


def test_who_leaves_while_waiting_was_not_reviewed_and_is_not_overdue():
    people = {"attributes": {"wants": "no"}}
    mapping = world(STAGES, {"clerk": team(1), "nurse": team(0)}, people=people, horizon=200, pathway=PATHWAY)
    world_ = run(mapping, [0], leaves={0: 50})
    assert (world_["reviews_due"], world_["reviews_in_time"], world_["reviews_overdue"]) == (1, 0, 0)


def test_reviews_of_budgets_are_told_apart():
    world_ = reviews(team(1), wants="yes", targets={"2017-11-30": {}})
    assert world_["with_plan_alone"] == 0
    assert (world_["reviews_due.review"], world_["reviews_due.plan_review"]) == (2, 0)  # on days 27 and 48
    assert world_["days.total"] == 7


def test_plans_of_before_the_start_are_reviewed_and_are_no_second_plan():
    start = {"plans_done": 4, "people": [{"stage": "plan_review_due", "count": 4}]}
    world_ = reviews(team(1), identified=(), start_state=start, targets={"2017-11-20": {}})
    assert (world_["plans_completed"], world_["with_plan_alone"]) == (4, 4)
    assert world_["reviews_due"] == 4
    assert world_.scenario.pathway.is_behind("plan", "plan_review_due")
    assert not world_.scenario.pathway.is_behind("live", "plan_review_due")


class Looked:
    """The KPIs of one run, as figures ask for them."""

    def __init__(self, world_):
        self.world = world_

    def amount(self, _scenario, name):
        return self.world[name]

    def amounts(self, _scenario, name):
        return self.world.of(name)


def test_who_lives_with_a_plan_is_not_still_on_the_way():
    fate = fates(Looked(reviews(team(1), identified=(0, 1, 99), horizon=100)), reviews(team(1)).scenario)
    assert fate["plan_without_budget"] == pytest.approx(2)
    assert fate["inside"] == pytest.approx(1)
    assert np.isclose(sum(fate.values()), 3)
