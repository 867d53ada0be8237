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
    index = np.uint32(size)
    while index > 0:
        parent = np.uint32((index - 1) >> 1)
        if days[parent] < day or (days[parent] == day and keys[parent] < key):
            break
        days[index], keys[index] = days[parent], keys[parent]
        index = parent
    days[index], keys[index] = day, key


@compiled
def replace(days: Days, keys: Keys, size: Number, day: float, key: Number) -> None:
    """Replace the top event of a heap of `size` events by another."""
    index, child = np.uint32(0), np.uint32(1)
    while child < size:
        sibling = np.uint32(child + 1)
        if sibling < size:
            child += np.uint32(
                (days[sibling] < days[child]) | ((days[sibling] == days[child]) & (keys[sibling] < keys[child]))
            )
        if day < days[child] or (day == days[child] and key < keys[child]):
            break
        days[index], keys[index] = days[child], keys[child]
        index = child
        child = np.uint32(2 * index + 1)
    days[index], keys[index] = day, key


@compiled
def pop(days: Days, keys: Keys, size: int) -> None:
    """Take the top event from a heap of `size` events.

    The gap goes down to the bottom before the last event is put into it and rises: it came from there, and seldom rises far.
    """
    last = size - 1
    day, key = days[last], keys[last]
    index, child = np.uint32(0), np.uint32(1)
    while child < last:
        sibling = np.uint32(child + 1)
        if sibling < last:
            child += np.uint32(
                (days[sibling] < days[child]) | ((days[sibling] == days[child]) & (keys[sibling] < keys[child]))
            )
        days[index], keys[index] = days[child], keys[child]
        index = child
        child = np.uint32(2 * index + 1)
    push(days, keys, index, day, key)
