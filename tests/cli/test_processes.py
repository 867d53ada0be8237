"""The command as the shell sees it: exit codes, standard error, pipes, and an interruption."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

IPC = Path(sys.executable).parent / "ipc"

#: The command with a results folder of its own; it says "going" when the first replications have been simulated.
ELSEWHERE = """
import contextlib, pathlib, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs start without one
from sim.cli import main, progress
from sim.config import paths
paths.results = lambda: pathlib.Path(sys.argv[1])
if sys.argv[2] == "say":
    progress.progress_bar = lambda _: contextlib.nullcontext(lambda done, _: done and print("going", flush=True))
sys.exit(main.main(sys.argv[3:]))
"""


def start(folder, *words, say="quiet", **how):
    """Start the command in a process of its own."""
    command = [sys.executable, "-c", ELSEWHERE, str(folder), say, *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **how)


def finished(process):
    """The exit code, standard output and standard error of a process."""
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def test_the_shell_sees_success_and_failure():
    good = subprocess.run([IPC, "--help"], capture_output=True, text=True, check=False)
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.startswith("ipc: ")
    bad = subprocess.run([IPC, "rnu"], capture_output=True, text=True, check=False)
    assert (bad.returncode, bad.stdout) == (2, "")
    assert bad.stderr == (
        "command: found 'rnu'; did you mean 'run'? allowed: one of run, show, capacity, trace, check, init, validate, "
        "document, completion (ipc --help tells more)\n"
    )


def test_what_is_piped_has_no_colours_and_no_progress_bar(tmp_path):
    process = start(tmp_path / "results", "run", "scenario=mm_c", "replications=4", "horizon=300")
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    assert "\x1b" not in out
    assert "\r" not in out
    assert "utilisation.servers" in out, "nothing is cut where no terminal has an edge"


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interruption_says_how_to_go_on_and_that_goes_on(workers, tmp_path):
    results = tmp_path / "results"
    words = ("run", "scenario=mm_c", "name=a b", "horizon=200", "replications=400", f"workers={workers}")
    process = start(results, *words, say="say", start_new_session=True)
    assert process.stdout.readline() == "going\n"
    os.killpg(process.pid, signal.SIGINT)  # as the terminal does: every process of the command gets it
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    partial = results / "a b.partial"
    match = re.fullmatch(
        rf"Interrupted after (\d+) of 400 replications, which are kept in {re.escape(str(partial))}\. To go on:\n"
        rf"  ipc run scenario=mm_c 'name=a b' horizon=200 replications=400 workers={workers} resume=true\n",
        err,
    )
    assert match, err
    assert 0 < int(match[1]) < 400
    assert [path.name for path in results.iterdir()] == ["a b.partial"]
    code, _, err = finished(start(results, *words))
    assert (code, err.count("\n")) == (2, 1)
    assert f"the unfinished run in {partial} ({match[1]} replications are done)" in err
    code, out, err = finished(start(results, *words, "resume=true"))
    assert (code, err) == (0, "")
    assert "means of 400 replications" in out
    assert [path.name for path in results.iterdir()] == ["a b"]


def test_an_interruption_before_anything_is_finished_leaves_nothing(tmp_path):
    results = tmp_path / "results"
    process = start(results, "run", "scenario=stockton_scale_up", "replications=1", "horizon=2040-01-01")
    limit = time.monotonic() + 60
    while not list(results.glob("*.partial/plan.json")):
        assert time.monotonic() < limit
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    assert finished(process) == (130, "", "Interrupted; nothing half done was written.\n")
    assert not list(results.iterdir())


def test_a_reader_who_has_read_enough_is_no_fault():
    process = subprocess.Popen([IPC, "show", "kpis"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout.readline().startswith("plans_completed")
    process.stdout.close()
    assert process.wait(timeout=60) == 0
    assert process.stderr.read() == ""
    process.stderr.close()


def test_help_and_mistakes_are_answered_before_anything_heavy_is_loaded():
    heavy = "print(sorted({'numba', 'pandas', 'hydra', 'matplotlib'} & {*sys.modules}))"
    script = f"import sys; from sim.cli import main; main.main(['runn']); {heavy}"
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert output.stdout == "[]\n"
