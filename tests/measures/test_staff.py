"""How busy teams, caseloads and meetings are, and what staff time comes to, each worked out by hand."""

import math
from typing import ClassVar

import pytest
from measured import run
from worlds import START, team, world

from sim.measures import KPIS

SEEING = {"see": {"team": "clerk", "work": 4, "patience": 3, "next": "out"}}
PLANNING = {"plan": {"team": "clerk", "work": 4, "next": "out"}}


class TestResources:
    """Two clerks for ten days; a meeting; people who give up."""

    def test_utilisation_and_queues(self):
        # Days 0-4 and 4-8 for one, 1-5 for the other; the fourth waits from day 2 to day 4, the fifth gives up on day 5.
        world_ = run(world(SEEING, {"clerk": team(2)}, horizon=10), [0, 1, 2, 2])
        assert world_.of("utilisation") == {"clerk": (4 + 4 + 4 + 4) / 20}
        assert world_["queue.clerk"] == (2 + 3) / 10
        assert world_["queue_at_target.clerk"] == 0
        assert world_["gave_up_at.see"] == 0

    def test_who_gives_up_waited_and_took_no_time(self):
        world_ = run(world(SEEING, {"clerk": team(1)}, horizon=10), [0, 0.5, 0.75])
        assert world_.of("utilisation") == {"clerk": 0.4}
        assert world_["queue.clerk"] == (3 + 3) / 10
        assert world_["gave_up_at.see"] == 2
        assert world_.of("exits") == {"out": 1, "gave_up": 2, "left": 0}

    def test_the_target_day_cuts_use_and_capacity_alike(self):
        world_ = run(world(SEEING, {"clerk": team(1)}, horizon=100, targets={"2017-10-02": {}}), [0, 1])
        assert world_.of("utilisation") == {"clerk": 1.0}
        assert world_["queue.clerk"] == 0.5
        assert world_["queue_at_target.clerk"] == 1

    def test_a_caseload_s_places_are_held_from_day_0_and_until_a_later_stage(self):
        stages = {
            "open": {"caseload": "places", "next": "work"},
            "work": {"elapsed": 10, "next": "close"},
            "close": {"elapsed": 5, "gives_back": "places", "next": "after"},
            "after": {"elapsed": 50, "next": "out"},
        }
        state = {"people": [{"stage": "close", "count": 1, "holding": "places"}, {"stage": "close", "count": 1}]}
        world_ = run(world(stages, {"places": {"caseload": 2}}, horizon=20, start_state=state), [0, 10])
        # Inside: days 0-5. Found: days 0-15, and day 10 on.
        assert world_["utilisation.places"] == (5 + 15 + 10) / 40

    def test_what_has_no_limit_is_not_used_to_a_share(self):
        stages = {"open": {"caseload": "places", "elapsed": 3, "next": "out"}}
        assert math.isnan(run(world(stages, {"places": {"caseload": "unlimited"}}), [0])["utilisation.places"])

    def test_slots_used(self):
        meeting = {"meeting": {"every": "7 days", "from": "2017-10-08"}, "slots": 2}
        world_ = run(world({"hear": {"meeting": "board", "next": "out"}}, {"board": meeting}, horizon=20), [1, 2, 3])
        assert world_["slots_used.board"] == 3 / 4


class TestCosts:
    """An hour of work lasts a day at seven hours a week, half a day at fourteen."""

    def test_hours_and_costs_until_the_target(self):
        clerk = team(1) | {"cost_an_hour": 30}
        targets = {"2017-10-07": {"plans": 1}}  # before day 7
        world_ = run(
            world(PLANNING, {"clerk": clerk}, pathway={"milestones": {"plan": "plan"}}, targets=targets), [1, 2]
        )
        assert world_["staff_hours"] == world_["staff_hours.clerk"] == 6
        assert world_["employed_hours"] == world_["employed_hours.clerk"] == 7
        assert world_["share_of_hours_used"] == 6 / 7
        assert world_["cost_of_hours_worked"] == 180
        assert world_["staff_cost"] == world_["staff_cost.clerk"] == 7 * 30
        assert world_["cost_per_plan"] == 7 * 30

    def test_without_a_plan_there_is_no_cost_of_one(self):
        world_ = run(world(PLANNING, {"clerk": team(1)}, pathway={"milestones": {"plan": "plan"}}, horizon=3), [1])
        assert world_["staff_hours"] == 2
        assert math.isnan(world_["cost_per_plan"])

    def test_the_hours_are_those_in_force_when_the_work_starts(self):
        clerk = team(1, {START: 7, "2017-10-03": 14})
        world_ = run(world(PLANNING, {"clerk": clerk}), [0, 1])
        assert world_.outcome.steps["finished"].tolist() == [4, 6]
        assert world_["staff_hours"] == 8

    @pytest.mark.parametrize("identified", [[0, 4], [0, 0], [3.5, 4]])
    def test_work_that_starts_on_the_very_day_of_a_change_is_counted_by_the_hours_it_went_by(self, identified):
        clerk = team(2, {START: 7, "2017-10-05": 14})
        assert run(world(PLANNING, {"clerk": clerk}), identified)["staff_hours"] == 8

    def test_hours_that_fall_to_nothing_on_the_day_of_the_start_were_the_old_ones(self):
        clerk = team(1, {START: 7, "2017-10-05": 0})
        assert run(world(PLANNING, {"clerk": clerk}), [4])["staff_hours"] == 4


class TestHoursThatFollow:
    """Work in hand goes on at the hours in force on each day."""

    FOLLOWING: ClassVar = {
        **team(1, {START: 7, "2017-10-03": 0, "2017-10-11": 14}),
        "hours": "follow",
        "cost_an_hour": 10,
    }

    def test_the_hours_worked_are_those_of_the_work(self):
        # Two hours until day 2, then nothing, then two more on day 10.
        world_ = run(world(PLANNING, {"clerk": self.FOLLOWING}, horizon=20), [0])
        assert world_.outcome.steps["finished"].tolist() == [11]
        assert world_["staff_hours"] == 4
        assert world_["cost_of_hours_worked"] == 40
        assert world_["staff_cost"] == (2 + 2 * 10) * 10  # two days of an hour, none, ten days of two hours

    @pytest.mark.parametrize(("horizon", "hours"), [(1.5, 1.5), (2, 2), (7, 2), (10.5, 3), (11, 4)])
    def test_they_are_counted_to_the_day_of_looking(self, horizon, hours):
        assert run(world(PLANNING, {"clerk": self.FOLLOWING}, horizon=horizon), [0])["staff_hours"] == hours

    def test_days_on_which_the_work_stands_still_are_days_off(self):
        world_ = run(world(PLANNING, {"clerk": self.FOLLOWING}, horizon=20), [0, 1])
        assert world_.story(0) == [(0, 2, "work"), (2, 10, "team_off"), (10, 11, "work")]
        assert world_.days(0) == {"work": 3, "team_off": 8}
        assert world_.story(1) == [(1, 2, "team_busy"), (2, 10, "team_off"), (10, 11, "team_busy"), (11, 13, "work")]
        assert world_.days(1) == {"work": 2, "team_off": 8, "team_busy": 2}

    def test_nobody_is_in_use_while_the_work_stands_still(self):
        # Two days and one day of the twelve on which the clerk has hours.
        world_ = run(world(PLANNING, {"clerk": self.FOLLOWING}, horizon=20), [0])
        assert world_["utilisation.clerk"] == 3 / 12


def test_every_number_that_hangs_on_what_an_hour_costs_says_which_hours_are_in_it():
    def rows(cost):
        clerk = team(1) | {"cost_an_hour": cost}
        pathway = {"milestones": {"plan": "plan", "live": "plan"}}
        more = {"costs": {"set_up": 100, "standard_plan": 10}}
        return run(world(PLANNING, {"clerk": clerk}, pathway=pathway, **more), [1, 2]).measures.kpis

    moved = {
        name
        for (name, _, value, _), (_, _, other, _) in zip(rows(30), rows(60), strict=True)
        if value != other and not math.isnan(value)
    }
    assert moved == {
        *("cost_of_hours_worked", "staff_cost", "staff_cost.clerk"),
        *("programme_cost", "programme_cost.staff", "programme_cost.funder.joint"),
        *(
            f"programme_cost_in_year.{year}{item}"
            for year in ("2017-18", "2018-19", "2019-20")
            for item in ("", ".funder.joint")
        ),
        *("total_bill", "total_bill.programme", "total_bill.funder.joint"),
        "cost_per_plan",
        "cost_per_plan_above_standard",
        "cost_per_budget_received",
        "cost_per_budget_received_above_standard",
    }
    for name in {name.split(".")[0] for name in moved} - {"cost_of_hours_worked", "total_bill"}:
        assert "whether or not anybody needs them" in KPIS[name].definition
    assert "marginal" in KPIS["cost_of_hours_worked"].definition
