"""The requirements are pinned by hash and name no host and no folder."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "requirements"
FILES = sorted(FOLDER.glob("*.txt"))
ADDRESS = re.compile(r"https?:|file:|git\+|--(extra-)?index-url|--find-links|(^|\s)(/|~/|[A-Za-z]:\\)")


def requirements(path: Path) -> list[str]:
    """Return each requirement of a file as one line, comments left out."""
    lines = [line for line in path.read_text().splitlines() if not line.lstrip().startswith("#")]
    return [line for line in "\n".join(lines).replace("\\\n", " ").splitlines() if line.strip()]


def pins(path: Path) -> set[str]:
    return {line.split("--hash")[0].strip() for line in requirements(path)}


def test_there_is_a_file_for_each_level():
    assert [path.stem for path in FILES] == ["all", "build", "core", "dev"]


@pytest.mark.parametrize("path", [*FILES, FOLDER / "build.in"], ids=lambda path: path.name)
def test_no_address_is_named(path):
    named = [line for line in path.read_text().splitlines() if ADDRESS.search(line)]
    assert named == []


@pytest.mark.parametrize(
    "line",
    [
        "simpy @ https://example.org/simpy.whl",
        "-e file:///home/someone/simpy",
        "--extra-index-url example.org",
        "    # via -r /home/someone/core.in",
        r"-r C:\core.in",
    ],
)
def test_an_address_would_be_seen(line):
    assert ADDRESS.search(line)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_line_is_one_version_with_its_hashes(path):
    pinned = re.compile(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==\S+( ; [^#]+?)?(\s+--hash=sha256:[0-9a-f]{64})+")
    loose = [line for line in requirements(path) if not pinned.fullmatch(line.strip())]
    assert loose == []


@pytest.mark.parametrize(("smaller", "larger"), [("build", "core"), ("core", "dev"), ("dev", "all")])
def test_each_level_holds_the_one_before(smaller, larger):
    names = [{pin.split(" ;")[0] for pin in pins(FOLDER / f"{level}.txt")} for level in (smaller, larger)]
    assert names[0] <= names[1]


def test_git_ignores_the_lock_files_that_record_addresses():
    ignored = (FOLDER.parent / ".gitignore").read_text().splitlines()
    assert {"uv.lock", "pylock.toml"} <= set(ignored)
