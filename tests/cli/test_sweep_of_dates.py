"""A combination of a sweep is the plain run with the same words, whatever lies below one dated mapping."""

from functools import partial
from pathlib import Path

import cloudpickle
import pytest

from sim.cli import multirun
from sim.config import launchers
from sim.config.load import load
from sim.config.overrides import combinations
from sim.model import ScenarioError

TEAM, PANEL = "resources.practitioners.changes", "resources.panel.changes"
YEARLY, ONE_OFF = "resources.nhs_yearly", "resources.nhs_one_off"
OFFER = "pathway.stages.offer.next_changes"
SWEEPS = {
    "one of two dates": [f"{TEAM}.2018-01-01.team=20", f"{TEAM}.2018-07-01.team=2,30"],
    "two dates": [f"{TEAM}.2018-01-01.team=20,21", f"{TEAM}.2018-07-01.team=2,30"],
    "three dates": [f"{TEAM}.2018-01-01.team=9,8", f"{TEAM}.2018-07-01.team=2", f"{TEAM}.2019-01-01.team=3"],
    "two levels of one date": [f"{TEAM}.2018-01-01.team=4,5", f"{TEAM}.2018-01-01.hours_a_week=20"],
    "top-ups": [f"{ONE_OFF}.top_ups.2018-04-01=500000", f"{ONE_OFF}.top_ups.2019-04-01=1,2"],
    "tranches": [f"{YEARLY}.tranches.2018-04-01=1,2", f"{YEARLY}.tranches.2019-04-01=3"],
    "targets": ["targets.2018-03-31.plans=1,2", "targets.2019-03-31.plans=3", "targets.2019-03-31.budgets=4"],
    "weights": [
        f"{OFFER}.2018-01-01={{opening_the_case: 0.4, declined: rest}}",
        f"{OFFER}.2018-07-01={{opening_the_case: 0.5, declined: rest}},{{opening_the_case: 0.6, declined: rest}}",
    ],
    "levels": ["resources.cases.caseload.2017-10-01=90", "resources.cases.caseload.2018-07-01=80,120"],
    "a mapping of dates": [f"{PANEL}={{2018-01-01: {{slots: 7}}}},{{2018-02-01: {{slots: 8}}}}"],
    "a range": [f"{TEAM}.2018-01-01.team=range(4,7)", f"{TEAM}.2018-07-01.team=2"],
}


@pytest.mark.parametrize("words", SWEEPS.values(), ids=SWEEPS)
def test_every_combination_is_the_plain_run_of_its_words(words, ipc, results, monkeypatch):
    built = []

    def note(scenarios, _settings, _seed, folder, *, within, **_):
        (within / folder).mkdir()
        built.extend(scenarios)
        return None, None

    monkeypatch.setattr(multirun, "run_and_write", note)
    monkeypatch.setattr(multirun, "print_comparison", lambda _: None)
    assert ipc("run", "-m", "scenario=stockton_scale_up", *words)[0] == 0
    plain = [load("stockton_scale_up", *combination) for combination in combinations(words)]
    assert [scenario.hash for scenario in built] == [scenario.hash for scenario in plain]
    assert len({scenario.hash for scenario in built}) == len(built) > 1
    for scenario, combination in zip(plain, combinations(words), strict=True):
        for word in combination:  # each holds, so that saying it again changes nothing
            assert load("stockton_scale_up", *combination, word).hash == scenario.hash


def test_a_combination_has_the_results_of_the_plain_run(ipc, results):
    swept = ["resources.servers.changes.2017-10-05.team=9", "resources.servers.changes.2017-10-15.team=1,2"]
    how = ["scenario=mm_c", "replications=1", "horizon=30", "crosscheck=0"]
    assert ipc("run", "-m", *how, *swept, "name=swept")[0] == 0
    keys = [word.partition("=")[0] for word in swept]
    for number, words in enumerate(combinations(swept)):
        assert ipc("run", *how, *words, f"name=plain{number}")[0] == 0
        of_sweep, other = (results / folder / "kpis.parquet" for folder in (f"swept/00{number}", f"plain{number}"))
        assert of_sweep.read_bytes() == other.read_bytes()
    record = multirun.Record.read(results / "swept")
    assert {tuple(combination.keys) for combination in record.combinations} == {
        ("scenario", "replications", "horizon", "crosscheck", *keys)
    }
    assert [[combination.keys[key] for key in keys] for combination in record.combinations] == [[9, 1], [9, 2]]


def test_what_a_launcher_runs_elsewhere_carries_its_words_along():
    runs = [["scenario=mm_c", f"{TEAM}.2018-01-01.team=20"]]
    task = launchers._task(partial(multirun._run_one, runs, None), Path.cwd(), None)
    elsewhere = cloudpickle.loads(cloudpickle.dumps(task))
    carried = [cell.cell_contents for cell in elsewhere.__closure__]
    assert [content.args[0] for content in carried if isinstance(content, partial)] == [runs]


def test_hydras_launcher_can_be_chosen_and_set(ipc, results):
    few = ["scenario=mm_c", "replications=1", "horizon=9", "crosscheck=0"]
    assert ipc("run", "-m", *few, "hydra/launcher=basic", "seed=1,2")[0] == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["hydra/launcher=nosuch"], "hydra/launcher: found 'nosuch'"),
        (["hydra.launcher.n_jobs=2"], "an option of a launcher that has some"),
        (["hydra.sweep.dir=/tmp"], "hydra/launcher=NAME or hydra.launcher.KEY=VALUE"),
        (["resources.servers.team=2,3", "resources.servers.team=4"], "a key once, where it has several values"),
        (["seed=shuffle(1,2)"], "values, or a range of them, in their order"),
        (["resources.servers.team=interval(1,2)"], "values, or a range of them, in their order"),
        (["resources.servers.team=range(1,1000000000)"], "at most 10,000 combinations"),
        (["resources.servers.team=range(0,1,0)"], "override: found 'resources.servers.team=range(0,1,0)'"),
        (["lever=weekly_pannel,weekly_panel"], "did you mean 'weekly_panel'?"),
        (["scenario=mm_c"], "scenarios=[mm_c,mm_c]"),
    ],
)
def test_what_cannot_be_swept_is_told_in_one_line(words, message, ipc, results):
    code, out, err = ipc("run", "-m", "scenario=mm_c", *words)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1
    assert not results.exists()


def test_a_value_that_needs_quotation_marks_keeps_them():
    assert combinations(["label='a, b','c'"]) == [["label='a, b'"], ["label='c'"]]
    with pytest.raises(ScenarioError, match="key=value"):
        combinations(["label"])
