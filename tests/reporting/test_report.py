"""The report: right numbers, plain words, a sound page."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from boards import BOARDS, board

import sim
from sim.experiments import PRIMARY, Results, run
from sim.experiments.analysis.attainment import Attainment, attainment
from sim.experiments.analysis.effects import combinations
from sim.experiments.analysis.lookup import Lookup
from sim.model import Check, Fund
from sim.reporting import wording
from sim.reporting.figures import write_figures
from sim.reporting.report import outcomes, write_report
from sim.reporting.report.headline import answer, when
from sim.reporting.report.resources import in_vain

MEANS, ALL_MEANS = (f"Plans and {budgets}: means" for budgets in ("live NHS and joint budgets", "live budgets"))
VOID = {"meta", "link", "br", "img", "hr", "input"}


class Page(HTMLParser):
    """A page taken apart: whether its tags match, its ids and links, its words, its tables."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.used: list[str] = []
        self.labels: list[str] = []
        self.words: list[str] = []
        self.tables: dict[str, dict[str, list[str]]] = {}
        self._table: dict[str, list[str]] = {}
        self._row: list[str] | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        values = dict(attrs)
        if values.get("id"):
            self.ids.append(str(values["id"]))
        self.used += [str(values[key])[1:] for key in ("href", "xlink:href") if str(values.get(key)).startswith("#")]
        self.used += re.findall(r"url\(#([^)]*)\)", " ".join(str(value) for value in values.values()))
        if tag == "svg":
            self.labels.append(str(values.get("aria-label")))
        if tag == "tr":
            self._row = []
        if tag in ("th", "td") and self._row is not None:
            self._row.append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag
        if tag == "tr" and self._row:
            head, *cells = self._row
            self._table[head] = cells
            self._row = None
        if tag == "table":
            self._table = {}

    def handle_data(self, data: str) -> None:
        if "style" in self.open or "svg" in self.open:
            return
        if self.open and self.open[-1] == "caption":
            self.tables[data] = self._table
        if self._row and self.open and {"th", "td"} & set(self.open) and "small" not in self.open:
            self._row[-1] += data
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split()).replace(wording.SPACE, " ")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    reports = {}
    for name in BOARDS:
        folder = tmp_path_factory.mktemp(name)
        path = write_report(board(name), folder, write_figures(board(name), folder))
        assert path == folder / "report.html"
        reports[name] = Page(path.read_text(encoding="utf-8"))
    return reports


def means(results: Results) -> pd.Series:
    """Means of all numbers of everyone, worked out anew."""
    rows = results.kpis[results.kpis["who"] == "all"]
    return rows.groupby(["scenario", "kpi"], observed=True)["value"].mean()


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BOARDS)
def test_the_page_is_sound(pages: dict[str, Page], name: str) -> None:
    page = pages[name]
    assert page.open == []
    assert page.tags["h1"] == page.tags["main"] == 1
    assert len(page.ids) == len(set(page.ids))
    assert set(page.used) <= set(page.ids)
    assert page.tags["caption"] == page.tags["table"] > 0
    assert page.tags["figcaption"] == page.tags["figure"] == page.tags["svg"] > 0
    assert all(len(label) > 40 for label in page.labels)


@pytest.mark.parametrize("name", BOARDS)
def test_the_page_needs_nothing_else(pages: dict[str, Page], name: str, tmp_path: Path) -> None:
    page = pages[name]
    assert not page.tags["script"] + page.tags["link"] + page.tags["img"] + page.tags["iframe"]
    path = write_report(board(name), tmp_path, [])
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"""(src|href)=["'](?!#)|@import|url\((?!#)""", text)
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.parametrize("name", BOARDS)
def test_the_words_are_whole_and_plain(pages: dict[str, Page], name: str) -> None:
    text = pages[name].text
    assert not re.search(r"\b(nan|None|inf)\b|\{\{|\}\}|\{%|\bTrue\b|\bFalse\b", text)
    assert not re.search(
        r"stochastic|replication|\bCRN\b|\bKPI\b|no effect|patients?\b(?<!patience)", text, re.IGNORECASE
    )
    assert ("Chance, and what we do not know." in text) == board(name).is_uncertain
    assert ("Chance only: the numbers put in are taken as known." in text) == (not board(name).is_uncertain)
    assert "Precise is not the same as right." in text


def test_a_figure_stands_in_the_section_that_it_names(tmp_path: Path) -> None:
    results = board("queue")
    first, *_ = write_figures(results, tmp_path)

    def heading_above(section: str) -> str:
        page = write_report(results, tmp_path, [dataclasses.replace(first, section=section)]).read_text(
            encoding="utf-8"
        )
        return re.findall(r"<h2[^>]*>([^<]*)</h2>", page[: page.index("<figure>")])[-1]

    assert heading_above("money") == "Money"
    assert heading_above("more") == heading_above("units") == "More figures"  # a section that this report has not


# --- the numbers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["levers", "many", "pair", "one_run"])
def test_plans_and_budgets_are_the_means_at_each_date(pages: dict[str, Page], name: str) -> None:
    results, table = board(name), pages[name].tables[ALL_MEANS if name == "pair" else MEANS]
    expected, dates = means(results), [target.date.isoformat() for target in results.baseline.targets]
    for scenario in results.scenarios:
        wanted = [f"{round(expected[scenario.name, f'{kpi}.{date}']):,}" for kpi in PRIMARY for date in dates]
        assert table[scenario.label][: len(wanted)] == wanted
    plans = [f"{target.plans:,}" for target in results.baseline.targets]
    assert table["Hoped for"][: len(plans)] == plans


@pytest.mark.parametrize("name", ["levers", "many", "pair"])
def test_differences_are_the_paired_ones_and_only_clear_ones_are_named(pages: dict[str, Page], name: str) -> None:
    results, table = board(name), pages[name].tables[ALL_MEANS if name == "pair" else MEANS]
    labels = {scenario.name: scenario.label for scenario in results.scenarios}
    differences = results.compared(PRIMARY)
    assert len(differences) == 2 * (len(results.scenarios) - 1)
    for scenario, rows in differences.groupby("scenario"):
        cells = table[labels[str(scenario)]][-2:]
        for cell, low, high, difference in zip(cells, rows["low"], rows["high"], rows["difference"], strict=True):
            if low > 0 or high < 0 or name == "many":  # of which two runs have no interval
                assert cell == wording.signed(difference, 0 if abs(difference) >= 9.95 else 1)
            else:
                assert cell == "no clear difference"


def test_the_answer_says_what_we_would_have(pages: dict[str, Page]) -> None:
    results = board("levers")
    plans = results.kpis.query("scenario == 'stockton_scale_up' and kpi == 'plans_completed' and who == 'all'")["value"]
    low, median, high = (f"{round(plans.quantile(share)):,}" for share in (0.05, 0.5, 0.95))
    chance = "with a chance of less than 5 in 100 of the 2,000 hoped for"
    assert (
        f"by 31 March 2019, about {median} plans (nine times in ten {low} to {high}), {chance}" in pages["levers"].text
    )
    assert "Scale-up as planned not before 1 April 2020" in pages["levers"].text


def test_everything_at_once_is_not_named_as_a_single_change(pages: dict[str, Page]) -> None:
    results = board("many")
    assert combinations(results) == {"stockton_all_together"}
    answer = pages["many"].text.split("The answer in short")[1].split("How sure are we?")[0]
    assert "All together: +" in answer
    assert not re.search(r"single changes, All together", answer)
    assert combinations(board("levers")) == set()


def test_where_people_gave_up_and_what_it_cost(pages: dict[str, Page]) -> None:
    expected, tables = means(board("levers")), pages["levers"].tables
    gave_up = sum(
        float(cell.replace(",", "")) for cell in tables["Where people gave up waiting"]["Scale-up as planned"]
    )
    assert gave_up == pytest.approx(expected["stockton_scale_up", "exits.gave_up"], abs=3)  # each is rounded
    cost = wording.pounds(expected["stockton_scale_up", "cost_per_plan"])
    bill = tables["What running the programme costs (pounds), and how much of the paid hours is used"]
    assert bill["Scale-up as planned"][-3] == cost
    lapsed = wording.pounds(expected["stockton_scale_up", "money_lapsed"])
    assert lapsed in tables["One-off money for budgets, in all (pounds)"]["Scale-up as planned"]
    share = wording.percent(expected["stockton_scale_up", "live_within_90_days_of_asking"])
    assert share in tables["How fast"]["Scale-up as planned"]
    median = wording.days(expected["stockton_scale_up", "median_days_accepted_to_plan"])  # or that it is not reached
    assert median in tables["How fast"]["Scale-up as planned"]


def test_one_off_and_yearly_money_stand_apart_and_only_what_is_spent_is_put_together(pages: dict[str, Page]) -> None:
    expected, tables = means(board("levers")), pages["levers"].tables
    for scenario in board("levers").scenarios:
        for caption, kpis in {
            "One-off money for budgets, in all (pounds)": ("money_in", "money_committed", "money_lapsed", "money_left"),
            "Yearly money for budgets, in all (pounds a year)": (
                "yearly_in", "yearly_committed", "yearly_left", "yearly_in_place",
            ),
        }.items():  # fmt: skip
            assert tables[caption][scenario.label] == [wording.pounds(expected[scenario.name, kpi]) for kpi in kpis]
        spent = [0.0, 0.0]
        for fund in (resource for resource in scenario.resources if isinstance(resource, Fund)):
            spent[fund.kind == "recurrent"] += expected[scenario.name, f"money_spent.{fund.name}"]
        assert sum(spent) == pytest.approx(expected[scenario.name, "money_spent"])
        wanted = [wording.pounds(value) for value in (*spent, sum(spent))]
        assert tables["Money spent on budgets so far (pounds)"][scenario.label] == wanted


def test_who_waits_for_more_than_there_will_ever_be_is_told() -> None:
    results = board("levers")

    def line(numbers: dict[str, list[float]]) -> str:
        changed = {}
        for name, values in numbers.items():
            ours = dataclasses.replace(results.numbers[name], values=results.numbers[name].values.copy())
            ours.of("unfundable_requests")[:] = values * (len(ours) // 2)
            changed[name] = ours
        lines = in_vain(Lookup(dataclasses.replace(results, numbers=changed)))
        return " ".join(line.text for line in lines)

    nobody = {scenario.name: [0.0, 0.0] for scenario in results.scenarios}
    assert line(nobody) == ""
    assert line({**nobody, "stockton_scale_up": [3.0, 4.0]}).startswith(
        "3.5 people in Scale-up as planned wait for more money than their fund will ever hold"
    )
    two = {**nobody, "stockton_scale_up": [1.0, 1.0], "stockton_more_practitioners": [2.0, 4.0]}
    assert line(two).startswith(
        "1 person in Scale-up as planned and 3 people in More practitioners wait for more money"
    )


def test_the_gap_of_a_pair_is_explained_by_size(pages: dict[str, Page]) -> None:
    table = pages["pair"].tables["Plans per 1,000 residents: the difference by its reasons, largest first"]
    numbers = {name: float(cells[0].replace(wording.MINUS, "-")) for name, cells in table.items() if name}
    first, last, gap, *parts = numbers.values()
    assert last - first == pytest.approx(gap, abs=0.011)
    assert sum(parts) == pytest.approx(gap, abs=0.021)
    assert [abs(part) for part in parts] == sorted((abs(part) for part in parts), reverse=True)


# --- how sure --------------------------------------------------------------------------------------------------------


def test_what_an_interval_rests_on_is_said(pages: dict[str, Page]) -> None:
    assert "95 of 100 such intervals would hold the mean of endlessly many runs" in pages["levers"].text
    assert "Such a block counts as one, and the intervals rest on the means of 3 blocks." in pages["levers"].text
    assert "95 of 100 such intervals" in pages["pair"].text
    assert "block counts as one" not in pages["pair"].text
    assert "leaves out the lowest and the highest twentieth of the runs" in pages["levers"].text
    assert "60 runs or more show where nine in ten lie" in pages["pair"].text


def test_too_few_runs_show_no_interval_and_no_clear_difference(pages: dict[str, Page]) -> None:
    text = pages["many"].text
    assert "There is no interval: 2 runs make fewer than three blocks of 20" in text
    assert "With so few runs nobody can tell what of this is chance." in text
    assert "95 of 100" not in text
    assert "clear difference" not in text.replace("no difference can be called clear", "")


def test_what_hangs_on_what_is_told_with_its_share_and_its_direction(pages: dict[str, Page]) -> None:
    table = pages["levers"].tables["What hangs on what we do not know: Scale-up as planned"]
    label, share, way, _ = table["Plans"]
    assert label == "Staff hours for a plan, from the conversation to writing it up"
    assert re.fullmatch(r"\d+\s%", share)
    assert way == "the more of it, the fewer plans"


def test_a_change_that_does_nothing_is_told_by_how_many_runs_show_that() -> None:
    results = run([sim.load("stockton_100day"), sim.load("stockton_100day", "name=the_same")], replications=60)
    lookup = Lookup(results)
    table = outcomes.compared(lookup)
    assert table is not None
    *_, change = table.rows[-1].cells
    assert (change.text, change.detail) == ("no difference", "in 60 of 60\xa0runs")
    texts = [line.text for line in answer(lookup)]
    assert any("no difference in plans (in 60 of 60\xa0runs)" in text for text in texts)


def test_one_run_shows_no_interval_and_says_why(pages: dict[str, Page]) -> None:
    page = pages["one_run"]
    assert "One run cannot show how much of a number is chance" in page.text
    table = page.tables[MEANS]
    assert "no clear difference" not in table["More practitioners"]
    assert "95 % interval" not in page.text
    assert "confidence interval" not in page.text
    # Ranges of the evidence come after it.
    contents, results, _ = page.text.split("Staff, and what the programme costs")
    of_a_source = "51 to 61 %"  # reviews held in time in England, which no run has shown
    assert not re.search(r"\d to \d", (contents + results).replace(of_a_source, ""))


def test_what_is_not_known_is_told_with_its_ranges(pages: dict[str, Page]) -> None:
    ranges = pages["many"].tables["The ranges that were drawn from"]
    patience = next(parameter for parameter in board("many").baseline.uncertain if parameter.name == "patience")
    assert ranges[patience.label][:2] == ["112", "56 to 210"]


def test_a_calibration_is_never_counted_as_a_pass(pages: dict[str, Page]) -> None:
    (row,) = [
        cells for head, cells in pages["alone"].tables["Checks against what is known"].items() if head != "Scenario"
    ]
    assert row[1] == "calibration"
    assert "pass" not in row[4]


def test_a_check_out_of_its_band_is_told(tmp_path: Path) -> None:
    results = board("queue")
    check = Check(kpi="utilisation.servers", low=0.1, high=0.2, kind="validation", source="a book")
    failing = dataclasses.replace(
        results, scenarios=(dataclasses.replace(results.baseline, checks=(check,)),), manifest=results.manifest
    )
    page = Page(write_report(failing, tmp_path, []).read_text(encoding="utf-8"))
    assert page.tables["Checks against what is known"]["The teaching queue"][4] == "fails"


def test_the_record_says_what_was_run(pages: dict[str, Page]) -> None:
    results, table = board("levers"), pages["levers"].tables["What was run"]
    assert table["Seed"] == ["2017"]
    for scenario in results.scenarios:
        assert table[scenario.label] == [f"{scenario.name}, {scenario.hash[:12]}"]


def test_a_plain_queue_is_told_in_days(pages: dict[str, Page]) -> None:
    text = pages["queue"].text
    assert "day 2,000" in text
    assert "plans" not in text.split("How sure are we?")[0]
    assert not re.search(r"\b(2017|2023)\b", text.split("What was run")[0])


# --- when a target is reached ----------------------------------------------------------------------------------------


def test_when_a_target_is_reached() -> None:
    lookup = Lookup(board("alone"))
    never = attainment(lookup, lookup.baseline, "plans_completed", 10_000)
    assert never.count == 0
    assert when(lookup, never).replace(wording.SPACE, " ") == "not before 9 September 2017"
    soon = attainment(lookup, lookup.baseline, "plans_completed", 1)
    assert soon.count == lookup.runs
    assert when(lookup, soon).replace(wording.SPACE, " ") == "in June 2017"
    some = Attainment(count=1, runs=lookup.followed, first=soon.first, last=lookup.as_at)
    assert when(lookup, some).replace(wording.SPACE, " ") == (
        "between June and September 2017 in 1 of 3 runs, else not by the end"
    )


# --- words -----------------------------------------------------------------------------------------------------------


def test_numbers_are_said_plainly() -> None:
    assert [wording.number(x) for x in (0, 3, 9.94, 9.96, 1234.5, -2.5, float("nan"))] == [
        "0",
        "3",
        "9.9",
        "10",
        "1,234",
        "−2.5",
        "–",
    ]
    assert [wording.signed(x) for x in (12, -12, 0, 0.04)] == ["+12", "−12", "0", "0.0"]
    assert [wording.pounds(x) for x in (0.4, 540.2, 3026, 413_298, -1500)] == [
        "£0",
        "£540",
        "£3,030",
        "£413,000",
        "−£1,500",
    ]
    assert [wording.short_pounds(x) for x in (950, 25_000, 1_000_000, 10_863_460)] == ["£950", "£25k", "£1m", "£10.9m"]
    assert wording.days(float("nan")) == "not reached"
    assert wording.listed(["a", "b", "c"]) == "a, b and c"
