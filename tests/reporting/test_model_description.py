"""The description of the model says all that there is, in the six sections of STRESS-DES."""

import re

import pytest
from worlds import team, world

from sim.config import paths
from sim.config.load import load
from sim.config.shipped import shipped
from sim.measures import DAYS, KPIS
from sim.measures.wait_attribution import WAITS
from sim.model import build
from sim.reporting.description import inputs, markdown, studies
from sim.reporting.description.citations import Cited
from sim.reporting.description.stages import stage_table
from sim.reporting.documents import scenarios

SECTIONS = ["Objectives", "Logic", "Data", "Experimentation", "Implementation", "Code access"]
ITEMS = ["1.1 1.2 1.3", "2.1 2.2 2.3 2.4 2.5", "3.1 3.2 3.3 3.4", "4.1 4.2 4.3", "5.1 5.2 5.3 5.4", "6.1"]


@pytest.fixture(scope="module")
def page():
    """The page as it was committed; another test says that it is up to date."""
    return (paths.docs() / "model.md").read_text(encoding="utf-8")


def test_all_sections_and_their_items_are_there_in_order(page):
    assert re.findall(r"^## \d\. (.+)$", page, re.MULTILINE) == SECTIONS
    assert re.findall(r"^### (\d\.\d) ", page, re.MULTILINE) == " ".join(ITEMS).split()


def test_every_stage_resource_attribute_and_exit_of_the_pathway_is_described(page):
    for name in ("typical_ccg_per_1000", "stockton_scale_up"):
        scenario = load(name)
        names = [stage.name for stage in scenario.pathway.stages] + list(scenario.resource_index)
        names += [*scenario.people.attributes, *scenario.people.numbers, *scenario.people.bands]
        names += [*scenario.pathway.exits, *(route.name for route in scenario.identification.routes)]
        assert [name for name in names if f"`{name}`" not in page] == []


def test_every_scenario_lever_and_board_set_is_named(page):
    named = [name for kind in ("scenarios", "board", "lever") for name in shipped(kind)]
    assert [name for name in named if f"`{name}`" not in page] == []


def test_every_kpi_has_its_unit_and_its_meaning_and_every_cause_its_words(page):
    for kpi in (KPIS[name] for name in shipped("kpis")):
        assert f"| `{kpi.name}` | {kpi.unit} | " in page
        assert f"| {kpi.definition} | {DAYS[kpi.looks_at]} | " in page
    assert [cause for cause in WAITS if f"| `{cause}` | " not in page] == []


def test_what_only_some_scenarios_have_is_described_too(page):
    assert "| **Setting up** `setting_up`" in page, "a site sets up"
    assert "| **Finding a provider that accepts the payment** `asking_a_provider`" in page, "a thin voluntary sector"
    assert "| Link workers `link_workers` | team |" in page, "a team with the voluntary sector"


def test_the_diagram_is_one_that_mermaid_understands(page):
    diagram = re.search(r"```mermaid\n(.*?)\n```", page, re.DOTALL)[1].splitlines()
    assert diagram[0] == "flowchart TD"
    node = r'  (\w+)(?:\["[^"]+"\]|\(\["[^"]+"\]\)|\(\("[^"]+"\)\))'
    nodes = [match[1] for line in diagram[1:] if (match := re.fullmatch(node, line))]
    ways = [match for line in diagram[1:] if (match := re.fullmatch(r"  (\w+) -[-.]+>(?:\|[^|\"]+\|)? (\w+)", line))]
    assert len(nodes) + len(ways) == len(diagram) - 1, "every line is a node or a way"
    assert {end for way in ways for end in way.groups()} <= set(nodes)
    assert not {"end", "graph", "subgraph", "class", "style"} & set(nodes), "words that Mermaid keeps for itself"


def test_a_stage_row_word_for_word():
    scenario = build(
        world(
            {
                "desk": {
                    "team": "clerk",
                    "label": "Desk | front",
                    "work": {"by": "kind", "easy": 1, "hard": {"lognormal": {"mean": 2, "sd": 1}}},
                    "multipliers": {"kind": {"hard": 1.5}},
                    "patience": 30,
                    "priority": 2,
                    "next": {"desk": 0.25, "out": "rest"},
                    "next_changes": {"2018-01-01": "out"},
                    "max_steps": 2,
                    "then": "out",
                }
            },
            {"clerk": {**team(1), "label": "The clerk"}},
            people={"attributes": {"kind": {"easy": 0.5, "hard": 0.5}}},
        )
    )
    row = stage_table(scenario, Cited("mm_c")).splitlines()[2]
    assert row == (
        r"| **Desk \| front** `desk` | The clerk | 2 | "
        "hours of work, by *kind*:<br>easy: 1<br>hard: lognormal (mean 2, sd 1)<br>times: *kind* hard × 1.5 | 30 days | "
        r"Desk \| front (25 %), out: Out (75 %)<br>from 2018-01-01: out: Out | at most 2 times, then out: Out | – |"
    )


def test_a_key_that_is_new_to_the_description_is_told_as_it_stands():
    given = {"team": 2, "hours": "follows_changes", "label": "Clerks", "breaks": {"every": "1 week"}}
    assert inputs.other_keys(given) == ["hours: follows_changes", "breaks: every: 1 week"]


def test_sources_are_those_that_have_the_last_word():
    stockton = Cited("stockton_scale_up")
    assert stockton.source("resources.practitioners.team") == "S206, S128; in part assumed"
    assert stockton.source("resources.payment_run") == "X091"
    assert stockton.source("people.attributes.frail") == "assumed"
    assert stockton.source("pathway.stages.deciding.next") == "X082"
    assert stockton.source("pathway.stages.budget_live") == "–"
    numbers, unfounded = stockton.counted
    assert 0 < unfounded < numbers


def test_every_scenario_is_told_beside_the_one_that_it_changes():
    parents = scenarios.beside({scenario.name: scenario for scenario in studies.every_scenario()})
    assert list(parents) == shipped("scenarios")
    assert parents["stockton_weekly_panel"] == "stockton_scale_up", "it starts from there"
    assert parents["led_by_ccg"] == "led_by_local_authority", "the baseline of its board set"
    assert parents["stockton_scale_up"] == "typical_ccg_per_1000", "it starts from nothing and is a baseline itself"
    assert parents["typical_ccg_per_1000"] == parents["mm_c"] == "", "the base, and a pathway of its own"


def test_what_a_scenario_changes_is_told_key_by_key():
    there = {"seed": 1, "resources": {"cases": {"caseload": 5, "label": "Cases"}, "panel": {"slots": 2}}}
    here = {"seed": 1, "resources": {"cases": {"caseload": 9, "label": "Open cases"}, "clerk": {"team": 1}}}
    assert list(scenarios.differences(there, here)) == [
        ("resources.cases.caseload", 5, 9),
        ("resources.clerk", None, {"team": 1}),
        ("resources.panel", {"slots": 2}, None),
    ]
    page = (paths.docs() / "scenarios.md").read_text(encoding="utf-8")
    weekly = page.partition("\n`stockton_weekly_panel`: ")[2].partition("\n## ")[0]
    assert "| `resources.panel.meeting.changes` | – | 2018-01-01: (every: 1 week, from: 2018-01-09" in weekly
    assert weekly.count("\n| `") == 1, "and nothing else"


def test_calendars_are_said_as_they_were_written():
    rule = {"every": "2 weeks", "from": "2018-01-02", "changes": {"2018-06-01": {"monthly": "first monday"}}}
    assert (
        markdown.calendar(rule)
        == "every 2 weeks from 2018-01-02 and from 2018-06-01 instead: every month's first monday"
    )
    moved = {"every": "2 weeks", "moves_to": "next_working_day", "holidays": ["2018-01-01"]}
    assert markdown.calendar(moved) == "every 2 weeks moved to the next working day (nobody works on 2018-01-01)"
    assert markdown.calendar({"dates": ["2018-01-02", "2018-02-02"]}) == "on 2018-01-02, 2018-02-02"
