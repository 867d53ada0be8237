"""Where the days go, who waits for what, and what came of each fund's money."""

from __future__ import annotations

import pytest
from boards import board

from sim.experiments.analysis import waits
from sim.experiments.analysis.lookup import Lookup
from sim.experiments.analysis.money import fund_account, spent_by_kind
from sim.model import Fund


@pytest.mark.parametrize("name", ["levers", "pair", "alone"])
def test_days_shown_sum_to_the_total(name: str) -> None:
    lookup = Lookup(board(name))
    kpi = "days" if name == "alone" else "budget_days"
    assert waits.days_kpi(lookup) == kpi
    every = sorted(waits.causes_with_days(lookup, kpi))
    causes, days = waits.days_by_cause(lookup, kpi, every)
    assert len(causes) <= len(every)
    for scenario in lookup.scenarios:
        assert sum(days[scenario.name]) == pytest.approx(lookup.mean(scenario, f"{kpi}.total"))


def test_the_causes_that_most_days_go_to() -> None:
    assert waits.largest({"work": 3.0, "team_busy": 9.0, "team_off": 0.0, "meeting_full": 1.0}, 2) == [
        ("team_busy", 9.0),
        ("work", 3.0),
    ]
    assert waits.largest({"work": 0.0}, 2) == []


def test_queues_are_ranked_by_their_length_in_any_scenario() -> None:
    lookup = Lookup(board("levers"))
    names = waits.queues_by_length(lookup, lookup.scenarios, waits.QUEUED)
    longest = [max(lookup.amount(scenario, f"queue.{name}") for scenario in lookup.scenarios) for name in names]
    assert longest == sorted(longest, reverse=True)
    assert min(longest) >= waits.QUEUED
    name, mean = waits.longest_queues(lookup, lookup.baseline)[0]
    assert mean == max(lookup.amounts(lookup.baseline, "queue").values())
    shown, series = waits.queues_over_time(lookup, lookup.leading(), 2)
    assert len(shown) <= 2
    assert series[lookup.baseline.name, name] is not None


def test_the_parts_of_a_fund_s_money_sum_to_what_was_put_in_needed_beyond_it_and_paid_in_any_case() -> None:
    lookup = Lookup(board("levers"))
    for scenario in lookup.scenarios:
        for fund in (resource for resource in scenario.resources if isinstance(resource, Fund)):
            account = fund_account(lookup, scenario, fund)
            head = "money" if fund.kind == "one_off" else "yearly"
            put_in, over = (lookup.amount(scenario, f"{head}_{part}.{fund.name}") for part in ("in", "overspent"))
            in_place = lookup.amount(scenario, f"yearly_in_place.{fund.name}") if head == "yearly" else 0
            assert account.whole == pytest.approx(put_in + over + in_place)
            assert all(value >= 0 for value in account.parts.values())
        assert sum(spent_by_kind(lookup, scenario).values()) == pytest.approx(lookup.mean(scenario, "money_spent"))
