"""Words that change a scenario: what each says, and what it makes of the configuration."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override as Parsed
from hydra.errors import HydraException

from ..model import Fault, ScenarioError
from ..model.errors import nearest, one_of
from ..model.reader.names import attribute_values, gives_value, names_at
from ..model.reader.node import is_text, word
from . import paths
from .key_paths import keys_of
from .merging import merged
from .references import REFERENCE_ALLOWED, followed, is_allowed
from .strict_yaml import keys_in_words

MOST = 10_000  #: combinations of a sweep
_WORD = re.compile(r"(~|\+{0,2})([^=]*)(?:=(.*))?", re.DOTALL)
_KEY = re.compile(r"[^.\[\]]+(?:\.[^.\[\]]+|\[\d+\])*")
_QUOTED = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"", re.DOTALL)
_UNDERSCORED = re.compile(r"(?<![\w.])\d[\d_]*_\d[\d_.]*(?!\w)")


@dataclass(frozen=True, kw_only=True)
class Override:
    """A word that changes a value of the configuration.

    Attributes
    ----------
    word
        As it was given.
    path
        The keys that lead to the value, and places in lists.
    value
        What is put there, a mapping key by key; None takes away what is there.
    adds
        Whether it gives a name that is new.
    """

    word: str
    path: tuple[str, ...]
    value: Any
    adds: bool

    def leaves(self) -> Iterator[tuple[tuple[str, ...], Any]]:
        """Every value that it puts somewhere, and where."""
        return _leaves(self.path, self.value)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A word that chooses files of a group, such as ``lever=weekly_panel``.

    Attributes
    ----------
    group, package
        The folder in `configs/`, and where in the configuration its files are put, if that is said.
    names
        Of the files; None to take the group away.
    adds
        Whether they come beside what the scenario starts from.
    files
        Those that were given by their paths, each with the name that it would have in the folder of its group.
    """

    word: str
    group: str
    package: str
    names: tuple[str, ...] | None
    adds: bool
    files: tuple[tuple[str, Path], ...] = ()


def read_word(given: str) -> Override | Choice:
    """Read a word.

    Raises
    ------
    ScenarioError
        If it cannot be understood, or says several values.
    """
    mark, key, text = _split(given)
    parsed = _parsed(given, text or "")
    if parsed.is_sweep_override():
        raise _fault(given, "one value, or ipc run -m to run every combination of values")
    value = keys_in_words(parsed.value())
    if key.startswith(("hydra.", "hydra/")):
        raise _fault(given, "ipc run -m, since only a sweep has a launcher")
    group, _, package = key.partition("@")
    if group in paths.groups() and not isinstance(value, Mapping):
        said = [] if mark == "~" else paths.said_all(group, value if isinstance(value, list) else [value])
        names = None if mark == "~" else tuple(name for name, _ in said)
        files = tuple((f"{group}/{name}", file) for name, file in said if file)
        return Choice(word=given, group=group, package=package, names=names, adds="+" in mark, files=files)
    if not _KEY.fullmatch(key):
        raise _fault(given, "key=value")
    path = tuple(keys_of(key))
    for where, below in _leaves(path, value):
        texts = [*where[len(path) :], below] if isinstance(below, str) else where[len(path) :]
        if not all(map(is_allowed, texts)):
            raise ScenarioError([Fault(path=".".join(where), found=below, allowed=REFERENCE_ALLOWED)])
    if mark == "~":
        if text is not None:
            raise _fault(given, f"~{key}, which takes away whatever is there")
        value = None
    return Override(word=given, path=path, value=value, adds=mark == "+")


def value_of(given: str) -> Any:
    """The value that a word says."""
    return keys_in_words(_parsed(given, _split(given)[2] or "").value())


def combinations(words: Sequence[str]) -> list[list[str]]:
    """Every combination of the values that words say, as the words of one run each.

    Raises
    ------
    ScenarioError
        If a word cannot be understood, or there are too many combinations.
    """
    ways: list[list[str]] = []
    count = 1
    for given in words:
        mark, key, text = _split(given)
        parsed = _parsed(given, text or "")
        if not parsed.is_sweep_override():
            ways.append([given])
            continue
        if sum(_split(other)[1] == key for other in words) > 1:
            raise ScenarioError([Fault(path=key, found=given, allowed="a key once, where it has several values")])
        values = _values(given, parsed)
        count *= len(values)
        if count > MOST:
            raise ScenarioError([Fault(path="-m", found=given, allowed=f"at most {MOST:,} combinations")])
        ways.append([f"{mark}{key}={value}" for value in values])
    return [list(combination) for combination in itertools.product(*ways)]


def faults_of(override: Override, config: Mapping[str, Any], others: Sequence[Override]) -> list[Fault]:
    """What of an override changes nothing that is there, and would pass unnoticed.

    Parameters
    ----------
    override
        The override.
    config
        The configuration without any override, see `plain`.
    others
        All overrides: what those add is there for the others to change.
    """
    added = [path for other in others if other.adds for path, _ in other.leaves()]
    if override.adds:
        there = _there(config, override.path) and not isinstance(override.value, Mapping)
        allowed = f"{override.word.removeprefix('+')}, without the +, since there is such a key"
        return [Fault(path=".".join(override.path), found=override.value, allowed=allowed)] if there else []
    found = (_fault_of(path, value, config, added) for path, value in override.leaves())
    return [fault for fault in found if fault]


def applied(config: Mapping[str, Any], override: Override) -> dict[str, Any]:
    """The configuration that an override makes of another, in which references are not followed yet."""
    changed = _put(config, override.path, override.value, config)
    assert isinstance(changed, dict)
    return changed


def _split(given: str) -> tuple[str, str, str | None]:
    """The mark before the key, the key, and the text after the equals sign."""
    if not is_text(given):
        raise _fault(given, "text in UTF-8")
    match = _WORD.fullmatch(given)
    if match is None or not match[2] or (match[3] is None and match[1] != "~"):
        raise _fault(given, "key=value")
    return match[1], match[2], match[3]


def _parsed(given: str, text: str) -> Parsed:
    """The value in Hydra's grammar, whose keys know no dates."""
    if _UNDERSCORED.search(_QUOTED.sub("", text)):
        raise _fault(given, "numbers in plain digits, such as 1000")
    try:
        return OverridesParser.create().parse_override(f"x={text}")
    except (HydraException, ValueError) as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise _fault(given, f"key=value in Hydra's grammar: {reason}") from error
    except RecursionError as error:
        raise _fault(given, "fewer brackets in each other") from error


def _values(given: str, parsed: Parsed) -> list[str]:
    """The values that a word says, each as a text of the same grammar."""
    try:
        if not parsed.is_discrete_sweep() or getattr(parsed.value(), "shuffle", False):
            raise HydraException("values, or a range of them, in their order")
        return list(itertools.islice(parsed.sweep_string_iterator(), MOST + 1))
    except (HydraException, ValueError) as error:
        raise _fault(given, f"Hydra's grammar of sweeps: {str(error).splitlines()[0]}") from error


def _leaves(path: tuple[str, ...], value: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict) and value:
        for key, below in value.items():
            yield from _leaves((*path, key), below)
    else:
        yield path, value


def _fault_of(
    path: tuple[str, ...], value: Any, config: Mapping[str, Any], added: Sequence[tuple[str, ...]]
) -> Fault | None:
    """What is wrong with putting a value at a path, but for what the strict builder says anyway."""

    def fault(allowed: str) -> Fault:
        return Fault(path=".".join(path), found=value, allowed=allowed)

    def new(name: str, names: Sequence[str]) -> Fault:
        return fault(f"{one_of(names, name) if names else 'a name that is there'} (+ before the key adds a new one)")

    here: Any = config
    for depth, step in enumerate(path):
        there = step in here if isinstance(here, Mapping) else False
        if not there and any(other[: depth + 1] == path[: depth + 1] for other in added):
            return None
        names = names_at(config, path[:depth])
        if names is not None and step not in names:
            return new(step, names)
        if isinstance(here, list):
            if not step.isdecimal() or int(step) >= len(here):
                return fault(f"a place in a list of {len(here)}, counted from 0")
            here = here[int(step)]
        else:
            known = here if isinstance(here, Mapping) else {}
            if value is None and step not in known:
                return fault(f"{nearest(step, known)}a key that is there to be taken away")
            here = known.get(step)
    if gives_value(path, value) and word(value) not in (values := attribute_values(config, path[2])):
        return new(word(value), values)
    return None


def _there(config: Mapping[str, Any], path: Sequence[str]) -> bool:
    here: Any = config
    for step in path:
        if isinstance(here, list) and step.isdecimal() and int(step) < len(here):
            here = here[int(step)]
        elif isinstance(here, Mapping) and here.get(step) is not None:
            here = here[step]
        else:
            return False
    return True


def _put(here: Any, path: Sequence[str], value: Any, config: Mapping[str, Any]) -> Any:
    """The same value with another one below it; what a reference stands for is changed here alone."""
    here = followed(config, here)
    if not path:
        return merged(here, value)
    if isinstance(here, list) and path[0].isdecimal() and int(path[0]) < len(here):
        changed = list(here)
        changed[int(path[0])] = _put(here[int(path[0])], path[1:], value, config)
        return changed
    known = here if isinstance(here, dict) else {}
    return {**known, path[0]: _put(known.get(path[0]), path[1:], value, config)}


def _fault(given: str, allowed: str) -> ScenarioError:
    return ScenarioError([Fault(path="override", found=given, allowed=allowed)])
