"""The bill of a programme: a ledger in literal pounds, from both engines; and that nothing of it is lost between its lines."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured import Run, run
from pathways import programmes
from worlds import START, one_off, recurrent, team, world

from sim.draws import Draws
from sim.engines import ENGINES
from sim.measures import measure
from sim.model import ScenarioError, build

NEVER = 10_000.0
DESK = {"desk": {"team": "clerk", "work": 4, "next": "ask"}, "ask": {"meeting": "panel", "next": "out"}}
CLERKS = {
    **team(2),
    "cost_an_hour": 30,
    "funder": "council",
    "staffing": {"vacancy": 1, "absences": {"illness": {"share": 0.1, "days": 5}}},
}
PANEL = {
    "meeting": {"every": "1 week"},
    "slots": 2,
    "cancelled": 0.5,
    "attendees": 4,
    "minutes_each": 15,
    "cost_an_hour": 60,
    "preparation_minutes": 30,
    "preparation_cost_an_hour": 20,
    "funder": "nhs",
}
COSTS = {
    "price_year": "2017/18",
    "set_up": 1000,
    "set_up_years": 0.1,
    "packages": {"training": {"once": 500, "a_year": 3652.5, "from": "2017-10-21", "funder": "education"}},
}
#: The first clerk leaves on day 10, and a new one comes on day 16; the second is away for five days, and is paid.
SHOCKS = {
    "resources.clerk.stays": [[10, NEVER], [NEVER, NEVER]],
    "resources.clerk.vacancy": [[6], [NEVER]],
    "resources.clerk.present.illness": [[NEVER, NEVER], [3, NEVER]],
    "resources.clerk.away.illness": [[NEVER, NEVER], [5, NEVER]],
}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_ledger_of_posts_absences_meetings_set_up_and_a_package_by_hand(engine):
    scenario = build(world(DESK, {"clerk": CLERKS, "panel": PANEL}, horizon=40, costs=COSTS))
    cancelled = [0, 1, 0, 1, 0, 0]  # of the meetings on days 0, 7, 14, 21, 28 and 35
    slots = {"identified": [0, 0, 1], **SHOCKS, "resources.panel.cancelled": cancelled}
    draws = Draws(scenario, 3, 0, {name: np.array(values, dtype=float) for name, values in slots.items()})
    measures = measure(draws, ENGINES[engine](draws))
    pounds = {name: value for name, who, value, _ in measures.kpis if who == "all"}

    post_days = (10 + 40 - 16) + 40
    assert pounds["employed_hours"] == pytest.approx(
        post_days * 0.9
    )  # an hour a day; a tenth of it is away in the long run
    assert pounds["staff_hours"] == 12
    assert pounds["share_of_hours_used.clerk"] == pytest.approx(12 / (post_days * 0.9))
    assert pounds["cost_of_hours_worked"] == 12 * 30
    assert pounds["staff_cost"] == pytest.approx(1998)  # 74 days x 0.9 x 30 pounds
    assert (
        pounds["meeting_cost"] == 4 * 2 * 60 + 3 * 10
    )  # four meetings of two slots at an hour each; three cases prepared
    assert pounds["set_up_cost"] == 1000
    assert pounds["package_cost.training"] == pytest.approx(500 + 20 * 10)
    assert {name: value for name, value in pounds.items() if name.startswith("programme_cost")} == pytest.approx(
        {
            "programme_cost": 4208,
            "programme_cost.staff": 1998,
            "programme_cost.meetings": 510,
            "programme_cost.set_up": 1000,
            "programme_cost.packages": 700,
            "programme_cost.funder.council": 1998,
            "programme_cost.funder.nhs": 510,
            "programme_cost.funder.joint": 1000,
            "programme_cost.funder.education": 700,
        }
    )


def test_a_package_that_begins_after_the_day_of_totals_costs_nothing_and_one_of_before_the_start_is_paid_for_once_already():
    packages = {
        "late": {"once": 5, "a_year": 7, "from": "2018-01-01"},
        "early": {"once": 9, "a_year": 365.25, "from": "2017-01-01"},
    }
    world_ = run(
        world({"desk": DESK["desk"] | {"next": "out"}}, {"clerk": team(1)}, horizon=20, costs={"packages": packages}),
        [],
    )
    assert world_.of("package_cost") == pytest.approx({"late": 0, "early": 20})


def test_posts_that_nobody_needs_are_paid_and_vacant_ones_are_not():
    idle = {"clerk": {**team({START: 1, "2017-10-11": 3}), "cost_an_hour": 10}}
    world_ = run(world({"desk": DESK["desk"] | {"next": "out"}}, idle, horizon=20), [])
    assert world_["staff_cost"] == (10 + 3 * 10) * 10
    assert world_["share_of_hours_used"] == 0


def test_of_a_team_without_a_limit_the_hours_worked_are_bought():
    bought = {"clerk": {**team("unlimited"), "cost_an_hour": 10}}
    world_ = run(world({"desk": DESK["desk"] | {"next": "out"}}, bought, horizon=6), [0, 1, 3])
    assert world_["employed_hours"] == world_["staff_hours"] == 4 + 4 + 3
    assert world_["staff_cost"] == 110


def test_a_meeting_without_a_limit_lasts_for_the_cases_that_are_heard():
    panel = PANEL | {"slots": "unlimited", "cancelled": 0}
    assert run(world({"ask": DESK["ask"]}, {"panel": panel}, horizon=10), [1, 2, 8])["meeting_cost"] == 2 * 60 + 2 * 10


def test_all_that_was_paid_is_the_programme_the_budgets_and_what_was_paid_twice():
    stages = {
        "ask": {"fund": "pot", "amount": 365.25, "next": "live"},
        "live": {"elapsed": 6, "pays": True, "next": "keep"},
        "keep": {"elapsed": 900, "next": "out"},
    }
    resources = {"pot": recurrent({START: 1000}), "clerk": {**team(1), "cost_an_hour": 10, "funder": "council"}}
    world_ = run(world(stages, resources, horizon=106), [0])
    assert world_.of("total_bill") == pytest.approx(
        {
            "programme": 1060,
            "budgets": 100,
            "double_running": 100,
            "funder.council": 1060,
            "funder.not_named": 200,  # the fund names none
        }
    )
    assert world_["total_bill"] == pytest.approx(1260)


@settings(max_examples=40)
@given(programmes(), st.integers(0, 100), st.sampled_from([None, 20]))
def test_lines_funders_and_years_each_add_up_to_the_whole(mapping, seed, cut):
    if cut:
        mapping["targets"] = {mapping["start"][:8] + "28": {}}
    for name, resource in mapping["resources"].items():
        if "team" in resource:
            resource.update(cost_an_hour=20, funder="nhs")
        elif "meeting" in resource:
            resource.update(
                attendees=3, minutes_each=10, cost_an_hour=50, preparation_minutes=6, preparation_cost_an_hour=len(name)
            )
    mapping["costs"] = {"set_up": 99, "packages": {"app": {"once": 10, "a_year": 30, "funder": "council"}}}
    world_ = run(mapping, seed=seed)
    whole, items = world_["programme_cost"], world_.of("programme_cost")
    parts = [world_[kpi] for kpi in ("staff_cost", "meeting_cost", "set_up_cost", "package_cost") if _has(world_, kpi)]
    assert sum(parts) == pytest.approx(whole)
    assert sum(value for item, value in items.items() if item.startswith("funder.")) == pytest.approx(whole)
    assert sum(value for item, value in items.items() if not item.startswith("funder.")) == pytest.approx(whole)
    for kpi in ("staff_cost", "meeting_cost", "employed_hours"):
        if _has(world_, kpi):
            assert sum(world_.of(kpi).values()) == pytest.approx(world_[kpi])
    bill = world_.of("total_bill")
    assert sum(bill[part] for part in ("programme", "budgets", "double_running")) == pytest.approx(world_["total_bill"])
    assert sum(value for item, value in bill.items() if "funder." in item) == pytest.approx(
        world_["total_bill"], abs=1e-6
    )
    years = world_.of("programme_cost_in_year")
    for year in [item for item in years if "funder" not in item]:
        assert sum(years[item] for item in years if item.startswith(f"{year}.")) == pytest.approx(years[year])


def _has(world_: Run, kpi: str) -> bool:
    return kpi in {name for name, *_ in world_.measures.kpis}


def test_the_years_sum_to_the_whole_where_the_last_day_is_a_year_s_end():
    resources = {"clerk": {**team(2), "cost_an_hour": 30}, "pot": one_off({START: 1})}
    mapping = world({"desk": DESK["desk"] | {"next": "out"}}, resources, costs=COSTS, targets={"2019-03-31": {}})
    world_ = run(mapping, [0])
    years = world_.of("programme_cost_in_year")
    assert years["2017-18"] == pytest.approx(182 * 2 * 30 + 1000 + 500 + 162 * 10)
    assert years["2017-18"] + years["2018-19"] == pytest.approx(world_["programme_cost"])


@pytest.mark.parametrize(
    ("costs", "panel", "message"),
    [
        ({"price_year": "2017"}, {}, "costs.price_year: found '2017'; allowed: a financial year, such as 2017/18"),
        ({"price_year": "2017/19"}, {}, "a financial year, such as 2017/18"),
        ({"packages": {"app": {"a_year": -1}}}, {}, "costs.packages.app.a_year"),
        ({"packages": {"app": {"funder": "nsh"}}}, {}, "did you mean 'nhs'?"),
        ({"packages": {"app": {"yearly": 1}}}, {}, "costs.packages.app.yearly"),
        ({"set_up_funder": "us"}, {}, "costs.set_up_funder"),
        ({}, {"attendees": -1}, "resources.panel.attendees"),
        ({}, {"minutes_each": 1441}, "from 0 to 1440"),
        ({}, {"funder": "councl"}, "did you mean 'council'?"),
        ({}, {"minutes": 5}, "resources.panel.minutes"),
    ],
)
def test_a_slip_of_the_pen_is_one_line(costs, panel, message):
    with pytest.raises(ScenarioError) as error:
        build(world(DESK, {"clerk": CLERKS, "panel": PANEL | panel}, costs=COSTS | costs))
    assert message in str(error.value)
    assert len(str(error.value).splitlines()) == 1


def test_whoever_pays_is_joint_unless_it_is_said():
    world_ = run(world(DESK, {"clerk": team(1), "panel": {"meeting": {"every": "1 week"}, "slots": 1}}, costs={}), [])
    assert {item for item in world_.of("programme_cost") if item.startswith("funder.")} == {"funder.joint"}
