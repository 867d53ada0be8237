"""A folder of one's own: made by `ipc init`, found from within, and beside what is shipped."""

import os
from pathlib import Path

import pytest
from own_files import LEVER, SMALL, team, write

import sim
from sim.cli import init
from sim.config import paths
from sim.own_folder import MARK, VARIABLE, own_folder

# --- made -------------------------------------------------------------------------------------------------------------


def test_what_is_made_is_good_and_says_how_to_go_on(mine, ipc):
    code, out, err = ipc("check", "my_first", "my_first_with_lever")
    assert (code, err) == (0, "")
    assert [line.split(":")[0] for line in out.splitlines()] == ["my_first", "my_first_with_lever"]
    assert sim.load("my_first").notes == sim.load("my_first_with_lever").notes == ()
    page = (mine / "README.md").read_text(encoding="utf-8")
    assert {f"{path.name}/" for path in mine.iterdir() if path.is_dir() and path.name != "configs"} <= {
        word.strip("`:") for word in page.split()
    }
    code, out, _ = ipc("show")
    assert "Board set my_board (My first comparison): stockton_scale_up, my_first, my_first_with_lever" in out
    assert "people_kept_waiting  [people; less is better]" in ipc("show", "kpis")[1]


@pytest.mark.parametrize("there", ["a file", "a folder with something in it", "no folder above it", "nothing said"])
def test_what_is_there_is_left_alone(there, tmp_path, monkeypatch, ipc):
    monkeypatch.chdir(tmp_path)
    words = ["mine"]
    if there == "a file":
        write(tmp_path / "mine", "hello")
    elif there == "nothing said":
        words = []
    elif there == "no folder above it":
        words = ["above/mine"]
    else:
        write(tmp_path / "mine" / "notes.txt", "hello")
    before = sorted(tmp_path.rglob("*"))
    code, out, err = ipc("init", *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("init: found ")
    assert sorted(tmp_path.rglob("*")) == before


def test_an_empty_folder_that_is_there_is_filled_even_the_working_folder(tmp_path, monkeypatch, ipc):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    code, out, _ = ipc("init", ".")
    assert code == 0
    assert "cd " not in out
    assert sorted(path.name for path in Path.cwd().iterdir()) == [
        "README.md",
        "configs",
        MARK,
        "kpis",
        "scenarios",
    ]


@pytest.mark.parametrize("there", [True, False])
def test_where_it_cannot_be_written_nothing_is_left(there, tmp_path, monkeypatch, ipc):
    monkeypatch.chdir(tmp_path)
    if there:
        (tmp_path / "mine").mkdir()
    before, rename = sorted(tmp_path.rglob("*")), os.rename

    def full(source, target):
        if Path(target).name in ("kpis", "mine"):
            raise OSError(28, "No space left on device")
        rename(source, target)

    monkeypatch.setattr(init.os, "rename", full)
    code, out, err = ipc("init", "mine")
    assert (code, out, err) == (4, "", "mine was not made: No space left on device\n")
    assert sorted(tmp_path.rglob("*")) == before


# --- found ------------------------------------------------------------------------------------------------------------


def test_it_is_found_from_below_and_what_is_shipped_is_there_too(mine, monkeypatch):
    monkeypatch.chdir(mine / "configs" / "lever")
    assert own_folder() == mine
    assert team(sim.load("small")) == 4
    assert team(sim.load("mm_c")) == 3
    assert team(sim.load("mm_c", "lever=a_hand_more")) == 4


def test_a_folder_that_merely_holds_scenarios_is_nobodys(tmp_path, monkeypatch, ipc):
    monkeypatch.delenv(VARIABLE)
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "scenarios" / "small.yaml", SMALL)
    write(tmp_path / "kpis" / "bad.py", "raise SystemExit('never run')\n")
    code, _, err = ipc("check", "small")
    assert code == 2
    assert err.startswith("small: scenario: found 'small'; allowed: one of ")


def test_results_go_into_it(mine, monkeypatch):
    monkeypatch.undo()
    monkeypatch.delenv(VARIABLE)
    monkeypatch.chdir(mine / "scenarios")
    assert paths.results() == mine / "results"
    monkeypatch.chdir("/")
    assert paths.results() == paths.home() / "results"


def test_it_can_be_named_from_anywhere(mine, tmp_path, monkeypatch):
    monkeypatch.chdir("/")
    assert own_folder() is None
    monkeypatch.setenv(VARIABLE, str(mine))
    assert team(sim.load("small")) == 4
    monkeypatch.delenv(VARIABLE)
    sim.use(mine)
    try:
        assert team(sim.load("small")) == 4
        sim.use("none")
        monkeypatch.chdir(mine)
        assert own_folder() is None
    finally:
        sim.use(None)
    assert own_folder() == mine
    with pytest.raises(sim.ScenarioError, match=f"folder: found .*; allowed: a folder with {MARK} in it"):
        sim.use(tmp_path)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "gone"))
    with pytest.raises(sim.ScenarioError, match=f"{VARIABLE}: found .*gone'; allowed: a folder with"):
        sim.load("mm_c")


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files here have no owner")
def test_one_of_somebody_else_is_not_run_unless_it_is_named(mine, monkeypatch, ipc):
    owner = (mine / MARK).stat().st_uid
    if owner == 0:
        os.chown(mine / MARK, 1234, -1)
    monkeypatch.setattr(os, "getuid", lambda: 4321)
    code, _, err = ipc("check", "mm_c")
    assert code == 2
    assert (
        f"found 'a file of somebody else'; allowed: a file of your own; or say that you trust the folder: {VARIABLE}="
        in err
    )
    monkeypatch.setenv(VARIABLE, str(mine))
    assert ipc("check", "mm_c", "small")[0] == 0


def test_a_checkout_that_is_marked_is_itself_and_no_clash(home, monkeypatch, ipc):
    write(home / MARK, "")
    monkeypatch.setenv(VARIABLE, str(home))
    assert ipc("check", "mm_c")[0] == 0


# --- clashes ----------------------------------------------------------------------------------------------------------


def test_a_name_is_one_files(mine, ipc):
    write(mine / "scenarios" / "mm_c.yaml", SMALL.replace("mm_c", "payment_delay"))
    write(mine / "configs" / "lever" / "weekly_panel.yaml", LEVER)
    message = "one file of that name; rename yours (scenarios/mm_c.yaml and mine/scenarios/mm_c.yaml)\n"
    assert ipc("check", "mm_c")[2] == f"mm_c: scenarios: found 'mm_c'; allowed: {message}"
    assert f"small: scenarios: found 'mm_c'; allowed: {message}" in ipc("check", "small")[2], "it starts from it"
    assert "weekly_panel" in ipc("check", "payment_delay", "lever=weekly_panel")[2]
    assert ipc("check", "payment_delay")[0] == 0, "what has nothing to do with it goes on"
    code, _, err = ipc("show")
    assert code == 2
    assert f"scenarios: found 'mm_c'; allowed: {message}" in err
    assert "lever: found 'weekly_panel'; allowed: one file of that name" in err


def test_how_a_command_runs_is_not_changed_behind_its_back(mine, ipc):
    write(mine / "configs" / "run.yaml", "replications: 3\n")
    assert "configs: found 'run'; allowed: one file of that name; rename yours" in ipc("check", "small")[2]
