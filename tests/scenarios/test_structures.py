"""Pathways that are built otherwise: joint budgets, cohorts in turn, asking to take part, and Stockton's alternatives."""

import functools

import numpy as np
import pytest

from sim.config.boards import load_board
from sim.config.load import load
from sim.draws import Draws
from sim.engines import ENGINES

LUTON, IN_TURN, TYPICAL, STOCKTON = "luton_care_banking", "cohorts_in_turn", "typical_ccg_per_1000", "stockton_scale_up"
REGARDLESS = "stockton_invite_regardless"


class World:
    """One replication, asked in words."""

    def __init__(self, name, *words):
        self.scenario = load(name, *words)
        self.draws = Draws(self.scenario, self.scenario.seed, 0)
        self.steps = ENGINES["compiled"](self.draws).steps
        people = self.draws.people
        self.place = np.full(int(people.person.max()) + 1, -1)
        self.place[people.person] = np.arange(len(people))

    def at(self, stage):
        """The steps at a stage."""
        return self.steps[self.steps["stage"] == self.scenario.pathway.index[stage]]

    def done(self, stage, to=None):
        """The steps at a stage that came to their end, perhaps only those that led to one target."""
        steps = self.at(stage)
        return (
            steps[steps["outcome"] >= 0] if to is None else steps[steps["outcome"] == self.scenario.pathway.index[to]]
        )

    def who(self, attribute, steps):
        """The values of an attribute of the people of some steps."""
        people = self.draws.people
        return np.array(people.values[attribute])[people.codes[attribute][self.place[steps["person"]]]]

    def resource(self, steps):
        """The names of the resources of some steps."""
        return np.array([*(resource.name for resource in self.scenario.resources), "nothing"])[steps["resource"]]


world = functools.cache(World)


# --- joint budgets ------------------------------------------------------------------------------------------------------


def test_a_joint_budget_goes_to_the_joint_panel_and_no_other_does():
    luton = world(LUTON)
    assert set(luton.who("integrated", luton.at("joint_panel"))) == {"yes"}
    assert set(luton.who("integrated", luton.at("panel"))) == {"no"}
    assert len(luton.at("joint_panel")) > 30


def test_the_nhs_pays_its_half_and_then_the_council_the_other():
    luton = world(LUTON)
    paid = {}
    for payer in ("nhs", "council"):
        steps = luton.done(
            f"funding_the_{payer}_share", to={"nhs": "funding_the_council_share", "council": "funding"}[payer]
        )
        assert all(name.startswith(payer) for name in luton.resource(steps))
        paid[payer] = {int(step["person"]): step for step in steps}
    assert len(paid["council"]) > 30
    asked = luton.draws.people.numbers["budget"]
    for person, second in paid["council"].items():
        first = paid["nhs"][person]
        assert first["finished"] == second["joined"]
        assert first["amount"] == second["amount"]
        notional = (
            luton.who("deployment", np.array([second]))[0] == "notional"
        )  # half of it stays in the block contract
        assert 2 * first["amount"] / 100 == pytest.approx(
            asked[luton.place[person]] * (0.5 if notional else 1), abs=0.02
        )


def test_nothing_is_left_to_find_after_both_halves():
    luton = world(LUTON)
    steps = luton.at("funding")
    joint = steps[luton.who("integrated", steps) == "yes"]
    assert set(luton.resource(joint)) == {"nothing"}
    assert np.array_equal(joint["joined"], joint["finished"])


def test_the_joint_panel_is_neutral_where_nobody_has_a_joint_budget():
    nobody = world(LUTON, "people.attributes.integrated=no")
    plain = world(TYPICAL, "lever=[payment_infrastructure_missing,care_banking]")
    names = [[stage.name for stage in world.scenario.pathway.stages] for world in (nobody, plain)]
    journeys = [
        [
            (int(s["person"]), name[s["stage"]], float(s["joined"]), float(s["started"]), float(s["finished"]))
            for s in world.steps
        ]
        for name, world in zip(names, (nobody, plain), strict=True)
    ]
    assert repr(journeys[0]) == repr(journeys[1])


# --- cohorts in turn ----------------------------------------------------------------------------------------------------


def test_one_cohort_is_set_up_after_the_other():
    turns = world(IN_TURN).at("setting_a_cohort_up")
    assert len(turns) == 4
    assert turns["joined"][0] == 0
    assert np.array_equal(turns["joined"][1:], turns["finished"][:-1])


def test_nobody_of_a_cohort_is_offered_anything_before_its_door_opens():
    turned = world(IN_TURN)
    turns, offers = turned.at("setting_a_cohort_up"), turned.at("offer")
    cohorts = turned.who("cohort", offers)
    for cohort, opened in zip(turned.who("cohort", turns), turns["finished"], strict=True):
        assert offers["joined"][cohorts == cohort].min() >= opened
        assert offers["joined"][cohorts == cohort].min() < opened + 45


def test_an_open_door_holds_nobody_up():
    turned = world(IN_TURN)
    waits = turned.done("cohort_open", to="offer")
    late = waits[waits["joined"] > turned.at("setting_a_cohort_up")["finished"].max()]
    assert len(late) > 500
    assert np.array_equal(late["joined"], late["finished"])


# --- asking to take part ------------------------------------------------------------------------------------------------


def test_some_ask_to_take_part_themselves_and_say_yes_readily():
    asking = world(TYPICAL, "lever=self_referral")
    offers = asking.done("offer")
    own = offers[asking.who("route", offers) == "self_referral"]
    assert len(own) > 100
    assert set(asking.who("known", own)) == {"yes"}


# --- Stockton built otherwise -------------------------------------------------------------------------------------------


def test_the_same_people_are_identified_however_stockton_is_built_where_nobody_looks_at_the_waiting_list():
    # Where somebody does, a pathway that serves fewer people has fewer invited.
    names = [name for name in load_board("structure").scenarios if name != REGARDLESS]
    first, *others = (world(REGARDLESS), *(world(name, "invitations.while_fewer_than=100000") for name in names))
    for other in others:
        for field in ("person", "joined"):
            assert np.array_equal(np.sort(first.at("offer")[field]), np.sort(other.at("offer")[field]))


def test_connecting_comes_before_planning():
    connected = world("stockton_connecting_first").done("community_connecting", to="better_conversation")
    planned = world("stockton_connecting_first").done("opening_the_case")
    assert len(connected) / len(planned) == pytest.approx(0.33, abs=0.05)
    assert not len(world(STOCKTON).done("community_connecting", to="better_conversation"))


def test_a_named_worker_stays_with_a_person():
    named = world("stockton_named_worker")
    for stage in ("better_conversation", "care_and_support_planning", "writing_up", "review"):
        steps = named.at(stage)
        assert {f"{worker}_practitioner" for worker in set(named.who("worker", steps))} == set(named.resource(steps))
        assert np.array_equal(
            named.resource(steps), np.char.add(named.who("worker", steps).astype(str), "_practitioner")
        ), stage


def test_one_fund_has_the_money_of_all():
    totals = []
    for name in (STOCKTON, "stockton_one_fund"):
        funds = [r for r in load(name).resources if hasattr(r, "top_ups") and not r.unlimited]
        totals.append(
            {
                (kind, day, tranche): sum(
                    t.pence for f in funds if f.kind == kind for t in f.top_ups if (t.day, t.tranche) == (day, tranche)
                )
                for kind in ("one_off", "recurrent")
                for day, tranche in {(t.day, t.tranche) for f in funds if f.kind == kind for t in f.top_ups}
            }
        )
    assert totals[0] == totals[1]


def test_work_that_follows_fading_hours_takes_longer_than_at_the_pace_of_its_start():
    longer = {}
    for name in load_board("hours").scenarios:
        site = world(name)
        (team,) = (resource for resource in site.scenario.resources if resource.name == "practitioners")
        stage = site.scenario.pathway.stages[site.scenario.pathway.index["care_and_support_planning"]]
        hours = site.draws.time(stage, 0)[0]
        longer[name] = [
            step["finished"]
            - step["started"]
            - hours[site.place[step["person"]]] * 7 / team.hours_a_week.at(step["started"])
            for step in site.done(stage.name)
        ]
    keeps, follows = longer.values()
    assert np.abs(keeps).max() < 1e-6
    assert np.min(follows) > -1e-6
    assert np.max(follows) > 0.1
