"""`ipc validate`: hold the model against what was observed, and say where it fails."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from rich import box
from rich.table import Table

from ..config import paths
from ..config.words import take
from ..experiments.execution.processes import faults_of_workers
from ..experiments.storage.inventory import check_replaceable
from ..model import ScenarioError
from ..model.reader.node import Node
from ..reporting import validation_text
from ..reporting.summary import wide_console
from ..studies.validation.run import REPLICATIONS, Validation, validated
from ..studies.validation.save import KIND, TARGETS, save
from ..studies.validation.verdicts import FAIL, NOT_MODELLED, Verdict
from .progress import progress_bar
from .run import writable

FOLDER = "validation"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the command is asked for."""

    names: tuple[str, ...]
    replications: int
    seed: int | None
    uncertainty: bool
    workers: int | None


def validate(words: list[str]) -> None:
    """Run what the words ask for, print it and, where everything was run, write it down.

    A target that is missed is a finding, not a fault of the command.
    """
    began = time.perf_counter()
    asked = read(words)
    folder = paths.results() / FOLDER
    if not asked.names:
        check_replaceable(folder, KIND)
        writable(folder.parent)
    with progress_bar("Validating") as advance:
        validation = validated(
            asked.names,
            replications=asked.replications,
            seed=asked.seed,
            uncertainty=asked.uncertainty,
            workers=asked.workers,
            progress=advance,
        )
    tell(validation)
    if not asked.names:
        save(validation, folder)
        print(f"\nTables: {folder / TARGETS} ({time.perf_counter() - began:.0f} s)")


def read(words: Sequence[str]) -> Words:
    """Read the words of the command.

    Raises
    ------
    ScenarioError
        With every fault of them.
    """
    values, names = take(words, ("replications", "seed", "uncertainty", "workers"))
    top = Node({key: int(value) if value.isdecimal() else value for key, value in values.items()})
    for name in names:
        if "=" in name:
            Node(name, name.partition("=")[0], top).fault("replications=, seed=, uncertainty= or workers=")
    asked = Words(
        names=tuple(names),
        replications=top["replications"].whole(REPLICATIONS, low=2, high=100_000),
        seed=top["seed"].whole() if top["seed"] else None,
        uncertainty=top["uncertainty"].text("on", of=("on", "off")) == "on",
        workers=top["workers"].value,
    )
    top.faults += faults_of_workers(asked.workers)
    if top.faults:
        raise ScenarioError(top.faults)
    return asked


def tell(validation: Validation) -> None:
    """Print the tables, what the failures mean, and how many came out how."""
    print(validation_text.how_run(validation))
    _print("What was observed, and what the model gives", "Target", validation.targets)
    if validation.checks:
        _print("Each scenario's own checks, as it is set (chance alone)", "Scenario", validation.checks)
    if validation.directions:
        _print_directions(validation)
    for verdict in validation.targets:
        if verdict.verdict == FAIL:
            caution = f" {verdict.caution}" if verdict.caution else ""
            print(f"{verdict.name} fails ({validation_text.topic(verdict)}): {verdict.failure}{caution}")
        elif verdict.verdict == NOT_MODELLED:
            print(f"{verdict.name} is not modelled: {verdict.reason}.")
    print(validation_text.counted(validation))


def _print(title: str, first: str, verdicts: Sequence[Verdict]) -> None:
    console = wide_console(columns=7)
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left")
    table.add_column(first, no_wrap=True)
    table.add_column("What", ratio=1)
    for heading in ("Observed", "Band", "Model (95 % interval)", "9 runs in 10"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Verdict", no_wrap=True)
    before = ""
    for verdict in verdicts:
        new = verdict.name != before
        before = verdict.name
        table.add_row(
            verdict.name if new else "",
            _what(verdict, new=new) if first == "Target" else verdict.quantity,
            validation_text.observed(verdict),
            validation_text.band(verdict),
            validation_text.interval(verdict.interval),
            validation_text.runs(verdict),
            validation_text.verdict(verdict),
        )
    console.print(table)


def _what(verdict: Verdict, *, new: bool) -> str:
    return f"{verdict.label}: {validation_text.topic(verdict)}" if new else validation_text.topic(verdict)


def _print_directions(validation: Validation) -> None:
    console = wide_console(columns=7)
    table = Table(box=box.SIMPLE_HEAD, title="What each mechanism does, in pairs", title_justify="left")
    table.add_column("Scenario", no_wrap=True)
    table.add_column("What should hold", ratio=1)
    for heading in ("Holds in", "Difference (95 % interval)", "Matters from"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Verdict", no_wrap=True)
    for finding in validation.directions:
        table.add_row(
            finding.direction.scenario,
            finding.direction.sentence,
            f"{100 * finding.share.mean:.0f} % of {finding.pairs}",
            validation_text.difference(finding),
            validation_text.figure(finding.smallest),
            finding.verdict,
        )
    console.print(table)
