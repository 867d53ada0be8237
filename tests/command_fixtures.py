"""The command in this process, with a results folder of its own, and a configuration that may be changed."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from own_files import LEVER, SMALL, write

from sim.cli import main
from sim.config import paths
from sim.own_folder import VARIABLE

Said = tuple[int, str, str]


@pytest.fixture
def results(tmp_path, monkeypatch) -> Path:
    """An empty place for results; it does not exist until something is written."""
    folder = tmp_path / "results"
    monkeypatch.setattr(paths, "results", lambda: folder)
    return folder


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A copy of the configuration that may be broken or added to."""
    for name in ("configs", "scenarios"):
        shutil.copytree(paths.home() / name, tmp_path / name)
    monkeypatch.setattr(paths, "home", lambda: tmp_path)
    return tmp_path


@pytest.fixture
def ipc(results, capsys, monkeypatch) -> Callable[..., Said]:
    """The command: gives its exit code and what it wrote to standard output and standard error."""
    monkeypatch.setattr(sys, "argv", ["ipc"])  # a multirun puts Hydra's own words here

    def command(*words: str) -> Said:
        code = main.main(words)
        output = capsys.readouterr()
        return code, output.out, output.err

    return command


@pytest.fixture
def mine(tmp_path, monkeypatch, ipc) -> Path:
    """A folder of one's own, in which the command is called; results go to `results`, as the command's tests have it."""
    monkeypatch.delenv(VARIABLE)
    monkeypatch.chdir(tmp_path)
    assert ipc("init", "mine")[0] == 0
    monkeypatch.chdir(tmp_path / "mine")
    write(tmp_path / "mine" / "scenarios" / "small.yaml", SMALL)
    write(tmp_path / "mine" / "configs" / "lever" / "a_hand_more.yaml", LEVER)
    return tmp_path / "mine"
