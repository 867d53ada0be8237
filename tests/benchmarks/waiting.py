"""How long a person waits: for a board's comparison as a whole command, and for one lever's change in a warm process."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

from sim.config.load import load
from sim.experiments import run

BOARD, SCENARIO, LEVER = "stockton", "stockton_scale_up", "resources.practitioners.team"
#: The command, with a results folder of its own.
COMMAND = (
    "import pathlib, sys; from sim.cli import main; from sim.config import paths; "
    "folder = pathlib.Path(sys.argv.pop(1)); paths.results = lambda: folder; sys.exit(main.main())"
)


def board(replications: int, uncertainty: str) -> dict[str, float]:
    """Seconds of the whole command, cross-check, figures and report included; and of processors, as many as there are."""
    words = ["run", f"board={BOARD}", f"replications={replications}", f"uncertainty={uncertainty}"]
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", COMMAND, folder, *words], check=True, capture_output=True)
        seconds = time.perf_counter() - begin
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"seconds": seconds, "processor": used.ru_utime + used.ru_stime}


def lever(replications: int, uncertainty: str, changes: int) -> dict[str, float]:
    """Seconds of a run with its cross-check and summary, and of loading it, once everything has been loaded; see `board`."""
    is_known = uncertainty == "off"
    for _ in range(2):
        _ = run(load(SCENARIO), replications=2 * replications, uncertainty=not is_known, workers=os.cpu_count()).summary
    runs, loads = [], []
    for change in range(changes):
        begin = time.perf_counter()
        scenario = load(SCENARIO, f"{LEVER}={8 + change}")
        loaded = time.perf_counter()
        _ = run(scenario, replications=replications, uncertainty=not is_known).summary
        runs.append(time.perf_counter() - loaded)
        loads.append(loaded - begin)
    return {"median": statistics.median(runs), "least": min(runs), "most": max(runs), "load": statistics.median(loads)}
