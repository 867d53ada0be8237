"""A progress bar for whoever watches a terminal; silent when piped, and for what is over in two seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from ..experiments.simulation import Progress as Advance

PATIENCE = 2.0  #: seconds before a bar is worth showing


@contextmanager
def progress_bar(title: str) -> Iterator[Advance]:
    """Give a function that is told how many replications are finished, and how many are planned so far."""
    console = Console(stderr=True)
    columns = (
        TextColumn(title),
        BarColumn(),
        TextColumn("{task.completed:,.0f}/{task.total:,}"),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=console, transient=True)
    task = bar.add_task(title, total=None)
    began = time.monotonic()
    shown = False

    def advance(finished: float, planned: int) -> None:
        nonlocal shown
        bar.update(task, completed=finished, total=planned)
        if not shown and console.is_terminal and sys.stderr.isatty() and time.monotonic() - began > PATIENCE:
            bar.start()
            shown = True

    try:
        yield advance
    finally:
        if shown:
            bar.stop()
