"""Stored results: what there is, one of them, a sweep in one table, and which may be compared."""

import errno
import json
import shutil

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim.cli import multirun
from sim.experiments import mean_interval
from sim.experiments.storage import catalogue

QUEUE = ("scenario=mm_c", "horizon=60", "replications=4")


@pytest.fixture
def ran(ipc):
    """Run the queue with some changes under a name."""

    def run(name, *changes):
        assert ipc("run", *QUEUE, f"name={name}", *changes)[0] == 0

    return run


def refused(answer):
    """The one line of a refusal."""
    code, _, err = answer
    assert (code, err.count("\n")) == (2, 1)
    return err.removesuffix("\n")


def test_where_nothing_is_stored_that_is_said(ipc, results):
    assert ipc("show", "results") == (0, f"No results yet in {results}.\n", "")


def test_what_is_stored_is_listed_and_what_is_unfinished_says_how_it_goes_on(ipc, ran, results):
    ran("one", "seed=7")
    ran("two", "crosscheck=3")
    partial = results / "three.partial"
    partial.mkdir()
    plan = {"replications": 50, "precision": None, "order": ["mm_c", "other"]}
    (partial / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    for first in (0, 10):
        (partial / f"chunk-000-{first:07d}-10.npz").touch()
    code, out, err = ipc("show", "results")
    assert (code, err) == (0, "")
    rows = [line.split() for line in out.splitlines() if line.startswith(("  one", "  two"))]
    assert [(row[0], *row[3:]) for row in rows] == [
        ("one", "mm_c", "4", "compiled", "1", "7"),
        ("two", "mm_c", "4", "compiled", "3", "1"),
    ]
    message = "three: unfinished: 20 of 100 replications are done; the same command goes on with resume=true"
    assert out.splitlines()[-1] == message


def test_one_result_is_described_with_its_changes_its_numbers_and_how_to_read_its_files(ipc, ran, results):
    ran("one", "resources.servers.team=4")
    code, out, err = ipc("show", "results", "one")
    assert (code, err) == (0, "")
    assert "Changed for this run: horizon=60, resources.servers.team=4" in out
    assert "4 replications of each, seed 1, engine compiled, 1 of them checked by reference." in out
    assert f'pd.read_parquet("{results / "one" / "kpis.parquet"}")' in out
    summary = pd.read_csv(results / "one" / "summary.csv")
    mean = summary[(summary["kpi"] == "identified") & (summary["who"] == "all")]["mean"].item()
    assert f"{mean:,.0f} (" in out


def test_a_name_that_is_not_there_is_refused_with_the_nearest(ipc, ran):
    ran("monday")
    message = "results: found 'mondy'; did you mean 'monday'? allowed: a name that `ipc show results` lists"
    assert refused(ipc("show", "results", "mondy")) == message


def halved(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flipped(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_a_damaged_folder_hides_none_of_the_others_and_says_what_is_wrong(ipc, ran, results):
    for name in ("cut", "gone", "good", "torn", "unknown"):
        ran(name)
    halved(results / "cut" / "manifest.json")
    halved(results / "torn" / "kpis.parquet")
    (results / "gone" / "kpis.parquet").unlink()
    (results / "unknown" / "manifest.json").write_text("[]", encoding="utf-8")
    for name in ("sweep", "unfinished.partial"):
        (results / name).mkdir()
    (results / "sweep" / "sweep.json").write_text("{", encoding="utf-8")
    (results / "unfinished.partial" / "plan.json").write_text("{", encoding="utf-8")
    (results / "unfinished.partial" / "chunk-000-0000000-10.npz").touch()
    (results / "unfinished.partial" / "chunk-mine.npz").touch()
    code, out, err = ipc("show", "results")
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines() if "mm_c" in line] == ["good"]
    size = (results / "good" / "kpis.parquet").stat().st_size
    assert out.splitlines()[-6:] == [
        "cut is damaged: manifest.json is damaged, or of something else",
        "gone is damaged: kpis.parquet is missing",
        "sweep is damaged: sweep.json cannot be read",
        f"torn is damaged: kpis.parquet has {size // 2:,} bytes, not {size:,}",
        "unfinished: unfinished: 10 replications are done; the same command goes on with resume=true",
        "unknown is damaged: manifest.json is damaged, or of something else",
    ]


def test_a_folder_that_nobody_may_look_into_hides_none_of_the_others(ipc, ran, results, monkeypatch):
    for name in ("good", "locked"):
        ran(name)
    read = catalogue.read_record

    def refuse(folder):
        if folder.name == "locked":
            raise PermissionError(errno.EACCES, "in the words of the system")
        return read(folder)

    monkeypatch.setattr(catalogue, "read_record", refuse)
    code, out, err = ipc("show", "results")
    assert (code, err, out.count("mm_c")) == (0, "", 1)
    assert out.splitlines()[-1] == "locked cannot be read: Permission denied"


@pytest.mark.parametrize("damage", [halved, flipped])
@pytest.mark.parametrize("file", ["kpis.parquet", "monthly.parquet", "summary.csv"])
def test_damage_to_a_table_is_told_in_one_line_where_it_is_shown_or_compared(damage, file, ipc, ran, results):
    ran("good")
    ran("bad")
    damage(results / "bad" / file)
    message = refused(ipc("show", "results", "bad"))
    assert message.startswith(f"results: found 'bad'; allowed: results as they were written ({file} ")
    if file != "monthly.parquet" or damage is halved:  # no comparison looks into that
        assert refused(ipc("show", "results", "good", "bad")) == message


def test_a_damaged_table_of_a_run_that_wrote_no_checksums_is_told_too(ipc, ran, results):
    ran("old")
    manifest = json.loads((results / "old" / "manifest.json").read_text(encoding="utf-8"))
    manifest.pop("files", None)
    (results / "old" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert ipc("show", "results", "old")[0] == 0
    halved(results / "old" / "kpis.parquet")
    ran("good")
    assert refused(ipc("show", "results", "old", "good")).startswith(
        "results: found 'old'; allowed: results as they were written (kpis.parquet: "
    )


def test_the_words_for_other_tools_can_be_pasted_whatever_the_path(ipc, ran, results, monkeypatch):
    odd = results.with_name("""it's "here" """.strip())
    monkeypatch.setattr("sim.config.paths.results", lambda: odd)
    ran("one")
    out = ipc("show", "results", "one")[1]
    path = str(odd / "one" / "kpis.parquet")
    assert eval(out.split("pd.read_parquet(")[1].split(")\n")[0]) == path
    assert f"FROM '{path.replace(chr(39), 2 * chr(39))}' WHERE" in out


# --- two of them -----------------------------------------------------------------------------------------------------


def test_results_with_the_same_people_are_compared_in_pairs(ipc, ran, results):
    ran("three", "resources.servers.team=3")
    ran("four", "resources.servers.team=4")
    code, out, err = ipc("show", "results", "three", "four", "kpis=queue.servers")
    assert (code, err) == (0, "")
    values = []
    for name in ("three", "four"):
        rows = pd.read_parquet(results / name / "kpis.parquet").query("kpi == 'queue.servers' and who == 'all'")
        values.append(rows.set_index("replication")["value"])
    wanted = mean_interval((values[1] - values[0]).to_numpy())
    digits = 0 if abs(wanted.mean) >= 20 else 2 if abs(wanted.mean) < 2 else 1
    assert " ".join(f"{end:+.{digits}f}" for end in wanted) in out.replace("(", "").replace(")", "").replace(
        " to ", " "
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("seed=2", "seed: found 2; allowed: 1, as in first"),
        (
            "horizon=70",
            "targets: found 'from 2017-10-01 to 70 days'; allowed: 'from 2017-10-01 to 60 days', as in first",
        ),
        (
            "identification.arrivals.every={exponential: 0.3}",
            "identification.arrivals.every.exponential: found '0.3'; allowed: ",
        ),
    ],
)
def test_results_that_are_no_pairs_are_refused_with_the_reason(change, message, ipc, ran):
    ran("first")
    ran("other", change)
    line = refused(ipc("show", "results", "first", "other"))
    assert line.startswith(f"other and first are not compared: {message}")
    assert line.endswith("only the same people with the same chance events are pairs")


def test_a_run_that_draws_what_is_not_known_is_no_pair_of_one_that_takes_it_as_known(ipc, results):
    drawn = ("run", "scenario=stockton_100day", "replications=1", "crosscheck=0")
    for name, words in (("on", ()), ("off", ("uncertainty=off",)), ("some", ("uncertainty=[patience]",))):
        assert ipc(*drawn, f"name={name}", *words)[0] == 0
    for name in ("off", "some"):
        line = refused(ipc("show", "results", "on", name))
        assert line.startswith(f"{name} and on are not compared: uncertainty.")
        assert "found 'taken as known'; allowed: '" in line
        assert line.endswith("only runs that draw the same parameters from the same ranges are pairs")


def test_results_of_other_code_are_no_pairs(ipc, ran, results):
    ran("first")
    ran("other", "resources.servers.team=4")
    manifest = results / "other" / "manifest.json"
    record = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(record | {"code": "earlier"}), encoding="utf-8")
    line = refused(ipc("show", "results", "first", "other"))
    assert line.startswith("other and first are not compared: code: found 'earlier'; allowed: '")
    assert line.endswith("only numbers of the same code are pairs")


# --- a sweep ---------------------------------------------------------------------------------------------------------

SWEEP = ("run", "-m", *QUEUE, "resources.servers.team=3,4", "seed=1,2", "name=a sweep")


def test_a_sweep_is_gathered_into_one_tidy_table(ipc, results):
    assert ipc(*SWEEP)[0] == 0
    code, out, err = ipc("show", "results", "a sweep", "kpis=identified,queue.servers")
    assert (code, err) == (0, "")
    assert "4 of 4 combinations are finished." in out
    rows = pd.read_csv(results / "a sweep" / "sweep.csv", dtype={"combination": str})
    stored = pd.read_parquet(results / "a sweep" / "sweep.parquet")
    record = {
        key.decode(): json.loads(of)
        for key, of in pq.read_schema(results / "a sweep" / "sweep.parquet").metadata.items()
    }
    assert record["ipc.seed"] == {"000": 1, "001": 2, "002": 1, "003": 2}, (
        "a file passed on alone says where it came from"
    )
    assert [list(of) for of in record.values()] == [["000", "001", "002", "003"]] * 4
    assert list(rows.columns) == [
        *("combination", "resources.servers.team", "seed", "scenario", "replications", "kpi", "who", "unit"),
        *("mean", "low", "high", "difference", "difference_low", "difference_high"),
    ]
    assert [stored[key].dtype.kind for key in ("resources.servers.team", "seed")] == ["i", "i"]
    pd.testing.assert_frame_equal(stored.astype(rows.dtypes), rows)
    servers = rows[(rows["kpi"] == "queue.servers") & (rows["who"] == "all")].set_index("combination")
    assert servers[["resources.servers.team", "seed"]].to_numpy().tolist() == [[3, 1], [3, 2], [4, 1], [4, 2]]
    summary = pd.read_csv(results / "a sweep" / "002" / "summary.csv").query("kpi == 'queue.servers'")
    np.testing.assert_allclose(
        servers.loc["002", ["mean", "low", "high"]].tolist(), summary[["mean", "low", "high"]].to_numpy()[0]
    )
    assert servers["difference"].notna().tolist() == [False, False, True, False], (
        "the first has none, other luck is no pair"
    )
    assert servers.loc["002", "difference"] == pytest.approx(servers.loc["002", "mean"] - servers.loc["000", "mean"])
    assert "001 is not paired with 000: seed: found 2; allowed: 1, as in 000" in out


def test_what_is_missing_in_a_sweep_is_told_and_resume_runs_nothing_else(ipc, results, monkeypatch):
    assert ipc(*SWEEP)[0] == 0
    shutil.rmtree(results / "a sweep" / "002")
    _, out, _ = ipc("show", "results", "a sweep")
    assert "3 of 4 combinations are finished." in out
    assert "002 is missing: has not been run\nTo go on: ipc run -m scenario=mm_c " in out
    assert "'name=a sweep' resume=true" in out
    run, names = multirun.run_and_write, []

    def noted(scenarios, settings, seed, folder, **how):
        names.append(folder)
        return run(scenarios, settings, seed, folder, **how)

    monkeypatch.setattr(multirun, "run_and_write", noted)
    code, out, _ = ipc(*SWEEP, "resume=true")
    assert (code, names, out.count("Finished before.")) == (0, ["002"], 3)
    assert "4 of 4 combinations are finished." in ipc("show", "results", "a sweep")[1]
    # Another plan is not taken for the same, and without resume everything is run again.
    assert ipc(*SWEEP, "crosscheck=2", "resume=true")[0] == 0
    assert ipc(*SWEEP)[0] == 0
    assert names[1:] == 2 * ["000", "001", "002", "003"]


def test_a_damaged_combination_is_told_and_run_again(ipc, results):
    assert ipc(*SWEEP)[0] == 0
    flipped(results / "a sweep" / "001" / "kpis.parquet")
    halved(results / "a sweep" / "002" / "summary.csv")
    flipped(results / "a sweep" / "003" / "monthly.parquet")  # of which no table of a sweep is made
    code, out, err = ipc("show", "results", "a sweep")
    assert (code, err) == (0, "")
    assert "2 of 4 combinations are finished." in out
    assert "001 is missing: it is damaged: kpis.parquet is not as it was written\n" in out
    assert "002 is missing: it is damaged: summary.csv has " in out
    code, out, _ = ipc(*SWEEP, "resume=true")
    assert (code, out.count("Finished before.")) == (0, 1)
    assert "4 of 4 combinations are finished." in ipc("show", "results", "a sweep")[1]


def test_results_of_an_earlier_sweep_are_not_taken_for_those_of_a_later_one(ipc, results):
    assert ipc(*SWEEP)[0] == 0
    record = results / "a sweep" / "sweep.json"
    content = json.loads(record.read_text(encoding="utf-8"))
    content["combinations"][3]["plan"] = "another"
    content["combinations"][3]["failed"] = "Engines disagree: ..."
    record.write_text(json.dumps(content), encoding="utf-8")
    _, out, _ = ipc("show", "results", "a sweep")
    assert "3 of 4 combinations are finished." in out
    assert "003 is missing: Engines disagree: ..." in out


def test_dated_numbers_and_levers_have_columns_of_their_own(ipc, results):
    words = ("scenario=stockton_scale_up", "horizon=2018-02-01", "replications=1", "crosscheck=0", "name=x")
    assert ipc("run", "-m", *words, "targets=null", "lever=weekly_panel,faster_payment")[0] == 0
    _, out, err = ipc("show", "results", "x")
    assert err == ""
    assert "2 of 2 combinations are finished." in out
    rows = pd.read_csv(results / "x" / "sweep.csv")
    assert set(rows["lever"]) == {"weekly_panel", "faster_payment"}
    record = multirun._record([["scenarios=mm_c", "++resources.servers.changes={2018-01-01: {team: 5}}"]], [])
    (combination,) = record.combinations
    assert combination.keys == {"scenario": "mm_c", "resources.servers.changes.2018-01-01.team": 5}


def test_the_query_that_is_printed_can_be_asked(ran, ipc):
    duckdb = pytest.importorskip("duckdb", reason="there is no DuckDB here; `start.py setup dev` brings it")
    ran("queue")
    (line,) = [line for line in ipc("show", "results", "queue")[1].splitlines() if line.startswith("DuckDB")]
    rows = duckdb.sql(line.removeprefix("DuckDB")).fetchall()
    assert {scenario for scenario, *_ in rows} == {"mm_c"}
    assert "identified" in {kpi for _, kpi, _ in rows}
