"""What in the files and words of a scenario may well not be meant, because it changes less than it seems to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from .hydra_files import File
from .merging import merged
from .overrides import Override
from .references import value_at

RESIDENTS, COHORTS = "people.residents", "people.cohorts"


def likely_mistakes(files: Sequence[File], changes: Sequence[Override]) -> list[str]:
    """A note for each thing that may not be meant.

    Parameters
    ----------
    files
        Of the scenario, the one that has the last word last.
    changes
        The overrides on the command line.
    """
    beneath: dict[str, Any] = {}
    notes: list[str] = []
    for file in files:
        notes += _notes(file.content, beneath)
        beneath = merged(beneath, file.content)
    changed: dict[str, Any] = reduce(merged, map(_nested, changes), {})
    return list(dict.fromkeys([*notes, *_notes(changed, beneath)]))


def _notes(content: Mapping[str, Any], beneath: Mapping[str, Any]) -> Iterator[str]:
    """The notes on what one file, or all overrides, put over what is beneath."""
    for path in _emptied(content, beneath, ""):
        yield f"{path}: {{}} changes nothing, since mappings are put together key by key; null takes away what is there"
    residents, before = value_at(content, RESIDENTS), value_at(beneath, RESIDENTS)
    counted = any(
        isinstance(cohort, Mapping) and "people" in cohort for cohort in (value_at(beneath, COHORTS) or {}).values()
    )
    if counted and before and residents not in (None, before) and value_at(content, COHORTS) is None:
        yield (
            f"{RESIDENTS}: changes numbers per resident alone, since {COHORTS} say how many people there are; identification, "
            "start_state, money and targets stay what they are too"
        )


def _emptied(content: Mapping[str, Any], beneath: Any, path: str) -> Iterator[str]:
    """The key paths of empty mappings where there is something beneath."""
    for key, value in content.items():
        value_beneath = beneath.get(key) if isinstance(beneath, Mapping) else None
        key_path = f"{path}.{key}" if path else key
        if isinstance(value, Mapping) and isinstance(value_beneath, Mapping):
            if value:
                yield from _emptied(value, value_beneath, key_path)
            elif value_beneath:
                yield key_path


def _nested(change: Override) -> dict[str, Any]:
    """An override as a file would have it."""
    content: Any = change.value
    for key in reversed(change.path):
        content = {key: content}
    assert isinstance(content, dict)
    return content
