"""Needed and available before any simulation: by hand, against what ample runs use, and for every scenario that is shipped."""

import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pathways import programmes
from programme import programme
from worlds import START, one_off, team, world

from sim.config.load import load
from sim.config.shipped import shipped
from sim.draws import Draws
from sim.engines import ENGINES
from sim.model import Caseload, Distribution, Fund, Team, build
from sim.model.distribution import fixed
from sim.studies.capacity.arrivals import identified_by
from sim.studies.capacity.steps import mean_of_longest, wait_for_next
from sim.studies.capacity.supply import team_hours
from sim.studies.capacity.table import capacity

BY_31_OCTOBER = 31.0  # days from the start, at which that date is over


def office(**more):
    """People come once a day; half of them want a budget, and 65 of a hundred who ask get one."""
    stages = {
        "opening": {"caseload": "cases", "next": "writing"},
        "writing": {
            "team": "clerk",
            "work": 4,
            "multipliers": {"kind": {"slow": 2}},
            "next": {"by": "wants", "yes": "panel", "no": "out"},
        },
        "panel": {
            "meeting": "board",
            "next": {"paying": 0.5, "revising": 0.3, "out": 0.2},
            "max_steps": 2,
            "then": "out",
        },
        "revising": {"team": "clerk", "work": 1, "next": "panel"},
        "paying": {"fund": "pot", "amount": "cost", "next": "setting_up"},
        "setting_up": {"elapsed": 10, "next": "live"},
        "live": {"gives_back": "cases", "next": "living"},
        "living": {"elapsed": 20, "next": "review"},
        "review": {"team": "clerk", "work": 3, "next": "out"},
    }
    resources = {
        "cases": {"caseload": 10},
        "clerk": team(1),
        "board": {"meeting": {"every": "7 days"}, "slots": 2},
        "pot": one_off({START: 500, "2017-11-01": 400}),
    }
    people = {
        "attributes": {
            "kind": {"slow": 0.25, "quick": 0.75},
            "hair": {"red": 0.5, "brown": 0.5},
            "funder": {"nhs": 0.5, "council": 0.5},
            "wants": {"by": "kind", "slow": {"yes": 0.8, "no": 0.2}, "quick": {"yes": 0.4, "no": 0.6}},
        },
        "numbers": {"cost": {"by": "kind", "slow": 200, "quick": 100}},
    }
    targets = {"2017-10-31": {"plans": 10, "budgets": 6}}
    milestones = {"plan": "writing", "asked": "panel", "live": "live"}
    pathway = {"milestones": milestones}
    return build(world(stages, resources, people=people, pathway=pathway, **{"targets": targets, **more}))


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_what_a_small_office_needs_worked_out_by_hand():
    (target,) = capacity(office()).targets
    people = 6 / (0.5 * 0.65)  # for six budgets; for ten plans ten would do
    assert (target.plans, target.budgets, target.example) == (10, 6, "")
    assert target.people == pytest.approx(people)
    assert target.plans_for_budgets == pytest.approx(people)
    assert (target.reaches_plan, target.reaches_budget) == (pytest.approx(1.0), pytest.approx(0.325))
    # Writing takes 5 hours on average; 0.39 of those who ask revise, since whoever is deferred twice has come too often.
    review = 0.325 * 3 * (1 - 20 / BY_31_OCTOBER)
    need = {need.resource: need for need in target.needs}
    assert need["clerk"].needed == pytest.approx(people * (5 + 0.5 * 0.39 + review))
    assert need["board"].needed == pytest.approx(12)  # 1.3 decisions for each of those who ask
    assert need["pot"].needed == pytest.approx(6 * 140)
    assert need["pot"].steps == pytest.approx(6)
    days_held = 5 + 0.5 * 1.3 * 3.5 + 0.5 * 0.39 + 0.325 * 10
    assert need["cases"].needed == pytest.approx(people * days_held / BY_31_OCTOBER)
    assert need["people"].needed == pytest.approx(people)


def test_budgets_that_do_not_count_take_their_part_of_what_all_share():
    (every,), (half,) = (capacity(office(**more)).targets for more in ({}, {"budgets_counted": ["nhs"]}))
    assert half.reaches_budget == pytest.approx(every.reaches_budget / 2)
    assert half.need("board").for_budgets == pytest.approx(2 * every.need("board").for_budgets)
    assert half.need("board").budgets_at_most == pytest.approx(every.need("board").budgets_at_most / 2)
    assert (every.budgets_counted, half.budgets_counted) == ((), ("nhs",))


def test_what_a_small_office_has():
    (target,) = capacity(office()).targets
    available = {need.resource: need.available for need in target.needs}
    assert available == {"clerk": pytest.approx(31), "board": 10, "pot": 500, "cases": 10, "people": 31}
    assert [need.resource for need in target.needs][:2] == ["clerk", "pot"]
    assert [need.resource for need in target.short] == ["clerk", "pot", "board"]


def test_what_each_resource_alone_allows():
    (target,) = capacity(office()).targets
    board, clerk = target.need("board"), target.need("clerk")
    assert board.budgets_at_most == pytest.approx(5)  # ten decisions, two for each live budget
    assert board.plans_at_most == math.inf
    assert clerk.plans_at_most == pytest.approx(31 / 5)
    assert clerk.budgets_at_most == pytest.approx(31 / clerk.needed * 6)
    assert target.need("pot").budgets_at_most == math.inf  # another fund might pay
    assert target.need("pot").steps_possible == pytest.approx(6 * 500 / 840)
    assert target.least("plans").resource == "clerk"


def test_what_is_there_before_and_who_is_inside_count_towards_the_target():
    inside = [{"stage": "panel", "count": 2, "holding": "cases", "with": {"kind": "slow", "wants": "yes"}}]
    start = {"plans_done": 3, "budgets_done": 1, "people": inside}
    (target,) = capacity(office(start_state=start)).targets
    of_inside = 2 * 0.65
    assert (target.plans_inside, target.budgets_inside) == (3, pytest.approx(1 + of_inside))
    more = (6 - 1 - of_inside) / 0.325
    assert target.people == pytest.approx(more)
    assert target.need("board").needed == pytest.approx(more * 0.5 * 1.3 + 2 * 1.3)
    assert target.need("pot").needed == pytest.approx(more * 0.325 * 140 + of_inside * 200)
    assert target.need("board").budgets_at_most == pytest.approx(1 + of_inside + (10 - 2.6) / 2)
    assert target.plans_for_budgets == pytest.approx(3 + more)


def test_what_is_reached_before_needs_nobody_more():
    (target,) = capacity(office(start_state={"plans_done": 30, "budgets_done": 9})).targets
    assert target.people == 0
    assert not target.short


def test_whoever_lives_with_a_budget_on_the_first_day_is_reviewed_by_the_date():
    start = {"people": [{"stage": "living", "count": 10}]}
    with_them, without = (capacity(office(**more)).targets[0] for more in ({"start_state": start}, {}))
    more = with_them.need("clerk").needed - without.need("clerk").needed
    assert more == pytest.approx(10 * 3)  # all of them on day 20, before the 31st


def test_without_a_number_that_is_hoped_for_it_is_what_a_hundred_plans_need():
    for targets in ({}, {"2017-10-31": {}}):
        (target,) = capacity(office(targets=targets)).targets
        assert (target.example, target.people) == ("plans", pytest.approx(100))
        assert target.need("board").needed == pytest.approx(65)
        assert not target.short


def test_of_several_dates_the_last_with_a_number_counts_most():
    targets = {"2017-10-10": {"plans": 3}, "2017-10-31": {"plans": 10}, "2017-12-31": {}}
    result = capacity(office(targets=targets))
    assert [target.example for target in result.targets] == ["", "", "plans"]
    assert result.last is result.targets[1]
    assert result.last.plans_for_budgets is None


def test_plans_without_budgets_need_no_panel():
    (target,) = capacity(office(targets={"2017-10-31": {"plans": 10}})).targets
    assert {need.resource for need in target.needs} == {"clerk", "cases", "people"}


def test_what_has_no_limit_is_no_shortage_and_what_is_not_there_is_an_endless_one():
    resources = {"cases": {"caseload": "unlimited"}, "pot": one_off({"2017-11-01": 400})}
    mapping = dict(office().mapping)
    mapping["resources"] = {**mapping["resources"], **resources}
    (target,) = capacity(build(mapping)).targets
    assert (target.need("cases").available, target.need("cases").ratio) == (math.inf, 0)
    assert (target.need("pot").available, target.need("pot").ratio) == (0, math.inf)
    assert target.need("pot").steps_possible == 0


def test_weights_that_change_on_a_date_count_for_their_days():
    mapping = dict(office().mapping)
    stages = {**mapping["pathway"]["stages"]}
    changed = {"2017-10-17": {"paying": 1.0, "revising": 0.0, "out": 0.0}}  # day 16
    stages["panel"] = {**stages["panel"], "next_changes": changed}
    mapping["pathway"] = {**mapping["pathway"], "stages": stages}
    (target,) = capacity(build(mapping)).targets
    deferred, approved = 0.3 * 16 / 31, (0.5 * 16 + 1.0 * 15) / 31
    assert target.reaches_budget == pytest.approx(0.5 * (approved + deferred * approved))


def test_bands_of_a_number_lead_where_they_should_with_the_money_of_their_own():
    mapping = dict(office().mapping)
    people = {**mapping["people"], "numbers": {"cost": {"uniform": {"low": 0, "high": 100}}}}
    people["bands"] = {"size": {"of": "cost", "small": 25, "large": "above"}}
    stages = {**mapping["pathway"]["stages"]}
    stages["panel"] = {**stages["panel"], "next": {"by": "size", "small": "out", "large": "paying"}}
    stages["panel"] = {key: value for key, value in stages["panel"].items() if key not in ("max_steps", "then")}
    del stages["revising"]
    mapping |= {"people": people, "pathway": {**mapping["pathway"], "stages": stages}}
    (target,) = capacity(build(mapping)).targets
    assert target.reaches_budget == pytest.approx(0.5 * 0.75)
    assert target.need("pot").needed == pytest.approx(6 * 62.5)


# --- its parts --------------------------------------------------------------------------------------------------------


def test_the_longest_of_two_exponential_times_lasts_half_as_long_again():
    once = Distribution(kind="exponential", parameters=(10.0,))
    assert mean_of_longest([once, once]) == pytest.approx(15, rel=0.005)
    assert mean_of_longest([fixed(3), fixed(5)]) == 5


def test_the_next_meeting_is_half_a_gap_away_and_papers_are_due_before():
    meeting = {"meeting": {"every": "2 weeks", "from": "2017-10-03"}, "slots": 6, "papers_due_days": 5}
    mapping = world({"panel": {"meeting": "board", "next": "out"}}, {"board": meeting})
    assert wait_for_next(build(mapping).resources[0], 500) == 12


def test_hours_follow_members_and_hours_a_week():
    members, hours = {START: 2, "2017-10-08": 3}, {START: 14, "2017-10-15": 0}
    mapping = world({"desk": {"team": "clerk", "work": 1, "next": "out"}}, {"clerk": team(members, hours)})
    assert team_hours(build(mapping).resources[0], 28) == 2 * 14 + 3 * 14
    assert team_hours(build(mapping).resources[0], 10) == pytest.approx(2 * 14 + 3 * 14 * 3 / 7)


# --- against what runs give -------------------------------------------------------------------------------------------

RUNS = 60


def ample():
    """The small programme with enough of everything, where nobody gives up or leaves."""
    mapping = programme(people__leaving_a_year=0)
    del (
        mapping["start_state"],
        mapping["pathway"]["patience_clocks"],
        mapping["pathway"]["stages"]["plan"]["time_multiplier"],
    )
    for stage in mapping["pathway"]["stages"].values():
        stage.pop("patience", None)
    money = {START: 1e7}
    mapping["resources"] |= {
        "planners": {"team": 500, "hours_a_week": 30},
        "cases": {"caseload": 10_000},
        "pot": one_off(money),
        "budget": {"fund": "recurrent", "top_ups": money},
    }
    mapping["resources"]["panel"]["slots"] = 1000
    # Half a gap between two meetings is the mean wait of those who come on any day of it, and not, say, all after the last one.
    mapping["identification"]["lists"] |= {"list": {"every": "3 days"}, "size": 1}
    mapping["pathway"]["stages"]["revise"]["elapsed"] = {"uniform": {"low": 0, "high": 14}}
    mapping["resources"]["bank"]["payment_run"] = {"every": "5 days"}
    return build(mapping)


def test_routes_identify_as_many_of_each_cohort_as_in_runs():
    # Nobody dies or moves away before; as time goes on more become eligible.
    scenario = build(programme(people__leaving_a_year=0, people__becoming_eligible_a_year=0.3))
    day = scenario.targets[-1].day
    counts = []
    for replication in range(RUNS):
        people = Draws(scenario, 5, replication).people
        early = people.day[: people.identified] < day
        cohort, route = (people.codes[name][: people.identified][early] for name in ("cohort", "route"))
        counts.append([[np.sum((cohort == c) & (route == r)) for r in range(2)] for c in range(2)])
    mean, error = np.mean(counts, axis=0), np.std(counts, axis=0) / math.sqrt(RUNS)
    assert np.all(np.abs(identified_by(scenario, day) - mean) < 4 * error + 0.5)


def ample_runs(scenario, target):
    """What each person identified by the target used until the budget was live, and whether they had a plan and a budget.

    Gives units of each resource (of a caseload, days held), shape (people, resources), and shape (people, 2).
    """
    index, milestones = scenario.pathway.index, scenario.pathway.milestones
    used, reached = [], []
    for replication in range(RUNS):
        draws = Draws(scenario, 11, replication)
        steps = ENGINES["compiled"](draws).steps
        early = draws.people.person[draws.people.day < target.day]
        steps = steps[np.isin(steps["person"], early) & (steps["stage"] <= index[milestones["live"]])]
        rows, position = (
            np.zeros((len(early), len(scenario.resources))),
            {p: row for row, p in enumerate(early.tolist())},
        )
        last = dict(zip(steps["person"].tolist(), steps["finished"].tolist(), strict=True))  # in the order of joining
        for step in steps[steps["resource"] >= 0]:
            person, resource = int(step["person"]), scenario.resources[step["resource"]]
            units = 1.0
            if isinstance(resource, Team):
                units = (step["finished"] - step["started"]) * 30 / 7
            elif isinstance(resource, Fund):
                units = step["amount"] / 100
            elif isinstance(resource, Caseload):
                units = last[person] - step["started"]
            rows[position[person], step["resource"]] += units
        used.append(rows)
        done = [steps["person"][steps["stage"] == index[milestones[name]]] for name in ("plan", "live")]
        reached.append(np.stack([np.isin(early, people) for people in done], axis=1))
    return np.concatenate(used), np.concatenate(reached)


def test_runs_with_enough_of_everything_use_what_is_expected():
    scenario = ample()
    target = capacity(scenario).targets[0]  # whoever is identified by then has finished by the horizon
    used, reached = ample_runs(scenario, target)
    expected = {
        "planners": target.need("planners").for_plans * target.reaches_plan / target.plans,
        "cases": target.need("cases").for_budgets * target.day * target.reaches_budget / target.budgets,
    }
    for name in ("panel", "pot", "budget", "open_budget", "bank"):  # nothing of it after a budget is live
        expected[name] = target.need(name).needed * target.reaches_budget / target.budgets
    for name, number in expected.items():
        each = used[:, scenario.resource_index[name]]
        error = 4 * each.std() / math.sqrt(len(each))
        assert each.mean() == pytest.approx(number, abs=error), name
    for share, column in ((target.reaches_plan, 0), (target.reaches_budget, 1)):
        error = 4 * reached[:, column].std() / math.sqrt(len(reached))
        assert reached[:, column].mean() == pytest.approx(share, abs=error + 1e-9)


@given(programmes(), st.data())
@settings(max_examples=60)
def test_whatever_a_pathway_is_like_the_numbers_are_numbers(mapping, data):
    stages = list(mapping["pathway"]["stages"])
    plan, live = (data.draw(st.sampled_from(stages)) for _ in range(2))
    date = (dt.date.fromisoformat(mapping["start"]) + dt.timedelta(days=40)).isoformat()
    mapping["pathway"]["milestones"] = {"plan": plan, "asked": plan, "live": live}
    mapping["targets"] = {date: data.draw(st.sampled_from([{"plans": 30, "budgets": 10}, {"budgets": 5}, {}]))}
    for target in capacity(build(mapping)).targets:
        assert_sound(target)


# --- what is shipped --------------------------------------------------------------------------------------------------


def assert_sound(target):
    numbers = [target.people, target.plans_inside, target.budgets_inside, target.reaches_plan, target.reaches_budget]
    for need in target.needs:
        numbers += [need.needed, need.steps]
        assert need.available >= 0
        assert not math.isnan(need.ratio)
        assert not math.isnan(need.plans_at_most)
        assert not math.isnan(need.budgets_at_most)
    assert all(math.isfinite(number) and number >= 0 for number in numbers)


@pytest.mark.parametrize("name", shipped("scenarios"))
def test_every_scenario_has_a_sound_table(name):
    result = capacity(load(name))
    assert not result.visits_without_limit
    assert [target.date for target in result.targets] or result.last.example
    for target in result.targets:
        assert target.needs
        assert_sound(target)


def test_stocktons_panel_and_money_rule_400_budgets_out():
    target = capacity(load("stockton_scale_up")).last
    assert target.need("one_off").available == 120_000
    assert target.need("panel").available == pytest.approx(0.94 * 37 * 6, rel=0.02)  # a few are not held
    assert target.need("panel").needed > 1.5 * 222
    assert target.least("budgets").resource == "panel"
    assert target.least("budgets").budgets_at_most < 222
    assert target.least("plans").resource == "practitioners"


def test_a_budget_by_right_is_held_against_no_cap_and_no_panel():
    scenario = load("stockton_scale_up")
    target = capacity(scenario).last
    right, sums = target.need("council_by_right"), target.need("council_one_off")
    assert right.available == right.budgets_at_most == math.inf
    assert right.steps > 0
    everybody_discretionary = capacity(load("stockton_scale_up", "people.attributes.entitled.council=no")).last
    assert everybody_discretionary.need("panel").needed > target.need("panel").needed
    assert everybody_discretionary.need("council_one_off").needed > 3 * sums.needed
    assert {need.resource for need in target.short}.isdisjoint({"council_by_right", "nhs_by_right"})


def test_on_paper_everyone_who_is_eligible_is_just_enough():
    target = capacity(load("typical_ccg_on_paper")).last
    assert target.people == pytest.approx(13230)
    assert not target.short
