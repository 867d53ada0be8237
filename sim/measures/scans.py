"""Scans of all steps of a replication, compiled: where numpy would go over them again and again, one scan is enough.

Each is compiled when it is first called and kept on disk; all run as plain Python too (``NUMBA_DISABLE_JIT=1``).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..draws.sampling import RandomInputs, time_of
from ..jit import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Codes = NDArray[np.int16]
PersonIndex = NDArray[np.int32]


class Columns(NamedTuple):
    """The step table by column, each person's steps one after another in the order in which they were; shape (steps,).

    Numbers are as small as they can be: the columns together are larger than the processor's cache.

    Attributes
    ----------
    order
        The row of each step in the table.
    person_index
        The index in the population of the person whose step it is.
    stage, occurrence, resource, outcome, amount, joined, started, finished
        As in the table.
    served, end, wait_end
        See `Journeys`.
    """

    order: NDArray[np.uint32]
    person_index: PersonIndex
    stage: Codes
    occurrence: NDArray[np.int32]
    resource: Codes
    outcome: Codes
    amount: Ints
    joined: Floats
    started: Floats
    finished: Floats
    served: Mask
    end: Floats
    wait_end: Floats


def sorted_by_person(table: NDArray[np.void], person: NDArray[np.int32], horizon: float) -> tuple[Ints, Columns]:
    """The columns of the step table, sorted by person.

    Parameters
    ----------
    table
        The step table.
    person
        The number of each person.
    horizon
        The day on which what is not finished ends.

    Returns
    -------
    tuple
        The last step of each person, and the columns.
    """
    steps = len(table)
    index_of = np.empty(int(person.max()) + 1 if len(person) else 0, dtype=np.uint32)
    next_step = np.zeros(len(person) + 1, dtype=np.uint32)
    order = np.empty(steps, dtype=np.uint32)
    person_index, occurrence = np.empty((2, steps), dtype=np.int32)
    stage, resource, outcome = np.empty((3, steps), dtype=np.int16)
    joined, started, finished, end, wait_end = np.empty((5, steps))
    columns = Columns(
        order=order,
        person_index=person_index,
        stage=stage,
        occurrence=occurrence,
        resource=resource,
        outcome=outcome,
        amount=np.empty(steps, dtype=np.int64),
        joined=joined,
        started=started,
        finished=finished,
        served=np.empty(steps, np.bool_),
        end=end,
        wait_end=wait_end,
    )
    _sort_by_person(table, person, index_of, next_step, order, person_index)
    _read_columns(table, horizon, columns)
    return next_step[:-1].astype(np.int64) - 1, columns


def first_joined(table: NDArray[np.void], person: NDArray[np.int32]) -> Floats:
    """The day on which each of some people, known by their numbers, came into the pathway; NaN for never; shape (people,)."""
    days = np.full(int(person.max()) + 1 if len(person) else 0, np.nan)
    _write_first_joined(table, days)
    return days[person]


@compiled
def _write_first_joined(table: NDArray[np.void], days: Floats) -> None:
    for row in range(len(table)):  # in the order of joining
        number = np.uint32(table[row]["person"])
        if np.isnan(days[number]):
            days[number] = table[row]["joined"]


@compiled
def _sort_by_person(
    table: NDArray[np.void],
    person: NDArray[np.int32],
    index_of: NDArray[np.uint32],
    next_step: NDArray[np.uint32],
    order: NDArray[np.uint32],
    person_index: PersonIndex,
) -> None:
    for index in range(len(person)):
        index_of[person[index]] = index
    for row in range(len(table)):  # unsigned indices need no test whether they count from the end
        next_step[index_of[np.uint32(table[row]["person"])] + 1] += 1
    for index in range(1, len(next_step)):
        next_step[index] += next_step[index - 1]
    for row in range(len(table)):
        index = index_of[np.uint32(table[row]["person"])]
        step = next_step[index]
        next_step[index] = step + 1
        order[step] = row
        person_index[step] = index


@compiled
def _read_columns(table: NDArray[np.void], horizon: float, columns: Columns) -> None:
    for step in range(len(table)):  # a row is read whole, and columns are written in order: faster than the other way
        row = table[columns.order[step]]
        columns.stage[step] = row["stage"]
        columns.occurrence[step] = row["occurrence"]
        columns.resource[step] = row["resource"]
        columns.outcome[step] = row["outcome"]
        columns.amount[step] = row["amount"]
        joined, started, finished = row["joined"], row["started"], row["finished"]
        served = not np.isnan(started)
        end = horizon if np.isnan(finished) else finished
        columns.joined[step] = joined
        columns.started[step] = started
        columns.finished[step] = finished
        columns.served[step] = served
        columns.end[step] = end
        columns.wait_end[step] = started if served else end


def by_code(codes: Codes, chosen: Mask, count: int) -> list[list[Ints]]:
    """The chosen steps of each code from 0 on, ascending; for each choice an array a code.

    Parameters
    ----------
    codes
        The code of each step; -1 for none; shape (steps,).
    chosen
        Which steps, in several choices; shape (choices, steps).
    count
        How many codes there are.
    """
    order, end = np.empty(chosen.shape, dtype=np.int64), np.empty((len(chosen), count + 1), dtype=np.uint32)
    begin = np.zeros(count + 2, dtype=np.uint32)  # the first code is -1
    _sort_by_code(codes, chosen, order, begin, end)
    first, lasts = begin[1:-1].tolist(), end[:, 1:].tolist()
    return [
        [steps[low:high] for low, high in zip(first, last, strict=True)]
        for steps, last in zip(order, lasts, strict=True)
    ]


@compiled
def _sort_by_code(codes: Codes, chosen: Mask, order: Ints, begin: NDArray[np.uint32], end: NDArray[np.uint32]) -> None:
    for step in range(len(codes)):
        begin[np.uint32(codes[step] + 2)] += np.uint32(1)
    for code in range(end.shape[1]):
        begin[code + 1] += begin[code]
        for choice in range(len(end)):
            end[choice, code] = begin[code]
    for choice in range(len(end)):
        steps, is_chosen, next_entry = order[choice], chosen[choice], end[choice]
        # Each is written, and overwritten if it was not chosen: to branch would be slower.
        for step in range(len(codes)):
            column = np.uint32(codes[step] + 1)
            entry = next_entry[column]
            steps[entry] = step
            next_entry[column] = entry + np.uint32(is_chosen[step])


def first_of_person(steps: Ints, person_index: PersonIndex, people: int) -> Ints:
    """Each person's first step among `steps` (ascending); -1 for none; shape (people,)."""
    first = np.full(people, -1)
    _write_first(steps, person_index, first)
    return first


@compiled
def _write_first(steps: Ints, person_index: PersonIndex, first: Ints) -> None:
    for entry in range(len(steps) - 1, -1, -1):  # the earliest is written last
        step = np.uint32(steps[entry])
        first[np.uint32(person_index[step])] = step


@compiled
def find_next(
    start: Ints, last: Ints, columns: tuple[PersonIndex, Codes, Codes], wanted: Mask, only_completed: bool, result: Ints
) -> None:
    """Write for each step of `start` the same person's first step from it on that is at a wanted stage; -1 for none.

    Parameters
    ----------
    start, last
        The steps, and each person's last one.
    columns
        Each step's person, stage and outcome.
    wanted
        Which stages; shape (stages,).
    only_completed
        Whether the step must have finished the stage and led on.
    result
        Where to write; shape (n,), as `start`.
    """
    person_index, stage, outcome = columns
    for entry in range(len(start)):
        result[entry] = -1
        begin = np.uint32(start[entry])
        for step in range(begin, np.uint32(last[np.uint32(person_index[begin])] + 1)):
            if wanted[np.uint16(stage[step])] and (outcome[step] >= 0 or not only_completed):
                result[entry] = step
                break


@compiled
def read_longest_parts(
    inputs: RandomInputs, stage: int, person_index: PersonIndex, occurrence: NDArray[np.int32], part: Ints
) -> None:
    """Write which part of a stage takes the longest for each person and occurrence; shape (n,), as these."""
    for entry in range(len(person_index)):
        part[entry] = time_of(inputs, stage, person_index[entry], occurrence[entry])[1]


@compiled
def read_times(
    inputs: RandomInputs, stage: int, person_index: PersonIndex, occurrence: NDArray[np.int32], times: Floats
) -> None:
    """Write how long a stage takes for each person and occurrence, before dated multipliers; shape (n,), as these."""
    for entry in range(len(person_index)):
        times[entry] = time_of(inputs, stage, person_index[entry], occurrence[entry])[0]


@compiled
def tally(days: Floats, row: Ints, first_after: Ints, counts: Ints) -> None:
    """Count each day in its row and under the first date after it; `counts` has shape (rows, dates + 1).

    Parameters
    ----------
    days, row
        Days, NaN for never, and the row of each; shape (n,).
    first_after
        For each whole day the first date after any moment of it; of the last one, and whatever comes later, that is never.
    """
    last = len(first_after) - 1
    for entry in range(len(days)):
        day = days[entry]
        date = first_after[np.uint32(day if day < last else last)]
        counts[np.uint32(row[entry]), np.uint32(date)] += 1


@compiled
def count_within(begin: Floats, event: Floats, days: float, horizon: float, cell: Ints, counts: Ints) -> None:
    """Count by cell who began so many days before the horizon, and to whom it happened in as many days; shape (cells, 2)."""
    for person in range(len(begin)):
        followed = horizon - begin[person] >= days
        counts[np.uint32(cell[person]), 0] += followed
        counts[np.uint32(cell[person]), 1] += followed & (event[person] - begin[person] <= days)
