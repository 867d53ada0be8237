"""What a comparison tells while it runs: how much is run and why, and the first results as soon as they are there.

It goes to the standard error, as progress does, so that a pipe gets the complete comparison alone; where a bar is on the
screen, the lines appear above it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from rich import box
from rich.table import Table

from ..experiments import Results
from ..experiments.execution.early import FIRST
from ..experiments.simulation import Progress
from ..model import Scenario
from ..reporting.summary import day_of, headline_of, hoped_for, mean_of, mean_words, title_of, wide_console
from .progress import PATIENCE


class Meanwhile:
    """What is told of one comparison while it runs; first results only once it has lasted two seconds, as a bar.

    Parameters
    ----------
    scenarios
        What is compared.
    chosen
        Whether the number of replications was chosen for whoever runs it, who should know it then, and why.
    more
        Whether more than are planned may have to be run, for the precision that is wanted.
    """

    def __init__(self, scenarios: Sequence[Scenario], *, chosen: bool, more: bool) -> None:
        self._scenarios, self._chosen, self._more = scenarios, chosen, more
        self._began: float | None = None
        self._replications = 0  # replications that are planned
        self._waiting: Results | None = None

    def take(self, results: Results) -> None:
        """Take the first results, and to be told at once, or when the run has lasted two seconds."""
        self._waiting = results
        self._tell()

    def telling(self, progress: Progress) -> Progress:
        """The same progress, which also tells what there is to tell."""

        def advance(finished: float, planned: int) -> None:
            progress(finished, planned)
            self._replications = planned // len(self._scenarios)
            if self._began is None:
                self._began = time.monotonic()
                if self._chosen:
                    _say(how_many(self._scenarios, self._replications))
            elif finished < planned:
                self._tell()

        return advance

    def _tell(self) -> None:
        """Tell the first results if there are any that have not been told, and it is time."""
        if self._waiting is None or self._began is None or time.monotonic() - self._began < PATIENCE:
            return
        of = f"{self._replications:,} or more" if self._more else f"{self._replications:,}"
        head = f"{day_of(self._waiting)}: first results, from {FIRST} of {of} replications; no intervals yet"
        _say("", head, first_table(self._waiting), "The complete comparison, with intervals, follows.", "")
        self._waiting = None


def how_many(scenarios: Sequence[Scenario], replications: int) -> str:
    """How often each scenario is simulated, and why not fewer times."""
    unknown = any(scenario.uncertain for scenario in scenarios)
    worst = "how a bad case, one in twenty, turns out"
    few = f"neither how sure a mean is nor {worst}" if unknown else f"too little of {worst}"
    anew = "chance drawn anew and other values of what is not well known" if unknown else "chance drawn anew"
    return (
        f"Simulating each of {len(scenarios)} scenarios {replications:,} times ({replications:,} replications), "
        f"each time with {anew}: {FIRST} would tell {few}."
    )


def first_table(results: Results) -> Table:
    """The means so far, and what is hoped for."""
    names = headline_of(results)
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("Scenario")
    for name in names:
        table.add_column(title_of(name, results.scenarios), justify="right")
    for scenario in results.scenarios:
        table.add_row(scenario.label, *(mean_words(mean_of(results, scenario.name, name).mean) for name in names))
    if hoped := hoped_for(results, names):
        table.add_section()
        table.add_row("Hoped for", *hoped)
    return table


def _say(*parts: str | Table) -> None:
    """Write to the standard error as it is now: what a bar that is on the screen has put there keeps it whole."""
    console = wide_console(stderr=True)
    with console.capture() as captured:
        for part in parts:
            console.print(part, soft_wrap=isinstance(part, str) and not console.is_terminal)
    lines = [line.rstrip() for line in captured.get().splitlines()]
    print("\n".join(lines), file=sys.stderr, flush=True)
