"""`ipc show results NAME`: one result, what it was run with, its files, and how other programs read them."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

from rich import box
from rich.table import Table

from ...experiments import Interval
from ...experiments.storage.catalogue import Stored
from ...experiments.storage.tables import KPIS
from ...reporting.run_quality import what_varies
from ...reporting.summary import interval_words, on_intervals, stored_title, wide_console
from .stored import kpis_of, minute, shown_kpis, why_no_intervals

#: What each file holds, and which are tables.
FILES = {
    "report.html": "the report, to be opened in a browser",
    "summary.csv": "mean, interval and quantiles of every KPI",
    "chances.csv": "the chance of each target, the median, and where nine runs in ten lie",
    "kpis.parquet": "every KPI of every replication",
    "monthly.parquet": "the same at each month's end",
    "kpis_reseeded.parquet": "the first replications once more, with the same parameters and other chance",
    "parameters.parquet": "the values of the numbers that are not known, in every replication",
    "drawn_numbers.csv": "which numbers of each scenario these move, and the range of each",
    "drivers.csv": "which of them plans and live budgets hang on",
    "costs_and_effects.csv": "what each scenario costs and gives beside the baseline, and what is undominated",
    "scale.csv": "several places side by side: since each one's start, in units that they share",
    "steps.parquet": "every step of every person",
    "events.parquet": "the event log",
    "event_positions.parquet": "where each of its events is drawn",
    "manifest.json": "what was run, with what",
}


def print_result(stored: Stored, wanted_kpis: Sequence[str]) -> None:
    """Print one result: what was run, the means of its KPIs, its files."""
    stored.check()
    _print_run(stored)
    cells = _print_means(stored, shown_kpis(wanted_kpis, stored.baseline, kpis_of([stored])))
    print(on_intervals("In brackets: 95 % confidence intervals of the means.", cells, why_no_intervals([stored])))
    print(f"{what_varies(stored.manifest)}\n")
    _print_files(stored)


def _print_run(stored: Stored) -> None:
    manifest = stored.manifest
    check = manifest["crosscheck"]
    checked = sum(len(replications) for replications in check["replications"].values())
    print(f"{stored.name}, written {minute(manifest['written'])} in {stored.folder}\n")
    for scenario in stored.scenarios.values():
        print(f"  {scenario.name}: {scenario.label}")
    by = f", {checked:,} of them checked by {check['against']}" if check["against"] else ", not cross-checked"
    fewer = ", ".join(f"{count:,} of {name}" for name, count in manifest.get("fewer", {}).items())
    replications = f"{manifest['replications']:,} replications of each{f' ({fewer})' if fewer else ''}"
    print(f"\n{replications}, seed {manifest['seed']}, engine {manifest['engine']}{by}.")
    if changes := manifest.get("overrides"):
        print(f"Changed for this run: {', '.join(changes)}")


def _print_means(stored: Stored, kpis: Sequence[str]) -> list[str]:
    """Print the mean of each KPI in each scenario; gives the figures in the table."""
    summary = stored.summary[(stored.summary["who"] == "all") & stored.summary["kpi"].isin(kpis)]
    table, figures = Table(box=box.SIMPLE_HEAD), list[str]()
    table.add_column("Scenario")
    for kpi in kpis:
        table.add_column(stored_title(kpi), justify="right")
    none = Interval(math.nan, math.nan, math.nan)
    for scenario, rows in summary.groupby("scenario", sort=False):
        means = {row["kpi"]: Interval(row["mean"], row["low"], row["high"]) for row in rows.to_dict("records")}
        cells = [interval_words(means.get(kpi, none), relative=False) for kpi in kpis]
        table.add_row(str(scenario), *cells)
        figures += cells
    wide_console().print(table)
    return figures


def _print_files(stored: Stored) -> None:
    """Print the files with their sizes, and a line for each of the programs that read the table of KPIs."""
    for path in sorted(stored.folder.iterdir()):
        files = path.rglob("*") if path.is_dir() else [path]
        size = sum(file.stat().st_size for file in files)
        print(f"  {path.name:18} {size / 1e6:9,.2f} MB  {FILES.get(path.name, '')}".rstrip())
    file = str(stored.folder / KPIS)
    quoted, sql_quoted = json.dumps(file, ensure_ascii=False), file.replace("'", "''")
    print(
        f"\npandas   pd.read_parquet({quoted})\nR        arrow::read_parquet({quoted})\n"
        f"DuckDB   SELECT scenario, kpi, avg(value) FROM '{sql_quoted}' WHERE who = 'all' GROUP BY ALL"
    )
