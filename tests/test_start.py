"""start.py: refuses an old Python in one line, notices a change, passes arguments on."""

import ast
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[1] / "start.py"


@pytest.fixture
def start() -> ModuleType:
    spec = importlib.util.spec_from_file_location("start", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def calls(start, monkeypatch):
    """Collect what would be run and set up, instead of doing it."""
    commands: list[list[str]] = []
    monkeypatch.setattr(start, "call", lambda command, **_: commands.append(command) or 0)
    monkeypatch.setattr(start, "become", start.call)
    monkeypatch.setattr(start, "set_up", lambda level="core": commands.append(["set up", level]))
    return commands


def test_an_old_python_can_parse_it():
    tree = ast.parse(SCRIPT.read_text(), feature_version=(3, 6))
    futures = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    assert futures == []


@pytest.mark.parametrize("version", [(3, 6, 9), (3, 10, 14), (2, 7)])
def test_an_old_python_is_refused_in_one_line(start, version):
    assert start.refusal(version) == f"ipc-rollout needs Python 3.11 or newer; this is {version[0]}.{version[1]}."


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 1), (4, 0)])
def test_a_new_python_is_not_refused(start, version):
    assert start.refusal(version) is None


def test_an_old_python_with_no_other_at_hand_stops_with_that_line(start, calls, monkeypatch, capsys):
    monkeypatch.setattr(start.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(start, "newer_python", lambda: None)
    assert start.main([]) == 1
    assert capsys.readouterr().err == "ipc-rollout needs Python 3.11 or newer; this is 3.9.\n"
    assert calls == []


def test_an_old_python_hands_over_to_a_newer_one(start, calls, monkeypatch):
    monkeypatch.setattr(start.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(start, "newer_python", lambda: "python3.12")
    assert start.main(["show", "x=1"]) == 0
    assert calls == [["python3.12", str(SCRIPT), "show", "x=1"]]


@pytest.mark.parametrize(
    ("given", "passed"),
    [
        ([], []),
        (["show"], ["show"]),
        (["run", "seed=1", "-m"], ["run", "seed=1", "-m"]),
        (["ipc", "test", "--help"], ["test", "--help"]),
    ],
)
def test_arguments_reach_ipc_unchanged(start, calls, given, passed):
    assert start.main(given) == 0
    assert calls == [["set up", "core"], [str(start.BIN / "ipc"), *passed]]


def test_every_check_runs_before_pytest_which_gets_the_arguments(start, calls):
    assert start.main(["test", "-k", "money"]) == 0
    assert calls[0] == ["set up", "dev"]
    assert calls[1:-1] == list(start.CHECKS.values())
    assert calls[-1][1:3] == ["-m", "pytest"]
    assert calls[-1][-2:] == ["-k", "money"]


@pytest.mark.parametrize("failing", ["ruff check", "ruff format", "mypy", "lint-imports"])
def test_one_failed_check_fails_the_whole_but_stops_nothing(start, calls, monkeypatch, capsys, failing):
    monkeypatch.setattr(start, "call", lambda command, **_: calls.append(command) or command == start.CHECKS[failing])
    assert start.main(["test"])
    assert len(calls) == len(start.CHECKS) + 2
    assert f"{failing} FAILED" in capsys.readouterr().out.splitlines()[-1]


def test_failed_tests_fail_the_whole(start, calls, monkeypatch):
    monkeypatch.setattr(start, "call", lambda command, **_: 5 if "pytest" in command else 0)
    assert start.main(["test"]) == 5


@pytest.mark.parametrize(("given", "level"), [([], "core"), (["core"], "core"), (["all"], "all")])
def test_setup_takes_a_level(start, calls, given, level):
    assert not start.main(["setup", *given])
    assert calls == [["set up", level]]


@pytest.mark.parametrize("given", [["none"], ["everything"], ["core", "dev"]])
def test_setup_refuses_what_is_no_level(start, calls, given, capsys):
    assert start.main(["setup", *given]) == 2
    assert capsys.readouterr().err == "setup takes one of: core, dev, all\n"
    assert calls == []


class TestSetUp:
    """What is installed, and when nothing is."""

    @pytest.fixture
    def ran(self, start, monkeypatch, tmp_path):
        """Set up in an empty folder, collecting the commands; making the environment only makes its folder."""
        ran: list[list[str]] = []

        def run(command):
            ran.append(command)
            if "venv" in command:
                Path(start.PYTHON).parent.mkdir(parents=True)
                Path(start.PYTHON).touch()

        (tmp_path / "requirements").mkdir()
        for name in ("core.txt", "dev.txt"):
            (tmp_path / "requirements" / name).write_text("simpy==4.1.2\n")
        (tmp_path / "pyproject.toml").write_text("[project]\n")
        monkeypatch.setattr(start, "ROOT", tmp_path)
        monkeypatch.setattr(start, "REQUIREMENTS", tmp_path / "requirements")
        monkeypatch.setattr(start, "VENV", tmp_path / ".venv")
        monkeypatch.setattr(start, "STAMP", tmp_path / ".venv" / "set-up.txt")
        monkeypatch.setattr(start, "PYTHON", str(tmp_path / ".venv" / "bin" / "python"))
        monkeypatch.setattr(start, "run_or_exit", run)
        monkeypatch.setattr(start.shutil, "which", lambda _: None)
        return ran

    def test_the_first_time_all_is_made_with_hashes_and_the_project_without_dependencies(self, start, ran):
        start.set_up("core")
        venv, build, core, project = ran
        assert venv[1:3] == ["-m", "venv"]
        assert [Path(command[-1]).name for command in (build, core)] == ["build.txt", "core.txt"]
        assert "--require-hashes" in build
        assert "--require-hashes" in core
        assert all("--no-deps" in command for command in (build, core, project))  # what is newer plays no part
        assert all("--no-build-isolation" in command for command in (build, core, project))

    def test_the_second_time_nothing_is_done(self, start, ran):
        start.set_up("core")
        ran.clear()
        start.set_up("core")
        assert ran == []

    def test_a_larger_level_serves_the_smaller(self, start, ran):
        start.set_up("dev")
        ran.clear()
        start.set_up("core")
        assert ran == []

    @pytest.mark.parametrize("name", ["requirements/core.txt", "requirements/dev.txt", "pyproject.toml"])
    def test_a_changed_file_installs_again_into_the_same_environment(self, start, ran, name):
        start.set_up("core")
        ran.clear()
        (start.ROOT / name).write_text("numpy==2.4.6\n")
        start.set_up("core")
        assert [Path(command[-1]).name for command in ran[:2]] == ["build.txt", "core.txt"]

    def test_another_python_makes_the_environment_anew(self, start, ran, monkeypatch):
        start.set_up("core")
        ran.clear()
        monkeypatch.setattr(start.sys, "version_info", (3, 99, 0))
        Path(start.PYTHON).unlink()
        Path(start.PYTHON).parent.rmdir()
        start.set_up("core")
        assert "--clear" in ran[0]

    def test_an_interrupted_installation_is_not_taken_for_a_finished_one(self, start, ran, monkeypatch):
        whole = start.run_or_exit

        def interrupted(command):
            whole(command)
            if command[-1].endswith("core.txt"):
                raise KeyboardInterrupt

        monkeypatch.setattr(start, "run_or_exit", interrupted)
        with pytest.raises(KeyboardInterrupt):
            start.set_up("core")
        monkeypatch.setattr(start, "run_or_exit", whole)
        ran.clear()
        start.set_up("core")
        assert len(ran) == 3

    def test_a_missing_venv_module_is_said_in_one_line(self, start, ran, monkeypatch):
        monkeypatch.setattr(start.importlib.util, "find_spec", lambda _: None)
        with pytest.raises(SystemExit, match=r"^This Python has no venv module\. .*apt install python3-venv$"):
            start.set_up("core")
        assert ran == []

    def test_uv_is_used_where_there_is_one(self, start, ran, monkeypatch):
        monkeypatch.setattr(start.shutil, "which", lambda name: "/usr/bin/uv" if name == "uv" else None)
        start.set_up("core")
        assert {command[0] for command in ran} == {"/usr/bin/uv"}


@pytest.mark.skipif(sys.platform == "win32", reason="stands a script with a #! line in for ipc")
class TestAsACommand:
    """The script itself, in a folder that looks set up, with a few lines standing in for ipc."""

    @pytest.fixture
    def begin(self, start, tmp_path):
        script = tmp_path / "start.py"
        shutil.copy(SCRIPT, script)
        (tmp_path / "pyproject.toml").touch()
        (tmp_path / "requirements").mkdir()
        (tmp_path / ".venv" / "bin").mkdir(parents=True)
        (tmp_path / ".venv" / "bin" / "python").touch()
        line = f"{tmp_path.resolve()} with Python {sys.version_info[0]}.{sys.version_info[1]}"
        digest = start.digest(tmp_path / "pyproject.toml", tmp_path / "requirements")
        (tmp_path / ".venv" / "set-up.txt").write_text("\n".join([line, "core", digest]))

        def begin(ipc: str, *arguments: str) -> subprocess.Popen[str]:
            command = tmp_path / ".venv" / "bin" / "ipc"
            command.write_text(f"#!{sys.executable}\nimport os, signal, sys, time\n{ipc}\n")
            command.chmod(0o755)
            return subprocess.Popen(
                [sys.executable, str(script), *arguments],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )

        return begin

    def test_arguments_go_in_and_the_exit_code_comes_out(self, begin):
        with begin("print(sys.argv[1:]); sys.exit(7)", "show", "people=a b", "") as process:
            assert process.communicate(timeout=30) == ("['show', 'people=a b', '']\n", "")
        assert process.returncode == 7

    def test_it_becomes_the_command_so_that_a_shell_sees_how_that_ended(self, begin):
        with begin("print(os.getpid(), flush=True); os.kill(os.getpid(), signal.SIGTERM)") as process:
            assert process.communicate(timeout=30) == (f"{process.pid}\n", "")
        assert process.returncode == -signal.SIGTERM

    @pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
    def test_a_signal_to_end_reaches_the_command(self, begin, name):
        listening = f"""
signal.signal(signal.{name}, lambda number, _: sys.exit(128 + number))
print("begun", flush=True)
time.sleep(60)
"""
        with begin(listening) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "begun\n"
            process.send_signal(signal.Signals[name])
            assert process.communicate(timeout=30) == ("", "")
        assert process.returncode == 128 + signal.Signals[name]

    def test_ctrl_c_lets_the_command_end_and_exits_130_without_a_traceback(self, begin):
        saving = """
try:
    print("begun", flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    time.sleep(1)
    print("saved")
    sys.exit(130)
"""
        with begin(saving) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "begun\n"
            os.killpg(process.pid, signal.SIGINT)
            assert process.communicate(timeout=30) == ("saved\n", "")
        assert process.returncode == 130
