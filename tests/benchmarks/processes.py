"""A fresh process for each measurement, so that nobody profits from what another has loaded."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

JOBS = {}  # name -> function whose result can be written as JSON


def job(function):
    """Make a function one that `fresh` can call in another process."""
    JOBS[function.__name__] = function
    return function


def fresh(name, *arguments, environment=None):
    """Call a job in a new process of the same script."""
    command = [sys.executable, sys.argv[0], "--job", json.dumps([name, *arguments])]
    done = subprocess.run(
        command, env={**os.environ, **(environment or {})}, stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def answer(request):
    """What the new process does."""
    name, *arguments = json.loads(request)
    print(json.dumps(JOBS[name](*arguments)))


def status(field):
    """A figure of this process in MB: VmRSS is what it holds now, VmHWM the most it has held. None where there is no /proc."""
    path = Path("/proc/self/status")
    match = re.search(rf"^{field}:\s+(\d+) kB", path.read_text(), re.MULTILINE) if path.exists() else None
    return int(match[1]) / 1024 if match else None


def compile_times(first_call):
    """Seconds of the compiled engine's first run with nothing kept on disk, and then with everything kept."""
    with tempfile.TemporaryDirectory() as folder:
        return [fresh(first_call, environment={"NUMBA_CACHE_DIR": folder}) for _ in range(2)]
