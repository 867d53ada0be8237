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
        found = validated(
            asked.names,
            replications=asked.replications,
            seed=asked.seed,
            uncertainty=asked.uncertainty,
            workers=asked.workers,
            progress=advance,
        )
    tell(found)
    if not asked.names:
        save(found, folder)
        print(f"\nTables: {folder / TARGETS} ({time.perf_counter() - began:.0f} s)")


def read(words: Sequence[str]) -> Words:
    """Read the words of the command.

    Raises
    ------
    ScenarioError
        With every fault of them.
    """
    given, names = take(words, ("replications", "seed", "uncertainty", "workers"))
    top = Node({key: int(value) if value.isdecimal() else value for key, value in given.items()})
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


def tell(found: Validation) -> None:
    """Print the tables, what the failures mean, and how many came out how."""
    print(validation_text.how_run(found))
    _print("What was observed, and what the model gives", "Target", found.targets)
    if found.checks:
        _print("Each scenario's own checks, as it is set (luck alone)", "Scenario", found.checks)
    if found.directions:
        _print_directions(found)
    for each in found.targets:
        if each.verdict == FAIL:
            print(
                f"{each.name} fails ({validation_text.topic(each)}): {each.failure}{f' {each.caution}' if each.caution else ''}"
            )
        elif each.verdict == NOT_MODELLED:
            print(f"{each.name} is not modelled: {each.reason}.")
    print(validation_text.counted(found))


def _print(title: str, first: str, verdicts: Sequence[Verdict]) -> None:
    console = wide_console(columns=7)
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left")
    table.add_column(first, no_wrap=True)
    table.add_column("What", ratio=1)
    for heading in ("Observed", "Band", "Model (95 % interval)", "9 runs in 10"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Verdict", no_wrap=True)
    before = ""
    for each in verdicts:
        new = each.name != before
        before = each.name
        table.add_row(
            each.name if new else "",
            _what(each, new=new) if first == "Target" else each.quantity,
            validation_text.observed(each),
            validation_text.band(each),
            validation_text.interval(each.interval),
            validation_text.runs(each),
            validation_text.verdict(each),
        )
    console.print(table)


def _what(told: Verdict, *, new: bool) -> str:
    return f"{told.label}: {validation_text.topic(told)}" if new else validation_text.topic(told)


def _print_directions(found: Validation) -> None:
    console = wide_console(columns=7)
    table = Table(box=box.SIMPLE_HEAD, title="What each mechanism does, in pairs", title_justify="left")
    table.add_column("Scenario", no_wrap=True)
    table.add_column("What should hold", ratio=1)
    for heading in ("Holds in", "Difference (95 % interval)", "Matters from"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Verdict", no_wrap=True)
    for each in found.directions:
        table.add_row(
            each.direction.scenario,
            each.direction.sentence,
            f"{100 * each.share.mean:.0f} % of {each.pairs}",
            validation_text.difference(each),
            validation_text.figure(each.smallest),
            each.verdict,
        )
    console.print(table)
