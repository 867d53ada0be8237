"""Where inputs come from: the evidence ids behind the numbers below a key path."""

from __future__ import annotations

from functools import cached_property

from ...config import provenance
from ...model import ScenarioError
from .markdown import NONE


class Cited:
    """The sources of a scenario's inputs; its files are read once for each part of it."""

    def __init__(self, scenario: str) -> None:
        self.scenario = scenario
        self._parts: dict[str, list[provenance.Entry]] = {}

    def entries(self, key: str) -> list[provenance.Entry]:
        """The values at or below a key path that have the last word."""
        part = key.split(".", 1)[0]
        if part not in self._parts:
            try:
                self._parts[part] = provenance.origin(part, self.scenario)
            except ScenarioError:  # no file of the scenario says anything of the kind
                self._parts[part] = []
        return [
            entry for entry in self._parts[part] if entry.path == key or entry.path.startswith((f"{key}.", f"{key}["))
        ]

    def source(self, *keys: str) -> str:
        """The evidence ids of the numbers below key paths, and whether some are assumed."""
        comments = [entry.comment for key in keys for entry in self.entries(key) if entry.comment]
        ids = list(dict.fromkeys(name for key in keys for entry in self.entries(key) for name in entry.ids))
        assumed = any("assumed" in comment for comment in comments)
        if not ids:
            return "assumed" if assumed else NONE
        return ", ".join(ids) + ("; in part assumed" if assumed else "")

    @cached_property
    def counted(self) -> tuple[int, int]:
        """How many numbers the scenario is given, and how many of them rest on no source at all."""
        parts = ("people", "identification", "pathway", "resources", "start_state")
        numbers = [entry for part in parts for entry in self.entries(part) if _is_number(entry.value)]
        return len(numbers), sum(not entry.ids for entry in numbers)

    @cached_property
    def ids(self) -> list[str]:
        """Every evidence id behind a number of the scenario."""
        parts = ("people", "identification", "pathway", "resources", "start_state")
        return sorted({name for part in parts for entry in self.entries(part) for name in entry.ids})


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
