"""Results on disk: they come back as they were, and a folder appears whole or not at all."""

import json
import os

import pandas as pd
import pyarrow.parquet as pq
import pytest
from programme import programme

from sim.experiments import Results, run
from sim.experiments.folders import recovered, replaced
from sim.experiments.replicate import DEFAULT_ENGINE
from sim.model import ScenarioError, build


@pytest.fixture(scope="module")
def results():
    """Two replications of two programmes."""
    more = build(programme(name="more_staff", resources__planners__team=6))
    return run([build(programme()), more], replications=2, keep="events")


def test_results_come_back_as_they_were(results, tmp_path):
    again = Results.load(results.save(tmp_path / "results"))
    assert again.manifest == results.manifest
    assert again.scenarios == results.scenarios
    assert [one.hash for one in again.scenarios] == [one.hash for one in results.scenarios]
    for name in ("kpis", "monthly", "steps", "events", "summary"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(results, name), check_categorical=False)


def test_what_came_back_can_be_run_again(results, tmp_path):
    again = Results.load(results.save(tmp_path / "results"))
    rerun = run(again.scenarios, replications=again.manifest["replications"], seed=again.manifest["seed"])
    assert rerun.kpis.equals(results.kpis)


def test_steps_that_were_not_kept_are_not_there(tmp_path):
    folder = run(build(programme()), replications=1).save(tmp_path / "results")
    assert not (folder / "steps.parquet").exists()
    assert Results.load(folder).steps is None


def test_the_files_and_columns_are_those_promised(results, tmp_path):
    folder = results.save(tmp_path / "results")
    columns = {path.name: list(pd.read_parquet(path).columns) for path in folder.glob("*.parquet")}
    assert columns == {
        "kpis.parquet": ["scenario", "replication", "kpi", "group", "value", "unit"],
        "monthly.parquet": ["scenario", "replication", "month_end", "kpi", "group", "value", "unit"],
        "steps.parquet": [
            *("scenario", "replication", "person", "stage", "occurrence", "joined", "started", "finished"),
            *("outcome", "cause", "resource", "amount"),
        ],
        "events.parquet": [
            *("entity_id", "pathway", "event_type", "event", "time", "resource_id", "run_number", "scenario"),
        ],
    }
    summary = pd.read_csv(folder / "summary.csv")
    assert len(summary) == len(results.kpis) / 2
    assert set(summary["scenario"]) == {"small_programme", "more_staff"}


def test_columns_are_of_plain_types_that_any_reader_of_parquet_knows(results, tmp_path):
    for path in results.save(tmp_path / "results").glob("*.parquet"):
        for column in pq.ParquetFile(path).schema:
            assert column.physical_type in {"INT32", "INT64", "DOUBLE", "BYTE_ARRAY"}, (path.name, column.name)
            assert column.logical_type.type in {"NONE", "STRING", "DATE"}, (path.name, column.name)
            assert (column.max_repetition_level, column.path) == (0, column.name), "nothing is nested"


def test_a_parquet_file_passed_on_alone_says_where_it_came_from(results, tmp_path):
    paths = sorted(results.save(tmp_path / "results").glob("*.parquet"))
    for path in paths:
        told = {key.decode(): json.loads(value) for key, value in pq.read_schema(path).metadata.items()}
        assert told == {
            "ipc.seed": 7,
            "ipc.scenarios": {one.name: one.hash for one in results.scenarios},
            "ipc.version": results.manifest["versions"]["ipc-rollout"],
            "ipc.code": results.manifest["code"],
        }, path.name
    again = sorted(Results.load(tmp_path / "results").save(tmp_path / "again").glob("*.parquet"))
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in paths]


def test_the_manifest_says_what_was_run_with_what(results, tmp_path):
    manifest = json.loads((results.save(tmp_path / "results") / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["seed"], manifest["replications"], manifest["engine"]) == (7, 2, DEFAULT_ENGINE)
    assert manifest["baseline"] == "small_programme"
    assert manifest["scenarios"]["more_staff"]["hash"] == results.scenarios[1].hash
    assert manifest["scenarios"]["more_staff"]["configuration"]["resources"]["planners"]["team"] == 6
    assert manifest["uncertainty"].startswith("luck only")
    assert {"python", "numpy", "simpy"} <= set(manifest["versions"])


def test_a_mean_is_found_by_scenario_kpi_and_group(results):
    plans = results.kpis.query("scenario == 'more_staff' and kpi == 'plans_completed' and group == 'children'")
    assert results.mean("more_staff", "plans_completed", "children") == plans["value"].mean()
    with pytest.raises(ScenarioError, match="kpi: found 'no_such_kpi'"):
        results.mean("more_staff", "no_such_kpi")


def test_saving_again_replaces_the_folder(results, tmp_path):
    folder = run(build(programme()), replications=1, keep="steps").save(tmp_path / "results")
    results.save(folder)
    assert Results.load(folder).replications == 2
    assert (folder / "events.parquet").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_a_failure_while_writing_leaves_the_earlier_results_untouched(results, tmp_path, monkeypatch):
    folder = results.save(tmp_path / "results")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def disk_full(*_, **__):
        raise OSError("no space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_csv", disk_full)
    with pytest.raises(OSError, match="no space left"):
        results.save(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


@pytest.mark.parametrize("earlier", [True, False])
def test_an_interruption_while_writing_leaves_no_draft_behind(earlier, tmp_path):
    folder = tmp_path / "results"
    if earlier:
        folder.mkdir()
        (folder / "kpis").write_text("old", encoding="utf-8")
    aside = tmp_path / "aside"
    aside.mkdir()
    with pytest.raises(KeyboardInterrupt), replaced(folder, aside) as draft:  # noqa: PT012
        (draft / "kpis").write_text("half", encoding="utf-8")
        raise KeyboardInterrupt
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == [
        "aside",
        *(["results", "results/kpis"] if earlier else []),
    ]


def test_a_folder_put_aside_by_a_run_that_was_killed_comes_back(tmp_path):
    folder, aside = tmp_path / "results", tmp_path / "aside"
    (aside / "old").mkdir(parents=True)
    (aside / "old" / "kpis").write_text("old", encoding="utf-8")
    (aside / "draft").mkdir()
    recovered(folder, aside)
    assert (folder / "kpis").read_text(encoding="utf-8") == "old"
    assert not list(aside.iterdir())


def test_a_failure_while_changing_places_puts_the_earlier_folder_back(tmp_path, monkeypatch):
    folder = tmp_path / "results"
    folder.mkdir()
    (folder / "kpis").write_text("old", encoding="utf-8")
    rename = os.replace
    moves = []

    def second_move_fails(source, target):
        moves.append(target)
        if len(moves) == 2:
            raise OSError("device or resource busy")
        rename(source, target)

    monkeypatch.setattr(os, "replace", second_move_fails)
    aside = tmp_path / "aside"
    aside.mkdir()
    with pytest.raises(OSError, match="busy"), replaced(folder, aside) as draft:
        (draft / "kpis").write_text("new", encoding="utf-8")
    assert (folder / "kpis").read_text(encoding="utf-8") == "old"
    assert not list(aside.iterdir())


def test_a_folder_without_results_is_refused_in_one_line(tmp_path):
    with pytest.raises(ScenarioError) as refused:
        Results.load(tmp_path / "nowhere")
    assert "a folder of results (it lacks kpis.parquet, monthly.parquet, manifest.json)" in str(refused.value)
