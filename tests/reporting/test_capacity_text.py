"""Capacity in words: units, roundings, and what is said when something is, or is not, ruled out."""

import datetime as dt
import math

import pytest
from boards import board

from sim.config.load import load
from sim.experiments.analysis.lookup import Lookup
from sim.reporting import capacity_text as text
from sim.reporting.report.capacity import before_any_simulation
from sim.reporting.report.page import page
from sim.studies.capacity.result import Need, TargetNeeds
from sim.studies.capacity.table import capacity

STOCKTON = load("stockton_scale_up")


def target_of(*needs, **changes):
    """A target of Stockton's last date."""
    what = {
        "date": dt.date(2019, 3, 31),
        "day": 547.0,
        "plans": 2000,
        "budgets": 400,
        "budgets_counted": (),
        "example": "",
        "plans_inside": 0.0,
        "budgets_inside": 0.0,
        "plans_for_budgets": 1600.0,
        "people": 3000.0,
        "reaches_plan": 0.5,
        "reaches_budget": 0.1,
    }
    return TargetNeeds(needs=needs, **{**what, **changes})


def need(resource, needed, available, **more):
    """A need of slots, unless it says otherwise."""
    return Need(
        resource=resource,
        needed=needed,
        available=available,
        **{"kind": "meeting", "unit": "slots", "steps": needed, **more},
    )


def plain(sentence):
    """With blanks that may break."""
    return sentence.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (13_743.9, "hours", "13,700 hours"),
        (148_669, "pounds", "£149,000"),
        (546_000, "pounds a year", "£546,000 a year"),
        (507.3, "slots", "507 slots"),
        (3.5, "places", "3.5 places"),
        (0.04, "places", "0 places"),
        (19.96, "places", "20 places"),
        (0.0, "hours", "0 hours"),
        (math.inf, "places", "no limit"),
    ],
)
def test_amounts_have_their_unit_and_three_figures(value, unit, words):
    assert plain(text.amount(value, unit)) == words


def test_a_ratio_that_is_none():
    target = target_of()
    assert text.compared(need("panel", 10, math.inf), target) == "no limit"
    assert text.compared(need("panel", 10, 0), target) == "none there"
    assert text.compared(None, target) == "–"
    assert text.compared(need("panel", 253, 10), target) == "25"
    assert text.compared(need("panel", 10, 40), target) == "0.25"


def test_nothing_is_ruled_out():
    sentences = text.sentences(STOCKTON, target_of(need("panel", 100, 222)))
    assert list(map(plain, sentences)) == [
        "Nothing that can be counted beforehand rules out 2,000 plans and 400 live budgets."
    ]


def test_what_is_ruled_out_comes_first_then_money_then_what_is_short():
    panel = need("panel", 500, 222, for_budgets=480, budgets_at_most=180.4)
    team = need("practitioners", 9600, 8000, kind="team", unit="hours", for_plans=8500, plans_at_most=1850)
    funds = [
        need("nhs_one_off", 10_000, 5_000, kind="fund", unit="pounds", steps=20),
        need("joint_one_off", 1_000, 5_000, kind="fund", unit="pounds", steps=2),
        need("entitlement", 1_000, math.inf, kind="fund", unit="pounds a year", steps=50),
    ]
    target = target_of(panel, team, *funds, plans_for_budgets=2100.0)
    assert list(map(plain, text.sentences(STOCKTON, target))) == [
        "Panel: 400 live budgets need about 480 slots; 37 meetings of 6 slots, less 6 % that are not held, make 222 slots. "
        "That alone allows about 180 live budgets and rules out the other 220.",
        "Practitioners: 2,000 plans need about 8,500 hours; 4 posts of 30 hours a week, less 15 % for "
        "absence and empty posts, make 8,000 hours. "
        "That alone allows about 1,850 plans and rules out the other 150.",
        "The money that has a limit, as it is split between the funds, pays for about 12 of 22 one-off grants.",
        "400 live budgets take about 2,100 plans, 100 more than are hoped for, since not everybody asks or is approved.",
        "There is too little of: Panel (2.25 times as much is needed), Practitioners (1.20 times as much is needed) and "
        "NHS, one-off (2.00 times as much is needed).",
    ]


def test_a_pathway_that_leads_nobody_there_rules_everything_out():
    scenario = load("stockton_scale_up", "people.attributes.wants_budget={yes: 0, no: 1}")
    sentences = text.sentences(scenario, capacity(scenario).last)
    assert (
        plain(sentences[0])
        == "The pathway as it is leads nobody to a live NHS and joint budget, so 400 are out of reach."
    )
    assert sentences[1].startswith("Practitioners: ")
    target = target_of(plans=None, budgets_counted=("nhs", "joint"), reaches_budget=0.0, plans_for_budgets=None)
    assert text.sentences(scenario, target) == [sentences[0]]


def test_too_few_people_who_are_identified_rule_plans_out_too():
    people = need("people", 3000, 1500, kind="people", unit="people", for_plans=3000, plans_at_most=1000)
    assert plain(text.bounds(STOCKTON, target_of(people))[0]) == (
        "People to identify: 2,000 plans need about 3,000 people; 1,500 people are identified by then. "
        "That alone allows about 1,000 plans and rules out the other 1,000."
    )


def test_what_changes_meanwhile_is_not_put_into_few_words():
    scenario = load("stockton_more_practitioners")
    target = capacity(scenario).last
    assert text.made_of(scenario, target.need("practitioners"), target) == ""
    scenario = load("stockton_weekly_panel")
    target = capacity(scenario).last
    assert (
        plain(text.made_of(scenario, target.need("panel"), target))
        == "69 meetings of 6 slots, less 6 % that are not held"
    )


def test_a_report_begins_with_it():
    html = page(board("many"), [])
    assert html.index('id="capacity"') < html.index('id="compared"')
    section = before_any_simulation(Lookup(board("many")))
    assert [line.lead.replace("\u00a0", " ") for line in section.lines] == [
        "By 31 March 2018.",
        "By 31 March 2019.",
        "In every scenario.",
    ]
    resources, scenarios = section.tables
    assert resources.columns[-1].replace("\u00a0", " ") == "Needed ÷ available by 31 Mar 2018"
    panel = next(row for row in resources.rows if row.head == "Panel")
    assert [plain(cell.text) for cell in panel.cells] == ["575 slots", "210 slots", "2.73", "8.38"]
    assert len(scenarios.rows) == 4
    assert "Panel" in scenarios.columns


def test_a_queue_without_dates_has_no_such_part():
    assert not before_any_simulation(Lookup(board("queue")))
