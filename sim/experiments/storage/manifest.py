"""The manifest: what was run, with what, on what, and how long it took."""

from __future__ import annotations

import datetime as dt
import os
import platform
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..analysis.precision import Width, precision_record
from ..identity import version
from ..kpi_matrix import MONTHS_KEPT, RESEEDED
from ..plan import Plan

PACKAGES = (
    "ipc-rollout",
    "simpy",
    "numba",
    "numpy",
    "scipy",
    "pandas",
    "pyarrow",
    "matplotlib",
    "hydra-core",
    "loky",
)


def describe(plan: Plan, replications: int, reached: Sequence[Width], compared: int, seconds: float) -> dict[str, Any]:
    """Everything needed to run the same again, and to see whether something else was run.

    Parameters
    ----------
    plan
        What was asked for.
    replications
        How many of each scenario there are.
    reached
        How precise the primary KPIs are, where a precision was asked for.
    compared
        How many steps the cross-check compared.
    seconds
        How long the simulation took.
    """
    precision = None
    if plan.design.precision is not None:
        precision = precision_record(reached, plan.design.precision, plan.design.max_replications, replications)
    return {
        "plan": plan.fingerprint,
        "code": plan.document["code"],
        **({"own_kpis": plan.document["own_kpis"]} if plan.own else {}),
        "seed": plan.seed,
        "replications": replications,
        "fewer": {name: plan.count(name, replications) for name in plan.design.fewer},
        "monthly_replications": min(replications, MONTHS_KEPT),
        "engine": plan.design.engine,
        "crosscheck": {
            "engine": plan.design.engine,
            "against": plan.checked_by,
            "wanted": plan.design.crosscheck,
            "replications": {name: list(checked) for name, checked in plan.checked.items() if checked},
            "steps": compared,
            "agreement": "identical" if plan.checked_by else "not checked",
        },
        "keep": plan.design.keep,
        "precision": precision,
        "baseline": plan.scenarios[0].name,
        "scenarios": {
            scenario.name: {"hash": scenario.hash, "configuration": scenario.mapping, "notes": list(scenario.notes)}
            for scenario in plan.scenarios
        },
        "uncertainty": _uncertainty(plan),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        "git": git_state(Path(__file__).parent),
        "machine": {"system": platform.system(), "processor": platform.machine(), "cores": os.cpu_count()},
        "timings": {"simulation_seconds": round(seconds, 3)},
        "written": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }


CHANCE_ONLY = "chance only: the numbers put in are taken as known"


def _uncertainty(plan: Plan) -> dict[str, Any] | str:
    """What the replications differ in."""
    names = (
        {parameter.name: None for scenario in plan.scenarios for parameter in scenario.uncertain}
        if plan.design.uncertainty
        else {}
    )
    return {"parameters": list(names), "reseeded": RESEEDED} if names else CHANCE_ONLY


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
