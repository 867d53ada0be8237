"""Where a number comes from: the comment behind it in the YAML, and what the evidence register says of the ids there."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from ..model import Fault, ScenarioError
from ..model.errors import nearest
from ..model.reader.node import word
from . import paths
from .defaults_list import composed_files
from .key_paths import NO_VALUES
from .lever_strength import lever_change
from .strict_yaml import read_node, read_text, read_yaml

_ID = re.compile(r"\b[SX]\d{3}\b")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A number in a file: its key path, what stands there, the file and line, and the comment behind it."""

    path: str
    value: str
    file: Path
    line: int
    comment: str

    @property
    def ids(self) -> list[str]:
        """The evidence ids in the comment."""
        return _ID.findall(self.comment)

    @property
    def numbers(self) -> list[str]:
        """The value itself; where it goes with the strength of a lever, the neutral number and the full one."""
        change = lever_change(self.value)
        return [change.neutral, change.full] if change else [self.value]

    @property
    def words(self) -> str:
        """The value in words."""
        change = lever_change(self.value)
        return f"{change.neutral} to {change.full}, by the strength of {change.lever}" if change else self.value


@cache
def register() -> dict[str, dict[str, str]]:
    """The evidence register, by id."""
    with paths.evidence_file("register.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def entries(file: Path) -> Iterator[Entry]:
    """Every value of a file, in its order; those in a list have its key path with their index: ``people[0].count``."""
    node = read_node(file)
    if isinstance(node, yaml.MappingNode):
        lines = read_text(file).splitlines()
        yield from (
            entry for entry in _walk(node, "", file, lines) if re.split(r"[.\[]", entry.path)[0] not in NO_VALUES
        )


def _walk(node: yaml.Node, path: str, file: Path, lines: list[str]) -> Iterator[Entry]:
    for below, value in _below(node, path):
        flow = isinstance(value, yaml.CollectionNode) and value.flow_style
        line = value.end_mark.line if flow else value.start_mark.line
        text = lines[min(line, len(lines) - 1)]
        comment = text.split(" #", 1)[1].strip() if " #" in text else ""
        content = value.value if isinstance(value, yaml.ScalarNode) else ""
        yield Entry(path=below, value=content, file=file, line=line + 1, comment=comment)
        yield from _walk(value, below, file, lines)


def _below(node: yaml.Node, path: str) -> Iterator[tuple[str, yaml.Node]]:
    """The key paths and nodes right below a node."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = word(yaml.safe_load(key.value)) if key.tag.endswith(":bool") else key.value
            yield f"{path}.{name}" if path else name, value
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield f"{path}[{index}]", value


def chain(scenario: str) -> list[Path]:
    """The files of which a scenario is composed, the one that has the last word first; it may be chosen by its path."""
    name = paths.chosen_file(paths.SCENARIOS, scenario, "scenario").name
    return list(composed_files(name, read_yaml, paths.files_beside(scenario)))[::-1]


def origin(key: str, scenario: str) -> list[Entry]:
    """The values at or below a key path that have the last word in a scenario.

    Raises
    ------
    ScenarioError
        If no file of the scenario has such a key.
    """
    deciding: dict[str, Entry] = {}  # by key path, the entry that has the last word
    every_path: dict[str, None] = {}
    replaced: tuple[str, ...] = ()  # a value or a list replaces all that later files have below its key
    for file in chain(scenario):
        in_force = [entry for entry in entries(file) if not entry.path.startswith(replaced)]
        every_path.update((entry.path, None) for entry in in_force)
        for entry in in_force:
            if entry.path == key or entry.path.startswith((f"{key}.", f"{key}[")):
                deciding.setdefault(entry.path, entry)
        values = {entry.path for entry in in_force if entry.value}
        lists = {path.split("[")[0] for path in every_path if "[" in path}
        replaced += tuple(f"{path}{mark}" for path in values | lists for mark in ".[")
    result = [entry for entry in deciding.values() if entry.value or entry.path == key]
    if not result:
        last_key = key.rsplit(".", 1)[-1]
        hint = nearest(key, every_path) or nearest(last_key, [path.rsplit(".", 1)[-1] for path in every_path])
        first_keys = ", ".join(dict.fromkeys(path.partition(".")[0].partition("[")[0] for path in every_path))
        allowed = f"{hint}a key path of {scenario}, which begins with one of {first_keys}"
        raise ScenarioError([Fault(path="key", found=key, allowed=allowed)])
    return result
