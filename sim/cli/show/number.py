"""`ipc show number`: where a number comes from, how well it is known, and what it affects."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from ...config import paths
from ...config.load import load
from ...config.provenance import Entry, origin, register
from ...config.references import value_at
from ...config.words import take
from ...model import Fault, ScenarioError
from ..commands import DEFAULT_SCENARIO, SUBJECTS
from .parameters import print_parameters


def show_number(words: list[str]) -> None:
    """Print what stands at and below a key path: file and line, evidence, and the parameter behind it."""
    keys, key_paths = take(words, SUBJECTS["number"].keys)
    if len(key_paths) != 1:
        allowed = "one key path, such as pathway.stages.deciding.next"
        raise ScenarioError([Fault(path="show number", found=" ".join(key_paths), allowed=allowed)])
    name = keys.get("scenario", DEFAULT_SCENARIO)
    scenario = load(name)
    entries = origin(key_paths[0], name)
    for _, group in groupby(entries, key=lambda entry: (entry.file, entry.line)):
        _print_line(list(group), scenario.mapping)
    print_parameters(entries, scenario)


def _print_line(entries: list[Entry], mapping: Mapping[str, Any]) -> None:
    """Print the numbers on one line of a file, and the evidence that its comment names."""
    for entry in entries:
        print(f"{entry.path} = {_value_words(entry, mapping)}" if entry.value else entry.path)
    first = entries[0]  # all of a line share its comment
    source = first.comment or "no source is given on its line"
    print(f"    {paths.display_name(first.file)}, line {first.line}: {source}")
    evidence = register()
    for evidence_id in first.ids:
        row = evidence.get(evidence_id)
        if row is None:
            print(f"    {evidence_id}: not in the evidence register")
            continue
        band = f", {row['low']} to {row['high']}" if row["low"] and row["high"] else ""
        print(f"    {evidence_id}: {row['quantity']}: {row['value'] or '-'}{band} {row['unit']}".rstrip())
        print(f"          {row['source']}{', ' + row['year'] if row['year'] else ''}; {row['strength']}")


def _value_words(entry: Entry, mapping: Mapping[str, Any]) -> str:
    """What stands in a file; for what goes with a lever's strength, after what the lever makes of the scenario's own number."""
    value = value_at(mapping, entry.path) if len(entry.numbers) > 1 else None
    if value is None:
        return entry.words
    low, high = sorted(map(float, entry.numbers))
    is_within = isinstance(value, int | float) and low <= value <= high
    return f"{value} ({'' if is_within else 'its own number, changed as '}{entry.words})"
