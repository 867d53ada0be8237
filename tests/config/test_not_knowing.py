"""What a report, the terminal and the settings say of what is not known."""

import re

import pytest
from programme import UNCERTAIN, programme
from running import run

from sim.cli.settings import load_for_command
from sim.config.load import load
from sim.experiments.analysis.lookup import Lookup
from sim.model import ScenarioError, build
from sim.reporting.report import uncertainty
from sim.reporting.run_quality import split, what_varies


@pytest.fixture(scope="module")
def results():
    """The small programme, and the same under another name, with two numbers that are not known; nobody leaves."""
    mapping = programme(uncertainty=UNCERTAIN, people__leaving_a_year=0)
    return run([build(mapping), build(mapping | {"name": "more", "label": "More"})], replications=60, crosscheck=0)


def rows(table):
    """The cells of a table by the head of their row."""
    return {row.head: row.cells for row in table.rows}


def test_how_much_is_chance_is_told_for_numbers_and_differences(results):
    lines = rows(uncertainty.split(Lookup(results)))
    plans, difference, *_ = lines["More"]
    assert re.fullmatch(r"[\d.]+\s% \([\d.]+ to [\d.]+\s%\) chance", plans.detail)
    assert difference.text == "0.0", "what both share cancels out"


def test_what_plans_hang_on_is_named(results):
    drivers = uncertainty.hangs_on(Lookup(results))
    assert "A small programme" in drivers.caption
    assert {row.cells[0].text for row in drivers.rows} & {"Hours of planning", "Share that agrees"}


def test_ranges_are_told_as_they_were_drawn_from(results):
    lines = rows(uncertainty.ranges(Lookup(results)))
    assert [cell.text for cell in lines["Hours of planning"]] == ["8", "4 to 16", "hours", "loguniform"]


def test_each_number_that_was_drawn_is_told_where_it_stands_with_the_range_that_applies_to_it():
    mapping = programme(uncertainty=UNCERTAIN)
    fewer = programme(uncertainty=UNCERTAIN, name="fewer", label="Fewer")
    fewer["pathway"]["stages"]["plan"]["work"]["gamma"]["mean"] = 2
    both = run([build(mapping), build(fewer)], replications=2, crosscheck=0)
    table = uncertainty.drawn(Lookup(both))
    hours, agreement, fewer_hours = table.rows
    assert [cell.text for cell in hours.cells] == ["Hours of planning", "8", "4 to 16", "hours"]
    assert [cell.text for cell in fewer_hours.cells] == ["Hours of planning", "2", "1 to 4", "hours"]
    assert hours.head == fewer_hours.head == "pathway.stages.plan.work.gamma.mean"
    assert (hours.detail, agreement.detail, fewer_hours.detail) == ("A small programme", "", "Fewer")


def test_the_terminal_says_what_the_runs_differ_in(results):
    assert what_varies(results.manifest).startswith("Chance, and what we do not know: every run draws 2\xa0numbers")
    assert re.search(r"chance is [\d.]+\s% \([\d.]+ to [\d.]+\s%\) for plans", split(results))
    alone = run(build(programme()), replications=2, crosscheck=0)
    assert what_varies(alone.manifest) == "Chance only: the numbers put in are taken as known."
    assert split(alone) == ""
    assert uncertainty.lines(Lookup(alone))[0].lead.startswith("Chance only")
    assert uncertainty.ranges(Lookup(alone)) is None


@pytest.mark.parametrize(
    ("word", "names"),
    [("off", set()), ("false", set()), ("patience", {"patience"}), ("[patience,leaving]", {"patience", "leaving"})],
)
def test_what_is_uncertain_can_be_chosen(word, names):
    assert {parameter.name for parameter in load("stockton_scale_up", f"uncertainty={word}").uncertain} == names


def test_by_default_all_that_is_not_known_is_uncertain_but_no_decision_is():
    scenario, settings = load_for_command("stockton_scale_up", ())
    assert settings.design.uncertainty is True
    paths = {".".join(map(str, path)) for parameter in scenario.uncertain for path in parameter.paths}
    assert len(scenario.uncertain) > 30
    assert not [path for path in paths if re.search(r"\.(team|hours_a_week|caseload|slots|top_ups|tranches)\b", path)]


def moved(name, *words):
    """The key paths of the numbers of a scenario that are drawn."""
    return {".".join(map(str, path)) for parameter in load(name, *words).uncertain for path in parameter.paths}


@pytest.mark.parametrize(
    "word",
    [
        "resources.practitioners.hours_a_week={2017-10-01: 30}",
        "resources.practitioners.hours_a_week={value: 30, half_life_days: 300}",
        "resources.practitioners.changes.2018-01-01.hours_a_week=20",
        "resources.practitioners.team={2017-10-01: 4}",
    ],
)
def test_what_is_decided_is_not_drawn_however_it_is_written(word):
    assert moved("stockton_scale_up", word) == moved("stockton_scale_up")


def test_hours_that_are_given_are_drawn_and_those_that_somebody_pays_for_are_not():
    given = {f"resources.practitioners.hours_a_week.given.{key}" for key in ("value", "half_life_days")}
    lone = moved("sw_site2_lone_practitioner")
    assert given <= lone
    assert moved("sw_site2_funded_time") == lone - given
    assert moved("sw_site2_lone_practitioner", "resources.practitioners.hours_a_week=6") == lone - given


def test_a_number_for_which_no_parameter_was_written_is_not_drawn():
    new = "+pathway.stages.waiting={caseload: cases, patience: {exponential: 2}, next: costed_plan}"
    words = [
        new,
        "pathway.stages.asking_for_budget.next.no=waiting",
        "+resources.nurses={team: 2, hours_a_week: {2017-10-01: 30}}",
    ]
    words += ["pathway.stages.review.team=nurses"]
    assert moved("stockton_scale_up", *words) == moved("stockton_scale_up")


def test_a_scenario_may_say_that_nothing_is_uncertain():
    assert load("mm_c").uncertain == ()
    assert load("typical_ccg_on_paper").uncertain == ()


def test_a_name_that_is_no_parameter_is_one_clear_line():
    with pytest.raises(ScenarioError) as refused:
        load("stockton_scale_up", "uncertainty=patienc")
    assert str(refused.value) == (
        "uncertainty: found 'patienc'; did you mean 'patience'? allowed: on, off, or names of uncertain parameters "
        "(see ipc show parameters)"
    )


def test_a_parameter_that_is_never_drawn_cannot_be_made_uncertain():
    with pytest.raises(ScenarioError):
        load("stockton_scale_up", "uncertainty=teaching_servers")
