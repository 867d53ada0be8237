"""A Dask cluster of processes of its own, as somebody might have started it elsewhere."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIMIT = 60.0


class Cluster:
    """A scheduler, and workers that are added one after another."""

    def __init__(self, folder: Path, path: str | Path = ROOT) -> None:
        self.folder, self.file = folder, folder / "scheduler.json"
        self.processes: list[subprocess.Popen[bytes]] = []
        options = ("--host", "127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0")
        self._start("dask_scheduler", path, *options, "--scheduler-file", str(self.file))

    def worker(self, path: str | Path = ROOT, *options: str) -> subprocess.Popen[bytes]:
        """Start a worker that nobody brings back up when it is killed."""
        fixed_options = ("--no-nanny", "--no-dashboard", "--local-directory", str(self.folder))
        return self._start("dask_worker", path, "--scheduler-file", str(self.file), *fixed_options, *options)

    def _start(self, program: str, path: str | Path, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{program}", *options]
        with (self.folder / "log.txt").open("ab") as log:
            process = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=self.folder, env={**os.environ, "PYTHONPATH": str(path)}
            )
        self.processes.append(process)
        return process

    def ready(self, workers: int) -> str:
        """Wait until so many workers are there; gives the address of the scheduler."""
        limit = time.monotonic() + LIMIT
        while not (self.file.is_file() and self.file.read_text(encoding="utf-8").endswith("}")):
            assert time.monotonic() < limit, (self.folder / "log.txt").read_text(encoding="utf-8")
            time.sleep(0.01)
        address: str = json.loads(self.file.read_text(encoding="utf-8"))["address"]
        while (self.folder / "log.txt").read_bytes().count(b"Register worker") < workers:
            assert time.monotonic() < limit, (self.folder / "log.txt").read_text(encoding="utf-8")
            time.sleep(0.01)
        return address


@contextmanager
def started(folder: Path, path: str | Path = ROOT) -> Iterator[Cluster]:
    """A cluster that is gone at the end of the block."""
    cluster = Cluster(folder, path)
    try:
        yield cluster
    finally:
        for process in reversed(cluster.processes):
            process.kill()
            process.wait()
