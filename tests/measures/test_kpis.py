"""Each KPI on a world small enough to work it out by hand, and the registry as a whole."""

import math
import re
import textwrap

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured import run
from pathways import programmes
from worlds import START, one_off, recurrent, team, world

from sim.config.shipped import shipped
from sim.measures import DAYS, KPIS, Journeys, kpi, kpi_of, measure
from sim.measures.kpis import registry
from sim.model.calendar import month_ends

# Found on day f: a plan after 10 days, asking at once, live after another 20, then kept.
STAGES = {
    "offer": {"elapsed": 0, "next": {"plan": 0.5, "no": 0.5}},
    "plan": {"elapsed": 10, "cause": "between_appointments", "next": "ask"},
    "ask": {"elapsed": 0, "next": {"set_up": 0.5, "no": 0.5}},
    "set_up": {"elapsed": 20, "cause": "payment_processing", "next": "live"},
    "live": {"elapsed": 0, "next": "keep"},
    "keep": {"elapsed": 400, "cause": "living", "next": "ended"},
}
TARGETS = {"2017-10-31": {"plans": 3}, "2017-11-30": {"plans": 5}}
PATHWAY = {
    "exits": {"no": "No", "ended": "Ended"},
    "milestones": {"plan": "plan", "asked": "ask", "live": "live"},
}


def roll_out(identified, horizon=100, **more):
    """Five ways through: kept, kept, no plan, no budget, kept."""
    slots = {
        "offer__next": ["plan", "plan", "no", "plan", "plan"],
        "ask__next": ["set_up", "set_up", "no", "no", "set_up"],
    }
    slots = {name: values[: len(identified)] for name, values in slots.items()}
    return run(world(STAGES, horizon=horizon, pathway=PATHWAY, **more), identified, **slots)


def accepting(identified, next_):
    """The first declines, the others think for 5 days and then go on to a plan or out: how fast plans are made."""
    stages = {
        **STAGES,
        "offer": {"elapsed": 0, "next": {"think": 0.5, "no": 0.5}},
        "think": {"elapsed": 5, "next": {"plan": 0.5, "no": 0.5}},
    }
    order = ("offer", "think", *(name for name in STAGES if name != "offer"))
    mapping = world({name: stages[name] for name in order}, horizon=100, pathway=PATHWAY)
    offer = ["no", *["think"] * len(next_)]
    programme = run(mapping, identified, offer__next=offer, think__next=["no", *next_], ask__next=["no"] * len(offer))
    return programme["plan_within_60_days_of_accepting"], programme["median_days_accepted_to_plan"]


class TestCounts:
    """By the end of 31 October (before day 31) and of 30 November (before day 61)."""

    @pytest.fixture
    def programme(self):
        # Plans on days 10, 21, none, 40, 61; budgets live on days 30, 41, none, none, 81.
        return roll_out([0, 11, 12, 30, 51], targets=TARGETS)

    def test_totals_are_as_at_the_end_of_the_last_target_date(self, programme):
        assert programme["plans_completed"] == 3
        assert programme["budgets_received"] == 2
        assert programme["budgets_live"] == 2
        assert programme["identified"] == 5
        assert programme["accepted"] == 4
        assert programme["asked"] == 3

    def test_a_target_date_is_over_when_the_next_day_begins(self, programme):
        # The plan of day 61 is of 1 December.
        assert programme.of("plans_completed") == {"2017-10-31": 2, "2017-11-30": 3}
        assert programme.of("budgets_received") == {"2017-10-31": 1, "2017-11-30": 2}
        assert programme.of("budgets_live") == {"2017-10-31": 1, "2017-11-30": 2}

    def test_where_people_are_and_how_they_went_out(self, programme):
        stages = programme.of("at_stage")
        assert {stage: number for stage, number in stages.items() if number} == {"plan": 1, "keep": 2}
        assert programme.of("exits") == {"no": 2, "ended": 0, "gave_up": 0, "left": 0}

    def test_what_was_there_before_the_start_is_counted_in_all(self):
        state = {"plans_done": 7, "budgets_done": 2}
        programme = roll_out([0, 11, 12, 30, 51], targets=TARGETS, start_state=state)
        assert programme["plans_completed"] == 10
        assert programme.of("plans_completed") == {"2017-10-31": 9, "2017-11-30": 10}
        assert programme["budgets_received"] == programme["budgets_live"] == 4

    def test_without_a_target_totals_are_as_at_the_horizon(self):
        programme = roll_out([0, 11, 12, 30, 51])
        assert programme["plans_completed"] == 4
        assert programme["budgets_received"] == 3

    def test_a_budget_whose_holder_is_out_was_received_but_is_not_live(self):
        programme = roll_out([0, 11], horizon=435)  # kept from day 30 to day 430, and from day 41 on
        assert programme["budgets_received"] == 2
        assert programme["budgets_live"] == 1
        assert programme.of("exits")["ended"] == 1
        programme = roll_out([0, 11], horizon=435, people={"residents": 500})
        assert programme["budgets_per_1000"] == 2  # of those live

    def test_per_1000_residents_only_where_there_are_residents(self, programme):
        with pytest.raises(KeyError):
            programme["plans_per_1000"]
        people = {"residents": 500}
        programme = roll_out([0, 11, 12, 30, 51], targets=TARGETS, people=people)
        assert programme["plans_per_1000"] == 6
        assert programme["budgets_per_1000"] == 4  # 2 live
        assert programme["identified_per_1000"] == 10


def test_people_inside_on_day_0_are_not_found_but_their_plans_count():
    state = {"people": [{"stage": "plan", "count": 2}]}
    programme = run(
        world(STAGES, horizon=100, pathway=PATHWAY, start_state=state),
        [50],
        offer__next=["plan"] * 3,
        ask__next=["no"] * 3,
    )
    assert programme["identified"] == programme["accepted"] == 1
    assert programme["plans_completed"] == programme["asked"] == 3
    assert (
        programme["plan_within_60_days_of_accepting"] != programme["plan_within_60_days_of_accepting"]
    )  # nobody identified was followed for 60 days
    assert programme["median_days_accepted_to_plan"] == 10
    assert programme["days.total"] == 10  # of the one who was identified
    assert np.isnan(programme.journeys.identified_day[1:]).all()


def test_cohorts_each_have_their_own_counts():
    people = {"cohorts": {"old": {"people": 4}, "young": {"people": 2}}}
    lists = {"list": {"dates": [START]}, "size": 6}
    mapping = world(STAGES, horizon=100, pathway=PATHWAY, people=people, identification={"list": lists})
    programme = run(mapping, offer__next=["plan", "plan", "plan", "no", "no", "no"], ask__next=["no"] * 6)
    assert programme.groups("identified") == {"all": 6, "old": 4, "young": 2}
    assert programme.groups("plans_completed") == {"all": 3, "old": 3, "young": 0}
    assert programme.groups("plan_within_60_days_of_accepting") == pytest.approx(
        {"all": 1, "old": 1, "young": math.nan}, nan_ok=True
    ), "those who declined are not among them"
    assert programme.groups("days.between_appointments") == {"all": 5, "old": 7.5, "young": 0}
    assert programme.journeys.eligible == 6
    assert programme.monthly("plans_completed", "old") == [3, 3, 3]


def test_cohorts_add_up_to_the_total_with_what_was_there_at_the_start():
    people = {
        "cohorts": {"old": {"people": 4}, "young": {"people": 2}},
        "attributes": {"activation": {"1": 0.5, "2": 0.5}},
    }
    lists = {"list": {"dates": [START]}, "size": 6}
    state = {"plans_done": 7, "budgets_done": 2}
    more = {"people": people, "identification": {"list": lists}, "start_state": state, "targets": TARGETS}
    mapping = world(STAGES, horizon=100, pathway=PATHWAY, **more)
    programme = run(mapping, offer__next=["plan"] * 5 + ["no"], ask__next=["set_up"] * 3 + ["no"] * 3)
    assert (programme["plans_at_start"], programme["budgets_at_start"]) == (7, 2)
    for kpi_, there, number in (
        ("plans_completed", "plans_at_start", 12),
        ("budgets_received", "budgets_at_start", 5),
        ("budgets_live", "budgets_at_start", 5),
        ("budgets_counted", "budgets_at_start", 5),
        ("plans_completed.2017-11-30", "plans_at_start", 12),
    ):
        of = programme.groups(kpi_)
        assert of["all"] == number
        assert of["old"] + of["young"] + programme[there] == number
        assert of["activation.1"] + of["activation.2"] + programme[there] == number
        assert f"`{there}`" in KPIS[kpi_.split(".")[0]].definition


class TestWhoseBudgetCounts:
    """Of thirty people, one a day, all have a budget from 30 days after they came on, for 15 days."""

    def programme(self, **more):
        people = {"attributes": {"funder": {"nhs": 0.5, "council": 0.3, "joint": 0.2}}}
        stages = {**STAGES, "keep": {**STAGES["keep"], "elapsed": 15}}
        mapping = world(stages, horizon=100, pathway=PATHWAY, people=people, targets=TARGETS, **more)
        return run(mapping, range(30), offer__next=["plan"] * 30, ask__next=["set_up"] * 30)

    @staticmethod
    def live_of(programme, *funders):
        """By hand: how many people of these funders have a budget by the end of November, before day 61."""
        people = programme.journeys.people
        of = [people.values["funder"][code] for code in people.codes["funder"]]
        return sum(came + 30 < 61 <= came + 45 for came, funder in enumerate(of) if funder in funders)

    def test_where_nothing_is_said_all_that_are_live_count(self):
        programme = self.programme()
        assert programme["budgets_counted"] == programme["budgets_live"] == 14

    def test_those_of_other_funders_are_live_and_do_not_count(self):
        programme = self.programme(budgets_counted=["nhs", "joint"])
        counted = self.live_of(programme, "nhs", "joint")
        assert 0 < counted < programme["budgets_live"] == 14
        assert programme["budgets_counted"] == programme["budgets_counted.2017-11-30"] == counted
        assert programme["budgets_counted"] == programme["budgets_of.nhs"] + programme["budgets_of.joint"]
        assert programme.monthly("budgets_counted")[1] == counted

    def test_budgets_that_were_there_at_the_start_are_taken_to_count(self):
        programme = self.programme(budgets_counted=["joint"], start_state={"budgets_done": 4})
        assert programme["budgets_counted"] == 4 + self.live_of(programme, "joint")

    def test_what_ended_is_told_by_how(self):
        programme = self.programme()
        assert (programme["budgets_ended"], programme["budgets_ended.ended"], programme["budgets_ended.left"]) == (
            16,
            16,
            0,
        )


class TestHowLong:
    """Shares among those followed long enough, and medians that nobody is dropped from."""

    def test_the_share_within_so_many_days_is_of_those_who_accepted_and_were_followed_that_long(self):
        # Identified on days 0, 11, 12, 30: all followed for 60 days; the third declined. Day 51 was not followed as long.
        programme = roll_out([0, 11, 12, 30, 51])
        assert programme["plan_within_60_days_of_accepting"] == 1
        assert math.isnan(programme["plan_within_120_days_of_accepting"])

    def test_followed_exactly_so_long_is_long_enough(self):
        assert roll_out([39.5, 40, 40.5])["plan_within_60_days_of_accepting"] == 1.0
        assert math.isnan(roll_out([40.5, 41])["plan_within_60_days_of_accepting"])

    def test_live_within_so_many_days_is_of_those_who_asked(self):
        # Asked on days 10, 21 and 40 of 200; the third asked in vain.
        programme = roll_out([0, 11, 12, 30], horizon=200)
        assert programme["live_within_90_days_of_asking"] == pytest.approx(2 / 3)
        assert programme["live_within_180_days_of_asking"] == 1  # only the first was followed for 180 days
        assert programme["median_days_asked_to_live"] == 20

    def test_a_median_is_not_reached_where_half_never_get_there(self):
        programme = roll_out([0, 11, 12, 30, 51])
        assert programme["median_days_accepted_to_plan"] == 10
        two_declined = run(world(STAGES, horizon=100, pathway=PATHWAY), [1, 2, 3], offer__next=["no", "no", "plan"])
        assert two_declined["median_days_accepted_to_plan"] == 10
        everybody_declined = run(world(STAGES, horizon=100, pathway=PATHWAY), [1, 2], offer__next=["no", "no"])
        assert math.isnan(everybody_declined["median_days_accepted_to_plan"])

    def test_who_accepts_and_goes_out_or_is_not_done_is_never_dropped(self):
        # One declines. Of those who accept, one goes out after 5 days, two have a plan after 15, and the last is not done.
        assert accepting([0, 0, 0, 0, 90], ["plan", "no", "plan", "plan"]) == (2 / 3, 15)
        # Two of three go out: half of those who accepted never have a plan.
        share, median = accepting([0, 0, 0, 0], ["plan", "no", "no"])
        assert share == pytest.approx(1 / 3)
        assert math.isnan(median)

    def test_days_by_cause_are_means_over_the_people_found(self):
        programme = roll_out([0, 11, 12, 30, 51])
        assert programme["days.between_appointments"] == 4 * 10 / 5
        assert programme["days.payment_processing"] == 3 * 20 / 5
        assert programme["days.living"] == 0
        assert programme["days.total"] == 20
        assert programme["budget_days.payment_processing"] == 3 * 20 / 4
        assert programme["budget_days.total"] == 25

    def test_the_horizon_cuts_the_days_of_those_still_inside(self):
        assert roll_out([0, 11], horizon=25)["days.total"] == (25 + 14) / 2


class TestRegistry:
    """What every KPI must have."""

    def test_each_has_a_unit_a_direction_and_a_sentence(self):
        for kpi_ in KPIS.values():
            assert kpi_.unit
            assert kpi_.direction in ("up", "down", "none")
            assert kpi_.definition[0].isupper()
            assert kpi_.definition.endswith(".")
            assert kpi_.looks_at in DAYS
            assert "target date" not in kpi_.definition.replace("at each target date", ""), "`looks_at` says the day"

    def test_a_name_is_given_once(self):
        with pytest.raises(ValueError, match="plans_completed"):
            kpi("plans_completed", unit="plans", direction="up", looks_at="target", definition="Again.")(lambda _: 0.0)

    def test_the_examples_of_its_documentation_work(self):
        parts = re.split(r"::\n\n", registry.__doc__)[1:]
        examples = [textwrap.dedent(re.match(r"(?: {4}.*\n|\n)+", part)[0]) for part in parts]
        assert len(examples) == 3
        kpis = {}
        with registry.registered_in(kpis):
            for example in examples:
                exec(example, {"np": np, "kpi": kpi, "Journeys": Journeys, "Values": registry.Values})
        world_ = roll_out([0, 11, 12, 30, 51], targets=TARGETS)
        measured = {name: kpi_.numbers(world_.journeys) for name, kpi_ in kpis.items()}
        numbers = {name: ([*labels], [*values]) for name, (labels, values) in measured.items()}
        assert numbers["longest_wait"] == ([("longest_wait", "all", "days")], [0.0])
        assert numbers["visits"][0][:2] == [("visits", "all", "visits"), ("visits.offer", "all", "visits")]
        assert numbers["visits"][1][:3] == [5 + 4 + 4 + 3 + 3 + 3, 5, 4]
        assert numbers["plans_made"] == ([("plans_made", "all", "plans")], [3])

    def test_numbers_of_groups_are_one_for_each_group_or_one_for_everyone(self):
        people = {"cohorts": {"old": {"people": 2}, "young": {"people": 1}}}
        journeys = run(world(STAGES, pathway=PATHWAY, people=people), []).journeys
        values = {"some": np.array([3, 2, 1]), "more": 4.0}

        def numbers(groups):
            how = {"unit": "cups", "direction": "none", "looks_at": "target", "over_localities": "sum"}
            kpis = {}
            with registry.registered_in(kpis):
                kpi("tea", definition="Tea.", groups=groups, **how)(lambda _: values)
            labels, measured = kpis["tea"].numbers(journeys)
            return [(name, group, number) for (name, group, _), number in zip(labels, measured, strict=True)]

        by_item = [("tea.some", "all", 3), ("tea.some", "old", 2), ("tea.some", "young", 1), ("tea.more", "all", 4.0)]
        assert numbers("cohorts_and_attributes") == by_item
        assert numbers("cohorts") == [by_item[0], by_item[3], *by_item[1:3]]  # these are stored group by group
        with pytest.raises(ValueError, match="tea: an item has 3 numbers; allowed: 1"):
            numbers("everyone")

    @settings(max_examples=40)
    @given(programmes())
    def test_each_number_stands_once_and_belongs_to_a_kpi(self, mapping):
        mapping["pathway"]["milestones"] = {"plan": "s0", "asked": "s1", "live": "s1"}
        measures = run(mapping).measures
        rows = [(name, group) for name, group, _, _ in measures.kpis]
        assert len(set(rows)) == len(rows)
        for name, _, value, unit in measures.kpis:
            assert kpi_of(name).unit == unit
            assert isinstance(value, float)

    def test_a_scenario_with_everything_shows_every_kpi(self):
        stages = dict(STAGES)
        stages["offer"] = {"team": "clerk", "work": 1, "patience": 90, "next": {"plan": 0.5, "no": 0.5}}
        stages["plan"] = {"meeting": "board", "next": {"ask": 0.5, "review": 0.5}}
        stages["review"] = {"team": "clerk", "work": 1, "next": "no"}
        stages["set_up"] = {"fund": "pot", "amount": 10, "next": "grant"}
        stages["grant"] = {"fund": "gift", "amount": 10, "next": "live"}
        resources = {
            "clerk": team(1),
            "board": {"meeting": {"every": "1 week"}, "slots": 1},
            "pot": recurrent({START: 100}, funder="nhs"),
            "gift": one_off({}, unlimited=True),
            "right": recurrent({}, unlimited=True, double_running_days=28),
            "favour": recurrent({}, unlimited=True),
        }
        more = {
            "invitations": {"while_fewer_than": 9, "are_at": ["offer"]},
            "people": {"residents": 100, "attributes": {"goal": "money", "funder": "nhs"}, "numbers": {"asked": 20}},
            "goals": {
                "attributes": ["goal"],
                "money": "money",
                "days": {"money": 5},
                "asked": "asked",
                "capped_at": "grant",
                "unsourced": "no",
            },
            "costs": {"set_up": 100, "standard_plan": 10, "packages": {"cards": {"once": 5}}},
            "outcomes": {
                "ascot": {"a_year": 0.1},
                "eq5d": {"a_year": 0},
                "admissions": {"cost": 5},
                "attendances": {"cost": 5},
            },
        }
        world_ = run(world(stages, resources, horizon=200, pathway={**PATHWAY, "reviews": ["review"]}, **more), [1, 2])
        assert {kpi_of(name).name for name, *_ in world_.measures.kpis} >= set(shipped("kpis"))


@settings(max_examples=40)
@given(programmes(), st.integers(0, 100))
def test_the_months_agree_with_the_targets_that_end_them(mapping, seed):
    mapping["pathway"]["milestones"] = {"plan": "s0", "asked": "s0", "live": "s1"}
    draft = run(mapping, seed=seed)
    ends = month_ends(draft.scenario.start, draft.scenario.horizon)
    world_ = run(mapping | {"targets": {date.isoformat(): {} for date, _ in ends}}, seed=seed)
    months = [date.isoformat() for date, _ in ends]
    for name in ("plans_completed", "budgets_received", "budgets_live"):
        for group in world_.groups(name):
            dated = [world_.groups(f"{name}.{month}")[group] for month in months]
            assert world_.monthly(name, group) == dated
    for name, group, value, _ in world_.measures.kpis:
        if name.split(".")[0] in (
            "identified",
            "at_stage",
            "queue_at_target",
            "money_committed",
            "money_spent",
            "money_left",
            "yearly_committed",
        ):
            series = name.replace("queue_at_target", "queue")
            assert world_.monthly(series, group)[-1] == pytest.approx(value, abs=1e-9), series


def test_a_replication_in_which_nobody_is_found_has_zeros_and_blanks():
    world_ = run(world(STAGES, {"clerk": team(1)}, horizon=100, pathway=PATHWAY), [])
    assert world_["plans_completed"] == 0
    assert math.isnan(world_["plan_within_60_days_of_accepting"])
    assert math.isnan(world_["median_days_accepted_to_plan"])
    assert math.isnan(world_["days.total"])
    assert world_["utilisation.clerk"] == 0
    assert world_.monthly("identified") == [0, 0, 0]


def test_measuring_changes_nothing_and_says_the_same_again():
    world_ = roll_out([0, 11, 12, 30, 51])
    before = world_.outcome.steps.copy()
    second = measure(world_.draws, world_.outcome)
    assert world_.outcome.steps.tobytes() == before.tobytes()
    assert str(second.kpis) == str(world_.measures.kpis)


def test_milestones_are_finishes_of_the_first_time():
    stages = {"plan": {"elapsed": 5, "next": {"plan": 0.5, "out": 0.5}, "max_steps": 2, "then": "out"}}
    world_ = run(world(stages, pathway={"milestones": {"plan": "plan"}}), [1], plan__next=np.array([["plan", "out"]]))
    assert Journeys(world_.draws, world_.outcome).plan_day.tolist() == [6]
    assert world_["plans_completed"] == 1
