"""A heap of timed events: the earliest on top, and among those of one day the one with the lowest key."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...jit import compiled

Days = NDArray[np.float64]
Keys = NDArray[np.int64]
Number: TypeAlias = "int | np.uint32"  #: one without a sign is not looked at for counting from the end


@compiled
def push(days: Days, keys: Keys, size: Number, day: float, key: Number) -> None:
    """Add an event to a heap of `size` events."""
    place = np.uint32(size)
    while place > 0:
        above = np.uint32((place - 1) >> 1)
        if days[above] < day or (days[above] == day and keys[above] < key):
            break
        days[place], keys[place] = days[above], keys[above]
        place = above
    days[place], keys[place] = day, key


@compiled
def replace(days: Days, keys: Keys, size: Number, day: float, key: Number) -> None:
    """Put an event in the place of the top one of a heap of `size` events."""
    place, below = np.uint32(0), np.uint32(1)
    while below < size:
        other = np.uint32(below + 1)
        if other < size:
            below += np.uint32(
                (days[other] < days[below]) | ((days[other] == days[below]) & (keys[other] < keys[below]))
            )
        if day < days[below] or (day == days[below] and key < keys[below]):
            break
        days[place], keys[place] = days[below], keys[below]
        place = below
        below = np.uint32(2 * place + 1)
    days[place], keys[place] = day, key


@compiled
def pop(days: Days, keys: Keys, size: int) -> None:
    """Take the top event from a heap of `size` events.

    The gap goes down to the bottom before the last event is put into it and rises: it came from there, and seldom rises far.
    """
    last = size - 1
    day, key = days[last], keys[last]
    place, below = np.uint32(0), np.uint32(1)
    while below < last:
        other = np.uint32(below + 1)
        if other < last:
            below += np.uint32(
                (days[other] < days[below]) | ((days[other] == days[below]) & (keys[other] < keys[below]))
            )
        days[place], keys[place] = days[below], keys[below]
        place = below
        below = np.uint32(2 * place + 1)
    push(days, keys, place, day, key)
