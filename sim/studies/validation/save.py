"""The results of a validation as tables: a folder that appears whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ...experiments.storage.atomic_folder import written
from ...experiments.storage.inventory import Kind
from .directions import Finding
from .run import Validation
from .verdicts import Verdict

TARGETS, CHECKS, DIRECTIONS, WHOLE = "validation.csv", "checks.csv", "directions.csv", "validation.json"

#: By what a folder is known as a validation.
KIND = Kind(
    record=WHOLE,
    entries={"replications": int, "scenarios": list, "validation": list, "checks": list, "directions": list},
    files=(TARGETS, CHECKS, DIRECTIONS),
)


def save(validation: Validation, folder: Path) -> None:
    """Write everything that came of a validation; a folder with an earlier one, and nothing else, is replaced.

    Raises
    ------
    ScenarioError
        If there is anything else of that name. It stays as it is.
    StorageError
        If the folder cannot be written.
    """
    rows_by_file = tables(validation)
    with written(folder, KIND) as draft:
        for name, rows in rows_by_file.items():
            (draft / name).write_text(_csv(rows), encoding="utf-8")
        (draft / WHOLE).write_text(_json(validation, rows_by_file), encoding="utf-8")


def tables(validation: Validation) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table, by its file."""
    return {
        TARGETS: [_of_verdict(verdict) for verdict in validation.targets],
        CHECKS: [_of_verdict(verdict) for verdict in validation.checks],
        DIRECTIONS: [_of_finding(finding) for finding in validation.directions],
    }


def _of_verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "name": verdict.name,
        "label": verdict.label,
        "scenarios": ", ".join(verdict.scenarios),
        "what": verdict.quantity,
        "unit": verdict.unit,
        "observed": verdict.value,
        "band_low": _limit(verdict.low),
        "band_high": _limit(verdict.high),
        "model": _limit(verdict.interval.mean),
        "low": _limit(verdict.interval.low),
        "high": _limit(verdict.interval.high),
        "runs_low": verdict.runs[0] if verdict.runs else None,
        "runs_high": verdict.runs[1] if verdict.runs else None,
        "verdict": verdict.verdict,
        "compare": verdict.compare,
        "observed_low": _limit(verdict.observed[0]) if verdict.observed else None,
        "observed_high": _limit(verdict.observed[1]) if verdict.observed else None,
        "says_little": verdict.says_little,
        "inside": verdict.inside,
        "sure": verdict.sure,
        "reason": verdict.reason,
        "band_reason": verdict.band_reason,
        "caution": verdict.caution,
        "failure": verdict.failure,
        "sources": ", ".join(verdict.sources),
    }


def _of_finding(finding: Finding) -> dict[str, Any]:
    direction = finding.direction
    return {
        "mechanism": direction.mechanism,
        "scenario": direction.scenario,
        "baseline": " ".join([direction.baseline, *direction.changed]),
        "of": direction.of,
        "unit": direction.unit,
        "expected": direction.sign,
        "pairs": finding.pairs,
        "share": finding.share.mean,
        "share_low": finding.share.low,
        "share_high": finding.share.high,
        "baseline_mean": _limit(finding.baseline),
        "difference": _limit(finding.difference.mean),
        "low": _limit(finding.difference.low),
        "high": _limit(finding.difference.high),
        "smallest_that_matters": finding.smallest,
        "verdict": finding.verdict,
        "sentence": direction.sentence,
        "sources": ", ".join(direction.sources),
    }


def _limit(value: float | None) -> float | None:
    """A number; None where there is none, or no limit."""
    return value if value is not None and math.isfinite(value) else None


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _json(validation: Validation, rows_by_file: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    whole = {
        "replications": validation.replications,
        "seed": validation.seed,
        "uncertainty": validation.uncertainty,
        "scenarios": validation.scenarios,
        **{name.removesuffix(".csv"): rows for name, rows in rows_by_file.items()},
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
