"""Where the keys of a scenario are names that its files give, and where they are words of the language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .node import word
from .people import YES_NO

#: Key paths under which keys are names, and the words of the language that stand there too; ``*`` is any key. Everywhere else
#: keys are words of the language, dates, or names that stand somewhere else, all of which the readers check.
NAMED: Mapping[str, tuple[str, ...]] = {
    "ours": (),
    "people.cohorts": (),
    "people.attributes": (),
    "people.numbers": (),
    "people.bands": (),
    "people.bands.*": ("of",),
    "identification": (),
    "pathway.stages": (),
    "pathway.exits": (),
    "pathway.patience_clocks": (),
    "pathway.stages.*.elapsed.longest_of": (),
    "resources": (),
    "resources.*.staffing.absences": (),
    "costs.packages": (),
    "goals.days": (),
}
_PATTERNS = {tuple(path.split(".")): words for path, words in NAMED.items()}
_BRANCHES = ("by", "otherwise")
_REST = "rest"


def names_at(mapping: Mapping[str, Any], path: Sequence[str]) -> tuple[str, ...] | None:
    """The keys that may stand under a key path of a scenario without being new names.

    Parameters
    ----------
    mapping
        The scenario's configuration, see `plain`.
    path
        The keys that lead there.

    Returns
    -------
    tuple or None
        The names that the configuration gives there, and words of the language. None where keys are no names.
    """
    if tuple(path[:2]) == ("people", "attributes") and len(path) > 2:
        branches = _at(mapping, path)
        if isinstance(branches, Mapping) and "by" in branches:
            return None  # values of the attribute that decides, which the reader knows
        return (*attribute_values(mapping, path[2]), *_BRANCHES)
    for pattern, words in _PATTERNS.items():
        if len(pattern) == len(path) and all(key in ("*", step) for key, step in zip(pattern, path, strict=True)):
            names = _at(mapping, path)
            return (*(names if isinstance(names, Mapping) else ()), *words)
    return None


def attribute_values(mapping: Mapping[str, Any], attribute: str) -> tuple[str, ...]:
    """The values that an attribute of the people has, whoever they are for."""
    values = tuple(dict.fromkeys(_values(_at(mapping, ("people", "attributes", attribute)))))
    return YES_NO if values and set(values) <= set(YES_NO) else values


def gives_value(path: Sequence[str], value: Any) -> bool:
    """Whether what stands at a path is the value of an attribute, which then has all the weight."""
    of_attribute = tuple(path[:2]) == ("people", "attributes") and len(path) > 2 and path[-1] != "by"
    return of_attribute and isinstance(value, str | bool) and value != _REST


def _at(mapping: Mapping[str, Any], path: Sequence[str]) -> Any:
    value: Any = mapping
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _values(weights: Any) -> Iterator[str]:
    """The values of an attribute: the keys of its weights, whoever they are for."""
    if isinstance(weights, str):
        yield weights
    elif isinstance(weights, bool):
        yield word(weights)
    elif isinstance(weights, Mapping) and "by" in weights:
        for key, branch in weights.items():
            if key != "by":
                yield from _values(branch)
    elif isinstance(weights, Mapping):
        yield from weights
