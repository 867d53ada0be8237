"""What lies in the folder of results: finished runs, unfinished ones, and sweeps."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ...draws import STRATA
from ...model import Fault, Scenario, ScenarioError, build
from ..analysis.comparison import compare
from ..analysis.pairing import Origin, is_uncertain, pairing_fault
from ..results import SUMMARY
from .checkpoint import LOCK, SUFFIX, partial_folder, plan_of
from .chunk_file import CHUNK_FILE, replications_in
from .inventory import MANIFEST, damage, read_record, reason, tables_in
from .lock import locked
from .parquet import EARLIER, as_now
from .tables import KPIS


class DamagedError(ScenarioError):
    """Results that are not as they were written.

    Attributes
    ----------
    results
        Their name.
    problem
        What is wrong with them.
    """

    def __init__(self, results: str, problem: str) -> None:
        super().__init__([Fault(path="results", found=results, allowed=f"results as they were written ({problem})")])
        self.results, self.problem = results, problem

    def __reduce__(self) -> tuple[Any, ...]:
        """How another process gets it."""
        return type(self), (self.results, self.problem)


@dataclass(frozen=True, kw_only=True, eq=False)
class Stored:
    """A finished run on disk, of which no more is read than is asked for.

    Attributes
    ----------
    name
        Under which it is listed.
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
        """Its `summary.csv`.

        Raises
        ------
        DamagedError
            If it is damaged.
        """
        with self._intact(SUMMARY) as path:
            return pd.read_csv(path, keep_default_na=False, na_values=[""]).rename(columns=EARLIER)

    def values(self, kpis: Sequence[str]) -> pd.DataFrame:
        """The rows of some KPIs: scenario, replication, kpi, who, value, unit.

        Raises
        ------
        DamagedError
            If its `kpis.parquet` is damaged.
        """
        with self._intact(KPIS) as path:
            table = pq.read_table(path, filters=[("kpi", "in", list(kpis))])
            frame: pd.DataFrame = as_now(table).to_pandas()
        return frame

    def check(self, names: Collection[str] | None = None) -> None:
        """Find out whether tables are as they were written; by default all of them.

        Raises
        ------
        DamagedError
            If one of them is not.
        """
        if problem := damage(self.folder, self.manifest, tables_in(self.manifest) if names is None else names):
            raise DamagedError(self.name, problem)

    @contextlib.contextmanager
    def _intact(self, name: str) -> Iterator[Path]:
        self.check([name])
        try:
            yield self.folder / name
        except (OSError, ValueError, KeyError, pa.ArrowException) as error:  # of a run that wrote no checksums down
            raise DamagedError(self.name, f"{name}: {reason(error)}") from error


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
    """

    name: str
    done: int
    planned: int | None
    owner: str | None


def opened(folder: Path, name: str) -> Stored:
    """A finished run, whose tables are all there, each as large as it was.

    Raises
    ------
    DamagedError
        If there is none, or it is damaged.
    """
    manifest = read_record(folder)
    if manifest is None:
        state = "is damaged, or of something else" if (folder / MANIFEST).exists() else "is missing"
        raise DamagedError(name, f"{MANIFEST} {state}")
    if not (folder / KPIS).is_file():
        raise DamagedError(name, f"{KPIS} is missing")
    if problem := damage(folder, manifest, tables_in(manifest), sizes_only=True):
        raise DamagedError(name, problem)
    return Stored(name=name, folder=folder, manifest=manifest)


def is_finished(folder: Path) -> bool:
    """Whether a finished run lies in a folder, whole or damaged."""
    return (folder / KPIS).is_file() or read_record(folder) is not None


def partial(folder: Path, name: str) -> Partial | None:
    """The unfinished run beside a folder of results; None where there is none."""
    begun = partial_folder(folder)
    if not begun.is_dir():
        return None
    chunks = [path.name for path in begun.iterdir() if re.fullmatch(CHUNK_FILE, path.name)]
    plan, planned = plan_of(begun), None
    if plan is None and not chunks:
        return None
    with contextlib.suppress(KeyError, TypeError):  # a damaged plan: what is done is there all the same
        planned = plan["replications"] * len(plan["order"]) if plan and plan["precision"] is None else None
    owner = None
    if (begun / LOCK).is_file():
        with contextlib.suppress(OSError), locked(begun / LOCK) as owner:  # nobody writes where nobody may
            pass
    return Partial(name=name, done=sum(map(replications_in, chunks)), planned=planned, owner=owner)


def result_folders(root: Path) -> Iterator[tuple[str, Path]]:
    """Every folder of results, finished or not, by name.

    Raises
    ------
    ScenarioError
        If nobody may look into the folder that holds them.
    """
    if root.is_dir():
        try:
            names = {path.name.removesuffix(SUFFIX) for path in root.iterdir() if path.is_dir()}
        except OSError as error:
            allowed = f"a folder that can be read ({root}: {reason(error)})"
            raise ScenarioError([Fault(path="results", found=root.name, allowed=allowed)]) from error
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
    for other in results[1:]:
        for scenario in other.scenarios.values():
            origins = (Origin.of(first.manifest), Origin.of(other.manifest))
            if fault := pairing_fault(first.baseline, scenario, origins, first.name):
                raise ScenarioError([fault], f"{other.name} and {first.name} are not compared")
    frames, names = [], []
    for stored in results:
        for scenario in stored.scenarios.values():
            names.append(stored.name if len(stored.scenarios) == 1 else f"{stored.name}/{scenario.name}")
            rows = stored.values(kpis)
            rows = rows[rows["scenario"] == scenario.name]
            frames.append(rows.assign(scenario=names[-1]).astype({"kpi": str, "who": str, "unit": str}))
    together = pd.concat(frames, ignore_index=True)
    return compare(together, names[0], kpis, block=max(stored.block for stored in results))
