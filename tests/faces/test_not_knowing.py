"""What a report, the terminal and the settings say of what is not known."""

import re

import pytest
from programme import UNCERTAIN, programme

from sim.experiments import run
from sim.faces.assurance import split, what_varies
from sim.faces.configure import load, load_with_settings
from sim.faces.figures import Lookup
from sim.faces.report import not_knowing
from sim.model import ScenarioError, build


@pytest.fixture(scope="module")
def results():
    """The small programme, and the same under another name, with two numbers that are not known."""
    mapping = programme(uncertainty=UNCERTAIN)
    return run([build(mapping), build(mapping | {"name": "more", "label": "More"})], replications=60, crosscheck=0)


def rows(table):
    """The cells of a table by the head of their row."""
    return {row.head: row.cells for row in table.rows}


def test_how_much_is_luck_is_told_for_numbers_and_differences(results):
    told = rows(not_knowing.split(Lookup(results)))
    plans, difference, *_ = told["More"]
    assert re.fullmatch(r"[\d.]+\s% \([\d.]+ to [\d.]+\s%\) luck", plans.detail)
    assert difference.text == "0.0", "what both share cancels out"


def test_what_plans_hang_on_is_named(results):
    told = not_knowing.hangs_on(Lookup(results))
    assert "A small programme" in told.caption
    assert {row.cells[0].text for row in told.rows} & {"Hours of planning", "Share that agrees"}


def test_ranges_are_told_as_they_were_drawn_from(results):
    told = rows(not_knowing.ranges(Lookup(results)))
    assert [cell.text for cell in told["Hours of planning"]] == ["8", "4 to 16", "hours", "loguniform"]


def test_the_terminal_says_what_the_runs_differ_in(results):
    assert what_varies(results.manifest).startswith("Luck and not knowing: every run draws 2\xa0numbers")
    assert re.search(r"luck is [\d.]+\s% \([\d.]+ to [\d.]+\s%\) for plans", split(results))
    alone = run(build(programme()), replications=2, crosscheck=0)
    assert what_varies(alone.manifest) == "Luck only: the numbers put in are taken as known."
    assert split(alone) == ""
    assert not_knowing.lines(Lookup(alone))[0].lead.startswith("Luck only")
    assert not_knowing.ranges(Lookup(alone)) is None


@pytest.mark.parametrize(
    ("word", "names"),
    [("off", set()), ("false", set()), ("patience", {"patience"}), ("[patience,leaving]", {"patience", "leaving"})],
)
def test_what_is_uncertain_can_be_chosen(word, names):
    assert {each.name for each in load("stockton_scale_up", f"uncertainty={word}").uncertain} == names


def test_by_default_all_that_is_not_known_is_uncertain_but_no_decision_is():
    scenario, settings = load_with_settings("stockton_scale_up", ())
    assert settings.uncertainty is True
    moved = {".".join(map(str, path)) for each in scenario.uncertain for path in each.paths}
    assert len(scenario.uncertain) > 30
    assert not [path for path in moved if re.search(r"\.(team|hours_a_week|caseload|slots|top_ups|tranches)\b", path)]


def test_a_scenario_may_say_that_nothing_is_uncertain():
    assert load("mm_c").uncertain == ()
    assert load("typical_ccg_on_paper").uncertain == ()


def test_a_name_that_is_no_parameter_is_one_clear_line():
    with pytest.raises(ScenarioError) as refused:
        load("stockton_scale_up", "uncertainty=patienc")
    assert str(refused.value) == (
        "uncertainty: found 'patienc'; allowed: on, off, or names of uncertain parameters; did you mean 'patience'? "
        "(ipc show parameters)"
    )


def test_a_parameter_that_is_never_drawn_cannot_be_made_uncertain():
    with pytest.raises(ScenarioError):
        load("stockton_scale_up", "uncertainty=teaching_servers")
