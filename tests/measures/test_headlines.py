"""What the numbers that carry decisions are called: after the funders whose budgets count."""

import pytest
from programme import programme

from sim.measures.kpis.headlines import BUDGETS, HEADLINES, headlines_of
from sim.model import ScenarioError, build

FUNDERS = {"nhs": 0.5, "council": 0.3, "joint": 0.1, "own_purse": 0.1}


def counting(*funders):
    """A programme whose targets count the budgets of some funders."""
    attributes = {"people__attributes__funder": FUNDERS}
    return build(programme(**attributes, budgets_counted=list(funders) or None))


def noun(*scenarios):
    return headlines_of(scenarios)[BUDGETS.kpi].noun


def test_where_every_budget_counts_they_are_live_budgets():
    assert headlines_of([counting()]) == HEADLINES
    assert noun() == "live budgets"


def test_budgets_that_count_are_called_by_their_funders():
    assert noun(counting("nhs", "joint")) == "live NHS and joint budgets"
    assert noun(counting("nhs", "joint", "own_purse")) == "live NHS, joint and own purse budgets"
    headline = headlines_of([counting("joint", "nhs")] * 2)[BUDGETS.kpi]
    assert (headline.opening, headline.single) == ("Live joint and NHS budgets", "live joint and NHS budget")
    assert headline.title == "Joint and NHS budgets live"


def test_where_different_budgets_count_no_funder_is_named():
    assert noun(counting(), counting("nhs")) == "counted budgets"


@pytest.mark.parametrize(
    ("named", "path", "words"),
    [
        (["nsh"], "budgets_counted[0]", "found 'nsh'; did you mean 'nhs'? allowed: one of nhs"),
        ("ccg", "budgets_counted", "found 'ccg'; allowed: "),
        ([], "budgets_counted", "at least one funder; nothing at all where every budget counts"),
        (["nhs", "nhs"], "budgets_counted[1]", "each funder once"),
        ([7], "budgets_counted[0]", "found 7"),
        ({"nhs": True}, "budgets_counted", "allowed: "),
    ],
)
def test_a_funder_that_is_none_is_named_with_the_nearest(named, path, words):
    with pytest.raises(ScenarioError) as error:
        build(programme(people__attributes__funder=FUNDERS, budgets_counted=named))
    (fault,) = error.value.faults
    assert fault.path == path
    assert words in str(fault)
