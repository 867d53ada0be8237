"""Reviews as a load: of plans and of budgets, late where staff are short, and what they change."""

import numpy as np
from systems import TYPICAL, lower, mean, values_of, worlds

ON_PAPER, BASELINE = "typical_ccg_on_paper", "stockton_scale_up"


def test_where_there_are_enough_staff_every_review_is_in_time_and_everybody_with_a_plan_is_reviewed():
    assert mean(values_of(ON_PAPER)("reviews_in_time")) == 1
    assert mean(values_of(ON_PAPER)("reviews_overdue")) == 0
    assert mean(values_of(ON_PAPER)("with_plan_alone")) > 1000


def test_where_staff_are_short_reviews_of_plans_slip():
    assert lower(values_of(BASELINE)("reviews_in_time.plan_review"), values_of(BASELINE)("reviews_in_time.review"))


def test_the_plans_of_the_pilot_are_reviewed_and_counted_once():
    for world in worlds(BASELINE):
        start = world.scenario.plans_done
        inside = np.unique(world.at("plan_review_due")["person"])
        with_plan_here = np.unique(world.done("plan_completed")["person"])
        assert np.sum(~np.isin(inside, with_plan_here)) == start
        assert world.kpi("plans_completed") == start + len(world.done("plan_completed", world.day(-1)))


def test_only_yearly_budgets_are_raised_or_lowered():
    for world in worlds(TYPICAL):
        for stage in ("raising_the_budget", "lowering_the_budget"):
            assert (world.who("budget_kind", world.at(stage)) == "recurrent").all()
        assert (world.at("lowering_the_budget")["amount"] <= 0).all()
    assert sum(len(world.at("raising_the_budget")) for world in worlds(TYPICAL)) > 0


def test_nobody_gives_up_waiting_for_a_rise():
    for world in worlds(TYPICAL):
        assert not (world.at("raising_the_budget")["outcome"] == -2).any()
