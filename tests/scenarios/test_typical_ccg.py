"""The picture per 1,000 residents: on paper it is reached, in practice it is not."""

import numpy as np
import pytest
from scipy import stats
from systems import mean, worlds

import sim
from sim.config.load import load

REPLICATIONS = 2


@pytest.fixture(scope="module")
def on_paper():
    """The picture as it was drawn."""
    return sim.run(load("typical_ccg_on_paper"), replications=REPLICATIONS)


def test_on_paper_50_in_1000_are_found(on_paper):
    # Everybody in the four cohorts stands on a list, so no chance is left.
    assert set(on_paper.kpis[on_paper.kpis["kpi"] == "identified_per_1000"]["value"]) == {50.0}


@pytest.mark.parametrize(("kpi", "chance"), [("plans_completed", 0.20), ("budgets_received", 0.20 * 0.50)])
def test_on_paper_10_in_1000_have_a_plan_and_5_a_budget(kpi, chance, on_paper):
    # Each of those found comes to it with one chance and no queue or loss on the way: a binomial number, exactly.
    rows = on_paper.kpis[on_paper.kpis["who"] == "all"]
    identified = rows[rows["kpi"] == "identified"]["value"].sum()
    least, most = stats.binom.interval(0.999, round(identified), chance)
    assert least <= rows[rows["kpi"] == kpi]["value"].sum() <= most


@pytest.mark.parametrize(("funders", "per_1000", "in_all"), [(("council", "joint"), 3, 794), (("nhs",), 2, 529)])
def test_on_paper_3_in_1000_have_a_budget_of_social_care_and_2_a_health_budget(funders, per_1000, in_all):
    # Consistency (X002, X003): the mix of funders is the input, and nobody waits for a budget.
    def budgets(world):
        return np.sum(np.isin(world.who("funder", world.done("budget_live", world.day())), funders))

    counted = [budgets(world) for world in worlds("typical_ccg_on_paper", replications=REPLICATIONS)]
    assert mean(counted) == pytest.approx(in_all, rel=0.07)
    assert mean(counted) / 264.6 == pytest.approx(per_1000, rel=0.07)


def test_there_are_never_more_budgets_than_plans(on_paper):
    rows = on_paper.kpis[on_paper.kpis["who"] == "all"].pivot(index="replication", columns="kpi", values="value")
    assert (rows["budgets_received"] <= rows["plans_completed"]).all()
    assert rows["plans_completed"].mean() == pytest.approx(2646, rel=0.05)  # X059 times S219


def test_on_paper_nobody_waits_gives_up_or_leaves(on_paper):
    rows = on_paper.kpis[on_paper.kpis["who"] == "all"]
    for kpi in ("exits.gave_up", "exits.left", "exits.declined", "exits.refused"):
        assert set(rows[rows["kpi"] == kpi]["value"]) == {0.0}, kpi


def test_in_practice_there_is_less(on_paper):
    name = "typical_ccg_per_1000"
    in_practice = sim.run(load(name), replications=2, uncertainty=False)
    for kpi, on_paper_at_least in (("plans_per_1000", 9.5), ("budgets_per_1000", 4.5)):
        drawn = on_paper.mean("typical_ccg_on_paper", kpi)
        assert drawn > on_paper_at_least
        assert in_practice.mean(name, kpi) < drawn / 2
    assert in_practice.mean(name, "exits.gave_up") > 0
