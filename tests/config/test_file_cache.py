"""Files of configuration are read once, and again when they have changed."""

import shutil

import pytest

from sim.config import file_cache, paths
from sim.config.load import load
from sim.model import ScenarioError


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A configuration of one's own, and the files that are read from it, one after another."""
    for name in ("configs", "scenarios"):
        shutil.copytree(paths.home() / name, tmp_path / name)
    monkeypatch.setattr(paths, "home", lambda: tmp_path)
    read = []
    read_yaml = file_cache.read_yaml

    def noted(file):
        read.append(file.relative_to(tmp_path).with_suffix("").as_posix())
        return read_yaml(file)

    monkeypatch.setattr(file_cache, "read_yaml", noted)
    return read


def test_what_scenarios_share_is_read_once(files):
    load("stockton_scale_up")
    assert "configs/pathway/ipc" in files
    files.clear()
    load("stockton_weekly_panel")
    assert files == ["scenarios/stockton_weekly_panel", "configs/lever/weekly_panel"]


def test_a_file_that_changes_is_read_again(files):
    before = load("mm_c")
    file = paths.scenarios() / "mm_c.yaml"
    file.write_text(file.read_text().replace("seed: ", "seed: 1"))
    assert load("mm_c").seed != before.seed


def test_what_is_made_of_a_file_changes_nothing_in_it(files):
    before = load("mm_c")
    assert load("mm_c", "seed=12345").seed == 12345
    assert load("mm_c") == before


def test_a_file_that_is_broken_is_told_each_time(files):
    (paths.scenarios() / "mm_c.yaml").write_text("# @package _global_\nseed: [1\n")
    messages = []
    for _ in range(2):
        with pytest.raises(ScenarioError, match=r"mm_c\.yaml, line") as refused:
            load("mm_c")
        messages.append(str(refused.value))
    assert messages[0] == messages[1]
