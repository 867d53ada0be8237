"""The strength of a lever: how much of it is switched on, from nothing to all of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ..model import Fault
from ..model.errors import one_of

KEY = "strength"  #: of a scenario: the strength of each lever, from 0 to 1
_NUMBER = r"\s*(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)\s*"
_STRENGTH = re.compile(rf"\$\{{strength:\s*(\w+)\s*,{_NUMBER},{_NUMBER}\}}")


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


def between_of(strength: Any, neutral: str, full: str) -> float:
    """As `between`, of the texts in `told`; a strength that cannot be counts as none, until the strict builder refuses it."""
    fitting = isinstance(strength, int | float) and not isinstance(strength, bool) and 0 <= strength <= 1
    return between(strength if fitting else 0, _number(neutral), _number(full))


def unused_strengths(config: Mapping[str, Any], switched_on: Collection[str] = ()) -> list[Fault]:
    """Faults for strengths on which no number depends: a slip in the name, or a lever that is not switched on.

    Parameters
    ----------
    config
        The configuration, in which the strengths are not yet numbers.
    switched_on
        Levers that are there too, though their numbers have become others.
    """
    strengths = config.get(KEY)
    if not isinstance(strengths, Mapping):
        return []
    known = sorted({*levers(config), *switched_on})
    what = "the strength of a lever that is switched on:"
    return [
        Fault(path=f"{KEY}.{name}", found=value, allowed=one_of(known, name, what) if known else f"{what} none is")
        for name, value in strengths.items()
        if name not in known and value is not None
    ]


def levers(value: Any) -> Iterator[str]:
    """The levers on whose strength a value depends."""
    if isinstance(value, Mapping):
        for below in value.values():
            yield from levers(below)
    elif isinstance(value, list):
        for below in value:
            yield from levers(below)
    elif isinstance(value, str) and (found := told(value)):
        yield found[0]


def _number(text: str) -> float:
    return int(text) if text.lstrip("-").isdecimal() else float(text)
