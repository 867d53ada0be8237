"""Who is left behind: groups are compared where the model can see a difference, and what it cannot see is said."""

import math

import pytest
from boards import board

from sim.config.load import load
from sim.config.provenance import register
from sim.experiments.analysis.differences import ACCEPTED, LIVE, PLAN, Contrast, contrasts, difference, sees, steps_seen
from sim.experiments.analysis.lookup import Lookup
from sim.measures import ACTIVATION, AGE, KNOWN
from sim.model.gradients import depends_on, stages_between
from sim.reporting.figures.left_behind import who_is_left_behind
from sim.reporting.group_words import UNSEEN
from sim.reporting.report.left_behind import differences_in_words

STOCKTON = load("stockton_scale_up")
COLD = Contrast(attribute=KNOWN, first="known.no", second="known.yes")
OLD = Contrast(attribute=AGE, first="age.from_65", second="age.under_65")


@pytest.fixture(scope="module")
def levers():
    return Lookup(board("levers"))


def test_stages_between_milestones_are_those_on_a_way_from_the_first_to_the_second():
    names = [stage.name for stage in stages_between(STOCKTON, "asked", "live")]
    assert names[0] == "asking_for_budget"
    assert "panel" in names
    assert "refusal" in names, "who is refused may be heard again"
    assert not {"offer", "plan_completed", "budget_live", "review"}.intersection(names)
    assert stages_between(STOCKTON, None, "plan")[0].name == "offer"


def test_what_depends_on_an_attribute_may_do_so_through_others():
    processing = [stage for stage in STOCKTON.pathway.stages if stage.name == "payment_processing"]
    assert depends_on(STOCKTON, "deployment", processing)
    assert depends_on(STOCKTON, "age", processing), "by age people choose how a budget is held"
    assert not depends_on(STOCKTON, "activation", processing)
    deciding = [stage for stage in STOCKTON.pathway.stages if stage.name == "ready_for_decision"]
    assert depends_on(STOCKTON, "funder", deciding), "through the band of the size of the budget"


@pytest.mark.parametrize(
    ("attribute", "seen"),
    [
        (ACTIVATION, {PLAN, LIVE}),  # by hours and patience; nobody knows that the active accept more often
        (AGE, {LIVE}),
        (KNOWN, {ACCEPTED}),
        ("cohort", {ACCEPTED, PLAN, LIVE}),
    ],
)
def test_at_which_steps_an_attribute_makes_a_difference(attribute, seen):
    assert {step for step in (ACCEPTED, PLAN, LIVE) if sees(STOCKTON, attribute, step)} == seen


def test_groups_are_compared_in_pairs(levers):
    assert [(pair.first, pair.second) for pair in contrasts(levers)] == [
        ("diabetes", "respiratory"),
        ("activation.1", "activation.4"),
        ("age.from_65", "age.under_65"),
        ("known.no", "known.yes"),
    ]
    assert steps_seen(levers) == [ACCEPTED, PLAN, LIVE]


def test_a_difference_is_taken_run_by_run(levers):
    number = difference(levers, levers.baseline, COLD, ACCEPTED)
    assert number is not None
    accepted, identified = (levers.values(levers.baseline, kpi, "known.no") for kpi in ("accepted", "identified"))
    assert number.first == pytest.approx(100 * (accepted / identified).mean())
    assert number.interval.mean == pytest.approx(number.first - number.second)
    assert number.interval.low < number.interval.high < -30, "some 70 and 30 of 100 accept (X039, X040)"


def test_where_the_model_sees_none_no_difference_is_told(levers):
    assert difference(levers, levers.baseline, OLD, ACCEPTED) is None
    assert difference(levers, levers.baseline, COLD, LIVE) is None


def test_the_figure_says_where_nothing_is_seen(levers):
    picture = who_is_left_behind(levers.results)
    assert "65 and over, against under 65, took up the offer: not seen" in picture.alt
    assert "Asked cold, against by somebody who knows them, took up the offer: −3" in picture.alt
    assert "confidence intervals of the mean differences" in " ".join(picture.note.replace("\u00a0", " ").split())
    assert who_is_left_behind(board("queue")) is None
    assert who_is_left_behind(board("one_run")) is not None


def test_the_report_says_what_it_rests_on_and_what_the_model_cannot_see(levers):
    differs, unseen = differences_in_words(levers)
    assert "Asked cold, against by somebody who knows them: took up the offer, " in differs.text
    assert "missed appointments stand for that (X309, X310)" in differs.text
    assert unseen.lead == "What the model cannot see."
    for group in ("Deprivation", "Ethnicity", "Capacity", "Refusal and wish for a budget by group"):
        assert f"{group}: " in unseen.text
    assert differences_in_words(Lookup(board("queue"))) == ()


def test_what_is_said_of_the_unseen_is_in_the_register():
    import re

    assert {row for text in UNSEEN for row in re.findall(r"X\d{3}", text)} <= register().keys()


def test_one_run_has_a_difference_without_an_interval():
    lookup = Lookup(board("one_run"))
    number = difference(lookup, lookup.baseline, COLD, ACCEPTED)
    assert number is not None
    assert math.isnan(number.interval.low)
