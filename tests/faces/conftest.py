"""The command in this process, with a results folder of its own, and a configuration that may be changed."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.faces import cli, places

Said = tuple[int, str, str]


@pytest.fixture
def results(tmp_path, monkeypatch) -> Path:
    """An empty place for results; it does not exist until something is written."""
    folder = tmp_path / "results"
    monkeypatch.setattr(places, "results", lambda: folder)
    return folder


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A copy of the configuration that may be broken or added to."""
    for name in ("configs", "scenarios"):
        shutil.copytree(places.home() / name, tmp_path / name)
    monkeypatch.setattr(places, "home", lambda: tmp_path)
    return tmp_path


@pytest.fixture
def ipc(results, capsys, monkeypatch) -> Callable[..., Said]:
    """The command: gives its exit code and what it wrote to standard output and standard error."""
    monkeypatch.setattr(sys, "argv", ["ipc"])  # a multirun puts Hydra's own words here

    def command(*words: str) -> Said:
        code = cli.main(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command
