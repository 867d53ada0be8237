"""What is wrong with an input: every fault at once, each on one clear line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault of an input: where it is, what was found there, what is allowed."""

    path: str
    found: object
    allowed: str

    def __str__(self) -> str:
        found = "nothing" if self.found is None else repr(self.found)
        if len(found) > 80:
            found = f"{found[:77]}..."
        return " ".join(f"{self.path or '(top)'}: found {found}; allowed: {self.allowed}".splitlines())


class ScenarioError(ValueError):
    """An input that cannot be run.

    Attributes
    ----------
    faults
        All faults found, in the order of the file.
    """

    def __init__(self, faults: Iterable[Fault], name: str = "") -> None:
        self.faults = tuple(faults)
        self.name = " ".join(name.splitlines())
        super().__init__("\n".join(f"{self.name}: {fault}" if name else str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Fault, ...], str]]:
        """How another process gets it: with its faults, not with its message."""
        return type(self), (self.faults, self.name)


def nearest(word: str, words: Iterable[str]) -> str:
    """Name the known word that is spelt most like `word`, as the end of a sentence; empty where none is near."""
    close = difflib.get_close_matches(word, list(words), n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else ""
