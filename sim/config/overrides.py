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

MAX_COMBINATIONS = 10_000  #: of a sweep
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
        The whole word.
    path
        The keys that lead to the value, and indices in lists.
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


def read_word(text: str) -> Override | Choice:
    """Read a word.

    Raises
    ------
    ScenarioError
        If it cannot be understood, or says several values.
    """
    mark, key, value_text = _split(text)
    parsed = _parsed(text, value_text or "")
    if parsed.is_sweep_override():
        raise _fault(text, "one value, or ipc run -m to run every combination of values")
    value = keys_in_words(parsed.value())
    if key.startswith(("hydra.", "hydra/")):
        raise _fault(text, "ipc run -m, since only a sweep has a launcher")
    group, _, package = key.partition("@")
    if group in paths.groups() and not isinstance(value, Mapping):
        chosen = [] if mark == "~" else paths.chosen_files(group, value if isinstance(value, list) else [value])
        names = None if mark == "~" else tuple(name for name, _ in chosen)
        files = tuple((f"{group}/{name}", file) for name, file in chosen if file)
        return Choice(word=text, group=group, package=package, names=names, adds="+" in mark, files=files)
    if not _KEY.fullmatch(key):
        raise _fault(text, "key=value")
    path = tuple(keys_of(key))
    for leaf_path, leaf in _leaves(path, value):
        texts = [*leaf_path[len(path) :], leaf] if isinstance(leaf, str) else leaf_path[len(path) :]
        if not all(map(is_allowed, texts)):
            raise ScenarioError([Fault(path=".".join(leaf_path), found=leaf, allowed=REFERENCE_ALLOWED)])
    if mark == "~":
        if value_text is not None:
            raise _fault(text, f"~{key}, which takes away whatever is there")
        value = None
    return Override(word=text, path=path, value=value, adds=mark == "+")


def value_of(text: str) -> Any:
    """The value that a word says."""
    return keys_in_words(_parsed(text, _split(text)[2] or "").value())


def combinations(words: Sequence[str]) -> list[list[str]]:
    """Every combination of the values that words say, as the words of one run each.

    Raises
    ------
    ScenarioError
        If a word cannot be understood, or there are too many combinations.
    """
    variants: list[list[str]] = []  # of each word, with one value each
    count = 1
    for text in words:
        mark, key, value_text = _split(text)
        parsed = _parsed(text, value_text or "")
        if not parsed.is_sweep_override():
            variants.append([text])
            continue
        if sum(_split(word)[1] == key for word in words) > 1:
            raise ScenarioError([Fault(path=key, found=text, allowed="a key once, where it has several values")])
        values = _values(text, parsed)
        count *= len(values)
        if count > MAX_COMBINATIONS:
            raise ScenarioError([Fault(path="-m", found=text, allowed=f"at most {MAX_COMBINATIONS:,} combinations")])
        variants.append([f"{mark}{key}={value}" for value in values])
    return [list(combination) for combination in itertools.product(*variants)]


def override_faults(override: Override, config: Mapping[str, Any], overrides: Sequence[Override]) -> list[Fault]:
    """What of an override changes nothing that is there, and would pass unnoticed.

    Parameters
    ----------
    override
        The override.
    config
        The configuration without any override, see `plain`.
    overrides
        All overrides: what those add is there for the others to change.
    """
    added = [path for change in overrides if change.adds for path, _ in change.leaves()]
    if override.adds:
        if isinstance(override.value, Mapping) or not _exists(config, override.path):
            return []
        allowed = f"{override.word.removeprefix('+')}, without the +, since there is such a key"
        return [Fault(path=".".join(override.path), found=override.value, allowed=allowed)]
    faults = (_fault_of(path, value, config, added) for path, value in override.leaves())
    return [fault for fault in faults if fault]


def applied(config: Mapping[str, Any], override: Override) -> dict[str, Any]:
    """The configuration that an override makes of another, in which references are not followed yet."""
    changed = _put(config, override.path, override.value, config)
    assert isinstance(changed, dict)
    return changed


def _split(text: str) -> tuple[str, str, str | None]:
    """The mark before the key, the key, and the text after the equals sign."""
    if not is_text(text):
        raise _fault(text, "text in UTF-8")
    match = _WORD.fullmatch(text)
    if match is None or not match[2] or (match[3] is None and match[1] != "~"):
        raise _fault(text, "key=value")
    return match[1], match[2], match[3]


def _parsed(text: str, value_text: str) -> Parsed:
    """The value of a word in Hydra's grammar, whose keys know no dates."""
    if _UNDERSCORED.search(_QUOTED.sub("", value_text)):
        raise _fault(text, "numbers in plain digits, such as 1000")
    try:
        return OverridesParser.create().parse_override(f"x={value_text}")
    except (HydraException, ValueError) as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise _fault(text, f"key=value in Hydra's grammar: {reason}") from error
    except RecursionError as error:
        raise _fault(text, "fewer brackets in each other") from error


def _values(text: str, parsed: Parsed) -> list[str]:
    """The values that a word says, each as a text of the same grammar."""
    try:
        if not parsed.is_discrete_sweep() or getattr(parsed.value(), "shuffle", False):
            raise HydraException("values, or a range of them, in their order")
        return list(itertools.islice(parsed.sweep_string_iterator(), MAX_COMBINATIONS + 1))
    except (HydraException, ValueError) as error:
        raise _fault(text, f"Hydra's grammar of sweeps: {str(error).splitlines()[0]}") from error


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

    current: Any = config
    for depth, key in enumerate(path):
        is_key = isinstance(current, Mapping) and key in current
        if not is_key and any(other[: depth + 1] == path[: depth + 1] for other in added):
            return None
        names = names_at(config, path[:depth])
        if names is not None and key not in names:
            return new(key, names)
        if isinstance(current, list):
            if not key.isdecimal() or int(key) >= len(current):
                return fault(f"a place in a list of {len(current)}, counted from 0")
            current = current[int(key)]
        else:
            mapping = current if isinstance(current, Mapping) else {}
            if value is None and key not in mapping:
                return fault(f"{nearest(key, mapping)}a key that is there to be taken away")
            current = mapping.get(key)
    if gives_value(path, value) and word(value) not in (values := attribute_values(config, path[2])):
        return new(word(value), values)
    return None


def _exists(config: Mapping[str, Any], path: Sequence[str]) -> bool:
    """Whether something stands at a path of a configuration without references."""
    current: Any = config
    for key in path:
        if isinstance(current, list) and key.isdecimal() and int(key) < len(current):
            current = current[int(key)]
        elif isinstance(current, Mapping) and current.get(key) is not None:
            current = current[key]
        else:
            return False
    return True


def _put(current: Any, path: Sequence[str], value: Any, config: Mapping[str, Any]) -> Any:
    """The current value with another one put at a path below it; what a reference stands for is changed here alone."""
    current = followed(config, current)
    if not path:
        return merged(current, value)
    key = path[0]
    if isinstance(current, list) and key.isdecimal() and int(key) < len(current):
        changed = list(current)
        changed[int(key)] = _put(current[int(key)], path[1:], value, config)
        return changed
    mapping = current if isinstance(current, dict) else {}
    return {**mapping, key: _put(mapping.get(key), path[1:], value, config)}


def _fault(text: str, allowed: str) -> ScenarioError:
    return ScenarioError([Fault(path="override", found=text, allowed=allowed)])
