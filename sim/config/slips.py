"""What in the files and words of a scenario may well not be meant, because it changes less than it seems to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from .hydra_files import File
from .merging import merged
from .overrides import Override
from .references import at

RESIDENTS, COHORTS = "people.residents", "people.cohorts"


def slips(files: Sequence[File], changes: Sequence[Override]) -> list[str]:
    """A note for each of them.

    Parameters
    ----------
    files
        Of the scenario, the one that has the last word last.
    changes
        The overrides on the command line.
    """
    beneath: dict[str, Any] = {}
    found: list[str] = []
    for file in files:
        found += _of_one(file.content, beneath)
        beneath = merged(beneath, file.content)
    said: dict[str, Any] = reduce(merged, (_nested(change) for change in changes), {})
    return list(dict.fromkeys([*found, *_of_one(said, beneath)]))


def _of_one(content: Mapping[str, Any], beneath: Mapping[str, Any]) -> Iterator[str]:
    for path in _emptied(content, beneath, ""):
        yield f"{path}: {{}} changes nothing, since mappings are put together key by key; null takes away what is there"
    residents, before = at(content, RESIDENTS), at(beneath, RESIDENTS)
    counted = any(isinstance(each, Mapping) and "people" in each for each in (at(beneath, COHORTS) or {}).values())
    if counted and before and residents not in (None, before) and at(content, COHORTS) is None:
        yield (
            f"{RESIDENTS}: changes numbers per resident alone, since {COHORTS} say how many people there are; identification, "
            "start_state, money and targets stay what they are too"
        )


def _emptied(content: Mapping[str, Any], beneath: Any, path: str) -> Iterator[str]:
    """The key paths of empty mappings where there is something beneath."""
    for key, value in content.items():
        there = beneath.get(key) if isinstance(beneath, Mapping) else None
        here = f"{path}.{key}" if path else key
        if isinstance(value, Mapping) and isinstance(there, Mapping):
            if value:
                yield from _emptied(value, there, here)
            elif there:
                yield here


def _nested(change: Override) -> dict[str, Any]:
    value: Any = change.value
    for step in reversed(change.path):
        value = {step: value}
    assert isinstance(value, dict)
    return value
