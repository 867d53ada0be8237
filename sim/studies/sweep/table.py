"""A sweep: every combination of values has results of its own, and all of them together are one table."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from ...experiments.analysis.comparison import compare
from ...experiments.analysis.pairing import Origin, pairing_fault
from ...experiments.analysis.statistics import mean_interval
from ...experiments.storage.catalogue import DamagedError, Stored, is_finished, opened
from ...experiments.storage.lineage import lineage_of_sweep
from ...experiments.storage.parquet import write_parquet

RECORD, CSV, PARQUET = "sweep.json", "sweep.csv", "sweep.parquet"
#: Columns that the table has in any case: a key of such a name has no column of its own.
FIXED = ("combination", "scenario", "replications", "kpi", "who", "unit")


@dataclass(frozen=True, kw_only=True)
class Combination:
    """One combination of a sweep.

    Attributes
    ----------
    folder
        Of its results, within the folder of the sweep.
    keys
        The value of each key that was given.
    plan
        The fingerprint of its plan: results of another plan in its folder are not its own.
    failed
        Why it was given up, if it was.
    """

    folder: str
    keys: Mapping[str, Any]
    plan: str
    failed: str | None = None


@dataclass(frozen=True, kw_only=True)
class Record:
    """What a sweep was asked for.

    Attributes
    ----------
    command
        That began it.
    combinations
        In their order; the first is what the others are compared with.
    """

    command: str
    combinations: tuple[Combination, ...]

    def write(self, folder: Path) -> None:
        """Write it into the folder of the sweep."""
        folder.mkdir(parents=True, exist_ok=True)
        _replace(folder / RECORD, (json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n").encode())

    @classmethod
    def read(cls, folder: Path) -> Record:
        """Read it from the folder of the sweep.

        Raises
        ------
        DamagedError
            If it cannot be read.
        """
        try:
            document = json.loads((folder / RECORD).read_text(encoding="utf-8"))
            record = cls(
                command=document["command"],
                combinations=tuple(Combination(**entry) for entry in document["combinations"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DamagedError(folder.name, f"{RECORD} cannot be read") from error
        if not record.combinations or not all(
            isinstance(combination.keys, dict) for combination in record.combinations
        ):
            raise DamagedError(folder.name, f"{RECORD} is of something else")
        return record

    def failed(self, folder: Path, name: str, why: str) -> None:
        """Write down that a combination was given up."""
        combinations = [
            replace(combination, failed=why) if combination.folder == name else combination
            for combination in self.combinations
        ]
        replace(self, combinations=tuple(combinations)).write(folder)


def finished(folder: Path, combination: Combination) -> Stored | None:
    """The results of a combination; None where they are not there, or are those of something else.

    Raises
    ------
    DamagedError
        If they are damaged.
    """
    path = folder / combination.folder
    if not is_finished(path):
        return None
    stored = opened(path, combination.folder)
    return stored if stored.manifest["plan"] == combination.plan else None


def is_whole(folder: Path, combination: Combination) -> bool:
    """Whether a combination need not be run again: its results are there, every table as it was written."""
    try:
        stored = finished(folder, combination)
        if stored is not None:
            stored.check()
    except DamagedError:
        return False
    return stored is not None


def varying(combinations: Sequence[Combination]) -> list[str]:
    """The keys whose value differs between combinations."""
    keys = dict.fromkeys(key for combination in combinations for key in combination.keys)
    return [key for key in keys if len({json.dumps(combination.keys.get(key)) for combination in combinations}) > 1]


def table(record: Record, results: Mapping[str, Stored], kpis: Sequence[str]) -> tuple[pd.DataFrame, list[str]]:
    """Every combination that is finished in one tidy table, and which of them are not pairs of the first, and why.

    Parameters
    ----------
    record
        What was asked for.
    results
        What is finished, by folder.
    kpis
        Which KPIs.

    Returns
    -------
    tuple
        A row for each combination, KPI and group: combination, a column for each key that varies, scenario, replications,
        kpi, who, unit, mean, low, high (95 % interval of the mean) and difference, difference_low, difference_high from
        the first combination, replication by replication. The intervals of the differences hold simultaneously at 95 %
        over all combinations and KPIs of a group; those of what is not paired are missing.
    """
    first = results.get(record.combinations[0].folder)
    notes, frames = [], []
    paired: dict[str, pd.DataFrame] = {}
    keys = varying(record.combinations)
    for combination in record.combinations:
        stored = results.get(combination.folder)
        if stored is None:
            continue
        frame = stored.values(kpis).astype({"scenario": str, "kpi": str, "who": str, "unit": str})
        frames.append(frame.assign(combination=combination.folder))
        if first is None:
            continue
        origins = (Origin.of(first.manifest), Origin.of(stored.manifest))
        fault = pairing_fault(first.baseline, stored.baseline, origins, first.name)
        if fault is None:
            paired[combination.folder] = frame.assign(scenario=combination.folder)
        else:
            notes.append(f"{combination.folder} is not paired with {first.name}: {fault}")
    if not frames:
        return pd.DataFrame(), notes
    blocks = {
        combination.folder: results[combination.folder].block
        for combination in record.combinations
        if combination.folder in results
    }
    rows = _means(pd.concat(frames, ignore_index=True), blocks)
    if first is not None and paired:
        together = pd.concat(paired.values(), ignore_index=True)
        differences = _differences(together, first.name, kpis, max(blocks[folder] for folder in paired))
        rows = rows.merge(differences, "left", on=["combination", "kpi", "who"])
    for name in ("difference", "difference_low", "difference_high"):
        rows[name] = rows[name] if name in rows else float("nan")
    keys_of = {combination.folder: combination.keys for combination in record.combinations}
    shown = [key for key in keys if key not in FIXED]
    for index, key in enumerate(shown):
        values = _typed([keys_of[folder].get(key) for folder in keys_of])
        rows.insert(
            1 + index, key, rows["combination"].map(dict(zip(keys_of, values, strict=True))).astype(values.dtype)
        )
    return rows, notes


def write(folder: Path, rows: pd.DataFrame, results: Mapping[str, Stored]) -> None:
    """Write the table of some results into the folder of the sweep, as CSV and as Parquet."""
    _replace(folder / CSV, rows.to_csv(index=False, lineterminator="\n").encode())
    draft = folder / f".{PARQUET}.draft"
    write_parquet(draft, rows, lineage_of_sweep({name: stored.manifest for name, stored in results.items()}))
    os.replace(draft, folder / PARQUET)


def _means(values: pd.DataFrame, blocks: Mapping[str, int]) -> pd.DataFrame:
    rows = []
    by = ["combination", "scenario", "kpi", "who", "unit"]
    for key, part in values.groupby(by, sort=False, observed=True):
        interval = mean_interval(part["value"], block=blocks[str(key[0])])
        rows.append({**dict(zip(by, key, strict=True)), "replications": len(part), **interval._asdict()})
    order = ["combination", "scenario", "replications", "kpi", "who", "unit", "mean", "low", "high"]
    return pd.DataFrame(rows)[order]


def _differences(values: pd.DataFrame, first: str, kpis: Sequence[str], block: int) -> pd.DataFrame:
    frames = []
    for who in values["who"].unique():
        part = compare(values, first, kpis, who, block=block).rename(
            columns={"scenario": "combination", "low": "difference_low", "high": "difference_high"}
        )
        frames.append(part.assign(who=who))
    columns = ["combination", "kpi", "who", "difference", "difference_low", "difference_high"]
    return pd.concat(frames, ignore_index=True)[columns]


def _typed(values: Sequence[Any]) -> pd.Series[Any]:
    """A column of the type that all its values have; of words where they have several."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pd.Series(values, dtype="boolean")
    if kinds == {int}:
        return pd.Series(values, dtype="Int64")
    if kinds <= {int, float}:
        return pd.Series(values, dtype="float64")
    return pd.Series([None if value is None else str(value) for value in values], dtype=object)


def _replace(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.draft")
    draft.write_bytes(content)
    os.replace(draft, path)
