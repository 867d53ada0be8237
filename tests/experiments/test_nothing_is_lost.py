"""A folder is replaced only if we wrote all that it holds; whatever else is there is refused first, and stays as it is."""

import contextlib
import json
import os
from pathlib import Path

import pytest
from programme import programme
from running import run

from sim.experiments import Results, runner
from sim.experiments.errors import StorageError
from sim.experiments.storage.checkpoint import discard, plan_of
from sim.model import ScenarioError, build


@pytest.fixture(scope="module")
def results():
    """Two replications of a programme."""
    return run(build(programme()), replications=2)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "thesis"


def chapters(folder):
    """A folder of the user's own."""
    (folder / "chapters").mkdir(parents=True)
    (folder / "chapters" / "one.tex").write_text("It was a dark and stormy night.", encoding="utf-8")


def a_file(folder):
    folder.write_text("# Thesis", encoding="utf-8")


def a_link(folder):
    elsewhere = folder.with_name("elsewhere")
    chapters(elsewhere)
    folder.symlink_to(elsewhere, target_is_directory=True)


def a_link_to_nothing(folder):
    folder.symlink_to(folder.with_name("gone"))


def a_manifest_of_something_else(folder):
    folder.mkdir()
    (folder / "manifest.json").write_text('{"name": "Thesis", "files": {"one.tex": {}}}', encoding="utf-8")
    (folder / "one.tex").write_text("It was a dark and stormy night.", encoding="utf-8")


def results_with_notes(folder):
    run(build(programme()), replications=1).save(folder)
    (folder / "notes.md").write_text("Ask about the panel.", encoding="utf-8")


def old_results_with_notes(folder):
    """As runs wrote them before they listed their files."""
    results_with_notes(folder)
    forget_the_list(folder)


def results_with_a_folder(folder):
    run(build(programme()), replications=1).save(folder)
    (folder / "mine").mkdir()


def forget_the_list(folder):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest.pop("files", None)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


USERS_OWN = {
    chapters: "holds 'chapters/one.tex' and no manifest.json of a run",
    a_file: "is a file",
    a_link: "is a link",
    a_link_to_nothing: "is a link",
    a_manifest_of_something_else: "holds 'manifest.json' and a damaged or foreign manifest.json",
    results_with_notes: "holds 'notes.md', which no run wrote",
    old_results_with_notes: "holds 'notes.md', which no run wrote",
    results_with_a_folder: "holds 'mine', which no run wrote",
}


def state(root):
    """All that lies below a folder, byte for byte."""
    return {
        path.relative_to(root).as_posix(): os.readlink(path)
        if path.is_symlink()
        else path.read_bytes()
        if path.is_file()
        else None
        for path in sorted(root.rglob("*"))
    }


def saved(folder, results):
    results.save(folder)


def simulated(folder, _):
    run(build(programme()), replications=1, folder=folder)


@pytest.mark.parametrize("write", [saved, simulated])
@pytest.mark.parametrize("users_own", USERS_OWN)
def test_what_no_run_wrote_is_refused_before_anything_is_run_and_stays(
    write, users_own, folder, results, tmp_path, monkeypatch
):
    users_own(folder)
    before = state(tmp_path)
    monkeypatch.setattr(runner, "_simulated", lambda *_: pytest.fail("it was run"))
    with pytest.raises(ScenarioError) as refused:
        write(folder, results)
    assert str(refused.value) == (
        "name: found 'thesis'; allowed: a folder that is new, empty, or holds what an earlier run wrote and nothing else "
        f"({folder} {USERS_OWN[users_own]})"
    )
    assert state(tmp_path) == before


@pytest.mark.parametrize("write", [saved, simulated])
def test_an_empty_folder_is_used_and_results_are_replaced(write, folder, results, tmp_path):
    folder.mkdir()
    write(folder, results)
    (folder / ".DS_Store").write_bytes(b"of a system that somebody looked at it with")
    write(folder, results)
    forget_the_list(folder)  # as of runs before files were listed
    write(folder, results)
    assert Results.load(folder).replications in (1, 2)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis"]


def test_what_comes_meanwhile_is_not_lost_and_the_run_can_go_on(folder, tmp_path):
    def write_notes(*_):
        folder.mkdir(exist_ok=True)
        (folder / "notes.md").write_text("Ask about the panel.", encoding="utf-8")

    with pytest.raises(StorageError) as refused:
        run(build(programme()), replications=2, folder=folder, complete=write_notes)
    partial = tmp_path / "thesis.partial"
    assert str(refused.value) == (
        f"{folder} was not written: {folder} holds 'notes.md' and no manifest.json of a run; "
        f"2 finished replications are kept in {partial}"
    )
    assert refused.value.kept == partial
    assert state(folder) == {"notes.md": b"Ask about the panel."}
    (folder / "notes.md").rename(tmp_path / "notes.md")
    calls = []
    run(build(programme()), replications=2, folder=folder, resume=True, progress=lambda *now: calls.append(now))
    assert calls[0] == (2, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.md", "thesis"]


# --- the folder of an unfinished run ---------------------------------------------------------------------------------


def test_a_folder_of_the_users_own_that_is_named_like_an_unfinished_run_is_refused_and_stays(folder, tmp_path):
    partial = tmp_path / "thesis.partial"
    chapters(partial)
    before = state(tmp_path)
    for resume in (None, True, False):
        with pytest.raises(ScenarioError) as refused:
            run(build(programme()), replications=1, folder=folder, resume=resume)
        assert str(refused.value) == (
            "name: found 'thesis'; allowed: a name beside which nothing of your own ends in .partial "
            f"({partial} holds 'chapters', which no run wrote)"
        )
        assert state(tmp_path) == before


@pytest.mark.parametrize("users_own", [a_file, a_link, a_manifest_of_something_else])
def test_so_is_whatever_else_has_that_name(users_own, folder, tmp_path):
    users_own(tmp_path / "thesis.partial")
    before = state(tmp_path)
    with pytest.raises(ScenarioError, match=r"a name beside which nothing of your own ends in \.partial"):
        run(build(programme()), replications=1, folder=folder)
    assert state(tmp_path) == before


def test_what_comes_into_the_folder_of_an_unfinished_run_stays_when_that_goes(folder, tmp_path):
    partial = tmp_path / "thesis.partial"

    def write_notes(*_):
        (partial / "notes.md").write_text("Ask about the panel.", encoding="utf-8")

    run(build(programme()), replications=1, folder=folder, complete=write_notes)
    assert Results.load(folder).replications == 1
    assert state(partial) == {"notes.md": b"Ask about the panel."}


@pytest.mark.parametrize("removed", range(5))
def test_a_run_that_is_killed_as_it_tidies_up_leaves_no_chunk_without_its_plan(removed, tmp_path, monkeypatch):
    for name in ("chunk-000-0000000-5.npz", "chunk-000-0000005-5.npz", "lock"):
        (tmp_path / name).touch()
    (tmp_path / "plan.json").write_text("{}")
    remove, left = Path.unlink, [removed]

    def killed_in_the_end(path, **how):
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        remove(path, **how)

    monkeypatch.setattr(Path, "unlink", killed_in_the_end)
    with contextlib.suppress(KeyboardInterrupt):
        discard(tmp_path)
    assert plan_of(tmp_path) == {} or not list(tmp_path.glob("chunk-*"))
