"""References from one value of the configuration to another, and the strengths of levers: all that ``${...}`` may stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..model import Fault, ScenarioError
from .key_paths import keys_of
from .lever_strength import lever_change

_REFERENCE = re.compile(r"\$\{\s*([^\s${}:,]+)\s*\}")
REFERENCE_ALLOWED = (
    "a text; a reference, such as ${people.bands.cap.within}; or in a lever's file ${strength:LEVER,neutral,full}"
)


def is_allowed(text: str) -> bool:
    """Whether a text holds no ``${`` but a reference or the strength of a lever: nothing else is ever looked up."""
    return "${" not in _REFERENCE.sub("", text) or lever_change(text) is not None


def resolved(config: Mapping[str, Any]) -> dict[str, Any]:
    """The same configuration with what references stand for in their place.

    Raises
    ------
    ScenarioError
        With every reference that leads nowhere, or back to itself.
    """
    resolver = _Resolver(config)
    result = resolver.value(config, "", ())
    if resolver.faults:
        raise ScenarioError(resolver.faults)
    assert isinstance(result, dict)
    return result


def followed(config: Mapping[str, Any], value: Any) -> Any:
    """What a value stands for, if it is a reference and nothing else and leads somewhere; else the value."""
    seen = set()
    while isinstance(value, str) and value not in seen and (match := _REFERENCE.fullmatch(value)):
        seen.add(value)
        target = value_at(config, match[1])
        value = value if target is None else target
    return value


def reference_of(value: Any) -> str | None:
    """Where a value leads, if it is a reference and nothing else."""
    match = _REFERENCE.fullmatch(value) if isinstance(value, str) else None
    return match[1] if match else None


def resolved_at(config: Mapping[str, Any], reference: str) -> Any:
    """What a reference stands for, without references in it; None where it leads nowhere."""
    resolver = _Resolver(config)
    value = resolver.value(value_at(config, reference), reference, (reference,))
    return None if resolver.faults else value


def value_at(config: Mapping[str, Any], reference: str, within: tuple[str, ...] = ()) -> Any:
    """What stands where a reference leads, with the references in it; None where it leads nowhere."""
    value: Any = config
    for key in keys_of(reference):
        if isinstance(value, str) and (match := _REFERENCE.fullmatch(value)) and reference not in within:
            value = value_at(config, match[1], (*within, reference))
        if isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return value


class _Resolver:
    """Follows the references of a configuration, and notes those that lead nowhere."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self.config = config
        self.faults: list[Fault] = []

    def value(self, value: Any, path: str, within: tuple[str, ...]) -> Any:
        """A value without references; `within` are those that led to it."""
        if isinstance(value, dict):
            return {key: self.value(below, f"{path}.{key}" if path else key, within) for key, below in value.items()}
        if isinstance(value, list):
            return [self.value(below, f"{path}[{index}]", within) for index, below in enumerate(value)]
        if not isinstance(value, str) or "${" not in value:
            return value
        if lever_change(value):
            self.faults.append(Fault(path=path, found=value, allowed="the strength of a lever in its own file alone"))
            return None
        if match := _REFERENCE.fullmatch(value):
            return self._target(match[1], value, path, within)
        return _REFERENCE.sub(lambda match: str(self._target(match[1], value, path, within)), value)

    def _target(self, reference: str, text: str, path: str, within: tuple[str, ...]) -> Any:
        """What a reference stands for."""
        target = value_at(self.config, reference)
        if target is None:
            self.faults.append(Fault(path=path, found=text, allowed="the key path of something in this scenario"))
        elif reference in within:
            self.faults.append(Fault(path=path, found=text, allowed="a reference that does not lead back to itself"))
        else:
            return self.value(target, path, (*within, reference))
        return None
