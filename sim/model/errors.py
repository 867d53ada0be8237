"""What is wrong with an input: every fault at once, each on one clear line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

FEW = 10  #: words that can be read through; of more, some are named, or where they are listed
SOME = 5
ALLOWED = "allowed: "
MEANT = "did you mean "  #: how what is allowed begins where a known word is near


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault of an input: where it is, what was found there, what is allowed."""

    path: str
    found: object
    allowed: str

    def __str__(self) -> str:
        value = "nothing" if self.found is None else repr(self.found)
        if len(value) > 80:
            value = f"{value[:77]}..."
        allowed = self.allowed if self.allowed.startswith(MEANT) else f"{ALLOWED}{self.allowed}"
        return " ".join(f"{self.path or '(top)'}: found {value}; {allowed}".splitlines())


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
    """Ask for the known word that is spelt most like `word`, before what is allowed; empty where none is near."""
    cutoff = 0.6 if len(word) > 3 else 0.5  # of two letters one may be wrong
    close = difflib.get_close_matches(word, list(words), n=1, cutoff=cutoff)
    return f"{MEANT}{close[0]!r}? {ALLOWED}" if close else ""


def one_of(allowed: Iterable[str], word: str, intro: str = "one of", *, listed: str = "") -> str:
    """Say what words are allowed where `word` stands: the nearest first, and of very many only some.

    Parameters
    ----------
    allowed
        The words that are allowed.
    word
        What was found.
    intro
        What they are, with a colon unless it ends in "of".
    listed
        Where they can be read if they are many: a command, or a file.
    """
    words = list(allowed)
    hint = nearest(word, words)
    if len(words) <= FEW or not (hint or listed):
        return f"{hint}{intro} {', '.join(words)}"
    if listed:
        return f"{hint}{intro.replace(':', ', one of')} {len(words)} names (see {listed})"
    some = difflib.get_close_matches(word, words, n=SOME, cutoff=0)
    return f"{hint}{intro} {', '.join(some)} and {len(words) - len(some)} others"
