"""What is not known: numbers of the configuration that stand for facts which nobody has measured well.

Each such *parameter* has a range, and moves one number or several of the scenario's mapping; see `sim.model.parameter_values`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SHAPES = ("triangular", "uniform", "loguniform")
SCALES = ("ratio", "share", "factor")
Path = tuple[str | int, ...]  #: keys, and indices in lists
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A number that is not known well.

    Attributes
    ----------
    value, low, high
        What is taken where nothing is drawn, and the ends of the range.
    shape
        How likely the values between them are: ``triangular`` (with its peak at `value`), ``uniform``, or ``loguniform``.
    scale
        How the numbers at `paths` move with it: by the same factor (``ratio``); by the same factor of their odds (``share``),
        in which case the other weights beside them give way in proportion; or, where they are factors themselves, by the same
        factor of how far they are from 1 (``factor``), so that one that changes nothing still changes nothing.
    paths
        The key paths of the scenario's mapping that it moves. Beside a ``mean`` its ``sd`` moves along.
    measure_by
        What it would take to know it better, as an order: time 20 plans; empty where nobody has said.
    """

    name: str
    label: str
    unit: str
    value: float
    low: float
    high: float
    shape: str
    scale: str
    paths: tuple[Path, ...]
    measure_by: str = ""


def path_of(text: str) -> Path:
    """The steps of ``people.leaving_a_year`` or ``pathway.stages.offer.next_multipliers[0].by``."""
    return tuple(int(index) if index else key for key, index in _STEP.findall(text))


def key_path(path: Path) -> str:
    """The text of a path, as `at` has it."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def number_at(mapping: Mapping[str, Any], path: Path) -> float | None:
    """The number that stands at a path; None for nothing, or for anything else."""
    value: Any = mapping
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
