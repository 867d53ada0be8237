"""What options cost and give, as the report, its figure and the terminal say it."""

import math
from types import SimpleNamespace

import pytest
from boards import board

from sim.experiments.analysis.costs_and_effects import Further, options
from sim.experiments.analysis.lookup import Lookup
from sim.experiments.analysis.statistics import Interval
from sim.measures.kpis.headlines import HEADLINES
from sim.reporting.figures.costs_and_effects import costs_and_effects
from sim.reporting.option_costs import best_buys, each_in_words, extra_pounds
from sim.reporting.report.headline import _notable
from sim.reporting.report.options import costs_and_gives
from sim.reporting.summary import print_comparison

NAN = math.nan


def option(further, costs_the_same=False):
    """An option as far as its words go."""
    scenario = SimpleNamespace(budgets_counted=())
    return SimpleNamespace(scenario=scenario, further={"plans_completed": further}, costs_the_same=costs_the_same)


@pytest.mark.parametrize(
    ("number", "each", "words"),
    [
        ((500, 400, 600), (714, 690, 742), ("£714", "£690 to £742")),
        ((3, -1, 7), (12, NAN, NAN), ("no clear further plan", "")),
        ((-5, -8, -2), (-12, -20, -9), ("no clear further plan", "")),
        ((5, 2, 8), (-43, -146, -18), ("costs less", "")),
        ((5, NAN, NAN), (12, NAN, NAN), ("–", "too few runs to tell")),
    ],
)
def test_what_a_further_plan_costs(number, each, words):
    assert each_in_words(option(Further(Interval(*number), Interval(*each))), "plans_completed") == words


def test_where_running_the_programme_may_cost_as_much_a_further_plan_has_no_price():
    further = Further(Interval(5, 2, 8), Interval(0.3, -1, 2))
    assert each_in_words(option(further, costs_the_same=True), "plans_completed") == ("nothing more to run", "")


def test_where_hardly_any_run_differs_no_further_plan_is_clear():
    rare = Further(Interval(0.1, NAN, NAN), Interval(10, NAN, NAN), hardly_differs=True)
    assert each_in_words(option(rare), "plans_completed") == ("no clear further plan", "")
    assert rare.is_unclear


def test_extra_pounds_have_a_sign():
    assert [extra_pounds(pounds) for pounds in (354_258, -629, 0)] == ["+£354,000", "−£629", "£0"]


def test_the_table_says_cost_and_effect_of_each_option_side_by_side():
    lookup = Lookup(board("levers"))
    table = costs_and_gives(lookup)
    baseline, more, delegated = options(board("levers"))
    assert table.columns[:4] == ("Extra cost", "Extra with budgets", "Further plans", "Cost of each")
    assert len(table.columns) == 6
    rows = {row.head: row.cells for row in table.rows}
    assert rows["More practitioners"][0].text == extra_pounds(more.extra_cost.mean)
    assert (
        rows["More practitioners"][3].text
        == f"£{more.extra_cost.mean / more.further['plans_completed'].number.mean:,.0f}"
    )
    assert rows["Delegated approval"][3].text == "no clear further plan"
    assert rows["Scale-up as planned"][0].detail == "in all"
    assert "undominated for plans" in {row.head: row.detail for row in table.rows}["More practitioners"]
    assert "in prices of 2017/18" in table.note
    assert baseline.further == {}
    assert delegated.cost == pytest.approx(baseline.cost + delegated.extra_cost.mean)


def test_the_terminal_names_the_best_buys(capsys):
    text = best_buys(board("levers"))
    assert "Undominated in cost against plans: " in text
    assert "More practitioners (+£" in text
    assert text.endswith("Extra pounds of running the programme, in prices of 2017/18, going by means.")
    print_comparison(board("levers"))
    assert text in capsys.readouterr().out


def test_the_figure_says_the_same_in_words():
    picture = costs_and_effects(board("levers"))
    (_, more, _) = options(board("levers"))
    assert extra_pounds(more.extra_cost.mean) in picture.alt
    assert "in prices of 2017/18" in picture.note.replace("\n", " ")


@pytest.mark.parametrize("name", ["alone", "queue"])
def test_where_nothing_is_compared_nothing_is_said(name):
    assert costs_and_gives(Lookup(board(name))) is None
    assert costs_and_effects(board(name)) is None
    assert best_buys(board(name)) == ""


def test_of_many_options_the_answer_names_only_those_that_add_most():
    plans, budgets = HEADLINES
    scenarios = [SimpleNamespace(name=f"option_{number}") for number in range(20)]
    differences = [
        SimpleNamespace(scenario=scenario, kpi=kpi, difference=number if kpi == plans else -number)
        for number, scenario in enumerate(scenarios)
        for kpi in (plans, budgets)
    ]
    assert [scenario.name for scenario in _notable(differences, scenarios)] == ["option_0", "option_19"]
    assert _notable(differences, scenarios[:5]) == scenarios[:5]
