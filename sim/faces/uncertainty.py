"""Which numbers of a scenario are not known well: the register of parameters, put to the scenario's own key paths."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

import yaml

from ..model import Fault, ScenarioError
from ..model.errors import nearest
from ..model.uncertainty import SHAPES
from . import places

TOLD = ("label", "unit", "value", "low", "high", "shape", "scale")  #: what a scenario says of each of its parameters


def uncertain(mapping: Mapping[str, Any], only: Collection[str] | None = None) -> dict[str, Any]:
    """The uncertain parameters of a scenario, as its key ``uncertainty`` has them.

    Parameters
    ----------
    mapping
        The composed configuration of a scenario.
    only
        The names of those that are to be uncertain; None for all.

    Raises
    ------
    ScenarioError
        If one of the names is not that of a parameter with a range that is drawn from.
    """
    drawn = [name for name, entry in register().items() if entry["shape"] in SHAPES]
    for name in only or ():
        if name not in drawn:
            allowed = f"on, off, or names of uncertain parameters{nearest(name, drawn)} (ipc show parameters)"
            raise ScenarioError([Fault(path="uncertainty", found=name, allowed=allowed)])
    at: dict[str, list[str]] = {}
    for path in _numbers(mapping, ""):
        found = parameter_of(path)
        if found in drawn and (only is None or found in only):
            at.setdefault(found, []).append(path)
    return {
        name: {key: entry[key] for key in TOLD} | {"at": at[name]} for name, entry in register().items() if name in at
    }


@cache
def register() -> dict[str, dict[str, Any]]:
    """The register of parameters by name, in its order."""
    text = (places.configs() / "evidence" / "parameters.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return found


def parameter_of(path: str) -> str | None:
    """The name of the parameter to which a key path belongs: the first whose keys match it."""
    names, pattern = _patterns()
    match = pattern.fullmatch(path)
    return names[match.lastindex - 1] if match and match.lastindex else None


@cache
def _patterns() -> tuple[list[str], re.Pattern[str]]:
    names = list(register())
    each = ["|".join(_pattern(key) for key in register()[name]["keys"]) for name in names]
    return names, re.compile("|".join(f"({one})" for one in each))


def _pattern(keys: str) -> str:
    """Keys with ``*`` for any one key and ``**`` for any number of them, as a regular expression."""
    parts = [
        r"(?:[^.]+\.)*" if key == "**" else re.escape(key).replace(r"\*", r"[^.]*") + r"\." for key in keys.split(".")
    ]
    return "".join(parts).removesuffix(r"\.")


def _numbers(value: Mapping[str, Any], path: str) -> Iterator[str]:
    """The key paths of all numbers of a mapping."""
    for key, below in value.items():
        place = f"{path}.{key}" if path else str(key)
        if isinstance(below, Mapping):
            yield from _numbers(below, place)
        elif isinstance(below, int | float) and not isinstance(below, bool):
            yield place
