"""One odd file among the scenarios, or an odd name on the way to them, stops nothing else."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.config import paths
from sim.config.load import load

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A copy of a small part of the configuration."""
    shutil.copytree(paths.home() / "configs", tmp_path / "configs", ignore=shutil.ignore_patterns("board"))
    (tmp_path / "configs" / "board").mkdir()
    (tmp_path / "scenarios").mkdir()
    shutil.copy(paths.home() / "scenarios" / "mm_c.yaml", tmp_path / "scenarios")
    monkeypatch.setattr(paths, "home", lambda: tmp_path)
    return tmp_path


def _cp1252(file):
    file.write_bytes("# @package _global_\nlabel: It costs £5\n".encode("cp1252"))


def _utf16(file):
    file.write_bytes("# @package _global_\nlabel: x\n".encode("utf-16"))


ODD = {
    "bytes of another encoding": (_cp1252, "line 2: found b'\\xa3'; allowed: text in UTF-8"),
    "two bytes a letter": (_utf16, "line 1: found b'\\xff'; allowed: text in UTF-8"),
    "a link to itself": (lambda file: file.symlink_to(file.name), "allowed: a file that can be read"),
    "a link to nowhere": (lambda file: file.symlink_to("nowhere"), "allowed: a file that can be read"),
    "a folder": (lambda file: file.mkdir(), "allowed: a file that can be read"),
    "nothing at all": (lambda file: file.touch(), "line 1: found nothing; allowed: the line"),
    "bytes that are no text": (lambda file: file.write_bytes(b"# @package _global_\nx: \0\n"), "allowed: valid YAML"),
    "a value within itself": (lambda file: file.write_text("# @package _global_\nx: &a [*a]\n"), "hold itself"),
    "a list": (lambda file: file.write_text("# @package _global_\n- a\n"), "allowed: a mapping"),
}


@pytest.mark.parametrize(("make", "message"), ODD.values(), ids=ODD)
def test_an_odd_file_is_told_in_one_line_and_the_others_work(make, message, home, ipc):
    make(home / "scenarios" / "odd.yaml")
    for words in (["check"], ["show"]):
        code, out, err = ipc(*words)
        assert code == 2
        assert "mm_c" in out
        assert err.startswith("odd: ")
        assert message in err
        assert err.count("\n") == 1
    assert ipc("check", "mm_c")[::2] == (0, "")
    assert ipc("run", "scenario=odd")[0] == 2


@pytest.mark.parametrize(("make", "message"), ODD.values(), ids=ODD)
def test_an_odd_lever_or_board_is_told_in_one_line(make, message, home, ipc):
    make(home / "configs" / "lever" / "odd.yaml")
    assert ipc("check", "mm_c")[::2] == (0, "")
    code, _, err = ipc("check", "mm_c", "lever=odd")
    assert (code, err.count("\n")) == (2, 1)
    assert message in err
    make(home / "configs" / "board" / "odd.yaml")
    for words in (["check"], ["show"]):
        code, out, err = ipc(*words)
        assert code == 2
        assert "mm_c" in out
        assert err.startswith("board odd: ")
        assert len({line.split(":")[0] for line in err.splitlines()}) == 1


@pytest.mark.parametrize("name", ["it's", "a b", "Größe", "日本", "a#b", "a$b", "a.b", "2018", "null", "a@b", "a{b"])
def test_a_scenario_may_have_any_name_that_a_file_can_have(name, home, ipc):
    shutil.copy(home / "scenarios" / "mm_c.yaml", home / "scenarios" / f"{name}.yaml")
    assert load(name).mapping["resources"] == load("mm_c").mapping["resources"]
    assert ipc("show")[::2] == (0, "")
    assert ipc("check", name)[::2] == (0, "")


@pytest.mark.parametrize(
    ("defaults", "message"),
    [
        (
            "[/pathway: [ipc, ipcc]]",
            "found 'pathway/ipcc'; did you mean 'ipc'? allowed: a file of pathway: cohorts_in_turn, ",
        ),
        ("[mmc]", "found 'scenarios/mmc'; did you mean 'mm_c'? allowed: a file of scenarios: mm_c, odd"),
        ("[odd]", "found 'odd'; allowed: defaults that do not lead back to the scenario itself"),
        ("[/pathwy: ipc]", "found 'pathwy/ipc'; allowed: a file that is there"),
        ("5", "found 'odd'; allowed: files that can be put together: Invalid defaults list"),
    ],
)
def test_what_a_scenario_starts_from_has_to_be_there(defaults, message, home, ipc):
    (home / "scenarios" / "odd.yaml").write_text(f"# @package _global_\ndefaults: {defaults}\n")
    code, _, err = ipc("check", "odd")
    assert (code, err.count("\n")) == (2, 1)
    assert f"odd: defaults: {message}" in err


def test_a_name_that_looks_like_a_reference_is_told_where_it_is_used(home, ipc):
    shutil.copy(home / "scenarios" / "mm_c.yaml", home / "scenarios" / "a${b}.yaml")
    code, _, err = ipc("check", "a${b}")
    assert (code, err.count("\n")) == (2, 1)
    assert "the name of a scenario without ${" in err
    assert ipc("check", "mm_c")[0] == 0


@pytest.mark.parametrize("name", ["it's # a, ${b 日本"])
def test_a_checkout_may_lie_anywhere(name, tmp_path):
    home = tmp_path / name
    for part in ("sim", "configs"):
        shutil.copytree(REPOSITORY / part, home / part)
    (home / "scenarios").mkdir()
    shutil.copy(REPOSITORY / "scenarios" / "mm_c.yaml", home / "scenarios")
    script = (
        "import sys; from sim.cli.main import main\n"
        "few = ['scenario=mm_c', 'replications=1', 'horizon=9', 'crosscheck=0', 'engine=reference']\n"
        "sys.exit(main(['check', 'mm_c']) or main(['run', '-m', *few, 'resources.servers.team=2,3']))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(home), "HYDRA_FULL_ERROR": "1"}
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    record = json.loads((home / "results" / "multirun" / "sweep.json").read_text(encoding="utf-8"))
    assert [combination["keys"]["resources.servers.team"] for combination in record["combinations"]] == [2, 3]
