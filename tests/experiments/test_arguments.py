"""From Python, too, every mistake is one line: where, what was found, what is allowed."""

from functools import partial

import numpy as np
import pytest
from programme import programme
from running import run
from worlds import world

import sim
from sim.config import paths
from sim.experiments import compare, mean_interval
from sim.experiments.design import of_command
from sim.model import ScenarioError, build


@pytest.fixture(scope="module")
def results():
    """A programme, and a queue in which nobody plans."""
    queue = build(programme(name="no_plans", pathway__milestones=None))
    return run([build(programme()), queue], replications=2, workers=1, crosscheck=0)


def line(call, *arguments, **keywords):
    """The one fault that a call is answered with."""
    with pytest.raises(ScenarioError) as error:
        call(*arguments, **keywords)
    (fault,) = error.value.faults
    assert len(str(fault).splitlines()) == 1
    return str(fault)


# fmt: off
@pytest.mark.parametrize(
    ("setting", "values", "allowed"),
    [
        ("replications", [True, "3", 0, 2.0, None, -1, 10**9], "a whole number from 1 to 10000000"),
        ("seed", [1.5, -1, True, "7", 1 << 64], "a whole number from 0 to 9223372036854775807"),
        ("workers", [-1, 0, True, 2.0, "2", 100_000], "a whole number from 1 to "),
        ("crosscheck", [-1, True, 1.5, None, "all"], "a whole number from 0"),
        ("max_replications", [0, True, 1e4, None], "a whole number from 1"),
        ("chunk", [0, True, 1.5, "a"], "a whole number from 1"),
        ("precision", [0, 1, 2, -0.1, float("nan"), True, "2%"], ""),
        ("uncertainty", ["off", 0, None], ""),
        ("resume", ["no", 1], "yes or no"),
        ("engine", ["compild", None, 5, ["compiled"]], "one of compiled, reference"),
        ("keep", ["step", None, True], "one of kpis, steps, events"),
        ("parallel", ["threads", None, 2], ""),
        ("address", [5, ["tcp://a:1"]], "a text"),
        ("folder", [5, "", " ", b"x", True, "a\0b"], "the path of a folder"),
        ("progress", [5, "yes"], "a function"),
        ("first_results", [5, True], "a function"),
        ("complete", [[]], "a function"),
        ("notes", [5, "note"], "a mapping"),
    ],
)  # fmt: skip
def test_a_setting_of_a_wrong_kind_is_refused(setting, values, allowed):
    scenario = build(programme())
    for value in values:
        message = line(run, scenario, **{setting: value})
        assert message.startswith((f"{setting}: found ", f"parallel.{setting}: found "))
        assert allowed in message
# fmt: on


def test_numbers_of_numpy_are_numbers():
    scenario = build(programme(seed=np.int64(7), resources__planners__hours_a_week=np.int16(30)))
    assert scenario.hash == build(programme()).hash
    numpys = run(scenario, replications=np.int64(2), seed=np.int32(3), workers=np.int8(1), crosscheck=np.uint8(0))
    plain = run(build(programme()), replications=2, seed=3, workers=1, crosscheck=0)
    assert numpys.kpis.equals(plain.kpis)
    assert type(numpys.manifest["seed"]) is int


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("mm_c", "scenario: found 'mm_c'; allowed: a scenario, such as sim.load('mm_c')"),
        (None, "scenario: found nothing; allowed: a scenario, or several, as sim.load and sim.build give them"),
        (5, "scenario: found 5; allowed: a scenario, or several"),
        (["mm_c"], "scenario[0]: found 'mm_c'; allowed: a scenario, such as sim.load('mm_c')"),
        ({"horizon": 5}, "scenario: found {'horizon': 5}; allowed: a scenario, such as sim.build gives of a mapping"),
        ([], "scenarios: found []; allowed: at least one scenario"),
    ],
)
def test_what_is_no_scenario_cannot_be_run(given, message):
    assert line(run, given).startswith(message)


def test_scenarios_may_come_one_after_another():
    twice = (build(programme(name=name)) for name in ("one", "other"))
    assert run(twice, replications=1, workers=1, crosscheck=0).scenarios[1].name == "other"


def test_what_is_no_mapping_is_no_scenario():
    for junk in (None, 5, "mm_c", []):
        assert line(sim.build, junk).startswith("(top): found ")


def test_a_scenario_is_loaded_by_name_with_changes_of_itself():
    assert line(sim.load, None).startswith("scenario: found nothing; allowed: the name of a scenario, such as ")
    assert line(sim.load, sim.load("mm_c")).startswith("scenario: found Scenario(")
    assert line(sim.load, "mm_c", 5).startswith("override: found 5; allowed: a text such as ")
    message = line(sim.load, "mm_c", "replications=5")
    assert message.endswith("found 'replications=5'; allowed: changes of the scenario; "
                         "how it is run is for sim.run(scenario, replications=...)")  # fmt: skip
    assert "for sim.run(scenario, execution=sim.Execution(address=...))" in line(
        sim.load, "mm_c", "+parallel.address=tcp://a:1"
    )
    assert sim.load("mm_c", "uncertainty=off", "seed=3").seed == 3


def test_a_misspelt_name_is_never_not_a_number(results):
    assert "did you mean 'small_programme'?" in line(results.mean, "small_programm", "plans_completed")
    assert "did you mean 'plans_completed'?" in line(results.mean, "small_programme", "plan_completed")
    assert "did you mean 'queue.panel'?" in line(results.mean, "small_programme", "queue.panl")
    assert "did you mean 'frail'?" in line(results.mean, "small_programme", "plans_completed", "frale")
    assert line(results.mean, None, None).startswith("scenario: found nothing")
    assert line(results.mean, "no_plans", ["plans_completed"]).startswith("kpi: found ['plans_completed']")
    assert "did you mean 'plans_completed'?" in line(results.only, ["plan_completed"])
    assert line(results.only, "plans_completed").startswith("kpis: found 'plans_completed'; allowed: a list")


def test_a_number_that_a_scenario_does_not_have_is_not_a_number(results):
    assert results.mean("small_programme", "plans_completed") > 0
    assert np.isnan(results.mean("no_plans", "plans_completed"))
    assert np.isnan(results.mean("no_plans", "plans_completed", "frail"))
    alone = run(build(world({"look": {"elapsed": 1, "next": "out"}})), replications=1, workers=1, crosscheck=0)
    assert np.isnan(alone.mean("scenario", "plans_completed"))  # a KPI, of which nobody here has any
    assert np.isnan(alone.mean("scenario", "queue.panel"))


def test_what_is_compared_has_to_be_there(results):
    pairs = partial(compare, block=1)
    both = ["plans_completed", "budgets_counted"]
    assert "did you mean 'small_programme'?" in line(pairs, results.kpis, "programme", both)
    assert "mean 'plans_completed'?" in line(pairs, results.kpis, "small_programme", ["plans_complete"])
    assert "did you mean 'children'?" in line(pairs, results.kpis, "small_programme", both, "children ")
    assert line(pairs, results.kpis, "small_programme", "plans_completed").startswith("kpis: found")
    assert pairs(results.only(both), "small_programme", both).empty  # the other has neither


@pytest.mark.parametrize("wrong", [{"level": 95}, {"level": 0}, {"level": float("nan")}, {"comparisons": 0}])
def test_an_interval_has_a_level_between_0_and_1(wrong):
    (name,) = wrong
    assert line(mean_interval, [1.0, 2.0], **wrong).startswith(f"{name}: found ")


def test_results_lie_in_a_folder(results):
    for wrong in (None, 5, ""):
        assert line(results.save, wrong).startswith("folder: found ")
        assert line(sim.Results.load, wrong).startswith("folder: found ")


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"precision": 0.1}, "precision: found 0.1; allowed: sim.run(scenario, sim.Design(precision=...))"),
        ({"most": 9}, "most: found 9; allowed: sim.run(scenario, sim.Design(max_replications=...))"),
        ({"chunk": 9}, "chunk: found 9; allowed: sim.run(scenario, execution=sim.Execution(chunk=...))"),
        ({"notes": {}}, "notes: found {}; allowed: sim.run(scenario, output=sim.Output(notes=...))"),
        ({"replicatons": 9}, "replicatons: found 9; did you mean 'replications'? allowed: one of replications, seed, "),
        ({"presicion": 9}, "presicion: found 9; did you mean 'precision'? allowed: one of replications, seed, "),
        ({"design": sim.Output()}, "design: found Output("),
    ],
)
def test_a_keyword_that_run_does_not_take_is_told_its_place_or_the_nearest(setting, message):
    assert line(sim.run, build(programme()), **setting).startswith(message)


def test_a_setting_of_another_part_is_told_its_place_or_the_nearest():
    assert line(sim.Design, chunk=5) == "chunk: found 5; allowed: sim.run(scenario, execution=sim.Execution(chunk=...))"
    assert "did you mean 'crosscheck'? allowed: one of replications, precision, " in line(sim.Design, crosschek=5)


def test_what_is_said_in_short_has_the_last_word():
    design, scenario = sim.Design(replications=5, crosscheck=0, uncertainty=False), build(programme())
    results = sim.run(scenario, design, replications=2, seed=3, workers=1)
    assert (results.replications, results.manifest["seed"], results.manifest["crosscheck"]["wanted"]) == (2, 3, 0)


def test_the_command_has_the_same_settings_with_the_same_words():
    lines = (paths.configs() / "run.yaml").read_text(encoding="utf-8").splitlines()
    written = {key: (value, text) for key, value, text in map(written_in, lines) if text}
    words = {"True": "on", "None": "null"}
    stated = {
        key: (words.get(str(default), str(default)), setting.text)
        for key, default, setting in of_command()
        if setting.text
    }
    assert written == stated
    page = (paths.docs() / "configuration.md").read_text(encoding="utf-8")
    assert not [key for key in stated if f"| `{key}` |" not in page]


def written_in(line):
    """The key, value and comment of a line of YAML."""
    content, _, text = line.partition("#")
    key, _, value = content.strip(" -").partition(":")
    return key.strip(), value.strip(), text.strip() if value.strip() else ""
