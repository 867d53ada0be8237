"""The picture per 1,000 residents: on paper it is reached, in practice it is not."""

import pytest
from scipy import stats

import sim
from sim.faces.configure import load

REPLICATIONS = 2


@pytest.fixture(scope="module")
def on_paper():
    """The picture as it was drawn."""
    return sim.run(load("typical_ccg_on_paper"), replications=REPLICATIONS)


def test_on_paper_50_in_1000_are_found(on_paper):
    # Everybody in the four cohorts stands on a list, so no luck is left.
    assert set(on_paper.kpis[on_paper.kpis["kpi"] == "found_per_1000"]["value"]) == {50.0}


@pytest.mark.parametrize(("kpi", "chance"), [("plans_completed", 0.20), ("budgets_received", 0.20 * 0.50)])
def test_on_paper_10_in_1000_have_a_plan_and_5_a_budget(kpi, chance, on_paper):
    # Each of those found comes to it with one chance and no queue or loss on the way: a binomial number, exactly.
    rows = on_paper.kpis[on_paper.kpis["group"] == "all"]
    found = rows[rows["kpi"] == "found"]["value"].sum()
    least, most = stats.binom.interval(0.999, round(found), chance)
    assert least <= rows[rows["kpi"] == kpi]["value"].sum() <= most


def test_on_paper_nobody_waits_gives_up_or_leaves(on_paper):
    rows = on_paper.kpis[on_paper.kpis["group"] == "all"]
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
