"""A strict reader of plain mappings: it never stops at the first fault, and says where each one is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np

from ..digits import exact
from ..errors import Fault, ScenarioError, one_of
from ..limits import DEEPEST, LARGEST

EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2999, 12, 31)
_BOOLEAN_WORDS = {True: "yes", False: "no"}
_SCALARS = (str, int, float)
NOT_DEEPER = f"mappings and lists at most {DEEPEST} deep in one another"
_SHOWN = 5  # keys of a path that is too long to be shown
_WORDY = 1024  # bits of a number; Python refuses to write much longer ones
_MAPPINGS = (dict, Mapping)  # the common one first, which is recognised sooner


def word(key: object) -> str:
    """A key as the model knows it: YAML reads a bare yes or no as a truth value."""
    return _BOOLEAN_WORDS[key] if isinstance(key, bool) else str(key)


def is_text(text: str) -> bool:
    """Whether a text can be written: halves of letters, such as bytes that are not UTF-8 become, cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def plain(value: Any) -> Any:
    """The same configuration with every key as the model knows it, without what is null, ready for JSON.

    Two spellings of one key (a bare yes in a file, the word on a command line) are one key; the later has the last word.

    Raises
    ------
    ScenarioError
        If it is nested too deep, so that whatever reads it later may follow it down.
    """
    return _plain(value, ())


def _plain(value: Any, path: tuple[object, ...]) -> Any:
    if isinstance(value, _SCALARS):
        return value
    if len(path) > DEEPEST:
        raise ScenarioError([Fault(path=".".join(map(str, path[:_SHOWN])), found="a deeper one", allowed=NOT_DEEPER)])
    if isinstance(value, _MAPPINGS):
        if not {*map(type, value)} <= {str}:
            value = _in_words(value)
        return {key: _plain(below, (*path, key)) for key, below in value.items() if below is not None}
    if isinstance(value, list | tuple):
        return [_plain(below, (*path, index)) for index, below in enumerate(value)]
    if isinstance(value, np.generic | np.ndarray):
        return _plain(value.tolist(), path)
    return value.isoformat() if isinstance(value, dt.date) else value


def _in_words(mapping: Mapping[Any, Any]) -> dict[str, Any]:
    """The same mapping with every key as the model knows it."""
    in_words: dict[str, Any] = {}
    for key, below in mapping.items():
        in_words[word(key)] = _over(in_words.get(word(key)), below)
    return in_words


def _over(earlier: Any, later: Any) -> Any:
    """What a key holds that was given twice: mappings are put together, anything else is replaced."""
    if isinstance(earlier, Mapping) and isinstance(later, Mapping):
        return {**earlier, **later}
    return later


class Node:
    """A position in a mapping: its key path, the value there, and the shared list of faults.

    A reading method returns what it read or, having noted a fault, something harmless of the same type, so that reading
    goes on to the end and all faults come at once. A key whose value is null counts as absent.

    Parameters
    ----------
    value
        The value there; mappings are dictionaries with words as keys, see `plain`.
    step
        What this position adds to the key path above: a key, or the index in a list.
    above
        The node of which this is a part, and whose faults it shares.
    """

    __slots__ = ("above", "faults", "step", "value")

    def __init__(self, value: Any, step: str | int = "", above: Node | None = None) -> None:
        self.value = value
        self.step = step
        self.above = above
        self.faults: list[Fault] = [] if above is None else above.faults

    @property
    def path(self) -> str:
        """The key path: put together when it is asked for, since few are."""
        above = self.above.path if self.above is not None else ""
        if isinstance(self.step, int):
            return f"{above}[{self.step}]"
        return f"{above}.{self.step}" if above else self.step

    def __bool__(self) -> bool:
        return self.value is not None

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and self.value.get(key) is not None

    def __getitem__(self, key: str) -> Node:
        """The node below, absent where there is none."""
        return Node(self.value.get(key) if isinstance(self.value, dict) else None, key, self)

    def fault(self, allowed: str, found: object = ...) -> None:
        """Note a fault here."""
        shown = self.value if found is ... else found
        if isinstance(shown, int) and shown.bit_length() > _WORDY:
            shown = "a number of very many digits"
        self.faults.append(Fault(path=self.path, found=shown, allowed=allowed))

    def items(self) -> Iterator[tuple[str, Node]]:
        """The keys and nodes below, without the absent ones."""
        if not isinstance(self.value, dict):
            if self.value is not None:
                self.fault("a mapping")
            return
        for key, value in self.value.items():
            if value is not None:
                yield key, Node(value, key, self)

    def keys(self, *of: str) -> list[str]:
        """The keys that are present, or those of some."""
        pairs = self.value.items() if isinstance(self.value, dict) else ()
        return [key for key, value in pairs if value is not None and (not of or key in of)]

    def only(self, *keys: str) -> bool:
        """Check that this is a mapping with no other keys."""
        if not isinstance(self.value, dict):
            self.fault(f"a mapping with {', '.join(keys)}")
            return False
        for key in self.value:
            if key not in keys:
                self[word(key)].fault(one_of(keys, word(key)), self.value[key])
        return True

    def number(self, default: float | None = None, *, low: float = -LARGEST, high: float = LARGEST) -> float:
        """A number within bounds (both ends included), for which see `sim.model.limits`."""
        if self.value is None and default is not None:
            return default
        value = self.value
        if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
            return float(value)
        self.fault(f"a number from {exact(low)} to {exact(high)}")
        return min(max(0.0, low), high)

    def whole(self, default: int | None = None, *, low: int = 0, high: int = 1 << 40) -> int:
        """A whole number within bounds."""
        if self.value is None and default is not None:
            return default
        if not isinstance(self.value, int) or isinstance(self.value, bool) or not low <= self.value <= high:
            self.fault(f"a whole number from {low} to {high}")
            return low
        return self.value

    def truth(self, default: bool = False) -> bool:
        """Yes or no."""
        if self.value is None:
            return default
        if not isinstance(self.value, bool):
            self.fault("yes or no")
            return default
        return self.value

    def text(self, default: str | None = None, *, of: Collection[str] | None = None) -> str:
        """A text; where `of` is given, one of those words (none at all, where it is empty)."""
        if self.value is None and default is not None:
            return default
        value = _BOOLEAN_WORDS.get(self.value) if isinstance(self.value, bool) else self.value
        if of is None:
            if not isinstance(value, str):
                self.fault("a text")
                return ""
            return value
        if isinstance(value, float) or (isinstance(value, int) and abs(value) < LARGEST):
            value = str(value)
        if not isinstance(value, str) or value not in of:
            self.fault(one_of(of, str(value)) if of else "nothing, since there is none to name")
            return next(iter(of), "")
        return value

    def label(self, name: str) -> str:
        """A text to be shown on screen, which has to show something; by default a name."""
        text = self.text(name.replace("_", " "))
        if isinstance(self.value, str | None) and not text.strip():
            self.fault("a text that is not empty", text)
        return text

    def texts(self, *, of: Collection[str] | None = None) -> tuple[str, ...]:
        """A text or a list of them."""
        return tuple(node.text(of=of) for node in self.list())

    def list(self) -> list[Node]:
        """The nodes of a list; a single value counts as a list of one."""
        if self.value is None:
            return []
        if not isinstance(self.value, list | tuple):
            return [self]
        return [Node(value, index, self) for index, value in enumerate(self.value)]

    def date(self, default: dt.date | None = None) -> dt.date:
        """An ISO date."""
        if self.value is None and default is not None:
            return default
        value = self.value
        try:
            date = value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
        except (TypeError, ValueError):
            date = None
        if date is None or isinstance(date, dt.datetime) or not EARLIEST <= date <= LATEST:
            self.fault(f"a date such as 2017-10-01, from {EARLIEST} to {LATEST}")
            return dt.date(2000, 1, 1)
        return date
