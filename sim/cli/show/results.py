"""`ipc show results`: what is stored, one result, a sweep in one table, and results compared."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from rich import box
from rich.table import Table

from ...config import paths
from ...config.load import split_list, take
from ...experiments import Interval
from ...experiments.results import SUMMARY
from ...experiments.shown import headline
from ...experiments.storage.catalogue import DamagedError, Stored, compared, found, is_finished, opened, partial
from ...experiments.storage.inventory import reason
from ...experiments.storage.tables import KPIS
from ...model import Fault, Scenario, ScenarioError
from ...model.errors import nearest, one_of
from ...reporting.run_quality import what_varies, without_interval
from ...reporting.summary import TITLES, interval_words, mean_words, on_intervals, wide_console
from ...studies.sweep.table import CSV, FIXED, PARQUET, RECORD, Combination, Record, finished, table, varying, write

#: What each file holds, and which are tables.
FILES = {
    "report.html": "the report, to be opened in a browser",
    "summary.csv": "mean, interval and quantiles of every KPI",
    "kpis.parquet": "every KPI of every replication",
    "monthly.parquet": "the same at each month's end",
    "other_luck.parquet": "the first replications once more, with the same parameters and other luck",
    "parameters.parquet": "the values of the numbers that are not known, in every replication",
    "drawn_numbers.csv": "which numbers of each scenario these move, and the range of each",
    "drivers.csv": "which of them plans and live budgets hang on",
    "scale.csv": "several places side by side: since each one's start, in units that they share",
    "steps.parquet": "every step of every person",
    "events.parquet": "the event log",
    "event_positions.parquet": "where each of its events is drawn",
    "manifest.json": "what was run, with what",
}


def show_results(words: list[str]) -> None:
    """Print what is asked for: nothing named, everything that is stored; one name, that; several, how they differ."""
    given, names = take(words, ("kpis",))
    if strange := [name for name in names if "=" in name and not (paths.results() / name).is_dir()]:
        raise ScenarioError([Fault(path="show results", found=strange[0], allowed="names of results, and kpis=A,B")])
    kpis = split_list(given.get("kpis", ""))
    if not names:
        _list()
    elif len(names) > 1:
        _compare([_stored(name) for name in names], kpis)
    elif (_place(names[0]) / RECORD).is_file():
        _gather(names[0], kpis)
    else:
        _describe(_stored(names[0]), kpis)


def _place(name: str) -> Path:
    return paths.results() / name.rstrip("/")


def _stored(name: str) -> Stored:
    """A finished run by name, or what there is instead of it."""
    place = _place(name)
    if is_finished(place):
        return opened(place, name.rstrip("/"))
    if (place / RECORD).is_file():
        allowed = f"one combination of it, such as {name.rstrip('/')}/{Record.read(place).combinations[0].folder}"
    elif left := partial(place, name):
        allowed = f"a run that is finished; {_progress(left.done, left.planned, left.owner)}"
    else:
        known = [other for other, _ in found(paths.results())]
        allowed = f"{nearest(name, known)}a name that `ipc show results` lists"
    raise ScenarioError([Fault(path="results", found=name, allowed=allowed)])


def _progress(done: int, planned: int | None, owner: str | None) -> str:
    many = f"{done:,} of {planned:,} replications are done" if planned else f"{done:,} replications are done"
    goes_on = f"{owner} is at it" if owner else "the same command goes on with resume=true"
    return f"unfinished: {many}; {goes_on}"


def _list() -> None:
    console = wide_console()
    shown = Table(box=box.SIMPLE_HEAD)
    for title in ("Name", "Written", "Scenarios", "Replications", "Engine", "Checked", "Seed"):
        shown.add_column(title, justify="right" if title in {"Replications", "Checked", "Seed"} else "left")
    left = []
    for name, folder in found(paths.results()):
        try:
            try:
                if row := _row(folder, name):
                    shown.add_row(name, *row)
            except DamagedError as error:
                left.append(f"{name} is damaged: {error.problem}")
            if (unfinished := partial(folder, name)) is not None:
                left.append(f"{name}: {_progress(unfinished.done, unfinished.planned, unfinished.owner)}")
        except OSError as error:
            left.append(f"{name} cannot be read: {reason(error)}")
    if shown.row_count:
        console.print(shown)
    for line in left:
        print(line)
    if not shown.row_count and not left:
        print(f"No results yet in {paths.results()}.")


def _row(folder: Path, name: str) -> list[str] | None:
    """What the list says of a folder of results, or of a sweep; None where it is neither."""
    if is_finished(folder):
        told = opened(folder, name).manifest
        checked = sum(len(which) for which in told["crosscheck"]["replications"].values())
        scenarios = list(told["scenarios"])
        many = scenarios[0] if len(scenarios) == 1 else f"{scenarios[0]} and {len(scenarios) - 1} more"
        return [
            *(_when(told["written"]), many, f"{told['replications']:,}"),
            *(told["engine"], f"{checked:,}", str(told["seed"])),
        ]
    if not (folder / RECORD).is_file():
        return None
    record = Record.read(folder)
    done = [stored for each in record.combinations if (stored := _intact(folder, each))]
    last = max((stored.manifest["written"] for stored in done), default=None)
    state = f"a sweep: {len(done)} of {len(record.combinations)} combinations are finished"
    return [_when(last) if last else "", state]


def _intact(folder: Path, combination: Combination) -> Stored | None:
    with suppress(DamagedError):
        return finished(folder, combination)
    return None


def _when(written: str) -> str:
    return written[:16].replace("T", " ")


def _names(kpis: Sequence[str], scenario: Scenario, known: Sequence[str]) -> list[str]:
    """The KPIs asked for, or else those that are told first."""
    for name in kpis:
        if name not in known:
            allowed = one_of(known, name, "a KPI of these results:", listed="summary.csv")
            raise ScenarioError([Fault(path="kpis", found=name, allowed=allowed)])
    return list(kpis) or [name for name in headline(scenario, known) if name in known]


def _known(stored: Stored) -> list[str]:
    return list(dict.fromkeys(stored.summary["kpi"]))


def _describe(stored: Stored, kpis: Sequence[str]) -> None:
    stored.check()
    told = stored.manifest
    check = told["crosscheck"]
    checked = sum(len(which) for which in check["replications"].values())
    print(f"{stored.name}, written {_when(told['written'])} in {stored.folder}\n")
    for one in stored.scenarios.values():
        print(f"  {one.name}: {one.label}")
    by = f", {checked:,} of them checked by {check['against']}" if check["against"] else ", not cross-checked"
    fewer = ", ".join(f"{count:,} of {name}" for name, count in told.get("fewer", {}).items())
    each = f"{told['replications']:,} replications of each{f' ({fewer})' if fewer else ''}"
    print(f"\n{each}, seed {told['seed']}, engine {told['engine']}{by}.")
    if changes := told.get("overrides"):
        print(f"Changed for this run: {', '.join(changes)}")
    names = _names(kpis, stored.baseline, _known(stored))
    rows = stored.summary[(stored.summary["who"] == "all") & stored.summary["kpi"].isin(names)]
    shown, figures = Table(box=box.SIMPLE_HEAD), list[str]()
    shown.add_column("Scenario")
    for name in names:
        shown.add_column(TITLES.get(name, name), justify="right")
    for scenario, part in rows.groupby("scenario", sort=False):
        of = {row["kpi"]: Interval(row["mean"], row["low"], row["high"]) for row in part.to_dict("records")}
        none = Interval(math.nan, math.nan, math.nan)
        cells = [interval_words(of.get(name, none), relative=False) for name in names]
        shown.add_row(str(scenario), *cells)
        figures += cells
    wide_console().print(shown)
    print(on_intervals("In brackets: 95 % intervals of the means.", figures, _few([stored])))
    print(f"{what_varies(stored.manifest)}\n")
    for path in sorted(stored.folder.iterdir()):
        size = sum(one.stat().st_size for one in path.rglob("*")) if path.is_dir() else path.stat().st_size
        print(f"  {path.name:18} {size / 1e6:9,.2f} MB  {FILES.get(path.name, '')}".rstrip())
    file = str(stored.folder / KPIS)
    quoted, of_sql = json.dumps(file, ensure_ascii=False), file.replace("'", "''")
    print(
        f"\npandas   pd.read_parquet({quoted})\nR        arrow::read_parquet({quoted})\n"
        f"DuckDB   SELECT scenario, kpi, avg(value) FROM '{of_sql}' WHERE who = 'all' GROUP BY ALL"
    )


def _gather(name: str, kpis: Sequence[str]) -> None:
    folder = _place(name)
    record = Record.read(folder)
    results, damaged = {}, {}
    for one in record.combinations:
        try:
            if (stored := finished(folder, one)) is not None:
                stored.check([KPIS, SUMMARY])
                results[one.folder] = stored
        except DamagedError as error:
            damaged[one.folder] = f"it is damaged: {error.problem}"
    print(f"{record.command}\n{len(results)} of {len(record.combinations)} combinations are finished.")
    if results:
        first = next(iter(results.values()))
        known = list(dict.fromkeys(kpi for one in results.values() for kpi in _known(one)))
        names = _names(kpis, first.baseline, known)
        rows, notes = table(record, results, names)
        figures = _print_sweep(rows, [key for key in varying(record.combinations) if key not in FIXED[2:]], names)
        text = "In brackets: 95 % intervals; those of the differences from the first hold all at once."
        print(on_intervals(text, figures, _few(results.values())))
        for note in notes:
            print(note)
        try:
            write(folder, rows, results)
            print(f"\nThe whole table: {folder / CSV} and {folder / PARQUET}")
        except OSError as error:
            print(f"\nThe whole table could not be written into {folder}: {reason(error)}")
    _print_missing(folder, record, results, damaged)


def _print_sweep(rows: Any, keys: Sequence[str], names: Sequence[str]) -> list[str]:
    """Print a row for each combination; gives the figures in it."""
    shown, figures = Table(box=box.SIMPLE_HEAD), list[str]()
    for title in ("", *_short(keys), "Replications"):
        shown.add_column(title, justify="right")
    for name in names:
        shown.add_column(TITLES.get(name, name), justify="right", no_wrap=True)
        shown.add_column("against the first", justify="right", no_wrap=True)
    all_people = rows[rows["who"] == "all"]
    for combination, part in all_people.groupby("combination", sort=False):
        of = {row["kpi"]: row for row in part.to_dict("records")}
        one = next(iter(of.values()))
        cells = []
        for name in names:
            row = of.get(name)
            mean = Interval(row["mean"], row["low"], row["high"]) if row else Interval(math.nan, math.nan, math.nan)
            cells.append(interval_words(mean, relative=False))
            difference = (
                [row[key] for key in ("difference", "difference_low", "difference_high")] if row else [math.nan]
            )
            cells.append("" if math.isnan(difference[0]) else interval_words(Interval(*difference), relative=True))
        shown.add_row(str(combination), *(str(one[key]) for key in keys), f"{one['replications']:,}", *cells)
        figures += cells
    wide_console(len(shown.columns)).print(shown)
    return figures


def _short(keys: Sequence[str]) -> list[str]:
    """Each key by so much of its end as tells it from the others: ``panel.slots``."""
    told = []
    for key in keys:
        parts = key.split(".")
        tails = [".".join(parts[-length:]) for length in range(min(2, len(parts)), len(parts) + 1)]
        told.append(next((tail for tail in tails if sum(f".{other}".endswith(f".{tail}") for other in keys) == 1), key))
    return told


def _print_missing(folder: Path, record: Record, results: Collection[str], damaged: Mapping[str, str]) -> None:
    missing = [one for one in record.combinations if one.folder not in results]
    for one in missing:
        left = partial(folder / one.folder, one.folder)
        progress = _progress(left.done, left.planned, left.owner) if left else "has not been run"
        state = one.failed or damaged.get(one.folder) or progress
        print(f"{one.folder} is missing: {state}")
    if missing:
        print(f"To go on: {record.command} resume=true")


def _compare(results: Sequence[Stored], kpis: Sequence[str]) -> None:
    known = list(dict.fromkeys(kpi for one in results for kpi in _known(one)))
    names = _names(kpis, results[0].baseline, known)
    rows = compared(results, names)
    shown, figures = Table(box=box.SIMPLE_HEAD), list[str]()
    for title in ("Results", "KPI", "Mean", f"Mean of {results[0].name}", "Difference", "Pairs"):
        shown.add_column(title, justify="left" if title in {"Results", "KPI"} else "right")
    for row in rows.to_dict("records"):
        figures.append(interval_words(Interval(row["difference"], row["low"], row["high"]), relative=True))
        means = [mean_words(row[key]) for key in ("mean", "baseline_mean")]
        shown.add_row(row["scenario"], row["kpi"], *means, figures[-1], f"{row['replications']:,}")
    wide_console().print(shown)
    print("Paired replication by replication.")
    text = "In brackets: 95 % intervals of the differences, which hold all at once."
    print(on_intervals(text, figures, _few(results)))
    for line in dict.fromkeys(what_varies(one.manifest) for one in results):
        print(line)


def _few(results: Iterable[Stored]) -> str:
    """Why some of these results have no intervals, where their replications are too few."""
    told = (without_interval(one.manifest["replications"], one.block) for one in results)
    return " ".join(dict.fromkeys(filter(None, told)))
