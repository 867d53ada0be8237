"""Results: what an experiment gives back, and how it lies on disk."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from ..model import Fault, Scenario, ScenarioError, build
from .statistics import summarise

KPIS, MONTHLY, STEPS, SUMMARY, MANIFEST = (
    "kpis.parquet",
    "monthly.parquet",
    "steps.parquet",
    "summary.csv",
    "manifest.json",
)


@dataclass(frozen=True, kw_only=True)
class Results:
    """Results of an experiment.

    Attributes
    ----------
    scenarios
        What was run, the baseline first.
    kpis
        Columns scenario, replication, kpi, group (`all` or a cohort), value, unit.
    monthly
        Columns scenario, replication, month_end, kpi, group, value, unit.
    steps
        Columns scenario, replication, person, stage, occurrence, joined, started, finished, outcome, cause; None unless kept.
    manifest
        What is needed to run the same again.
    """

    scenarios: tuple[Scenario, ...]
    kpis: pd.DataFrame = field(repr=False)
    monthly: pd.DataFrame = field(repr=False)
    steps: pd.DataFrame | None = field(default=None, repr=False)
    manifest: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def baseline(self) -> Scenario:
        """The scenario that the others are compared against."""
        return self.scenarios[0]

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Mean, interval and quantiles of every KPI; see `sim.experiments.summarise`."""
        return summarise(self.kpis)

    def mean(self, scenario: str, kpi: str, group: str = "all") -> float:
        """The mean of a KPI over the replications; NaN where there is none."""
        table = self.summary
        row = table[(table["scenario"] == scenario) & (table["kpi"] == kpi) & (table["group"] == group)]
        return float(row["mean"].iloc[0]) if len(row) else float("nan")

    def save(self, folder: str | Path) -> Path:
        """Write all tables into a folder, which appears whole or not at all.

        A folder of that name from an earlier run is replaced, once everything has been written.
        """
        with replaced(Path(folder)) as draft:
            self.write(draft)
        return Path(folder)

    def write(self, folder: Path) -> None:
        """Write all tables into an existing folder."""
        self.kpis.to_parquet(folder / KPIS, compression="zstd", index=False)
        self.monthly.to_parquet(folder / MONTHLY, compression="zstd", index=False)
        if self.steps is not None:
            self.steps.to_parquet(folder / STEPS, compression="zstd", index=False)
        self.summary.to_csv(folder / SUMMARY, index=False, lineterminator="\n")
        text = json.dumps(self.manifest, indent=2, default=str, ensure_ascii=False)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: str | Path) -> Results:
        """Read results that were saved before.

        Raises
        ------
        ScenarioError
            If the folder holds no results.
        """
        place = Path(folder)
        missing = [name for name in (KPIS, MONTHLY, MANIFEST) if not (place / name).is_file()]
        if missing:
            allowed = f"a folder of results (it lacks {', '.join(missing)})"
            raise ScenarioError([Fault(path="results", found=str(place), allowed=allowed)])
        manifest = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
        return cls(
            scenarios=tuple(build(entry["configuration"]) for entry in manifest["scenarios"].values()),
            kpis=pd.read_parquet(place / KPIS),
            monthly=pd.read_parquet(place / MONTHLY),
            steps=pd.read_parquet(place / STEPS) if (place / STEPS).is_file() else None,
            manifest=manifest,
        )


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """A draft of a folder that takes its place when the block ends well, and vanishes when it does not."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        yield draft
        draft.chmod(0o755)
        if folder.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.old.", dir=folder.parent))
            os.replace(folder, old / "was")
            try:
                os.replace(draft, folder)
            except BaseException:
                os.rename(old / "was", folder)
                raise
            finally:
                shutil.rmtree(old)
        else:
            os.replace(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
