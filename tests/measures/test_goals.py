"""Goals, on worlds small enough to follow each of them: when it is achieved, and what else can become of it."""

import math

import numpy as np
import pytest
from measured import run
from worlds import START, one_off, world

from sim.config.load import load
from sim.draws import Draws
from sim.engines import ENGINES
from sim.measures import KPIS, Journeys, measure
from sim.measures.goals import FATES, fates, goal_counts

# Found on day f: a plan on day f + 10, heard on day f + 15, the budget live on day f + 35.
STAGES = {
    "plan": {"elapsed": 10, "next": "hear"},
    "hear": {
        "elapsed": 5,
        "next": {
            "per_goal": {"approve": 0.6, "defer": 0.2, "refuse": 0.2},
            "goals": ["first", "second"],
            "value": "money",
            "to": {"approved": "provide", "deferred": "revise", "refused": "no"},
        },
        "max_steps": 3,
        "then": "no",
    },
    "revise": {"elapsed": 2, "next": "hear"},
    "provide": {"elapsed": 0, "next": {"set_up": 0.5, "nobody": 0.5}},
    "set_up": {"elapsed": 20, "next": "live"},
    "live": {"elapsed": 0, "next": "keep"},
    "keep": {"elapsed": 900, "next": "ended"},
}
PATHWAY = {
    "exits": {"no": "No", "nobody": "Nobody", "ended": "Ended"},
    "milestones": {"plan": "plan", "live": "live"},
}
GOALS = {
    "attributes": ["first", "second"],
    "money": "money",
    "days": {"money": 3, "own": 7},  # own means on day f + 17, money on day f + 38
    "refused": "no",
    "unsourced": "nobody",
}
ONE_EACH = {"first": {"money": 1, "own": 0}, "second": {"money": 0, "own": 1}}
BOTH = {"first": {"money": 1, "own": 0}, "second": {"money": 1, "own": 0}}
TARGETS = {"2017-10-17": {}, "2017-11-07": {}, "2017-11-08": {}}  # before days 17, 38 and 39


def goals_of(identified, attributes=ONE_EACH, stages=STAGES, goals=GOALS, hear="provide", provide="set_up", **more):
    people = {"attributes": attributes, **more.pop("people", {})}
    leaves = more.pop("leaves", None)
    mapping = world(stages, horizon=more.pop("horizon", 60), pathway=PATHWAY, people=people, goals=goals, **more)
    count = len(identified)
    return run(mapping, identified, leaves=leaves, hear__next=[hear] * count, provide__next=[provide] * count)


def goals_by_fate(world_):
    """How many goals have each fate, without those that none has."""
    names = ("set", "achieved", "pending", "refused", "unfunded", "unsourced", "lost")
    numbers = {name.removeprefix("goals_"): value for name, group, value, _ in world_.measures.kpis if group == "all"}
    return {name: numbers[name] for name in names if numbers.get(name)}


class TestWhen:
    """A goal needs days: since the plan where it needs no money, since the budget is live where it does."""

    def test_each_goal_has_its_day(self):
        dated = goals_of([0], targets=TARGETS)
        assert dated.of("goals_achieved") == {"2017-10-17": 0, "2017-11-07": 1, "2017-11-08": 2, "money": 1, "own": 1}
        assert dated.of("share_of_goals_achieved") == {"2017-10-17": 0, "2017-11-07": 0.5, "2017-11-08": 1}
        assert dated.of("goals_set") == {"2017-10-17": 2, "2017-11-07": 2, "2017-11-08": 2, "money": 1, "own": 1}
        assert dated["share_of_goals_needing_money"] == 0.5

    def test_a_goal_is_set_with_the_plan_and_pending_until_it_is_achieved(self):
        assert goals_by_fate(goals_of([0], horizon=10)) == {}
        assert goals_by_fate(goals_of([0], horizon=11)) == {"set": 2, "pending": 2}
        assert goals_by_fate(goals_of([0, 30], horizon=45)) == {"set": 4, "achieved": 2, "pending": 2}
        assert goals_of([0, 30], horizon=45).of("goals_pending") == {"money": 1, "own": 1}

    def test_months_show_goals_set_achieved_and_pending(self):
        months = goals_of([0, 30], horizon=61)
        assert months.monthly("goals_set") == [2, 4]  # before days 31 and 61
        assert months.monthly("goals_achieved") == [1, 3]
        assert months.monthly("goals_pending") == [1, 1]


class TestWhatElse:
    """A goal may also be refused, left without money, left without a provider, or lost with its person."""

    def test_a_case_that_is_refused_takes_its_goals_of_money_with_it(self):
        assert goals_by_fate(goals_of([0], hear="no")) == {"set": 2, "achieved": 1, "refused": 1}
        assert goals_by_fate(goals_of([0], BOTH, hear="no")) == {"set": 2, "refused": 2}

    def test_a_case_that_is_deferred_is_pending(self):
        assert goals_by_fate(goals_of([0], hear="revise", horizon=20)) == {"set": 2, "achieved": 1, "pending": 1}

    def test_money_agreed_and_nobody_to_provide(self):
        assert goals_by_fate(goals_of([0], provide="nobody")) == {"set": 2, "achieved": 1, "unsourced": 1}

    def test_who_dies_or_moves_away_first_achieves_nothing_more(self):
        assert goals_by_fate(goals_of([0], leaves={0: 16})) == {"set": 2, "lost": 2}
        assert goals_by_fate(goals_of([0], leaves={0: 18})) == {"set": 2, "achieved": 1, "lost": 1}
        assert goals_by_fate(goals_of([0], leaves={0: 37})) == {"set": 2, "achieved": 1, "lost": 1}
        assert goals_by_fate(goals_of([0], leaves={0: 39})) == {"set": 2, "achieved": 2}

    def test_who_wants_no_budget_any_more_still_achieves_what_needs_none(self):
        waiting = {**STAGES, "set_up": {"caseload": "places", "patience": 1, "next": "live"}}
        places = {"places": {"caseload": 0}}
        assert goals_by_fate(goals_of([0], stages=waiting, resources=places)) == {"set": 2, "achieved": 1, "lost": 1}

    @pytest.mark.parametrize(("granted", "least", "most"), [(100, 0, 0), (25, 0.70, 0.80), (0.01, 1, 1)])
    def test_what_a_cap_leaves_out_is_the_chance_of_each_goal_to_be_without_money(self, granted, least, most):
        capped = {**STAGES, "provide": {"fund": "pot", "amount": granted, "next": "set_up"}}
        capped["provide"]["amount_multipliers"] = {"first": {"money": 0.5}}  # what is spent of it is another matter
        people = {"numbers": {"budget": 100}}
        goals = {**GOALS, "asked": "budget", "capped_at": "provide", "unsourced": []}
        mapping = world(
            capped, {"pot": one_off({START: 100000})}, horizon=90, pathway=PATHWAY, goals=goals,
            people={"attributes": ONE_EACH, **people},
        )  # fmt: skip
        identified = np.arange(1000) / 100
        world_ = run(mapping, identified, hear__next=["provide"] * 1000)
        assert least <= goals_by_fate(world_).get("unfunded", 0) / 1000 <= most
        assert world_["goals_set"] == 2000 == sum(goals_by_fate(world_).values()) - world_["goals_set"]


class TestPanel:
    """Which of a case's goals were approved is drawn given what became of the case."""

    MANY = 4000

    def refused(self, attributes):
        """Which goals of approved cases the panel refused, an array a goal."""
        mapping = world(STAGES, horizon=90, pathway=PATHWAY, people={"attributes": attributes}, goals=GOALS)
        identified = np.linspace(0, 10, self.MANY)
        world_ = run(mapping, identified, hear__next=["provide"] * self.MANY, provide__next=["set_up"] * self.MANY)
        people = np.arange(self.MANY)
        _, fate, _ = fates(world_.journeys, world_.scenario.goals, people)
        return fate == FATES.index("refused")

    def test_a_case_with_one_goal_was_approved_for_it(self):
        assert not self.refused(ONE_EACH).any()

    def test_of_two_goals_one_may_be_refused_and_never_both(self):
        first, second = self.refused(BOTH)
        # Of two that are each approved (0.6) or refused (0.2), and not both refused: 0.36 both, 0.12 one, 0.12 the other.
        assert not (first & second).any()
        for refused in (first, second):
            assert np.mean(refused) == pytest.approx(0.12 / 0.60, abs=4 * math.sqrt(0.16 / self.MANY))

    def test_plain_weights_decide_on_the_whole_case(self):
        plain = {**STAGES, "hear": {"elapsed": 5, "next": {"provide": 0.5, "no": 0.5}}}
        del plain["revise"]
        world_ = goals_of(np.arange(40) / 10, BOTH, stages=plain, horizon=90)
        assert goals_by_fate(world_) == {"set": 80, "achieved": 80}

    def test_what_is_refused_within_an_approved_case_is_refused_from_that_day_on(self):
        refused = goals_of([0.0] * 200, BOTH, targets={"2017-10-15": {}, "2017-10-16": {}})  # heard on day 15
        refused_by = goal_counts(refused.journeys).of("refused")[0].sum(axis=0)
        first, second = refused.journeys.reporting_dates.target_index
        assert refused_by[first] == 0
        assert 10 < refused_by[second] == refused["goals_refused"]


def test_without_goals_or_plans_there_is_no_number_of_them():
    without = run(world(STAGES, pathway=PATHWAY, people={"attributes": ONE_EACH}), [0])
    nobody = {**PATHWAY, "milestones": {"live": "live"}}
    no_plans = run(world(STAGES, pathway=nobody, people={"attributes": ONE_EACH}, goals=GOALS), [0])
    for world_ in (without, no_plans):
        assert not [name for name, *_ in world_.measures.kpis if "goals" in name]
        assert not [kpi for kpi, *_ in world_.measures.series if "goals" in kpi]


def test_goals_are_told_by_cohort_and_activation():
    people = {
        "cohorts": {"old": {"people": 2}, "young": {"people": 1}},
        "attributes": {"activation": {"by": "cohort", "old": "1", "young": "2"}, **ONE_EACH},
    }
    mapping = world(
        STAGES, horizon=60, pathway=PATHWAY, people=people, goals=GOALS,
        identification={"list": {"list": {"dates": [START]}, "size": 3}},
    )  # fmt: skip
    world_ = run(mapping, hear__next=["provide", "no", "provide"], provide__next=["set_up"] * 3)
    groups = {"all": 5, "old": 3, "young": 2, "activation.1": 3, "activation.2": 2}
    assert world_.groups("goals_achieved") == groups
    assert world_.groups("plans_completed") == {"all": 3, "old": 2, "young": 1, "activation.1": 2, "activation.2": 1}
    assert world_.groups("goals_refused") == {"all": 1, "old": 1, "young": 0, "activation.1": 1, "activation.2": 0}
    assert world_.groups("goals_achieved.own") == {"all": 3}


@pytest.mark.parametrize("name", ["stockton_scale_up", "sw_site2_lone_practitioner", "voluntary_sector_thin"])
def test_every_goal_that_was_set_is_somewhere(name):
    scenario = load(name)
    draws = Draws(scenario, scenario.seed, 1)
    outcome = ENGINES["compiled"](draws)
    goals = goal_counts(Journeys(draws, outcome))
    assert goals is not None
    pending = goals.of("pending")
    assert pending.min() >= 0
    assert (goals.ended >= 0).all()
    assert (np.diff(goals.set, axis=-1) >= 0).all()
    assert (np.diff(goals.ended, axis=-1) >= 0).all()
    groups = Journeys(draws, outcome).groups
    attributes = dict.fromkeys(name.split(".")[0] for name in groups.by_attribute)
    of_each = [[name for name in groups.by_attribute if name.startswith(f"{attribute}.")] for attribute in attributes]
    for part in (groups.cohorts, *of_each):
        if part:
            rows = [groups.names.index(name) for name in part]
            assert (goals.set[rows].sum(axis=0) == goals.set[0]).all()
    of = {kpi: value for kpi, group, value, _ in measure(draws, outcome).kpis if group == "all"}
    ended = sum(of.get(f"goals_{fate}", 0) for fate in (*FATES, "pending"))
    assert of["goals_set"] == ended == 2 * (of["plans_completed"] - scenario.plans_done)


def test_how_strong_the_evidence_is_stands_with_each_kpi():
    for name, kpi in KPIS.items():
        assert kpi.evidence[0].isupper(), name
        assert kpi.evidence.endswith("."), name
