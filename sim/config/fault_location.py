"""File and line of a fault, where it stands in a file of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..model import Fault, ScenarioError
from . import paths
from .hydra_files import File
from .key_paths import key_of_word
from .provenance import Entry, entries
from .strict_yaml import location


def with_file_and_line(error: ScenarioError, files: Sequence[File], words: Sequence[str]) -> ScenarioError:
    """The same error, with file and line before the key path of each fault that a file of one's own has.

    Parameters
    ----------
    error
        Of loading the scenario.
    files
        Of the scenario, the one that has the last word last.
    words
        What changes it on the command line: a fault there has no file.
    """
    shipped = paths.configs(), paths.scenarios()
    own_files = [file.path for file in reversed(files) if not any(map(file.path.is_relative_to, shipped))]
    own_entries = [entry for path in own_files for entry in entries(path)]
    changed = list(map(key_of_word, words))
    faults = [fault if _overlaps(fault.path, changed) else _at(fault, own_entries) for fault in error.faults]
    return ScenarioError(faults, error.name)


def _overlaps(path: str, changed: Sequence[str]) -> bool:
    """Whether a word changes what stands at a key path, above or below it."""
    return any(f"{path}.".startswith(f"{key}.") or f"{key}.".startswith(f"{path}.") for key in changed)


def _at(fault: Fault, own_entries: Sequence[Entry]) -> Fault:
    """The fault with its file and line; where something is missing, with those of what it is missing in."""
    above = fault.path.rpartition(".")[0] if fault.found is None else fault.path
    matching = (entry for path in (fault.path, above) for entry in own_entries if entry.path == path)
    entry = next(matching, None)
    return fault if entry is None else replace(fault, path=f"{location(entry.file, entry.line)}: {fault.path}")
