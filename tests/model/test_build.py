"""A plain mapping becomes a scenario."""

import datetime as dt

import pytest
from programme import programme

from sim.draws import Draws
from sim.engines import simulate
from sim.model import (
    By,
    Caseload,
    Cohort,
    Dated,
    Distribution,
    Fund,
    Meeting,
    Part,
    PaymentRun,
    Team,
    TopUp,
    build,
    with_overrides,
)
from sim.model.limits import UNLIMITED

MMC = {
    "horizon": 365,
    "identification": {"door": {"every": {"exponential": 1}}},
    "resources": {"servers": {"team": 3}},
    "pathway": {
        "stages": {
            "desk": {"team": "servers", "work": {"exponential": 15}, "next": "out"},
        }
    },
}


def stage(scenario, name):
    return next(stage for stage in scenario.pathway.stages if stage.name == name)


def resource(scenario, name):
    return next(resource for resource in scenario.resources if resource.name == name)


def calendar(rule, horizon=120, start="2017-10-01"):
    meeting = {"meeting": rule, "slots": 1}
    pathway = {"stages": {"desk": {"meeting": "panel", "next": "out"}}}
    scenario = build({**MMC, "start": start, "horizon": horizon, "resources": {"panel": meeting}, "pathway": pathway})
    return [str(scenario.date(day))[5:] for day in resource(scenario, "panel").days]


def test_ten_lines_are_a_complete_queue():
    scenario = build(MMC)
    assert scenario.horizon == 365.0
    assert scenario.start == dt.date(2017, 10, 1)
    assert scenario.pathway.exits == {"out": "Out"}
    assert scenario.pathway.index == {"desk": 0, "out": 1}
    (desk,) = scenario.pathway.stages
    assert desk.parts == (Part(cause="work", lasts=Distribution(kind="exponential", parameters=(15.0,))),)
    assert desk.next == {"out": 1.0}
    assert (desk.patience, desk.amount, desk.max_steps, desk.priority) == (None, None, None, 0)
    (servers,) = scenario.resources
    assert (servers.name, servers.capacity(0.0), servers.hours_a_week.at(0.0)) == ("servers", 3, 37.5)
    assert 300 < len(simulate(Draws(scenario, 0, 0)).steps) < 430


def test_every_kind_of_resource():
    scenario = build(programme())
    assert [type(r) for r in scenario.resources] == [Team, Caseload, Fund, Fund, Fund, Meeting, PaymentRun]
    planners, cases, pot, budget, open_budget, panel, bank = scenario.resources
    assert (planners.capacity(0), planners.capacity(181.9), planners.capacity(182)) == (2, 2, 3)
    assert planners.cost_an_hour == 25
    assert (cases.capacity(0), cases.capacity(273)) == (40, 60)
    assert pot.top_ups == (
        TopUp(day=0, pence=500000),
        TopUp(day=182, pence=1200000),
        TopUp(day=365, pence=300050, tranche=True),
    )
    assert (pot.kind, pot.year_end, pot.year_ends, pot.funder) == ("one_off", "unpaid_lapses", (182.0, 547.0), "joint")
    assert pot.committed == 50000
    assert (budget.kind, budget.year_end, budget.year_ends, budget.committed) == ("recurrent", "carries_over", (), 0)
    assert open_budget.unlimited
    assert open_budget.ceiling() == UNLIMITED
    assert panel.days[:7] == (
        9,
        23,
        37,
        51,
        65,
        79,
        93,
    )  # 26 December, day 86, is left out; it would have been none anyway
    assert (panel.slots.at(0), panel.slots.at(335), panel.papers_due) == (6, 9, 5)
    assert [str(scenario.date(day)) for day in bank.days[:3]] == ["2017-10-10", "2017-11-14", "2017-12-12"]


def test_a_tree_by_an_attribute_has_a_branch_for_every_value():
    scenario = build(programme())
    tree = stage(scenario, "fund_year").resource
    assert tree == By(attribute="entitled", branches={"yes": "open_budget", "no": "budget"})
    entitled = scenario.people.attributes["entitled"]
    assert entitled.attribute == "cohort"
    assert entitled.branches["frail"] == {"yes": 0.2, "no": pytest.approx(0.8)}  # `rest` is what the others leave
    assert entitled.branches["children"] == {"yes": 0.05, "no": 0.95}  # `otherwise`
    way = scenario.people.attributes["way"]
    assert way.branches["lists"] == {"notional": 1.0}  # a single word has all the weight
    assert set(way.branches) == {"lists", "referrals", "start"}


def test_trees_go_to_any_depth():
    inner = {"by": "way", "direct": {"by": "size", "small": 3, "otherwise": 4}, "otherwise": 5}
    mapping = programme(pathway__stages__live__elapsed={"by": "cohort", "children": 2, "otherwise": inner})
    tree = stage(build(mapping), "live").parts[0].lasts
    assert tree.branches["frail"].branches["direct"].branches["large"].parameters == (4.0,)
    assert tree.branches["frail"].branches["notional"].parameters == (5.0,)
    assert tree.branches["children"].parameters == (2.0,)


def test_yes_and_no_may_come_from_yaml_as_truth_values():
    mapping = programme()
    mapping["pathway"]["stages"]["fund_year"]["fund"] = {"by": "entitled", True: "open_budget", False: "budget"}
    mapping["people"]["attributes"]["entitled"] = {True: 0.5, False: 0.5}
    tree = stage(build(mapping), "fund_year").resource
    assert tree.branches == {"yes": "open_budget", "no": "budget"}


def test_dates_may_come_from_yaml_as_dates():
    mapping = programme(
        resources__planners__team={dt.date(2017, 10, 1): 2, dt.date(2018, 4, 1): 3}, start=dt.date(2017, 10, 1)
    )
    assert build(mapping) == build(programme())


def test_a_dated_value_counts_from_the_start_of_its_day():
    dated = Dated(days=(-5.0, 10.0), values=(2.0, 4.0), before=1.0)
    assert [dated.at(day) for day in (-6, -5, 0, 9.99, 10, 11)] == [1, 2, 2, 2, 4, 4]
    assert dated.most == 4
    assert dated.changes() == [(10.0, 4.0)]


def test_a_dated_value_that_begins_later_is_0_until_then_but_a_factor_is_1():
    mapping = programme(resources__planners__team={"2018-04-01": 3})
    assert resource(build(mapping), "planners").capacity(181) == 0
    plan = stage(build(programme()), "plan").dated_multiplier
    assert [plan.at(day) for day in (0, 92, 273)] == [1.0, 0.9, 0.8]


def test_a_value_that_halves_goes_down_in_steps_each_of_which_is_the_value_at_its_start():
    halving = {"from": "2017-11-01", "value": 8, "half_life_days": 61, "every": "1 month", "until": "2018-03-01"}
    hours = resource(build(programme(resources__planners__hours_a_week=halving)), "planners").hours_a_week
    assert hours.days == (31, 61, 92, 123)
    assert hours.values == (8, 8 * 0.5 ** (30 / 61), 4, 8 * 0.5 ** (92 / 61))
    assert [hours.at(day) for day in (0, 92, 151, 700)] == [0, 4, hours.values[-1], hours.values[-1]]  # then it stays


def test_a_value_that_halves_does_so_from_the_start_to_the_horizon_month_by_month_unless_more_is_said():
    mapping = programme(resources__planners__hours_a_week={"value": 8, "half_life_days": 365})
    mapping["resources"]["planners"]["changes"] = {"2018-10-01": {"hours_a_week": 30}}
    hours = resource(build(mapping), "planners").hours_a_week
    assert len(hours.days) == 24
    assert [hours.at(day) for day in (0, 364.9, 365, 396)] == [8, 8 * 0.5 ** (335 / 365), 30, 8 * 0.5 ** (396 / 365)]


def test_hours_that_are_given_are_hours_like_any_other():
    hours = {"value": 8, "half_life_days": 365}
    given = resource(build(programme(resources__planners__hours_a_week={"given": hours})), "planners")
    assert given == resource(build(programme(resources__planners__hours_a_week=hours)), "planners")


def test_a_gate_may_stand_above_its_funds_and_change_what_it_needs():
    gate = {"gate": {"funds": "pot", "at_least": {"2018-01-01": 33.33, "2018-02-01": 20}}, "label": "Offers"}
    mapping = programme()
    mapping["resources"] = {"offers": gate, **mapping["resources"]}
    offers = build(mapping).resources[0]
    assert (offers.name, offers.funds, offers.label) == ("offers", ("pot",), "Offers")
    assert [offers.needs(day) for day in (0, 91.9, 92, 123)] == [0, 0, 3333, 2000]


def test_a_resource_may_change_several_levels_on_one_date():
    changes = {"2017-11-01": {"hours_a_week": 20}, "2018-01-01": {"team": 5, "hours_a_week": 0}}
    mapping = programme(resources__planners__team=2, resources__planners__changes=changes)
    planners = resource(build(mapping), "planners")
    assert [planners.hours_a_week.at(day) for day in (0, 30, 31, 91, 92)] == [30, 30, 20, 20, 0]
    assert [planners.members.at(day) for day in (0, 31, 91, 92)] == [2, 2, 2, 5]
    assert [planners.capacity(day) for day in (0, 31, 92)] == [2, 2, 0]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ({"every": "2 weeks"}, ["10-01", "10-15", "10-29", "11-12", "11-26", "12-10", "12-24", "01-07", "01-21"]),
        ({"every": "1 month", "from": "2017-10-31"}, ["10-31", "11-30", "12-31"]),
        ({"every": "month", "until": "2017-12-01"}, ["10-01", "11-01"]),
        ({"every": "40 days", "except": ["2017-11-10"]}, ["10-01", "12-20"]),
        ({"monthly": "second tuesday"}, ["10-10", "11-14", "12-12", "01-09"]),
        ({"monthly": "Last Friday", "from": "2017-10-28"}, ["11-24", "12-29", "01-26"]),
        ({"dates": ["2017-10-05", "2017-11-05", "2019-01-01"]}, ["10-05", "11-05"]),
        ({"dates": ["2017-09-01", "2017-10-05"], "except": ["2018-10-05"]}, ["10-05"]),
        ({"every": "10 weeks", "from": "2017-09-24"}, ["12-03"]),
        (
            {"every": "30 days", "changes": {"2017-12-01": {"every": "20 days"}}},
            ["10-01", "10-31", "11-30", "12-01", "12-21", "01-10"],
        ),
    ],
)  # fmt: skip
def test_calendars(rule, days):
    assert calendar(rule) == days


def test_the_last_day_of_a_calendar_lies_before_the_horizon():
    assert calendar({"every": "1 day"}, horizon=3) == ["10-01", "10-02", "10-03"]
    assert calendar({"every": "1 day"}, horizon=2.5) == ["10-01", "10-02", "10-03"]
    assert calendar({"every": "1 day"}, horizon="2017-10-03") == ["10-01", "10-02"]


def test_null_takes_a_key_away():
    mapping = programme(
        pathway__stages__agree__patience=None,
        pathway__stages__plan__next_multipliers=None,
        resources__bank__papers_due_days=None,
        people__attributes__way=None,
        pathway__stages__plan__multipliers=None,
        pathway__stages__fund_year__amount_multipliers=None,
        targets=None,
    )
    scenario = build(mapping)
    assert stage(scenario, "agree").patience is None
    assert stage(scenario, "plan").next_multipliers == ()
    assert resource(scenario, "bank").papers_due == 0
    assert set(scenario.people.attributes) == {"entitled"}
    assert scenario.targets == ()
    without = programme()
    del without["targets"]
    assert build(programme(targets=None)).hash == build(without).hash != build(programme()).hash


def test_null_takes_a_whole_stage_away():
    mapping = programme(pathway__stages__revise=None, pathway__stages__agree__next={"agree": 0.3, "fund_start": 0.7})
    assert "revise" not in [stage.name for stage in build(mapping).pathway.stages]


def test_the_pathway_in_full():
    scenario = build(programme())
    open_case, plan, agree, revise, *_, set_up, pay, _, review = scenario.pathway.stages
    assert open_case.patience.clock == "deciding"
    assert open_case.patience.days.parameters == (300.0,)
    assert open_case.patience.multipliers == {"cohort": {"children": 2.0}}
    assert plan.multipliers == {"way": {"direct": 1.5}}
    assert plan.next == {"agree": 0.6, "plan_only": pytest.approx(0.4)}
    assert plan.next_multipliers[0].to == "agree"
    assert (agree.max_steps, agree.then) == (2, "refused")
    assert agree.patience.clock == ""
    assert revise.parts[0].cause == "revising"
    assert [part.cause for part in set_up.parts] == ["account", "provider"]
    assert (pay.pays, pay.gives_back) == (True, ("cases",))
    assert review.parts[0].lasts == Distribution(kind="discrete", parameters=(1.0, 2.5), weights=(0.5, 0.5))
    assert scenario.pathway.milestones == {"plan": "plan", "asked": "agree", "live": "pay"}
    assert scenario.pathway.outcomes[-1] == "unfinished"
    assert scenario.pathway.outcomes[10] == "done"


def test_factors_on_patience_hold_at_every_wait_but_where_a_stage_has_its_own():
    way, children = {"direct": 1.5}, {"children": 3.0}
    factors = {"way": way, "cohort": children}
    scenario = build(programme(pathway__patience_multipliers=factors))
    stages = {stage.name: stage for stage in scenario.pathway.stages if stage.patience}
    assert stages["open_case"].patience.multipliers == {"way": way, "cohort": {"children": 2.0}}, "its clock's own stay"
    others = [stage.patience.multipliers for stage in stages.values() if stage.patience.clock == ""]
    assert others == [factors] * len(others)
    assert others


def test_factors_on_patience_that_move_are_read_again_at_every_stage():
    scenario = build(programme(pathway__patience_multipliers={"way": {"direct": 1.5}}))
    moved = with_overrides(scenario, {"pathway.patience_multipliers.way.direct": 0.5})
    for stage in moved.pathway.stages:
        if stage.patience:
            assert stage.patience.multipliers["way"] == {"direct": 0.5}
    assert moved.pathway == build(programme(pathway__patience_multipliers={"way": {"direct": 0.5}})).pathway


def test_weights_may_change_on_dates():
    changes = {"2018-01-01": {"agree": 0.9, "plan_only": 0.1}, "2018-02-01": "plan_only"}
    mapping = programme(pathway__stages__plan__next_changes=changes, pathway__stages__plan__next_multipliers=None)
    plan = stage(build(mapping), "plan")
    assert [plan.period(day) for day in (0, 91.9, 92, 123, 500)] == [0, 0, 1, 2, 2]
    assert plan.routing_by_period[2] == {"plan_only": 1.0}


def test_people_routes_and_the_first_day():
    scenario = build(programme())
    assert scenario.people.cohorts == (
        Cohort(name="frail", size=180, label="Frail elders"),
        Cohort(name="children", size=120, opens=182.0, label="children"),
    )
    lists, referrals = scenario.identification.routes
    assert lists.days[:3] == (0.0, 182.0, 273.0)  # 1 January is left out
    assert (lists.size, lists.cohorts) == (20, ("frail",))
    assert referrals.people_a_month.at(0) == 6
    assert [(i.stage, i.count, i.holding) for i in scenario.inside] == [("plan", 3, ("cases",)), ("open_case", 2, ())]
    assert (scenario.plans_done, scenario.budgets_done) == (12, 3)
    assert [(t.day, t.plans, t.budgets) for t in scenario.targets] == [(365.0, 100, 20), (547.0, 180, None)]


@pytest.mark.parametrize(("eligible", "sizes"), [(10, [3, 4, 3]), (100, [33, 34, 33]), (1, [0, 1, 0])])
def test_shares_of_cohorts_are_rounded_so_that_everybody_is_counted(eligible, sizes):
    people = {"residents": eligible, "cohorts": {"a": {"share": 1 / 3}, "b": {"share": 1 / 3}, "c": {"share": 1 / 3}}}
    cohort_sizes = [cohort.size for cohort in build({**MMC, "people": people}).people.cohorts]
    assert sum(cohort_sizes) == eligible
    assert cohort_sizes == sizes


def test_the_hash_is_that_of_the_content():
    assert build(programme()).hash == build(dict(reversed(programme().items()))).hash
    assert build(programme(seed=8)).hash != build(programme()).hash
    mapping = programme(start=dt.date(2017, 10, 1))
    mapping["people"]["attributes"]["entitled"] = {True: 0.5, "no": 0.5}
    assert len(build(mapping).hash) == 64
