"""`ipc show results NAME` of a multirun: its combinations in one table, and what is missing of them."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich import box
from rich.table import Table

from ...experiments import Interval
from ...experiments.results import SUMMARY
from ...experiments.storage.catalogue import DamagedError, Stored, partial
from ...experiments.storage.inventory import reason
from ...experiments.storage.tables import KPIS
from ...reporting.summary import interval_words, on_intervals, stored_title, wide_console
from ...studies.sweep.table import CSV, FIXED, PARQUET, Record, finished, table, varying, write
from .stored import kpis_of, progress_words, shown_kpis, why_no_intervals


def print_sweep(folder: Path, wanted_kpis: Sequence[str]) -> None:
    """Print the finished combinations in one table, which is also written into the folder, and what is missing."""
    record = Record.read(folder)
    results: dict[str, Stored] = {}
    damaged: dict[str, str] = {}
    for combination in record.combinations:
        try:
            if (stored := finished(folder, combination)) is not None:
                stored.check([KPIS, SUMMARY])
                results[combination.folder] = stored
        except DamagedError as error:
            damaged[combination.folder] = f"it is damaged: {error.problem}"
    print(f"{record.command}\n{len(results)} of {len(record.combinations)} combinations are finished.")
    if results:
        first = next(iter(results.values()))
        kpis = shown_kpis(wanted_kpis, first.baseline, kpis_of(results.values()))
        rows, notes = table(record, results, kpis)
        figures = _print_table(rows, [key for key in varying(record.combinations) if key not in FIXED[2:]], kpis)
        text = "In brackets: 95 % confidence intervals; those of the differences from the first hold all at once."
        print(on_intervals(text, figures, why_no_intervals(results.values())))
        for note in notes:
            print(note)
        try:
            write(folder, rows, results)
            print(f"\nThe whole table: {folder / CSV} and {folder / PARQUET}")
        except OSError as error:
            print(f"\nThe whole table could not be written into {folder}: {reason(error)}")
    _print_missing(folder, record, results, damaged)


def _print_table(rows: Any, keys: Sequence[str], kpis: Sequence[str]) -> list[str]:
    """Print a row for each combination; gives the figures in the table."""
    shown, figures = Table(box=box.SIMPLE_HEAD), list[str]()
    for title in ("", *_short_keys(keys), "Replications"):
        shown.add_column(title, justify="right")
    for kpi in kpis:
        shown.add_column(stored_title(kpi), justify="right", no_wrap=True)
        shown.add_column("against the first", justify="right", no_wrap=True)
    all_people = rows[rows["who"] == "all"]
    for combination, its_rows in all_people.groupby("combination", sort=False):
        by_kpi = {row["kpi"]: row for row in its_rows.to_dict("records")}
        cells = [cell for kpi in kpis for cell in _cells(by_kpi.get(kpi))]
        first = next(iter(by_kpi.values()))  # keys and replications are the same in all of them
        shown.add_row(str(combination), *(str(first[key]) for key in keys), f"{first['replications']:,}", *cells)
        figures += cells
    wide_console(len(shown.columns)).print(shown)
    return figures


def _cells(row: Mapping[Any, Any] | None) -> tuple[str, str]:
    """The mean of a KPI, and its difference from the first combination, in words."""
    if row is None:
        return interval_words(Interval(math.nan, math.nan, math.nan), relative=False), ""
    mean = interval_words(Interval(row["mean"], row["low"], row["high"]), relative=False)
    difference = Interval(row["difference"], row["difference_low"], row["difference_high"])
    return mean, "" if math.isnan(difference.mean) else interval_words(difference, relative=True)


def _short_keys(keys: Sequence[str]) -> list[str]:
    """Each key by so much of its end as tells it from the others: ``panel.slots``."""
    titles = []
    for key in keys:
        parts = key.split(".")
        ends = [".".join(parts[-length:]) for length in range(min(2, len(parts)), len(parts) + 1)]
        unique = (end for end in ends if sum(f".{full_key}".endswith(f".{end}") for full_key in keys) == 1)
        titles.append(next(unique, key))
    return titles


def _print_missing(folder: Path, record: Record, results: Collection[str], damaged: Mapping[str, str]) -> None:
    missing = [combination for combination in record.combinations if combination.folder not in results]
    for combination in missing:
        name = combination.folder
        unfinished = partial(folder / name, name)
        progress = (
            progress_words(unfinished.done, unfinished.planned, unfinished.owner) if unfinished else "has not been run"
        )
        print(f"{name} is missing: {combination.failed or damaged.get(name) or progress}")
    if missing:
        print(f"To go on: {record.command} resume=true")
