"""What may well not be meant is told where one looks: on the screen, in Python, in the manifest and in the report."""

import json
import warnings

import pytest
from running import run

import sim
from sim.cli.notes import notes_printed

TEAM = "resources.servers.team.2018-07-01=6"
NOTE = (
    "resources.servers.team: 0 before 2018-07-01, the first date that it names (to keep what was there before, say "
    "resources.servers.changes.2018-07-01.team instead; if that is meant, say so: resources.servers.team.2017-10-01=0)"
)


def test_a_note_is_printed_kept_and_shown(ipc, results):
    code, _, err = ipc("run", "scenario=mm_c", TEAM, "replications=2", "name=noted")
    assert (code, err.count(f"note: {NOTE}\n")) == (0, 1)
    manifest = json.loads((results / "noted" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["scenarios"]["mm_c"]["notes"] == [NOTE]
    page = (results / "noted" / "report.html").read_text(encoding="utf-8")
    assert f"<strong>Is this meant?</strong> In every scenario: {NOTE}." in page


def test_the_same_note_of_several_scenarios_is_printed_once_and_other_warnings_are_left_alone(capsys):
    def warn():
        for note in (NOTE, NOTE, "another"):
            warnings.warn(note, sim.ScenarioWarning, stacklevel=1)
        warnings.warn("of another kind", UserWarning, stacklevel=1)

    with pytest.warns(UserWarning, match="of another kind"), notes_printed():
        warn()
    assert capsys.readouterr().err == f"note: {NOTE}\nnote: another\n"


def test_from_python_it_is_a_warning_of_its_own_kind_at_the_line_that_loads():
    with pytest.warns(sim.ScenarioWarning) as notices:
        scenario = sim.load("mm_c", TEAM)
    assert [str(notice.message) for notice in notices] == list(scenario.notes) == [NOTE]
    assert notices[0].filename == __file__


def test_what_is_stored_says_it_again(tmp_path):
    with pytest.warns(sim.ScenarioWarning):
        scenario = sim.load("mm_c", TEAM)
    folder = run(scenario, replications=2, crosscheck=0).save(tmp_path / "results")
    assert sim.Results.load(folder).baseline.notes == (NOTE,)
