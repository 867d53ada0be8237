"""The strength of a lever: how much of it is switched on, from nothing to all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from omegaconf import DictConfig, OmegaConf

from ..model import Fault
from ..model.errors import nearest

KEY = "strength"  #: of a scenario: the strength of each lever, from 0 to 1
_NUMBER = r"\s*(-?\d[\d.e+-]*)\s*"
_STRENGTH = re.compile(rf"\$\{{strength:\s*(\w+)\s*,{_NUMBER},{_NUMBER}\}}")
_OVERRIDE = re.compile(rf"^\+*{KEY}\.(\w+)=(.*)$", re.DOTALL)


def between(strength: float, neutral: float, full: float) -> float:
    """A number that a lever changes, at a strength of it.

    Parameters
    ----------
    strength
        From 0 to 1.
    neutral, full
        The number without the lever, and with all of it.

    Returns
    -------
    float
        neutral + strength * (full - neutral), and at either end that end itself, to the last digit. A whole number where the
        ends and the result are whole, so that people and places can be counted with it.
    """
    if strength in (0, 1):
        return full if strength else neutral
    value = neutral + strength * (full - neutral)
    whole = isinstance(neutral, int) and isinstance(full, int) and value == round(value)
    return round(value) if whole else value


def told(text: str) -> tuple[str, str, str] | None:
    """The lever, the neutral number and the full number of ``${strength:LEVER,neutral,full}``; None for any other text."""
    match = _STRENGTH.fullmatch(text.strip())
    return (match[1], match[2], match[3]) if match else None


def unused_strengths(overrides: Sequence[str], config: DictConfig) -> list[Fault]:
    """Faults for overrides of a strength on which no number depends: a slip in its name, or a lever that is not switched on."""
    asked = [found for override in overrides if (found := _OVERRIDE.match(override))]
    if not asked:
        return []
    known = sorted(set(_levers(OmegaConf.to_container(config, resolve=False))))
    allowed = f"the strength of a lever that is switched on: {', '.join(known) or 'none is'}"
    return [
        Fault(path=f"{KEY}.{name}", found=value, allowed=f"{allowed}{nearest(name, known)}")
        for name, value in (found.groups() for found in asked)
        if name not in known
    ]


def _levers(value: Any) -> Iterator[str]:
    """The levers on whose strength a value depends."""
    if isinstance(value, Mapping):
        for below in value.values():
            yield from _levers(below)
    elif isinstance(value, list):
        for below in value:
            yield from _levers(below)
    elif isinstance(value, str) and (found := told(value)):
        yield found[0]


def _resolve(name: str, neutral: float, full: float, _root_: DictConfig) -> float:
    strengths = _root_.get(KEY, {})
    strength = strengths.get(name) if isinstance(strengths, DictConfig) else 0
    if strength is None:
        raise ValueError(f"{KEY}.{name} is missing: a lever says how strong it is, such as {KEY}: {{{name}: 1.0}}")
    fitting = isinstance(strength, int | float) and not isinstance(strength, bool) and 0 <= strength <= 1
    return between(strength if fitting else 0, neutral, full)  # the strict builder says what is wrong with the strength


OmegaConf.register_new_resolver("strength", _resolve, replace=True)
