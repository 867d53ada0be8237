"""What is asked of a replication where no KPI tells it: a registry of small functions that know the stages by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...experiments.query import ReplicationView

Rows: TypeAlias = NDArray[Any]
Quantity: TypeAlias = Callable[[ReplicationView], float]

QUANTITIES: dict[str, Quantity] = {}  #: each by its name
UNITS: dict[str, str] = {}  #: in which each is counted

MONTH = 365.25 / 12  #: days
QUARTER = 365 / 4  #: days


def quantity(unit: str) -> Callable[[Quantity], Quantity]:
    """Register a function of a replication under its own name."""

    def register(function: Quantity) -> Quantity:
        QUANTITIES[function.__name__] = function
        UNITS[function.__name__] = unit
        return function

    return register


def share(above: float, below: float) -> float:
    """A part of a whole; NaN where there is no whole."""
    return above / below if below else np.nan


def day_of(view: ReplicationView, date: dt.date) -> float:
    """The day of a date, counted from the start."""
    return float((date - view.scenario.start).days)
