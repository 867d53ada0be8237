"""Sweeps over all steps of a replication, compiled: where numpy would go over them again and again, one sweep is enough.

Each is compiled when it is first called and kept on disk; all run as plain Python too (``NUMBA_DISABLE_JIT=1``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..draws.compile import compiled
from ..draws.lots import Luck, time_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


def sorted_by_person(table: NDArray[np.void], place_of: Ints, count: int) -> tuple[Ints, Ints, Ints, Ints, Floats]:
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
        The last step of each person; the row of each step; the person's place; then stage, occurrence, resource, outcome and
        amount, shape (5, steps); and joined, started and finished, shape (3, steps).
    """
    next_ = np.zeros(count + 1, dtype=np.int64)
    order, place = np.empty((2, len(table)), dtype=np.int64)
    _sort_by_person(table, place_of, next_, order, place)
    numbers, days = np.empty((5, len(table)), dtype=np.int64), np.empty((3, len(table)))
    _read_columns(table, order, numbers, days)
    return next_[:count] - 1, order, place, numbers, days


@compiled
def _sort_by_person(table: NDArray[np.void], place_of: Ints, next_: Ints, order: Ints, place: Ints) -> None:
    for row in range(len(table)):
        next_[place_of[table[row]["person"]] + 1] += 1
    for who in range(1, len(next_)):
        next_[who] += next_[who - 1]
    for row in range(len(table)):
        who = place_of[table[row]["person"]]
        order[next_[who]] = row
        place[next_[who]] = who
        next_[who] += 1


@compiled
def _read_columns(table: NDArray[np.void], order: Ints, numbers: Ints, days: Floats) -> None:
    for step in range(len(order)):  # a row is read whole, and columns are written in order: faster than the other way
        row = table[order[step]]
        numbers[0, step] = row["stage"]
        numbers[1, step] = row["occurrence"]
        numbers[2, step] = row["resource"]
        numbers[3, step] = row["outcome"]
        numbers[4, step] = row["amount"]
        days[0, step] = row["joined"]
        days[1, step] = row["started"]
        days[2, step] = row["finished"]


def by_code(codes: Ints, chosen: Mask, count: int) -> list[Ints]:
    """The chosen steps of each code from 0 on, ascending; an array a code.

    Parameters
    ----------
    codes
        The code of each step; -1 for none.
    chosen
        Which steps.
    count
        How many codes there are.
    """
    order, begin = np.empty(len(codes), dtype=np.int64), np.zeros(count + 2, dtype=np.int64)  # the first code is -1
    end = np.empty(count + 1, dtype=np.int64)
    _sort_by_code(codes, chosen, order, begin, end)
    places = zip(begin[1:-1].tolist(), end[1:].tolist(), strict=True)
    return [order[low:high] for low, high in places]


@compiled
def _sort_by_code(codes: Ints, chosen: Mask, order: Ints, begin: Ints, end: Ints) -> None:
    for step in range(len(codes)):
        begin[codes[step] + 2] += 1
    for code in range(len(end)):
        begin[code + 1] += begin[code]
        end[code] = begin[code]
    for step in range(len(codes)):  # each is written, and overwritten if it was not chosen: to guess which is slower
        code = codes[step] + 1
        order[end[code]] = step
        end[code] += chosen[step]


def first_of_person(steps: Ints, place: Ints, count: int) -> Ints:
    """Each person's first step among `steps` (ascending); -1 for none; shape (count,)."""
    first = np.full(count, -1)
    _write_first(steps, place, first)
    return first


@compiled
def _write_first(steps: Ints, place: Ints, first: Ints) -> None:
    for at in range(len(steps) - 1, -1, -1):  # the earliest is written last
        first[place[steps[at]]] = steps[at]


@compiled
def add_by_person(total: Floats, place: Ints, within: Mask, cause: Ints, days: Floats) -> None:
    """Add the days of each step that lies within to those of its person and cause; `total` has shape (people, causes)."""
    for step in range(len(place)):
        if within[step]:
            total[place[step], cause[step]] += days[step]


@compiled
def add_people(total: Floats, days: Floats, who: Mask) -> None:
    """Add up the days by cause, shape (people, causes), of some people. A matrix product would wake threads for it."""
    for person in range(len(who)):
        if who[person]:
            for cause in range(len(total)):
                total[cause] += days[person, cause]


@compiled
def read_longest_parts(luck: Luck, stage: int, place: Ints, occurrence: Ints, part: Ints) -> None:
    """Write which part of a stage takes the longest for each person and occurrence; shape (n,), as these."""
    for at in range(len(place)):
        part[at] = time_of(luck, stage, place[at], occurrence[at])[1]


@compiled
def tally(days: Floats, row: Ints, first_end: Ints, counts: Ints) -> None:
    """Count each day in its row and under the first end after it; `counts` has shape (rows, ends + 1).

    Parameters
    ----------
    days, row
        Days, NaN for never, and the row of each; shape (n,).
    first_end
        For each whole day the first end after any moment of it; a later day is passed over.
    """
    last = len(first_end)
    for at in range(len(days)):
        day = days[at]
        if day < last:
            counts[row[at], first_end[int(day)]] += 1


@compiled
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
