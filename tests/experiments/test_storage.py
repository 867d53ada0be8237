"""Disks: what they refuse is told in one line and costs nothing that is finished; what they damage is noticed."""

import errno
import hashlib
import json
import pickle
import signal

import pandas as pd
import pytest
from programme import programme
from running import run

from sim.experiments import Results, runner
from sim.experiments.errors import StorageError
from sim.experiments.storage.chunk_file import write
from sim.model import ScenarioError, build


@pytest.fixture(scope="module")
def results():
    """Two replications of a programme, with long tables."""
    return run(build(programme()), replications=2, keep="events")


def simulate(folder, **settings):
    return run(build(programme()), folder=folder, **{"replications": 4, "workers": 1, "chunk": 1, **settings})


def refuse(*_, **__):
    raise OSError(errno.ENOSPC, "No space left on device")


# --- what a disk refuses ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EIO])
def test_a_chunk_that_cannot_be_written_costs_none_of_those_before_it(code, tmp_path, monkeypatch):
    written = []

    def full_after_two(chunk, folder, plan):
        if len(written) == 2:
            raise OSError(code, "in the words of the system")
        written.append(write(chunk, folder, plan))
        return written[-1]

    monkeypatch.setattr("sim.experiments.storage.checkpoint.write", full_after_two)
    with pytest.raises(StorageError) as error:
        simulate(tmp_path / "x")
    partial = tmp_path / "x.partial"
    assert str(error.value).startswith(f"{tmp_path / 'x'} was not written: ")
    assert str(error.value).endswith(f"; 2 finished replications are kept in {partial}")
    assert "\n" not in str(error.value)
    copy = pickle.loads(pickle.dumps(error.value))
    assert (str(copy), copy.kept) == (str(error.value), partial)
    monkeypatch.undo()
    done = []
    simulate(tmp_path / "x", resume=True, progress=lambda *now: done.append(now))
    assert done[0] == (2, 4)


@pytest.mark.parametrize("size", [0, 2_000, 40_000, 200_000])
def test_a_limit_reached_at_any_moment_leaves_no_half_written_results(size, tmp_path):
    """A real limit, on the size of a file: reached by the plan, a chunk, or a table."""
    resource = pytest.importorskip("resource")  # not every system has such limits
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, limit[1]))
        with pytest.raises((StorageError, ScenarioError), match="File too large"):
            simulate(tmp_path / "x", keep="events", replications=20, chunk=2)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, before)
    assert not (tmp_path / "x").exists()
    assert not list(tmp_path.glob("*/draft"))
    simulate(tmp_path / "x", keep="events", replications=20, resume=True)
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("name", ["summary", "manifest"])
def test_tables_that_cannot_be_written_cost_no_simulation(name, tmp_path, monkeypatch):
    if name == "summary":
        monkeypatch.setattr(pd.DataFrame, "to_csv", refuse)
    else:
        monkeypatch.setattr(Results, "write_manifest", refuse)
    with pytest.raises(StorageError, match="No space left on device; 4 finished replications are kept in") as error:
        simulate(tmp_path / "x")
    assert error.value.kept == tmp_path / "x.partial"
    assert [path.name for path in tmp_path.iterdir()] == ["x.partial"]
    monkeypatch.undo()
    simulate(tmp_path / "x", resume=True)
    assert Results.load(tmp_path / "x").replications == 4


def test_a_place_where_no_folder_can_be_is_found_out_before_the_simulation(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setattr(runner, "_simulated", lambda *_: pytest.fail("it was run"))
    for folder in (tmp_path / "file" / "x", tmp_path / ("界" * 100), tmp_path / ("x" * 250)):
        with pytest.raises(ScenarioError) as refused:
            simulate(folder)
        assert str(refused.value).count("\n") == 0
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_results_that_cannot_be_saved_say_so_in_one_line(results, tmp_path, monkeypatch):
    monkeypatch.setattr(Results, "write_manifest", refuse)
    with pytest.raises(StorageError) as error:
        results.save(tmp_path / "x")
    assert str(error.value) == f"{tmp_path / 'x'} was not written: No space left on device"
    assert not list(tmp_path.iterdir())


# --- what is added to the tables -------------------------------------------------------------------------------------


def test_whatever_fails_in_a_picture_the_tables_are_published_and_it_is_told_then(tmp_path):
    def draw(_, draft):
        (draft / "figures").mkdir()
        (draft / "figures" / "half.svg").write_text("<svg", encoding="utf-8")
        raise ZeroDivisionError("a bug")

    with pytest.raises(ZeroDivisionError, match="a bug") as error:
        simulate(tmp_path / "x", complete=draw)
    assert error.value.__notes__ == [f"The tables are complete all the same, in {tmp_path / 'x'}."]
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
    assert {path.name for path in (tmp_path / "x").iterdir()} == {
        *("kpis.parquet", "monthly.parquet", "summary.csv", "chances.csv", "manifest.json")
    }
    assert Results.load(tmp_path / "x").replications == 4


def test_a_disk_that_is_full_of_pictures_has_the_tables_all_the_same(tmp_path):
    with pytest.raises(StorageError) as error:
        simulate(tmp_path / "x", complete=refuse)
    assert str(error.value) == (
        f"{tmp_path / 'x'} holds the tables, but figures and report could not be written: No space left on device"
    )
    assert error.value.kept is None
    assert Results.load(tmp_path / "x").replications == 4


# --- what a disk damages ---------------------------------------------------------------------------------------------


def test_the_manifest_lists_every_file_with_its_checksum(tmp_path):
    def draw(_, draft):
        (draft / "figures").mkdir()
        (draft / "figures" / "one.svg").write_text("<svg/>", encoding="utf-8")

    simulate(tmp_path / "x", complete=draw, keep="steps", notes={"title": "A title"})
    manifest = json.loads((tmp_path / "x" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["title"] == "A title"
    files = [path for path in (tmp_path / "x").rglob("*") if path.is_file() and path.name != "manifest.json"]
    assert manifest["files"] == {
        path.relative_to(tmp_path / "x").as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in files
    }


def flipped(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def halved(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


DAMAGE = {
    flipped: r"{name} is not as it was written",
    halved: r"{name} has [\d,]+ bytes, not [\d,]+",
    lambda path: path.unlink(): r"{name} is missing",
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("name", ["kpis.parquet", "monthly.parquet", "summary.csv", "steps.parquet", "events.parquet"])
def test_damage_to_any_table_is_told_with_its_name(damage, name, results, tmp_path):
    folder = results.save(tmp_path / "x")
    damage(folder / name)
    missing = name in {"kpis.parquet", "monthly.parquet"} and not (folder / name).exists()
    message = rf"it lacks {name}" if missing else DAMAGE[damage].format(name=name)
    with pytest.raises(ScenarioError, match=message) as refused:
        Results.load(folder)
    assert str(refused.value).count("\n") == 0


@pytest.mark.parametrize("damage", [halved, flipped, lambda path: path.write_bytes(b"[1, 2]")])
def test_so_is_damage_to_the_manifest(damage, results, tmp_path):
    folder = results.save(tmp_path / "x")
    if damage is flipped:
        text = (folder / "manifest.json").read_text(encoding="utf-8")
        (folder / "manifest.json").write_text(text.replace('"seed"', '"seee"', 1), encoding="utf-8")
    else:
        damage(folder / "manifest.json")
    with pytest.raises(ScenarioError, match=r"manifest\.json is damaged, or of something else"):
        Results.load(folder)


def test_a_cut_table_of_a_run_that_wrote_no_checksums_is_told_too(results, tmp_path):
    folder = results.save(tmp_path / "x")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest.pop("files", None)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    halved(folder / "monthly.parquet")
    with pytest.raises(ScenarioError, match=r"tables as they were written \(monthly\.parquet: "):
        Results.load(folder)
