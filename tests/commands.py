"""The command in a process of its own, as a shell starts it, with a results folder of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]

#: It says "going" whenever replications have been simulated, if it is to say so.
SCRIPT = """
import contextlib, pathlib, sys
folder, says = sys.argv[1:3]
sys.argv[1:3] = []
from sim.cli import main
from sim.config import paths
paths.results = lambda: pathlib.Path(folder)
if says == "says":
    from sim.cli import progress
    progress.progress_bar = lambda _: contextlib.nullcontext(lambda done, _: done and print("going", flush=True))
sys.exit(main.main())
"""


def hear_signals():
    """As from a terminal: what a shell has in the background, and what it starts with `nohup`, starts with some ignored."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@contextmanager
def command(folder, *words, says=False, shell='exec "$@"', **how) -> Iterator[subprocess.Popen]:
    """Start the command; whatever is left of it at the end of the block is killed."""
    arguments = ["sh", "-c", shell, "sh", sys.executable, "-c", SCRIPT, str(folder), "says" if says else "", *words]
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    how = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **how}
    how["preexec_fn"] = None if sys.platform == "win32" else hear_signals
    how["env"] = {**os.environ, "PYTHONPATH": path, **how.get("env", {})}
    with subprocess.Popen(arguments, start_new_session=True, **how) as process:
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def finished(process, timeout=120):
    """The exit code, standard output and standard error of a command, once nobody holds these any more."""
    out, err = process.communicate(timeout=timeout)
    return process.returncode, out, err


def left_of(process):
    """The processes of a command that are alive, without itself."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,pgid=,stat=,args="], capture_output=True, text=True, check=True
    )
    rows = [row.split(maxsplit=3) for row in listed.stdout.splitlines()]
    return [row[3] for row in rows if row[1] == str(process.pid) != row[0] and "Z" not in row[2]]


def semaphores_of(process):
    """The semaphores that a command made and that are still there, where the system shows them as files."""
    return sorted(Path("/dev/shm").glob(f"sem.loky-{process.pid}-*"))
