"""What a comparison tells while it runs: before its end, beside its answer, and in agreement with it."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.cli import first, run
from sim.config.load import load
from sim.experiments import Results
from sim.reporting.summary import mean_words

ROOT = Path(__file__).parents[2]
PAIR = ("run", "scenarios=[stockton_scale_up,stockton_weekly_panel]", "name=x", "crosscheck=0")
HEAD = "On 31 March 2019: first results, from 20 of {} replications; no intervals yet"
#: The command with a results folder of its own; it waits for nothing before it shows a bar, and tells what it has.
SCRIPT = """
import pathlib, sys
from sim.cli import first, main, progress
from sim.config import paths
folder = pathlib.Path(sys.argv.pop(1))
paths.results = lambda: folder
first.PATIENCE = progress.PATIENCE = -1
sys.exit(main.main())
"""
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals and signals")


@pytest.fixture
def impatient(monkeypatch):
    """A command that tells what it has, however soon it will be done."""
    monkeypatch.setattr(first, "PATIENCE", -1)


def start(folder, *words, **how):
    """Start the command in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **how.pop("env", {})}
    return subprocess.Popen([sys.executable, "-c", SCRIPT, str(folder), *words], env=environment, **how)


def rows_of(results):
    """The rows of the table that the first twenty replications give, as lists of words."""
    rows = []
    for scenario in results.scenarios:
        kpis = results.only(["plans_completed", "budgets_counted"])
        mine = kpis[(kpis["scenario"] == scenario.name) & (kpis["who"] == "all") & (kpis["replication"] < 20)]
        means = mine.groupby("kpi", observed=True)["value"].mean()
        rows.append(
            [*scenario.label.split(), *(mean_words(means[kpi]) for kpi in ("plans_completed", "budgets_counted"))]
        )
    return [*rows, ["Hoped", "for", "2,000", "400"]]


def test_they_are_the_means_of_the_first_twenty_and_only_progress(ipc, results, impatient):
    code, out, err = ipc(*PAIR, "replications=60", "workers=1")
    assert code == 0
    assert "first results" not in out
    assert "means of 60 replications" in out
    assert err.count(HEAD.format(60)) == 1
    lines = [line.split() for line in err.splitlines()]
    for row in rows_of(Results.load(results / "x")):
        assert row in lines
    assert "\x1b" not in err
    assert "\r" not in err
    assert not [line for line in err.splitlines() if line != line.rstrip()]


def test_short_runs_tell_none(ipc, monkeypatch):
    words = ("run", "scenarios=[mm_c,payment_delay]", "horizon=100", "workers=1", "crosscheck=0", "name=x")
    monkeypatch.setattr(first, "PATIENCE", 1000.0)
    assert ipc(*words, "replications=60")[2] == "", "since it is over soon"
    monkeypatch.setattr(first, "PATIENCE", -1)
    assert ipc(*words, "replications=59")[2] == "", "since it has no third block"
    assert "from 20 of 60 replications" in ipc(*words, "replications=60")[2]


def test_one_scenario_alone_and_each_of_a_sweep_tell_none(ipc, impatient):
    words = ("scenario=mm_c", "horizon=100", "replications=60", "workers=1", "crosscheck=0", "name=x")
    assert ipc("run", *words)[2] == ""
    assert "first results" not in "".join(ipc("run", "-m", *words, "resources.servers.team=3,4")[1:])


def test_as_many_as_it_takes_are_not_a_number(ipc, impatient):
    code, _, err = ipc(*PAIR, "precision=90%", "max_replications=200", "workers=1")
    assert code == 0
    assert "first results, from 20 of 200 or more replications; no intervals yet" in err


def test_whoever_did_not_say_how_many_is_told_why_so_many(ipc, monkeypatch):
    monkeypatch.setattr(run, "BOARD_REPLICATIONS", 3)
    words = ("run", "scenarios=[mm_c,payment_delay]", "horizon=100", "workers=1", "crosscheck=0", "name=x")
    err = ipc(*words)[2]
    assert err.startswith("Simulating each of 2 scenarios 3 times (3 replications), each time with chance drawn anew")
    assert err.count("\n") == 1
    assert ipc(*words, "replications=3")[2] == ""


def test_the_reason_is_true_of_what_is_run():
    pair = [sim.load("stockton_scale_up"), sim.load("stockton_weekly_panel")]
    assert first.how_many(pair, 200).endswith(
        "each time with chance drawn anew and other values of what is not well known: 20 would tell neither how "
        "sure a mean is nor how a bad case, one in twenty, turns out."
    )
    scenarios = [load(scenario.name, "uncertainty=off") for scenario in pair]
    assert first.how_many(scenarios, 200).endswith(
        "chance drawn anew: 20 would tell too little of how a bad case, one in twenty, turns out."
    )


@posix
def test_a_run_that_is_killed_after_them_goes_on_and_tells_them_again(tmp_path):
    narrow = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}  # as in a container without a locale
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "env": narrow}
    words = (*PAIR, "replications=200")
    with start(tmp_path, *words, start_new_session=True, **pipes) as process:
        while HEAD.format(200) not in (line := process.stderr.readline()):
            assert line
            assert line.isascii()
        os.killpg(process.pid, signal.SIGKILL)
        assert process.stdout.read() == ""
    assert list((tmp_path / "x.partial").glob("chunk-*.npz"))
    with start(tmp_path, *words, "resume=true", **pipes) as process:
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0
    assert "means of 200 replications" in out
    assert err.isascii()
    lines = [line.strip("|").replace("|", " ").split() for line in err.splitlines()]
    assert [row for row in rows_of(Results.load(tmp_path / "x")) if row not in lines] == []


@posix
def test_results_do_not_depend_on_a_closed_error_stream(tmp_path):
    words = ("run", "scenarios=[mm_c,payment_delay]", "horizon=100", "crosscheck=0", "name=x", "replications=60")
    shell = ["sh", "-c", 'exec "$@" 2>&-', "sh", sys.executable, "-c", SCRIPT, str(tmp_path), *words]
    done = subprocess.run(shell, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"first results" not in done.stdout


@posix
def test_a_bar_on_the_screen_and_the_lines_leave_each_other_whole(tmp_path):
    import pty  # not on Windows
    import termios

    ours, its = pty.openpty()
    termios.tcsetwinsize(its, (40, 100))
    words = (*PAIR, "replications=60", "workers=1")
    kind = {"TERM": "xterm-256color"}
    with start(tmp_path, *words, stdin=its, stdout=its, stderr=its, env=kind, start_new_session=True) as process:
        os.close(its)
        got = b""
        while True:
            try:
                some = os.read(ours, 65536)
            except OSError:  # as Linux tells that nobody has the other end any more
                break
            if not some:
                break
            got += some
    os.close(ours)
    assert process.returncode == 0
    screen = seen(got.decode())
    assert "Simulating" in got.decode(), "there was a bar"
    assert not [line for line in screen if "Simulating" in line], "and it is gone"
    start_of = screen.index(HEAD.format(60))
    rows = [line.split() for line in screen[start_of:]]
    for row in rows_of(Results.load(tmp_path / "x")):
        assert row in rows
    assert screen.index("The complete comparison, with intervals, follows.") < next(
        at for at, line in enumerate(screen) if "means of 60 replications" in line
    )


def seen(text):
    """The lines that a terminal shows after what was written to it, as far as bars use one: moves up, and lines erased."""
    lines, row, column = [""], 0, 0
    for part in re.findall(r"\x1b\[[\d;?]*[A-Za-z]|\r|\n|[^\x1b\r\n]+", text):
        if part == "\n":
            row += 1
            lines += [""] * (row + 1 - len(lines))
        elif part == "\r":
            column = 0
        elif part.startswith("\x1b["):
            if part[-1] == "A":
                row = max(0, row - int(part[2:-1] or 1))
            elif part == "\x1b[2K":
                lines[row] = ""
        else:
            line = lines[row].ljust(column)
            lines[row] = line[:column] + part + line[column + len(part) :]
            column += len(part)
    return [line.rstrip() for line in lines]
