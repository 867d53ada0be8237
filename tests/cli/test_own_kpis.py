"""KPIs of one's own: in results whoever computes them, told apart from other ones of their name, and never run unnoticed."""

import json

import pytest
from own_files import write
from running import run

import sim
from sim.experiments.execution.cluster import work
from sim.experiments.identity import identity
from sim.experiments.plan import planned
from sim.measures import every_kpi, kpis_of, own_files

KPI = '''\
"""A KPI of mine."""

import numpy as np

from sim.measures import Journeys, kpi


@kpi("longest_wait", unit="days", direction="down", looks_at="horizon", definition="The longest wait.")
def longest_wait(journeys: Journeys) -> float:
    return np.max(journeys.wait_end - journeys.joined)
'''
RUN = ("run", "scenario=small", "name=x")


@pytest.fixture
def kpi(mine):
    """The file of a KPI in one's own folder, beside which there is no other."""
    for file in (mine / "kpis").glob("*.py"):
        file.unlink()
    return write(mine / "kpis" / "mine.py", KPI)


def manifest_of(folder):
    """What was run."""
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_it_is_a_kpi_like_any_other(kpi, ipc, results):
    assert "longest_wait  [days; less is better]\n    The longest wait.\n" in ipc("show", "kpis")[1]
    assert ipc(*RUN, "replications=2", "workers=1")[0] == 0
    reloaded = sim.Results.load(results / "x")
    (mean,) = {reloaded.mean("small", "longest_wait")}
    assert mean > 0
    assert manifest_of(results / "x")["own_kpis"] == {"longest_wait": own_files()[0].digest}
    assert "longest_wait" in ipc("show", "results", "x", "kpis=longest_wait")[1]
    kpi.unlink()
    assert sim.Results.load(results / "x").mean("small", "longest_wait") == mean, "what is stored stays"
    assert "longest_wait" in ipc("show", "results", "x", "kpis=longest_wait")[1]


def test_other_processes_know_it_and_the_numbers_are_the_same(kpi):
    scenario = sim.load("small")
    results = run(scenario, replications=40, workers=1)
    two = run(scenario, replications=40, workers=2, chunk=2)
    assert results.kpis.equals(two.kpis)
    assert set(results.kpis["kpi"]) >= {"longest_wait", "identified"}


def test_a_worker_of_a_cluster_needs_no_file(kpi, monkeypatch):
    import pickle

    from sim.experiments.execution.schedule import Pace, Schedule

    plan = planned(sim.load("small"), sim.Design(replications=1, seed=1, crosscheck=0))
    (task,) = Schedule(plan.arms, 1, {}, Pace(), 1)
    kpi.unlink()
    monkeypatch.chdir("/")
    chunk = pickle.loads(work(pickle.dumps((task, identity()))))
    assert "longest_wait" in [name for name, *_ in chunk.numbers.labels]


def test_a_run_does_not_go_on_with_another_kpi_of_that_name(kpi, results, monkeypatch):
    def stop(finished, total):
        if finished:
            raise KeyboardInterrupt

    def run_on(**how):
        return run(sim.load("small"), replications=6, chunk=2, workers=1, folder=results / "x", **how)

    results.mkdir()
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            run_on(progress=stop, resume=False)
    write(kpi, KPI.replace("np.max", "np.mean"))
    with pytest.raises(sim.ScenarioError, match=r"own_kpis\.longest_wait: \w{12} -> \w{12}"):
        run_on(resume=True)
    write(kpi, KPI)
    run_on(resume=True)
    assert len(sim.Results.load(results / "x").kpis["replication"].unique()) == 6


def test_results_with_another_kpi_of_that_name_are_no_pairs(kpi, ipc, results):
    how = ("replications=2", "workers=1")
    assert ipc(*RUN, *how)[0] == 0
    assert ipc("run", "scenario=small", "resources.servers.team=5", "name=y", *how)[0] == 0
    write(kpi.parent / "another.py", KPI.replace('"longest_wait"', '"another"'))
    assert ipc("run", "scenario=small", "resources.servers.team=5", "name=with_another", *how)[0] == 0
    write(kpi, KPI.replace("np.max", "np.mean"))
    assert ipc("run", "scenario=small", "resources.servers.team=5", "name=changed", *how)[0] == 0
    assert ipc("show", "results", "x", "y")[0] == 0
    assert ipc("show", "results", "x", "with_another")[0] == 0, "one that only one of them has is not compared"
    code, _, err = ipc("show", "results", "x", "changed")
    assert code == 2
    assert "own_kpis.longest_wait: found " in err
    assert "only numbers of the same code of a KPI are pairs" in err


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            '"longest_wait"',
            '"plans_completed"',
            "kpis/mine.py, line 8: found 'ValueError: there is a KPI plans_completed",
        ),
        (
            '"longest_wait"',
            '"Longest wait"',
            "kpis/mine.py: found \"ValueError: the name 'Longest wait' has to be made of",
        ),
        ('"down"', '"better"', "direction='better' is none of up, down, none"),
        ('"horizon"', '"tomorrow"', "looks_at='tomorrow' is none of start, target"),
        (
            '"horizon"',
            '"horizon", over_localities="all"',
            "over_localities='all' is none of sum, mean, none",
        ),
        ("import numpy as np", "import nunpy as np", 'kpis/mine.py, line 3: found "ModuleNotFoundError: '),
        ("-> float:", "-> float", 'kpis/mine.py, line 9: found "SyntaxError: '),
        ("@kpi", "# @kpi", "kpis/mine.py: found nothing; allowed: at least one function with @kpi(...) above it"),
        ('"""A KPI of mine."""', "raise SystemExit(3)", "kpis/mine.py, line 1: found 'SystemExit: 3'"),
        ("np.max", "np.maxi", "kpis/mine.py, line 10: found "),
        ("np.max(", "str(", 'kpis/mine.py, line 9: found "ValueError: could not convert string to float'),
    ],
)
def test_what_is_wrong_is_one_line_with_its_file_and_line(before, after, message, kpi, ipc, results):
    write(kpi, KPI.replace(before, after, 1))
    code, out, err = ipc(*RUN, "replications=2", "workers=1")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert message in err
    assert not (results / "x").exists()


def test_check_says_so_too(kpi, ipc):
    write(kpi, KPI.replace('"down"', '"better"'))
    code, _, err = ipc("check")
    assert code == 2
    assert err.startswith("kpis/mine.py: found ")


def test_check_of_one_scenario_says_so_too(kpi, ipc):
    write(kpi, KPI.replace('"down"', '"better"'))
    code, _, err = ipc("check", "mm_c")
    assert code == 2
    assert err.startswith("kpis/mine.py: found ")


def test_two_files_cannot_have_one_name(kpi):
    write(kpi.parent / "other.py", KPI)
    with pytest.raises(sim.ScenarioError, match="there is a KPI longest_wait already"):
        every_kpi()


def test_a_file_is_run_once_until_it_changes(kpi):
    first = kpis_of(own_files())
    assert kpis_of(own_files()) is first
    write(kpi, KPI.replace("The longest wait.", "The longest of all waits."))
    assert every_kpi()["longest_wait"].definition == "The longest of all waits."


def test_without_a_folder_of_ones_own_there_is_none_and_no_word_of_it(results, ipc):
    assert own_files() == ()
    assert ipc("run", "scenario=mm_c", "horizon=50", "replications=1", "workers=1", "name=x")[0] == 0
    assert "own_kpis" not in manifest_of(results / "x")
