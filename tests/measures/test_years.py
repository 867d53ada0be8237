"""Money by financial year, what is paid twice, and what the programme itself costs: each worked out by hand."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured import Run, granted, holdings, overlap, run
from pathways import programmes
from worlds import START, one_off, recurrent, team, world

from sim.measures.double_running import double_running
from sim.model import Fund

YEAR = 365.25
APRIL = 182  # 1 April 2018, counted from 1 October 2017
# A budget of 365.25 pounds a year, so a pound a day, which goes live six days after it is granted.
BUDGET = {
    "ask": {"fund": "pot", "amount": 365.25, "next": "set_up"},
    "set_up": {"elapsed": 6, "pays": True, "next": "live"},
    "live": {"elapsed": 200, "gives_back": "pot", "next": "out"},
}
GRANT = {
    "ask": {"fund": "pot", "amount": 100, "next": "process"},
    "process": {"elapsed": 20, "pays": True, "next": "out"},
}


class TestYears:
    """Years end on 31 March; the first here began half a year late."""

    def test_yearly_money(self):
        # Live from day 6 to day 206, and from day 176 to day 376.
        world_ = run(world(BUDGET, {"pot": recurrent({START: 1000})}, horizon=APRIL + 365 + 1), [0, 170])
        assert world_.of("cash_in_year") == pytest.approx({"2017-18": 176 + 6, "2018-19": 24 + 194}, abs=1e-9)
        assert world_.of("full_year_effect") == {"2017-18": 730.5, "2018-19": 0}
        assert world_.of("liability") == {"2018-04-01": 730.5, "2019-04-01": 0}

    def test_one_off_money_is_cash_when_it_is_paid_and_a_liability_until_then(self):
        world_ = run(world(GRANT, {"pot": one_off({START: 1000})}, horizon=APRIL + 365), [0, 170])
        assert world_.of("cash_in_year") == {"2017-18": 100, "2018-19": 100}
        assert world_.of("full_year_effect") == {"2017-18": 0, "2018-19": 0}
        assert world_.of("liability") == {"2018-04-01": 100, "2019-04-01": 0}

    def test_what_was_promised_before_the_start_is_cash_by_the_day_and_was_paid_if_it_is_one_off(self):
        resources = {"pot": one_off({START: 500}), "budgets": recurrent({START: 1000})}
        state = {"committed": {"pot": 300, "budgets": 365.25}}
        world_ = run(world(GRANT, resources, horizon=APRIL, start_state=state), [])
        assert world_.of("cash_in_year") == pytest.approx({"2017-18": APRIL})
        assert world_.of("liability") == {"2018-04-01": 365.25}

    def test_a_year_that_does_not_end_within_the_horizon_is_left_out(self):
        world_ = run(world(GRANT, {"pot": one_off({START: 1000})}, horizon=APRIL - 1), [0])
        assert not [name for name, *_ in world_.measures.kpis if name.startswith(("cash_in_year", "liability"))]


class TestDoubleRunning:
    """A pound a day is bought outside a contract from which nothing, or later something, is freed."""

    def test_without_a_release_all_that_is_displaced_is_paid_twice(self):
        world_ = run(world(BUDGET, {"pot": recurrent({START: 1000}, funder="nhs")}, horizon=300), [0, 170])
        assert world_.of("double_running") == pytest.approx({"funder.nhs": 200 + 124})
        assert world_["value_displaced"] == world_["double_running"]
        assert world_["value_released"] == 0

    def test_what_is_released_ends_it_day_by_day_and_is_not_carried_over(self):
        # Half a pound a day from day 92 on, two and a half from day 182 on; live from day 6 to 206 and from day 176 to 376.
        tranches = {"2018-01-01": 365.25 / 2, "2018-04-01": 365.25 * 2}
        fund = recurrent({START: 1000}, funder="nhs", tranches=tranches)
        world_ = run(world(BUDGET, {"pot": fund}, horizon=300), [0, 170])
        assert world_["double_running"] == pytest.approx((92 - 6) * 1 + (176 - 92) * 0.5 + (182 - 176) * 1.5, rel=1e-4)
        assert world_["value_released"] == pytest.approx(90 * 0.5 + 118 * 2.5, rel=1e-4)

    def test_one_funder_s_release_is_no_help_to_another(self):
        stages = {
            "ask": {"fund": "budgets", "amount": 365.25, "next": "live"},
            "live": {"elapsed": 100, "pays": True, "next": "keep"},
            "keep": {"elapsed": 900, "next": "out"},
        }
        resources = {
            "budgets": recurrent({START: 1000}, funder="council"),
            "freed": recurrent({START: 1}, funder="nhs", tranches={START: 100000}),
        }
        world_ = run(world(stages, resources, horizon=150), [0])
        assert world_.of("double_running") == pytest.approx({"funder.council": 50, "funder.nhs": 0})

    def test_a_one_off_sum_counts_for_a_year(self):
        fund = one_off({START: 1000}, funder="nhs")
        stages = {**GRANT, "ask": {"fund": "pot", "amount": 365.25, "next": "process"}}
        assert run(world(stages, {"pot": fund}, horizon=120), [0])["double_running"] == pytest.approx(100)
        assert run(world(stages, {"pot": fund}, horizon=900), [0])["double_running"] == pytest.approx(YEAR)

    def test_promises_of_before_the_start_count_from_day_0(self):
        fund = {"pot": recurrent({START: 1000}, funder="nhs")}
        state = {"committed": {"pot": 365.25}}
        assert run(world(BUDGET, fund, horizon=50, start_state=state), [])["double_running"] == pytest.approx(50)

    @settings(max_examples=40)
    @given(programmes(), st.integers(0, 100))
    def test_no_funder_pays_more_twice_than_was_displaced_nor_less_than_was_not_released(self, mapping, seed):
        world_ = run(mapping, seed=seed)
        running = double_running(world_.journeys)
        slow = slow_displaced(world_)
        assert dict(zip(running.funders, running.displaced.tolist(), strict=True)) == pytest.approx(slow, abs=1e-6)
        in_notice = slow_in_notice(world_)
        assert dict(zip(running.funders, running.in_notice.tolist(), strict=True)) == pytest.approx(in_notice, abs=1e-6)
        of_blocks = running.double - running.in_notice
        assert (of_blocks <= running.displaced + 1e-6).all()
        assert (of_blocks >= running.displaced - running.released - 1e-6).all()


def slow_displaced(world_: Run) -> dict[str, float]:
    """What each funder's live budgets displaced: yearly money as it was spent, one-off sums grant by grant."""
    displaced: dict[str, float] = {}
    for code, fund in enumerate(world_.scenario.resources):
        if isinstance(fund, Fund):
            displaced.setdefault(fund.funder, 0.0)
        if isinstance(fund, Fund) and not fund.by_right:
            pounds = world_[f"money_spent.{fund.name}"] if fund.kind == "recurrent" else 0.0
            if fund.kind == "one_off":
                for _, paid, _, pence in granted(world_, code):
                    pounds += pence / 100 * overlap(paid, paid + YEAR, world_.journeys.totals_day) / YEAR
            displaced[fund.funder] += pounds
    return displaced


def slow_in_notice(world_: Run) -> dict[str, float]:
    """What each funder paid for old packages in their notice, budget by budget."""
    paid = {fund.funder: 0.0 for fund in world_.scenario.resources if isinstance(fund, Fund)}
    for code, fund in enumerate(world_.scenario.resources):
        if isinstance(fund, Fund) and fund.double_running_days is not None:
            for _, live, end, pence in holdings(world_, code):
                days = overlap(live, min(end, live + fund.double_running_days), world_.journeys.totals_day)
                paid[fund.funder] += days * pence / 100 / YEAR
    return paid


class TestProgramme:
    """An hour of work lasts a day and costs 30 pounds."""

    STAGES = {  # noqa: RUF012
        "see": {"team": "clerk", "work": 4, "next": "revise"},
        "revise": {"team": "clerk", "work": 2, "cause": "revising_after_deferral", "next": "live"},
        "live": {"elapsed": 0, "next": "out"},
    }

    def programme(self, identified, horizon, costs=None):
        mapping = world(
            self.STAGES, {"clerk": team(1) | {"cost_an_hour": 30}}, horizon=horizon,
            pathway={"milestones": {"plan": "see", "live": "live"}},
        )  # fmt: skip
        return run(mapping | ({"costs": costs} if costs else {}), identified)

    def test_setting_up_is_spent_evenly_and_no_longer_than_it_takes(self):
        costs = {"set_up": 1000, "set_up_years": 2}
        assert self.programme([0], 73.05, costs)["set_up_cost"] == pytest.approx(100)
        done = self.programme([0], 900, costs)
        assert done["set_up_cost"] == 1000
        assert done["programme_cost"] == 1000 + 900 * 30

    def test_contacts_are_the_steps_of_work_with_the_person(self):
        world_ = self.programme([0, 1], 8)  # the second is seen from day 4 on; the first is revised from day 8 on
        assert world_["contacts"] == world_["contacts.clerk"] == 2
        assert world_["contacts_per_plan"] == 2

    def test_what_a_plan_and_a_budget_cost_above_standard_care(self):
        world_ = self.programme([0], 50, {"standard_plan": 19})
        assert world_["cost_per_plan_above_standard"] == 50 * 30 - 19
        assert world_["cost_per_budget_received_above_standard"] == 50 * 30 - 19
        assert math.isnan(self.programme([0], 3, {"standard_plan": 19})["cost_per_plan_above_standard"])

    def test_the_cost_of_a_budget_is_shared_out_over_those_received_also_when_they_have_ended(self):
        world_ = self.programme([0, 10], 50)
        assert (world_["budgets_received"], world_["budgets_live"]) == (2, 0)
        assert world_["cost_per_budget_received"] == 50 * 30 / 2

    def test_without_costs_there_is_no_number_of_them(self):
        names = {name for name, *_ in self.programme([0], 50).measures.kpis}
        assert "contacts" in names
        assert not names & {"set_up_cost", "package_cost", "meeting_cost", "cost_per_plan_above_standard"}
