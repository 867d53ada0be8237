"""The key paths of a scenario's files, read fast and without a check: what they mean is for the configuration to say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ...config.defaults_list import composed_files
from ...config.key_paths import NO_VALUES
from ...config.merging import merged

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where that has been built, which is five times as fast
_TRUTH_WORDS = {"True": "yes", "False": "no"}  #: how the model knows keys that YAML reads as truth values


@cache
def read_fast(file: Path) -> Mapping[str, Any]:
    """What a file says; nothing where it is not there, or is no YAML."""
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), _LOADER)
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    return content if isinstance(content, dict) else {}


def scenario_content(scenario: str) -> dict[str, Any]:
    """What a scenario's files say together, before any lever is as strong as it is switched on."""
    content: dict[str, Any] = {}
    for file in composed_files(scenario, read_fast, {}):
        content = merged(content, {key: value for key, value in read_fast(file).items() if key not in NO_VALUES})
    return content


def key_paths(content: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Every key path that ends in a value, a list or nothing, and what stands there."""
    values: dict[str, Any] = {}
    for key, value in content.items():
        name = _TRUTH_WORDS.get(str(key), str(key))
        if isinstance(value, dict) and value:
            values.update(key_paths(value, f"{above}{name}."))
        elif value is not None:
            values[f"{above}{name}"] = value
    return values
