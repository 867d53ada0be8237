"""What is installed works for somebody who has no checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("hatchling")
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """The wheel, unpacked as an installer does."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_a_folder_of_ones_own_is_made_and_found(installed, tmp_path):
    environment = {key: value for key, value in os.environ.items() if key not in ("IPC_HOME", "PYTHONPATH")}

    def ipc(folder, *words):
        command = [sys.executable, "-m", "sim.cli.main", *words]
        how = {"cwd": folder, "env": {**environment, "PYTHONPATH": str(installed)}, "timeout": 120}
        done = subprocess.run(command, **how, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    code, out, err = ipc(tmp_path, "init", "mine")
    assert (code, err) == (0, "")
    assert out.startswith("mine is yours")
    code, out, err = ipc(tmp_path / "mine" / "scenarios", "check", "my_first", "my_first_with_lever", "mm_c")
    assert (code, err) == (0, "")
    assert out.count(": good (") == 3
    assert "people_kept_waiting" in ipc(tmp_path / "mine", "show", "kpis")[1]
    assert ipc(tmp_path, "check", "my_first")[0] == 2, "elsewhere it is not known"
