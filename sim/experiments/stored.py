"""What lies in the folder of results: finished runs, unfinished ones, and sweeps."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from ..draws import STRATA
from ..model import Fault, Scenario, ScenarioError, build
from .chunks import replications_in
from .comparison import compare
from .lock import locked
from .pairing import Origin, is_uncertain, unlike
from .results import MANIFEST, SUMMARY
from .tidy import KPIS
from .unfinished import CHUNKS, LOCK, PLAN, SUFFIX


@dataclass(frozen=True, kw_only=True, eq=False)
class Stored:
    """A finished run on disk, of which no more is read than is asked for.

    Attributes
    ----------
    name
        Under which it is told.
    folder
        Where it lies.
    manifest
        What was run, and how.
    """

    name: str
    folder: Path
    manifest: Mapping[str, Any] = field(repr=False)

    @cached_property
    def scenarios(self) -> dict[str, Scenario]:
        """What was run, by name, the baseline first."""
        return {name: build(entry["configuration"]) for name, entry in self.manifest["scenarios"].items()}

    @property
    def baseline(self) -> Scenario:
        """The first of them."""
        return next(iter(self.scenarios.values()))

    @property
    def block(self) -> int:
        """How many consecutive replications make an independent part; see `sim.experiments.mean_interval`."""
        return STRATA if is_uncertain(self.manifest) else 1

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Its `summary.csv`."""
        return pd.read_csv(self.folder / SUMMARY, keep_default_na=False, na_values=[""])

    def values(self, kpis: Sequence[str]) -> pd.DataFrame:
        """The rows of some KPIs: scenario, replication, kpi, group, value, unit."""
        table = pq.read_table(self.folder / KPIS, filters=[("kpi", "in", list(kpis))])
        frame: pd.DataFrame = table.to_pandas()
        return frame


@dataclass(frozen=True, kw_only=True)
class Partial:
    """An unfinished run on disk.

    Attributes
    ----------
    name
        Of the results that it is to become.
    done, planned
        Replications over all scenarios; None where nobody can tell yet how many there will be.
    owner
        The process that is at it now, if any.
    plan
        What it began with.
    """

    name: str
    done: int
    planned: int | None
    owner: str | None
    plan: Mapping[str, Any] = field(repr=False)


def opened(folder: Path, name: str) -> Stored:
    """A finished run.

    Raises
    ------
    ScenarioError
        If there is none.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        allowed = f"a folder of results ({folder / MANIFEST} cannot be read)"
        raise ScenarioError([Fault(path="results", found=name, allowed=allowed)]) from error
    return Stored(name=name, folder=folder, manifest=manifest)


def is_finished(folder: Path) -> bool:
    """Whether a finished run lies in a folder."""
    return (folder / MANIFEST).is_file() and (folder / KPIS).is_file()


def partial(folder: Path, name: str) -> Partial | None:
    """The unfinished run beside a folder of results; None where there is none."""
    place = folder.with_name(folder.name + SUFFIX)
    try:
        plan = json.loads((place / PLAN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    owner = None
    if (place / LOCK).is_file():
        with locked(place / LOCK) as owner:
            pass
    done = sum(replications_in(path.name) for path in place.glob(CHUNKS))
    planned = None if plan.get("precision") is not None else plan["replications"] * len(plan["order"])
    return Partial(name=name, done=done, planned=planned, owner=owner, plan=plan)


def found(root: Path) -> Iterator[tuple[str, Path]]:
    """Every folder of results, finished or not, by name."""
    if root.is_dir():
        names = {path.name.removesuffix(SUFFIX) for path in root.iterdir() if path.is_dir()}
        yield from ((name, root / name) for name in sorted(names) if not name.startswith("."))


def compared(results: Sequence[Stored], kpis: Sequence[str]) -> pd.DataFrame:
    """Results that were stored one by one, compared with the first of them; see `compare`.

    Parameters
    ----------
    results
        Which; of one with several scenarios each is compared, under the name of both.
    kpis
        Which KPIs.

    Raises
    ------
    ScenarioError
        If the replications of some are not pairs of those of the first.
    """
    first = results[0]
    for one in results[1:]:
        for scenario in one.scenarios.values():
            origins = (Origin.of(first.manifest), Origin.of(one.manifest))
            if fault := unlike(first.baseline, scenario, origins, first.name):
                raise ScenarioError([fault], f"{one.name} and {first.name} are not compared")
    frames, names = [], []
    for one in results:
        for scenario in one.scenarios.values():
            names.append(one.name if len(one.scenarios) == 1 else f"{one.name}/{scenario.name}")
            rows = one.values(kpis)
            rows = rows[rows["scenario"] == scenario.name]
            frames.append(rows.assign(scenario=names[-1]).astype({"kpi": str, "group": str, "unit": str}))
    together = pd.concat(frames, ignore_index=True)
    return compare(together, names[0], kpis, block=max(one.block for one in results))
