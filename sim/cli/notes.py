"""What a user should know, told on a command line: each note once, in one line."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from ..experiments.errors import Notice
from ..model import ScenarioWarning


@contextmanager
def notes_printed() -> Iterator[None]:
    """Print warnings that are for users to the standard error, and leave those of the code as they are."""
    show_others, printed = warnings.showwarning, set()

    def show(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        if not issubclass(category, ScenarioWarning | Notice):
            show_others(message, category, filename, lineno, file, line)
        elif str(message) not in printed:
            printed.add(str(message))
            print(f"note: {message}" if issubclass(category, ScenarioWarning) else message, file=sys.stderr)

    with warnings.catch_warnings():
        warnings.simplefilter("always", ScenarioWarning)
        warnings.showwarning = show
        yield
