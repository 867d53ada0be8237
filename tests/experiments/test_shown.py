"""What Python and a notebook show of scenarios and results: short, complete in the main things, and safe."""

import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from programme import UNCERTAIN, programme
from running import run

from sim.experiments import Results
from sim.experiments.shown import INTERVALS
from sim.model import build

MARKUP = "<script>alert('x')</script> & co"


class Page(HTMLParser):
    """The tags that are open and the texts of a piece of HTML."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.texts = [], set(), []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture(scope="module")
def results():
    scenarios = [build(programme(name=name, label=label)) for name, label in (("small", "Small"), ("other", MARKUP))]
    return run(scenarios, replications=6, workers=1, seed=3, crosscheck=0)


def test_results_are_told_in_a_few_lines(results):
    first, *others = repr(results).splitlines()
    assert first == (
        "Results of 2 scenarios, the baseline first: 6 replications of each, seed 3; means on 2019-03-31, simulated from "
        "2017-10-01 to 2019-09-30"
    )
    means = [
        (results.mean(name, "plans_completed"), results.mean(name, "budgets_counted")) for name in ("small", "other")
    ]
    assert [re.findall(r"\d[\d,.]*(?=,|$)", line) for line in others] == [
        [f"{value:.{0 if value >= 50 else 2}f}" for value in pair] for pair in means
    ]
    assert others[0].startswith("  small: plans_completed ")


def test_however_many_scenarios_there_are_it_stays_short():
    scenarios = [
        build(programme(name=f"a_scenario_with_a_name_as_long_as_nobody_would_type_it_{n}")) for n in range(12)
    ]
    text = repr(run(scenarios, replications=1, workers=1, crosscheck=0))
    assert len(text) < 1000
    assert text.splitlines()[-1] == "  and 6 more"


def test_a_notebook_shows_a_table_in_which_labels_are_text(results):
    page = Page(results._repr_html_())
    assert not page.open
    assert page.tags == {"div", "table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert {"Small", MARKUP, "Plans completed", "against the baseline", INTERVALS} <= {*page.texts}
    assert any(re.fullmatch(r"[\d,.]+ \([\d,.]+ to [\d,.]+\)", text) for text in page.texts)
    assert len(results._repr_html_()) < 10_000


def test_where_there_are_no_intervals_it_says_so():
    few = run(build(programme(uncertainty=UNCERTAIN)), replications=20, workers=1, crosscheck=0)
    page = Page(few._repr_html_())
    assert "Too few replications for intervals." in page.texts
    assert not any("(" in text for text in page.texts)


def test_a_scenario_is_told_in_a_line_and_shown_as_a_table():
    scenario = build(programme(label=MARKUP, description="Long. " * 1000))
    assert repr(scenario) == ("Scenario('small_programme', 2017-10-01 to 2019-09-30, 10 stages, 7 resources, seed 7)")
    page = Page(scenario._repr_html_())
    assert not page.open
    assert page.tags == {"div", "table", "caption", "tbody", "tr", "td"}
    assert f"Scenario: {MARKUP}" in page.texts
    assert "100 plans, 20 budgets by 2018-09-30; 180 plans by 2019-03-31" in page.texts
    assert len(scenario._repr_html_()) < 10_000


def test_results_that_nothing_else_is_known_of_can_be_shown(results):
    bare = Results(scenarios=results.scenarios, numbers=results.numbers)
    assert repr(bare).startswith("Results of 2 scenarios, the baseline first: 6 replications of each; means on ")


def test_saved_results_show_the_same(results, tmp_path):
    reloaded = Results.load(results.save(tmp_path / "saved"))
    assert (repr(reloaded), reloaded._repr_html_()) == (repr(results), results._repr_html_())


def test_tables_stay_frames(results):
    both = ["plans_completed", "budgets_counted"]
    tables = (results.kpis, results.monthly, results.summary, results.only(both), results.compared(both))
    assert all(type(table) is pd.DataFrame for table in tables)
