"""`ipc show results`: everything that is stored; one result, or a sweep; several compared."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from rich import box
from rich.table import Table

from ...config import paths
from ...config.words import split_list, take
from ...experiments import Interval
from ...experiments.storage.catalogue import (
    DamagedError,
    Stored,
    compared,
    is_finished,
    opened,
    partial,
    result_folders,
)
from ...experiments.storage.inventory import reason
from ...model import Fault, ScenarioError
from ...reporting.run_quality import what_varies
from ...reporting.summary import interval_words, mean_words, on_intervals, wide_console
from ...studies.sweep.table import RECORD, Combination, Record, finished
from ..commands import SUBJECTS
from .one_result import print_result
from .stored import kpis_of, minute, progress_words, result_folder, shown_kpis, stored_result, why_no_intervals
from .sweep import print_sweep

LIST_TITLES = ("Name", "Written", "Scenarios", "Replications", "Engine", "Checked", "Seed")
NUMBERS = frozenset({"Replications", "Checked", "Seed"})


def show_results(words: list[str]) -> None:
    """Print what is asked for: nothing named, everything that is stored; one name, that; several, how they differ."""
    keys, names = take(words, SUBJECTS["results"].keys)
    if unknown := [name for name in names if "=" in name and not (paths.results() / name).is_dir()]:
        raise ScenarioError([Fault(path="show results", found=unknown[0], allowed="names of results, and kpis=A,B")])
    kpis = split_list(keys.get("kpis", ""))
    if not names:
        _print_list()
    elif len(names) > 1:
        _print_comparison([stored_result(name) for name in names], kpis)
    elif (folder := result_folder(names[0])).joinpath(RECORD).is_file():
        print_sweep(folder, kpis)
    else:
        print_result(stored_result(names[0]), kpis)


def _print_list() -> None:
    """Print a table of what is finished, and a line for everything else."""
    console = wide_console()
    table = Table(box=box.SIMPLE_HEAD)
    for title in LIST_TITLES:
        table.add_column(title, justify="right" if title in NUMBERS else "left")
    remarks = []
    for name, folder in result_folders(paths.results()):
        try:
            try:
                if row := _row(folder, name):
                    table.add_row(name, *row)
            except DamagedError as error:
                remarks.append(f"{name} is damaged: {error.problem}")
            if (unfinished := partial(folder, name)) is not None:
                progress = progress_words(unfinished.done, unfinished.planned, unfinished.owner)
                remarks.append(f"{name}: {progress}")
        except OSError as error:
            remarks.append(f"{name} cannot be read: {reason(error)}")
    if table.row_count:
        console.print(table)
    for remark in remarks:
        print(remark)
    if not table.row_count and not remarks:
        print(f"No results yet in {paths.results()}.")


def _row(folder: Path, name: str) -> list[str] | None:
    """What the list says of a folder of results, or of a sweep; None where it is neither."""
    if is_finished(folder):
        manifest = opened(folder, name).manifest
        checked = sum(len(replications) for replications in manifest["crosscheck"]["replications"].values())
        names = list(manifest["scenarios"])
        scenarios = names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
        return [
            *(minute(manifest["written"]), scenarios, f"{manifest['replications']:,}"),
            *(manifest["engine"], f"{checked:,}", str(manifest["seed"])),
        ]
    if not (folder / RECORD).is_file():
        return None
    record = Record.read(folder)
    done = [stored for combination in record.combinations if (stored := _intact(folder, combination))]
    last = max((stored.manifest["written"] for stored in done), default=None)
    state = f"a sweep: {len(done)} of {len(record.combinations)} combinations are finished"
    return [minute(last) if last else "", state]


def _intact(folder: Path, combination: Combination) -> Stored | None:
    with suppress(DamagedError):
        return finished(folder, combination)
    return None


def _print_comparison(results: Sequence[Stored], wanted_kpis: Sequence[str]) -> None:
    """Print how results differ from the first of them."""
    rows = compared(results, shown_kpis(wanted_kpis, results[0].baseline, kpis_of(results)))
    table, figures = Table(box=box.SIMPLE_HEAD), list[str]()
    for title in ("Results", "KPI", "Mean", f"Mean of {results[0].name}", "Difference", "Pairs"):
        table.add_column(title, justify="left" if title in {"Results", "KPI"} else "right")
    for row in rows.to_dict("records"):
        difference = interval_words(Interval(row["difference"], row["low"], row["high"]), relative=True)
        means = [mean_words(row[key]) for key in ("mean", "baseline_mean")]
        table.add_row(row["scenario"], row["kpi"], *means, difference, f"{row['replications']:,}")
        figures.append(difference)
    wide_console().print(table)
    print("Paired replication by replication.")
    text = "In brackets: 95 % confidence intervals of the differences, which hold all at once."
    print(on_intervals(text, figures, why_no_intervals(results)))
    for line in dict.fromkeys(what_varies(stored.manifest) for stored in results):
        print(line)
