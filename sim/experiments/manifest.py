"""The manifest: what was run, with what, on what, and how long it took."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import os
import platform
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..model import Scenario

PACKAGES = ("ipc-rollout", "simpy", "numpy", "scipy", "pandas", "pyarrow", "matplotlib", "hydra-core", "joblib")


def describe(
    scenarios: Sequence[Scenario], seed: int, replications: int, engine: str, seconds: float
) -> dict[str, Any]:
    """Everything needed to run the same again, and to see whether something else was run."""
    return {
        "seed": seed,
        "replications": replications,
        "engine": engine,
        "baseline": scenarios[0].name,
        "scenarios": {
            scenario.name: {"hash": scenario.hash, "configuration": scenario.mapping} for scenario in scenarios
        },
        "uncertainty": "luck only: the numbers put in are taken as known",
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}},
        "git": git_state(Path(__file__).parent),
        "machine": {"system": platform.system(), "processor": platform.machine(), "cores": os.cpu_count()},
        "timings": {"simulation_seconds": round(seconds, 3)},
        "written": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }


def git_state(folder: Path) -> dict[str, Any] | None:
    """The commit of a checkout and whether anything in it was changed since; None outside one."""

    def git(*words: str) -> str:
        command = ["git", "-C", str(folder), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.strip()

    try:
        return {
            "commit": git("rev-parse", "HEAD"),
            "changed": bool(git("status", "--porcelain", "--untracked-files=no")),
        }
    except (OSError, subprocess.SubprocessError):
        return None


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
