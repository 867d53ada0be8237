"""Sweeps over all steps of a replication, compiled: where numpy would go over them again and again, one sweep is enough.

Each is compiled when it is first called and kept on disk; all run as plain Python too (``NUMBA_DISABLE_JIT=1``).
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@numba.njit(cache=True, nogil=True)
def sorted_by_person(
    table: NDArray[np.void], place_of: Ints, count: int
) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints, Ints, Ints, Floats, Floats, Floats]:
    """The columns of the step table with each person's steps one after another, in the order in which they were.

    Parameters
    ----------
    table
        The step table.
    place_of
        The place of each person's number.
    count
        How many people there are.

    Returns
    -------
    tuple
        The last step of each person; then the row of each step, the person's place, stage, occurrence, resource, outcome,
        amount, joined, started, finished.
    """
    steps = len(table)
    next_ = np.zeros(count + 1, dtype=np.int64)
    for row in range(steps):
        next_[place_of[table[row]["person"]] + 1] += 1
    next_ = np.cumsum(next_)
    order = np.empty(steps, dtype=np.int64)
    place, stage, occurrence = np.empty_like(order), np.empty_like(order), np.empty_like(order)
    resource, outcome, amount = np.empty_like(order), np.empty_like(order), np.empty_like(order)
    joined, started, finished = np.empty(steps), np.empty(steps), np.empty(steps)
    for row in range(steps):
        who = place_of[table[row]["person"]]
        step = next_[who]
        next_[who] += 1
        order[step] = row
        place[step] = who
    for step in range(
        steps
    ):  # a row is read whole and its columns are written in order: each is faster than the contrary
        each = table[order[step]]
        stage[step] = each["stage"]
        occurrence[step] = each["occurrence"]
        resource[step] = each["resource"]
        outcome[step] = each["outcome"]
        amount[step] = each["amount"]
        joined[step] = each["joined"]
        started[step] = each["started"]
        finished[step] = each["finished"]
    last = next_[:count] - 1
    return last, order, place, stage, occurrence, resource, outcome, amount, joined, started, finished


@numba.njit(cache=True, nogil=True)
def _sorted_by_code(codes: Ints, chosen: Mask, count: int) -> tuple[Ints, Ints, Ints]:
    begin = np.zeros(count + 2, dtype=np.int64)  # the first code is -1
    for step in range(len(codes)):
        begin[codes[step] + 2] += 1
    begin = np.cumsum(begin)
    end = begin[:-1].copy()
    order = np.empty(len(codes), dtype=np.int64)
    for step in range(len(codes)):  # each is written, and overwritten if it was not chosen: to guess which is slower
        code = codes[step] + 1
        order[end[code]] = step
        end[code] += chosen[step]
    return order, begin[1:-1], end[1:]


def by_code(codes: Ints, chosen: Mask, count: int) -> list[Ints]:
    """The chosen steps of each code from 0 on, ascending; shape (count,) of arrays.

    Parameters
    ----------
    codes
        The code of each step; -1 for none.
    chosen
        Which steps.
    count
        How many codes there are.
    """
    order, begin, end = _sorted_by_code(codes, chosen, count)
    return [order[low:high] for low, high in zip(begin.tolist(), end.tolist(), strict=True)]


@numba.njit(cache=True, nogil=True)
def first_of_person(steps: Ints, place: Ints, count: int) -> Ints:
    """Each person's first step among `steps` (ascending); -1 for none; shape (count,)."""
    first = np.full(count, -1)
    for at in range(len(steps) - 1, -1, -1):  # the earliest is written last
        first[place[steps[at]]] = steps[at]
    return first


@numba.njit(cache=True, nogil=True)
def add_by_person(total: Floats, place: Ints, within: Mask, cause: Ints, days: Floats) -> None:
    """Add the days of each step that lies within to those of its person and cause; `total` has shape (people, causes)."""
    for step in range(len(place)):
        if within[step]:
            total[place[step], cause[step]] += days[step]


@numba.njit(cache=True, nogil=True)
def add_moves(waiting: Ints, there: Ints, first_end: Ints, journey: tuple[Ints, Ints, Floats, Floats, Floats]) -> None:
    """Count who came and went between any two of some days, the ends.

    Parameters
    ----------
    waiting, there
        The change of those who wait for each resource, and of those who wait for or are in each stage, up to each end; shape
        (resources, ends + 1) and (stages, ends + 1), where the last place is for what comes after the last end.
    first_end
        For each whole day the first end after any moment of it.
    journey
        Each step's resource, stage, joined, started and finished.
    """
    resource, stage, joined, started, finished = journey
    never = waiting.shape[1] - 1
    for step in range(len(stage)):
        came = first_end[int(joined[step])]
        went = never if np.isnan(finished[step]) else first_end[int(finished[step])]
        there[stage[step], came] += 1
        there[stage[step], went] -= 1
        if resource[step] >= 0:
            served = went if np.isnan(started[step]) else first_end[int(started[step])]
            waiting[resource[step], came] += 1
            waiting[resource[step], served] -= 1
