"""The key paths of a scenario's files, read fast and without a check: what they mean is for others to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ...config import paths

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where that has been built, which is five times as fast
_BARE = {"True": "yes", "False": "no"}  #: what YAML makes of bare words
_HOW = ("defaults", "fits")  #: keys of a file that say how it goes with others


@cache
def read(file: Path) -> Mapping[str, Any]:
    """What a file says; nothing where it is not there, or is no YAML."""
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), _LOADER)
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    return content if isinstance(content, dict) else {}


def files_of(scenario: str) -> dict[str, Any]:
    """What a scenario's files say together."""
    said: dict[str, Any] = {}
    for file in _chain(scenario, ()):
        said = _over(said, {key: value for key, value in read(file).items() if key not in _HOW})
    return said


def key_paths(content: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Every key path that ends in a value, a list or nothing, and what stands there."""
    found: dict[str, Any] = {}
    for key, value in content.items():
        name = _BARE.get(str(key), str(key))
        if isinstance(value, dict) and value:
            found.update(key_paths(value, f"{above}{name}."))
        elif value is not None:
            found[f"{above}{name}"] = value
    return found


def _chain(scenario: str, seen: tuple[str, ...]) -> Iterator[Path]:
    """The files of which a scenario is composed, the one that has the last word last."""
    file = paths.file_of(f"{paths.SCENARIOS}/{scenario}", {})
    defaults = read(file).get("defaults", ["_self_"])
    for entry in defaults if isinstance(defaults, list) and scenario not in seen else ():
        if entry == "_self_":
            yield file
        elif isinstance(entry, str):
            yield from _chain(entry, (*seen, scenario))
        elif isinstance(entry, dict):
            for group, names in entry.items():
                folder = str(group).split()[-1].lstrip("/").split("@")[0]
                yield from (
                    paths.file_of(f"{folder}/{name}", {}) for name in (names if isinstance(names, list) else [names])
                )


def _over(earlier: Any, later: Any) -> Any:
    if not (isinstance(earlier, dict) and isinstance(later, dict)):
        return later
    return {**earlier, **{key: _over(earlier.get(key), value) for key, value in later.items()}}
