"""What the parts of `ipc show results` share: a stored result by its name, how far one is, and which of its KPIs are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ...config import paths
from ...experiments.shown import headline
from ...experiments.storage.catalogue import Stored, is_finished, opened, partial, result_folders
from ...model import Fault, Scenario, ScenarioError
from ...model.errors import nearest, one_of
from ...reporting.run_quality import without_interval
from ...studies.sweep.table import RECORD, Record


def result_folder(name: str) -> Path:
    """The folder of a result, or of a sweep, by its name."""
    return paths.results() / name.rstrip("/")


def stored_result(name: str) -> Stored:
    """A finished run by name.

    Raises
    ------
    ScenarioError
        If there is none: with what there is instead of it.
    """
    folder = result_folder(name)
    if is_finished(folder):
        return opened(folder, name.rstrip("/"))
    if (folder / RECORD).is_file():
        allowed = f"one combination of it, such as {name.rstrip('/')}/{Record.read(folder).combinations[0].folder}"
    elif unfinished := partial(folder, name):
        progress = progress_words(unfinished.done, unfinished.planned, unfinished.owner)
        allowed = f"a run that is finished; {progress}"
    else:
        names = [stored_name for stored_name, _ in result_folders(paths.results())]
        allowed = f"{nearest(name, names)}a name that `ipc show results` lists"
    raise ScenarioError([Fault(path="results", found=name, allowed=allowed)])


def progress_words(done: int, planned: int | None, owner: str | None) -> str:
    """How far an unfinished run is, and how it goes on."""
    replications = f"{done:,} of {planned:,} replications are done" if planned else f"{done:,} replications are done"
    goes_on = f"{owner} is at it" if owner else "the same command goes on with resume=true"
    return f"unfinished: {replications}; {goes_on}"


def minute(written: str) -> str:
    """When a result was written, to the minute."""
    return written[:16].replace("T", " ")


def kpis_of(results: Iterable[Stored]) -> list[str]:
    """Every KPI that is stored in one of the results."""
    return list(dict.fromkeys(kpi for stored in results for kpi in stored.summary["kpi"]))


def shown_kpis(wanted: Sequence[str], scenario: Scenario, stored: Sequence[str]) -> list[str]:
    """The KPIs asked for, or else the scenario's headline.

    Raises
    ------
    ScenarioError
        If one is asked for that is not stored.
    """
    for kpi in wanted:
        if kpi not in stored:
            allowed = one_of(stored, kpi, "a KPI of these results:", listed="summary.csv")
            raise ScenarioError([Fault(path="kpis", found=kpi, allowed=allowed)])
    return list(wanted) or [kpi for kpi in headline(scenario, stored) if kpi in stored]


def why_no_intervals(results: Iterable[Stored]) -> str:
    """Why some of these results have no intervals, where their replications are too few."""
    reasons = (without_interval(stored.manifest["replications"], stored.block) for stored in results)
    return " ".join(dict.fromkeys(filter(None, reasons)))
