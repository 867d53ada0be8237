"""What `ipc run` writes, and what it says."""

import json

import pandas as pd
import pytest

from sim.config import paths
from sim.experiments import Results


def test_a_run_writes_the_whole_contract(ipc, results):
    code, out, err = ipc("run", "scenario=mm_c", "name=x", "replications=3", "keep=events")
    assert (code, err) == (0, "")
    assert [path.name for path in results.iterdir()] == ["x"]
    folder = results / "x"
    files = {path.name for path in folder.iterdir() if path.is_file()}
    tables = {f"{name}.parquet" for name in ("kpis", "monthly", "steps", "events", "event_positions")}
    tables |= {"summary.csv", "manifest.json"}
    assert files == tables | {"report.html"}
    kpis = pd.read_parquet(folder / "kpis.parquet")
    assert list(kpis.columns) == ["scenario", "replication", "kpi", "who", "value", "unit"]
    assert sorted(set(kpis["replication"])) == [0, 1, 2]
    pictures = [path for path in folder.rglob("*") if path.suffix in (".svg", ".png")]
    assert {path.with_suffix("").name for path in pictures if path.suffix == ".svg"}
    assert {path.stem for path in pictures if path.suffix == ".svg"} == {
        path.stem for path in pictures if path.suffix == ".png"
    }
    assert "The teaching queue" in (folder / "report.html").read_text(encoding="utf-8")
    assert "The teaching queue" in out
    assert f"Report: {folder / 'report.html'}\nTables: {folder} (" in out


def test_a_run_says_what_was_changed_and_with_which_seed(ipc, results):
    code, out, _ = ipc("run", "scenario=mm_c", "replications=2", "resources.servers.team=4", "seed=9")
    assert code == 0
    assert "Changed for this run: resources.servers.team=4\n" in out
    folder = results / "mm_c_resources.servers.team-4"  # beside the unchanged run, not over it
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["seed"], manifest["replications"]) == (9, 2)
    assert manifest["overrides"] == ["resources.servers.team=4"]
    assert manifest["scenarios"]["mm_c"]["configuration"]["resources"]["servers"]["team"] == 4
    assert "resources.servers.team=4" in (folder / "report.html").read_text(encoding="utf-8")
    assert not (folder / "steps.parquet").exists()
    loaded = Results.load(folder)
    assert loaded.baseline.hash == manifest["scenarios"]["mm_c"]["hash"]


def test_scenarios_are_compared_with_the_first(ipc, results):
    words = ("scenarios=[stockton_scale_up,stockton_scale_upp]", "replications=2")
    code, _, err = ipc("run", *words)
    assert code == 2
    assert "did you mean 'stockton_scale_up'?" in err
    code, out, _ = ipc("run", "scenarios=[stockton_scale_up,stockton_weekly_panel]", "replications=2", "name=pair")
    assert code == 0
    assert list(Results.load(results / "pair").manifest["scenarios"]) == ["stockton_scale_up", "stockton_weekly_panel"]
    assert "against the baseline" in " ".join(out.split())


def test_one_replication_says_that_it_has_no_interval(ipc):
    _, out, _ = ipc("run", "scenario=mm_c", "replications=1")
    message = "(-) no interval: 1\xa0replication is fewer than three (20 replications give a good one)."
    assert message in out
    assert " to " not in out.split(message)[0].split("Scenario")[1]


def test_replications_that_make_too_few_blocks_say_that_they_have_no_interval(ipc):
    _, out, _ = ipc("run", "scenario=stockton_100day", "replications=50", "crosscheck=0")
    assert "(-) no interval: 50\xa0replications make fewer than three blocks of 20, over each of which" in out
    means = out.split("For researchers, the means:")[1]
    assert "In brackets" not in means.split("Of the variance")[0]


def test_a_failure_while_drawing_leaves_the_earlier_run_untouched(ipc, results, monkeypatch):
    assert ipc("run", "scenario=mm_c", "replications=2", "name=x")[0] == 0
    before = {path.name: path.read_bytes() for path in (results / "x").rglob("*") if path.is_file()}

    def no_ink(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.reporting.report.write_report", no_ink)
    code, out, err = ipc("run", "scenario=mm_c", "replications=2", "name=x", "seed=3")
    assert (code, out) == (130, "")
    partial = results / "x.partial"
    assert err == (
        f"Interrupted after 2 of 2 replications, which are kept in {partial}. To go on:\n"
        "  ipc run scenario=mm_c replications=2 name=x seed=3 resume=true\n"
    )
    assert {path.name: path.read_bytes() for path in (results / "x").rglob("*") if path.is_file()} == before
    monkeypatch.undo()
    monkeypatch.setattr(paths, "results", lambda: results)
    assert ipc("run", "scenario=mm_c", "replications=2", "name=x", "seed=3", "resume=true")[0] == 0
    assert Results.load(results / "x").manifest["seed"] == 3
    assert [path.name for path in results.iterdir()] == ["x"]


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["run", "help"]])
def test_help_tells_every_command(words, ipc):
    code, out, _ = ipc(*words)
    assert code == 0
    assert all(f"ipc {command}" in out for command in ("run", "show", "trace", "check"))
