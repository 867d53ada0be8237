"""The command as the shell sees it: exit codes, standard error, pipes, and an interruption."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

IPC = Path(sys.executable).parent / "ipc"

#: The command with a results folder of its own; it says "going" when the first replications have been simulated.
ELSEWHERE = """
import contextlib, pathlib, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs start without one
from sim.faces import cli, places, progress
places.results = lambda: pathlib.Path(sys.argv[1])
if sys.argv[2] == "say":
    progress.progress_bar = lambda *_: contextlib.nullcontext(lambda _: print("going", flush=True))
sys.exit(cli.main(sys.argv[3:]))
"""


def start(folder, *words, say="quiet"):
    """Start the command in a process of its own."""
    command = [sys.executable, "-c", ELSEWHERE, str(folder), say, *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_the_shell_sees_success_and_failure():
    good = subprocess.run([IPC, "--help"], capture_output=True, text=True, check=False)
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.startswith("ipc: ")
    bad = subprocess.run([IPC, "rnu"], capture_output=True, text=True, check=False)
    assert (bad.returncode, bad.stdout) == (2, "")
    assert bad.stderr == (
        "command: found 'rnu'; allowed: one of run, show, trace, check; did you mean 'run'? (ipc --help tells more)\n"
    )


def test_what_is_piped_has_no_colours_and_no_progress_bar(tmp_path):
    process = start(tmp_path / "results", "run", "scenario=mm_c", "replications=4", "horizon=300")
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    assert "\x1b" not in out
    assert "\r" not in out
    assert "utilisation.servers" in out, "nothing is cut where no terminal has an edge"


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interruption_ends_quietly_and_leaves_nothing_half_done(workers, tmp_path):
    results = tmp_path / "results"
    process = start(results, "run", "scenario=mm_c", "replications=2000", f"workers={workers}", say="say")
    assert process.stdout.readline() == "going\n"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == "Interrupted; nothing half done was written.\n"
    assert not results.exists() or not list(results.iterdir())


def test_a_reader_who_has_read_enough_is_no_fault():
    process = subprocess.Popen([IPC, "show", "kpis"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout.readline().startswith("plans_completed")
    process.stdout.close()
    assert process.wait(timeout=60) == 0
    assert process.stderr.read() == ""
    process.stderr.close()


def test_help_and_mistakes_are_answered_before_anything_heavy_is_loaded():
    heavy = "print(sorted({'numba', 'pandas', 'hydra', 'matplotlib'} & {*sys.modules}))"
    script = f"import sys; from sim.faces import cli; cli.main(['runn']); {heavy}"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"
