"""Other processes for a long run, which load what they need while this one still loads what only it does."""

from __future__ import annotations

from ..experiments import Execution
from ..experiments.execution.processes import start
from ..experiments.simulation import Progress

LONG = 400  #: replications, of all scenarios together, from which on it pays to start processes at once


def starting_processes(progress: Progress, execution: Execution) -> Progress:
    """Start processes in the background when a long run begins, and not before: by then all of its words have been checked.

    Parameters
    ----------
    progress
        What is to be told of the run.
    execution
        How it is carried out.
    """
    if execution.parallel != "processes":
        return progress
    begun = False

    def advance(finished: float, planned: int) -> None:
        nonlocal begun
        if not begun and planned - finished >= LONG:
            start(execution.workers)
        begun = True
        progress(finished, planned)

    return advance
