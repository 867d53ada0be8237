"""Where the command writes: nothing that it did not write is lost, no two runs share a folder, and what fails is told."""

import errno
import json
import shutil
import sys
from pathlib import Path

import pytest

from sim.cli import main, validate
from sim.cli import run as run_module
from sim.cli.run import names_folder
from sim.config import paths
from sim.experiments import Results
from sim.experiments.storage.lock import locked

QUEUE = ("scenario=mm_c", "horizon=60", "replications=1")
SWEEP = ("run", "-m", *QUEUE, "resources.servers.team=3,4", "name=a sweep")
ALLOWED = "a folder that is new, empty, or holds what an earlier run wrote and nothing else"


def state(root):
    """All that lies below a folder, byte for byte."""
    return {path.relative_to(root).as_posix(): path.is_file() and path.read_bytes() for path in root.rglob("*")}


@pytest.fixture
def nothing_runs(monkeypatch):
    monkeypatch.setattr(run_module, "run_and_write", lambda *_, **__: pytest.fail("it was run"))


def refused(answer):
    """The one line of a refusal."""
    code, out, err = answer
    assert (code, out, err.count("\n")) == (2, "", 1), answer
    return err.removesuffix("\n")


# --- a run -----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("nothing_runs")
def test_a_run_does_not_take_the_name_of_what_is_the_users_own(ipc, results):
    (results / "thesis").mkdir(parents=True)
    (results / "thesis" / "one.tex").write_text("It was a dark and stormy night.", encoding="utf-8")
    (results / "README.md").write_text("# Results", encoding="utf-8")
    before = state(results)
    for name, problem in (("thesis", "holds 'one.tex' and no manifest.json of a run"), ("README.md", "is a file")):
        message = refused(ipc("run", *QUEUE, f"name={name}"))
        assert message == f"name: found '{name}'; allowed: {ALLOWED} ({results / name} {problem})"
    assert state(results) == before


def test_a_run_replaces_an_earlier_one_but_not_what_was_put_beside_the_report(ipc, results):
    assert ipc("run", *QUEUE, "name=x")[0] == 0
    assert ipc("run", *QUEUE, "name=x", "seed=5")[0] == 0
    (results / "x" / "figures" / "mine.svg").write_text("<svg/>", encoding="utf-8")
    before = state(results)
    assert refused(ipc("run", *QUEUE, "name=x")).endswith(
        f"({results / 'x'} holds 'figures/mine.svg', which no run wrote)"
    )
    assert state(results) == before


@pytest.mark.parametrize("name", ["界" * 100, "界" * 67, "x" * 101], ids=["both", "bytes", "letters"])
def test_a_name_that_a_disk_cannot_hold_is_refused(name, ipc, results):
    message = refused(ipc("run", *QUEUE, f"name={name}"))
    assert message.startswith("name: found '")
    assert message.endswith("at most 100, not ending in .partial, and at most 200 bytes")
    assert not results.exists()


def test_a_name_in_any_letters_is_one(ipc, results):
    assert ipc("run", *QUEUE, f"name={'界' * 66}")[0] == 0
    assert [path.name for path in results.iterdir()] == ["界" * 66]


def test_results_that_cannot_be_written_are_told_with_the_way_on(ipc, results, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Results, "write_manifest", refuse)
    code, out, err = ipc("run", *QUEUE, "name=x")
    assert (code, out) == (4, "")
    partial = results / "x.partial"
    assert err == (
        f"{results / 'x'} was not written: No space left on device; 1 finished replications are kept in {partial}. "
        "To go on:\n  ipc run scenario=mm_c horizon=60 replications=1 name=x resume=true\n"
    )


def test_a_place_that_cannot_be_written_to_is_found_out_first(ipc, results):
    results.write_text("no folder", encoding="utf-8")
    for words in (("run", *QUEUE, "name=x"), SWEEP):
        message = refused(ipc(*words))
        assert message.startswith("results: found '")
        assert f"allowed: a folder that can be written to ({results}" in message


def test_a_picture_that_fails_costs_no_numbers(ipc, results, monkeypatch):
    def no_ink(*_):
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("sim.reporting.report.write_report", no_ink)
    with pytest.raises(ZeroDivisionError, match="a bug"):
        ipc("run", *QUEUE, "name=x")
    assert [path.name for path in results.iterdir()] == ["x"]
    assert Results.load(results / "x").replications == 1
    assert ipc("show", "results", "x")[0] == 0
    monkeypatch.undo()


# --- names that are made ---------------------------------------------------------------------------------------------


def name_of_folder(*changes, names=("mm_c",), words=("scenario=mm_c",)):
    return names_folder(names, words, changes)


def test_what_can_be_read_off_a_name_is_its_name():
    assert name_of_folder("resources.servers.team=4") == "mm_c_resources.servers.team-4"
    assert (
        name_of_folder("resources.servers.team=4", "lever=weekly_panel")
        == "mm_c_resources.servers.team-4,lever-weekly_panel"
    )


def test_runs_that_differ_never_share_a_folder():
    dated = [f"resources.servers.changes={{2018-0{month}-01: {{team: {team}}}}}" for month in (1, 2) for team in (4, 5)]
    long = [f"label={'x' * 200}{end}" for end in "ab"]
    others = ["a=1", "a=-1", "a=+1", "a= 1", "a=1.", "a=.1", "+a=1", "a='1'", "a=[1]", "a=é", "a=è", "a=1,b=2", "a.b=1"]
    folders = [name_of_folder(change) for change in (*dated, *long, *others)] + [
        name_of_folder("a=1", "b=2"),
        name_of_folder("a=1", "b=-2"),
    ]
    folders += [name_of_folder("a=-1", "b=2"), name_of_folder("a=-1,b=2")]
    folders += [name_of_folder(names=names, words=["scenarios=[...]"]) for names in (["a_vs_b", "c"], ["a", "b_vs_c"])]
    many = [f"stockton_with_lever_{number}" for number in range(10)]
    folders += [names_folder(some, ["scenarios=[...]"]) for some in (many, [*many[:9], "mm_c"])]
    folders += [name_of_folder(), name_of_folder(names=["board_x"]), names_folder(["a", "b"], ["board=x"])]
    folders += [name_of_folder(names=["a_vs_b"]), name_of_folder(names=["a", "b"], words=["scenarios=[a,b]"])]
    folders += [
        name_of_folder(names=["界" * 80]),
        name_of_folder(names=["界" * 81]),
        name_of_folder(names=["x.partial"]),
        name_of_folder(names=["it's"]),
    ]
    assert len(set(folders)) == len(folders)
    assert all(run_module.folder_name(name) == name for name in folders)


def test_two_runs_with_long_changes_lie_side_by_side(ipc, results):
    for end in "ab":
        assert ipc("run", *QUEUE, f"label={'x' * 120}{end}")[0] == 0
    labels = [Results.load(path).baseline.label[-1] for path in results.iterdir()]
    assert sorted(labels) == ["a", "b"]


# --- a sweep ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("nothing_runs")
@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("one.tex", "a sweep holds 'one.tex' and no sweep.json of a sweep"),
        ("000/one.tex", "a sweep holds '000' and no sweep.json of a sweep"),
        ("sweep.csv", "a sweep holds 'sweep.csv' and no sweep.json of a sweep"),
        ("sweep.json", "a sweep holds 'sweep.json' and a damaged or foreign sweep.json"),
    ],
)
def test_a_sweep_does_not_write_into_what_is_the_users_own(path, message, ipc, results):
    file = results / "a sweep" / path
    file.parent.mkdir(parents=True)
    file.write_text("It was a dark and stormy night.", encoding="utf-8")
    before = state(results)
    assert refused(ipc(*SWEEP)) == f"name: found 'a sweep'; allowed: {ALLOWED} ({results}/{message})"
    assert state(results) == before


@pytest.fixture(scope="module")
def four_combinations(tmp_path_factory):
    """The folder of a sweep of four combinations, of which a smaller one would replace two and remove two."""
    root = tmp_path_factory.mktemp("swept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["ipc"])
        patch.setattr(paths, "results", lambda: root)
        assert main.main(["run", "-m", *QUEUE, "resources.servers.team=3,4,5,6", "name=a sweep"]) == 0
    return root / "a sweep"


@pytest.fixture
def swept(four_combinations, results):
    """The same, to do with as one likes."""
    return Path(shutil.copytree(four_combinations, results / "a sweep"))


@pytest.mark.parametrize("path", ["001/notes.md", "003/notes.md", "007/notes.md", "002.partial/notes.md"])
def test_nor_into_a_combination_that_holds_something_of_the_users_own(path, ipc, swept):
    (swept / path).parent.mkdir(exist_ok=True)
    (swept / path).write_text("Ask about the panel.", encoding="utf-8")
    before = state(swept)
    message = refused(ipc(*SWEEP))
    assert message.startswith(
        f"name: found 'a sweep'; allowed: {ALLOWED} ({swept / path.split('/')[0]} holds 'notes.md'"
    )
    assert state(swept) == before


def test_a_smaller_sweep_removes_what_a_larger_one_left_and_nothing_else(ipc, swept):
    (swept / "notes.md").write_text("Ask about the panel.", encoding="utf-8")
    (swept / "chapters").mkdir()
    assert ipc(*SWEEP)[0] == 0
    assert sorted(path.name for path in swept.iterdir()) == [
        *("000", "001", "chapters", "multirun.yaml", "notes.md", "sweep.json")
    ]


def test_a_run_does_not_replace_a_sweep_nor_a_sweep_a_run(ipc, swept, results):
    before = state(swept)
    assert refused(ipc("run", *QUEUE, "name=a sweep")).endswith("and no manifest.json of a run)")
    assert state(swept) == before
    assert ipc("run", *QUEUE, "name=x")[0] == 0
    before = state(results)
    assert refused(ipc("run", "-m", *QUEUE, "name=x")).endswith("and no sweep.json of a sweep)")
    assert state(results) == before


@pytest.mark.parametrize("resume", [(), ("resume=true",)])
def test_one_sweep_is_run_by_one_process_at_a_time(resume, ipc, swept):
    before = state(swept)
    with locked(swept / "lock"):
        message = refused(ipc(*SWEEP, *resume))
    assert message.startswith("name: found 'a sweep'; allowed: a name whose sweep has ended (process ")
    assert message.endswith(f" is writing {swept})")
    (swept / "lock").unlink()
    assert state(swept) == before
    assert ipc(*SWEEP, *resume)[0] == 0
    assert not (swept / "lock").exists()


def test_a_sweep_of_which_nothing_is_done_leaves_nothing(ipc, results, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.cli.multirun.run_and_write", interrupted)
    assert ipc(*SWEEP)[0] == 130
    assert not list(results.iterdir())


def test_what_a_combination_cannot_write_ends_the_sweep_in_one_line(ipc, results, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Results, "write_manifest", refuse)
    code, _, err = ipc(*SWEEP)
    assert code == 4
    assert err.startswith(f"{results / 'a sweep' / '000'} was not written: No space left on device; 1 finished replic")
    assert err.endswith("'name=a sweep' resume=true\n")


# --- a validation ----------------------------------------------------------------------------------------------------


def test_a_validation_does_not_take_the_folder_of_somebody_else(ipc, results, monkeypatch):
    monkeypatch.setattr(validate, "validated", lambda *_, **__: pytest.fail("it was run"))
    file = results / "validation" / "validation.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"mine": True}), encoding="utf-8")
    message = refused(ipc("validate"))
    assert message.endswith(f"({file.parent} holds 'validation.json' and a damaged or foreign validation.json)")
    assert state(results) == {"validation": False, "validation/validation.json": b'{"mine": true}'}
