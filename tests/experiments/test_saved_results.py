"""Results on disk: they come back as they were, and a folder appears whole or not at all."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from programme import programme
from running import run

from sim.experiments import Design, Results
from sim.experiments.analysis.drivers import drivers_frame
from sim.experiments.storage.atomic_folder import recovered, replaced
from sim.experiments.storage.catalogue import opened
from sim.measures import kpi
from sim.model import ScenarioError, build
from sim.studies.sweep.table import FIXED


@pytest.fixture(scope="module")
def results():
    """Two replications of two programmes."""
    more = build(programme(name="more_staff", resources__planners__team=6))
    return run([build(programme()), more], replications=2, keep="events")


def test_results_come_back_as_they_were(results, tmp_path):
    reloaded = Results.load(results.save(tmp_path / "results"))
    assert reloaded.manifest == results.manifest
    assert reloaded.scenarios == results.scenarios
    assert [scenario.hash for scenario in reloaded.scenarios] == [scenario.hash for scenario in results.scenarios]
    for name in ("kpis", "monthly", "steps", "events", "summary"):
        pd.testing.assert_frame_equal(getattr(reloaded, name), getattr(results, name), check_categorical=False)


def test_what_came_back_can_be_run_again(results, tmp_path):
    reloaded = Results.load(results.save(tmp_path / "results"))
    rerun = run(reloaded.scenarios, replications=reloaded.manifest["replications"], seed=reloaded.manifest["seed"])
    assert rerun.kpis.equals(results.kpis)


def test_steps_that_were_not_kept_are_not_there(tmp_path):
    folder = run(build(programme()), replications=1).save(tmp_path / "results")
    assert not (folder / "steps.parquet").exists()
    assert Results.load(folder).steps is None


def test_the_files_and_columns_are_those_promised(results, tmp_path):
    folder = results.save(tmp_path / "results")
    columns = {path.name: list(pd.read_parquet(path).columns) for path in folder.glob("*.parquet")}
    assert columns == {
        "kpis.parquet": ["scenario", "replication", "kpi", "who", "value", "unit"],
        "monthly.parquet": ["scenario", "replication", "month_end", "kpi", "who", "value", "unit"],
        "steps.parquet": [
            *("scenario", "replication", "person", "stage", "occurrence", "joined", "started", "finished"),
            *("outcome", "cause", "resource", "amount"),
        ],
        "event_positions.parquet": ["scenario", "event", "x", "y", "label", "resource"],
        "events.parquet": [
            *(
                "entity_id",
                "pathway",
                "event_type",
                "event",
                "time",
                "timestamp",
                "resource_id",
                "run_number",
                "scenario",
            ),
        ],
    }
    summary = pd.read_csv(folder / "summary.csv")
    places = pd.read_parquet(folder / "event_positions.parquet")
    events = results.events[results.events["event_type"] != "resource_use_end"]
    for name in ("small_programme", "more_staff"):
        seen = events[events["scenario"] == name]["event"].unique()
        assert set(seen) <= set(places[places["scenario"] == name]["event"])
    assert len(summary) == len(results.kpis) / 2
    assert set(summary["scenario"]) == {"small_programme", "more_staff"}


#: Reserved in PostgreSQL 17 (and most of them in the standard), or in DuckDB 2.
RESERVED = frozenset(
    """all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column
    concurrently constraint create cross current_catalog current_date current_role current_schema current_time
    current_timestamp current_user default deferrable desc describe distinct do else end except false fetch for foreign
    freeze from full grant group having ilike in initially inner intersect into is isnull join lambda lateral leading left
    like limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps pivot pivot_longer
    pivot_wider placing primary qualify references returning right select session_user show similar some summarize symmetric
    system_user table tablesample then to trailing true union unique unpivot user using variadic verbose when where window
    with""".split()  # noqa: SIM905
)


def test_no_column_has_to_be_quoted_in_sql(results, tmp_path):
    folder = results.save(tmp_path / "results")
    tables = {path.name: list(pd.read_parquet(path).columns) for path in folder.glob("*.parquet")}
    tables |= {path.name: list(pd.read_csv(path).columns) for path in folder.glob("*.csv")}
    tables["parameters"], tables["drawn_numbers"] = (
        list(results.parameters.columns),
        list(results.drawn_numbers.columns),
    )
    tables["sweep"], tables["drivers"] = list(FIXED), list(drivers_frame(results, []).columns)
    with closing(sqlite3.connect(":memory:")) as database:
        for name, columns in tables.items():
            assert not RESERVED & {column.lower() for column in columns}, name
            database.execute(f"CREATE TABLE {Path(name).stem} ({', '.join(columns)})")


def test_results_whose_columns_were_called_otherwise_are_read_as_any(results, tmp_path):
    folder = results.save(tmp_path / "results")
    for name in ("kpis", "monthly"):
        path = folder / f"{name}.parquet"
        table = pq.read_table(path)
        pq.write_table(
            table.rename_columns(["group" if column == "who" else column for column in table.column_names]), path
        )
    summary = folder / "summary.csv"
    summary.write_text(summary.read_text(encoding="utf-8").replace(",who,", ",group,", 1), encoding="utf-8")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest.pop("files")
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    pd.testing.assert_frame_equal(Results.load(folder).kpis, results.kpis, check_categorical=False)
    stored = opened(folder, "earlier")
    assert "who" in stored.summary
    assert list(stored.values(["identified"]).columns) == list(results.kpis.columns)


def test_columns_are_of_plain_types_that_any_reader_of_parquet_knows(results, tmp_path):
    for path in results.save(tmp_path / "results").glob("*.parquet"):
        for column in pq.ParquetFile(path).schema:
            assert column.physical_type in {"INT32", "INT64", "DOUBLE", "BYTE_ARRAY"}, (path.name, column.name)
            assert column.logical_type.type in {"NONE", "STRING", "DATE", "TIMESTAMP"}, (path.name, column.name)
            assert (column.max_repetition_level, column.path) == (0, column.name), "nothing is nested"


def test_a_parquet_file_passed_on_alone_says_where_it_came_from(results, tmp_path):
    paths = sorted(results.save(tmp_path / "results").glob("*.parquet"))
    for path in paths:
        record = {key.decode(): json.loads(value) for key, value in pq.read_schema(path).metadata.items()}
        assert record == {
            "ipc.seed": 7,
            "ipc.scenarios": {scenario.name: scenario.hash for scenario in results.scenarios},
            "ipc.version": results.manifest["versions"]["ipc-rollout"],
            "ipc.code": results.manifest["code"],
        }, path.name
    copies = sorted(Results.load(tmp_path / "results").save(tmp_path / "again").glob("*.parquet"))
    assert [path.read_bytes() for path in copies] == [path.read_bytes() for path in paths]


def test_the_manifest_says_what_was_run_with_what(results, tmp_path):
    manifest = json.loads((results.save(tmp_path / "results") / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["seed"], manifest["replications"], manifest["engine"]) == (7, 2, Design().engine)
    assert manifest["baseline"] == "small_programme"
    assert manifest["scenarios"]["more_staff"]["hash"] == results.scenarios[1].hash
    assert manifest["scenarios"]["more_staff"]["configuration"]["resources"]["planners"]["team"] == 6
    assert manifest["uncertainty"].startswith("chance only")
    assert {"python", "numpy", "simpy"} <= set(manifest["versions"])


def test_a_mean_is_found_by_scenario_kpi_and_group(results):
    plans = results.kpis.query("scenario == 'more_staff' and kpi == 'plans_completed' and who == 'children'")
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


def test_results_of_an_earlier_version_say_so_in_one_line(tmp_path):
    folder = run(build(programme()), replications=1).save(tmp_path / "results")
    (folder / "other_luck.parquet").touch()
    earlier = "allowed: results of this version: these were written by an earlier one"
    with pytest.raises(
        ScenarioError, match=f"{earlier}, whose other_luck.parquet is kpis_reseeded.parquet now"
    ) as error:
        Results.load(folder)
    assert len(str(error.value).splitlines()) == 1


def test_results_with_a_kpi_that_is_called_otherwise_now_say_so_in_one_line(tmp_path, monkeypatch):
    folder = run(build(programme()), replications=1).save(tmp_path / "results")
    monkeypatch.setattr("sim.measures.kpis.registry.RENAMED", {"identified": "seen"})
    with pytest.raises(ScenarioError, match="written by an earlier one, whose identified is seen now; run them again"):
        Results.load(folder)


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("found", "identified"),
        ("found_per_1000", "identified_per_1000"),
        ("waiting_for_too_much", "unfundable_requests"),
    ],
)
def test_what_a_kpi_was_called_is_refused_with_what_it_is_called_now(old, now):
    results = run(build(programme()), replications=1)
    with pytest.raises(ScenarioError, match=f"kpi: found '{old}.x'; allowed: {now}.x, as it is called now"):
        results.mean("small_programme", f"{old}.x")
    with pytest.raises(ScenarioError, match=rf"checks\[0\].kpi: found '{old}'; allowed: {now}, as it is called now"):
        run(build(programme(checks=[{"kpi": old, "between": [0, 1], "kind": "validation", "source": "S001"}])))
    with pytest.raises(ValueError, match=f"{old} is what the KPI {now} was called earlier"):
        kpi(old, unit="people", direction="none", looks_at="target", definition="", over_localities="sum")(len)
