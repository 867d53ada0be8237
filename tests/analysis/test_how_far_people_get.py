"""How far people got and what became of them, who is left behind, and from one scenario to another step by step."""

from __future__ import annotations

import math

import pytest
from boards import board

from sim.experiments.analysis import groups, people
from sim.experiments.analysis.decomposition import Gap, gaps
from sim.experiments.analysis.lookup import Lookup
from sim.experiments.analysis.people import Step, fates


@pytest.mark.parametrize("name", ["levers", "pair", "alone"])
def test_everyone_is_somewhere(name: str) -> None:
    lookup = Lookup(board(name))
    for scenario in lookup.scenarios:
        everyone = lookup.mean(scenario, "identified") + sum(inside.count for inside in scenario.inside)
        counts = fates(lookup, scenario)
        assert sum(counts.values()) == pytest.approx(everyone)
        assert sum(people.per_100(counts).values()) == pytest.approx(100)


def test_nobody_is_no_share() -> None:
    assert people.per_100({"live": 0.0, "inside": 0.0}) == {"live": 0.0, "inside": 0.0}
    steps = [Step(name="identified", count=50), Step(name="accepted", count=20)]
    assert people.per_100_of_first(steps) == [100, 40]
    assert all(math.isnan(share) for share in people.per_100_of_first([Step(name="identified", count=0.0)]))


def test_what_rounds_to_nothing_occurs_and_is_not_visible() -> None:
    shares = [{"live": 12.0, "refused": 0.01}, {"live": 0.0, "left": 0.05}]
    assert people.occurring(shares) == {"live", "refused", "left"}
    assert people.visible(shares) == {"live", "left"}


def test_who_gave_up_stands_at_a_stage() -> None:
    lookup = Lookup(board("levers"))
    scenario = lookup.baseline
    stages = people.gave_up_most(lookup, 2)
    counts = people.gave_up_by_stage(lookup, scenario, stages)
    assert len(counts) == 3
    assert sum(counts) == pytest.approx(lookup.mean(scenario, "exits.gave_up"))
    lost = people.giving_up(lookup, scenario)
    assert lost is not None
    assert lost.per_100 == pytest.approx(people.per_100(fates(lookup, scenario))["gave_up"])
    assert lookup.mean(scenario, f"gave_up_at.{lost.stage}") == max(lookup.amounts(scenario, "gave_up_at").values())


def test_the_steps_of_a_gap_sum_to_it() -> None:
    lookup = Lookup(board("pair"))
    for gap, kpi in zip(gaps(lookup), ("plans_completed", "budgets_received"), strict=True):
        for end, scenario in zip((gap.first, gap.last), lookup.scenarios, strict=True):
            assert end == pytest.approx(1000 * lookup.mean(scenario, kpi) / scenario.people.residents)
        assert sum(change for _, change in gap.changes) == pytest.approx(gap.difference)
        assert gap.levels[-1] == pytest.approx(gap.last)
    assert gaps(Lookup(board("levers"))) == []


def test_the_changes_of_a_gap_by_size() -> None:
    gap = Gap(end="plan", first=10.0, last=4.0, changes=(("identified", 1.0), ("accepted", -5.0), ("plan", -2.0)))
    assert [step for step, _ in gap.by_size] == ["accepted", "plan", "identified"]
    assert gap.levels == [10.0, 11.0, 6.0, 4.0]


def test_numbers_per_100_of_a_group() -> None:
    lookup = Lookup(board("levers"))
    scenario = lookup.baseline
    cohort = scenario.people.cohorts[0]
    identified = lookup.mean(scenario, "identified", cohort.name)
    assert groups.per_100_eligible(lookup, scenario, "identified", cohort.name) == pytest.approx(
        100 * identified / cohort.size
    )
    assert groups.per_100_not_identified(lookup, scenario, cohort.name) == pytest.approx(
        100 - 100 * identified / cohort.size
    )
    accepted = lookup.mean(scenario, "accepted", cohort.name)
    assert groups.per_100_identified(lookup, scenario, "accepted", cohort.name) == pytest.approx(
        100 * accepted / identified
    )
    assert math.isnan(groups.per_100_eligible(lookup, scenario, "identified", "nobody"))
    assert math.isnan(groups.share_of(1.0, 0.0))


def test_every_goal_comes_to_something() -> None:
    lookup = Lookup(board("levers"))
    shares = {scenario.name: groups.goal_shares(lookup, scenario) for scenario in lookup.scenarios}
    assert all(sum(of.values()) == pytest.approx(100) for of in shares.values())
    assert set(groups.visible_goal_fates(shares)) <= set(groups.GOAL_FATES)
