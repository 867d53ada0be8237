"""The strength of a lever: how much of it is switched on, from nothing to all of it."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from ..model import Fault
from ..model.errors import one_of
from .key_paths import STRENGTH

_NUMBER = r"\s*(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)\s*"
_STRENGTH = re.compile(rf"\$\{{strength:\s*(\w+)\s*,{_NUMBER},{_NUMBER}\}}")


class LeverChange(NamedTuple):
    """What ``${strength:LEVER,neutral,full}`` says: a number without the lever and with all of it, as texts."""

    lever: str
    neutral: str
    full: str

    @property
    def ends(self) -> tuple[float, float]:
        """Both numbers; whole ones as whole numbers."""
        return _number(self.neutral), _number(self.full)


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
    is_whole = isinstance(neutral, int) and isinstance(full, int) and math.isclose(value, round(value), abs_tol=1e-9)
    return round(value) if is_whole else value


def lever_change(value: Any) -> LeverChange | None:
    """What ``${strength:LEVER,neutral,full}`` says; None for any other value."""
    match = _STRENGTH.fullmatch(value.strip()) if isinstance(value, str) else None
    return LeverChange(*match.groups()) if match else None


def lever_changes(value: Any) -> Iterator[LeverChange]:
    """Every number of a value that goes with the strength of a lever."""
    if isinstance(value, Mapping):
        for below in value.values():
            yield from lever_changes(below)
    elif isinstance(value, list):
        for below in value:
            yield from lever_changes(below)
    elif change := lever_change(value):
        yield change


def is_strength(strength: Any) -> bool:
    """Whether something can be a strength."""
    return isinstance(strength, int | float) and not isinstance(strength, bool) and 0 <= strength <= 1


def strength_faults(strengths: Any, levers: Mapping[str, bool]) -> list[Fault]:
    """What is wrong with the strengths of a scenario, but for what the strict builder says anyway.

    Parameters
    ----------
    strengths
        Of each lever, as the configuration has them.
    levers
        The levers that are switched on, and whether one can be switched on in part.
    """
    if not isinstance(strengths, Mapping):
        return []
    faults = []
    for name, strength in strengths.items():
        allowed = ""
        if name not in levers:
            meaning = "the strength of a lever that is switched on:"
            allowed = one_of(sorted(levers), name, meaning) if levers else f"{meaning} none is"
        elif strength is None:
            allowed = f"how strong the lever is, such as {STRENGTH}: {{{name}: 1.0}}"
        elif is_strength(strength) and strength not in (0, 1) and not levers[name]:
            allowed = "0 or 1, since nothing of this lever lies between"
        if allowed and (strength is not None or name in levers):
            faults.append(Fault(path=f"{STRENGTH}.{name}", found=strength, allowed=allowed))
    return faults


def is_gradual(content: Any) -> bool:
    """Whether a lever can be switched on in part: whether any of its numbers goes with its strength."""
    return any(True for _ in lever_changes(content))


def other_levers(content: Any, lever: str) -> Collection[str]:
    """The levers on whose strength a number of another lever's file depends."""
    return sorted({change.lever for change in lever_changes(content)} - {lever})


def _number(text: str) -> float:
    return int(text) if text.lstrip("-").isdecimal() else float(text)
