"""What changes during a replication of the compiled engine, and the records that it is kept in.

People and rows of the step table are numbers without a sign, so that machine code need not look whether an index counts from
the end.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..event_order import PERSON_BITS

PERSON_MASK = (1 << PERSON_BITS) - 1  #: the part of the index of a finish that is the person
NOBODY = np.uint32(PERSON_MASK)  #: no person: the end of a queue, or an event that moves nobody

NOT_WAITING, TIMED, UNTIMED = 0, 1, 2  #: whether a person waits, and whether with a timer

#: How far a replication is.
PROGRESS = np.dtype(
    [
        ("now", "f8"),  # the day of the event in hand
        ("rows", "i8"),  # rows of the step table that are written
        ("ledger_rows", "i8"),  # rows of the ledger that are written
        ("unpaid_grants", "i8"),  # grants not yet paid out: each may bring a row of the ledger when its person goes
        ("inside", "i8"),  # people inside on day 0 who have joined their queue
        ("arrived", "i8"),  # people whose turn it was to be identified
        ("invited", "i8"),  # of these, in the same order, how many were invited, or had gone by then
        ("waiting_list", "i8"),  # people at the stages that invitations look at
        ("changes", "i8"),  # rows of the timetable that have happened
        ("finishes", "i8"),  # events in the heap of finishes
        ("timers", "i8"),  # events in the heap of the ends of patience
        ("finish_over", "i8"),  # whether the top of the heap of finishes has happened, so that its place is free
        ("first_changed", "i8"),  # the resources between which queues have changed in the event in hand: the first
        ("last_changed", "i8"),  # ... and the last
        ("starting", "i8"),  # people who start a step in the event in hand
        ("patience_day", "f8"),  # the last instant at which a timer of patience ran out
        ("patience_person", "i8"),  # the highest person whose timer ran out at that instant
    ]
)

#: A person.
PERSON = np.dtype(
    [
        ("row", "u4"),  # the row of the step in hand
        ("behind", "u4"),  # who stands behind the person in the queue, or `NOBODY`
        ("waiting", "i4"),  # `NOT_WAITING`, `TIMED` or `UNTIMED`
        ("keeps", "i4"),  # how many things are held beyond the step: places, recurrent money, grants not paid out
        ("first_grant", "i4"),  # the row of the first grant not yet paid out, or -1
        ("last_grant", "i4"),  # the row of the last one
        ("until", "f8"),  # the day on which patience, or the person's presence, ends
    ]
)

#: Money granted in a row of the step table and not yet paid out.
GRANT = np.dtype(
    [
        ("next", "i4"),  # the next such row of the person, or -1
        ("year", "i4"),  # how many year ends the fund had seen
    ]
)


class State(NamedTuple):
    """What changes during a replication, and the people it is about.

    Attributes
    ----------
    progress
        How far it is: one record of `PROGRESS`, shape (1,).
    order
        People in the order of arriving, shape (arrivals,).
    day
        The day on which each person arrives.
    number
        The number by which the step table knows each person.
    leaves
        The day on which each person dies or leaves the area.
    people
        One record of `PERSON` each.
    visits
        How often each person came to each stage, shape (people, stages).
    clocks
        The day on which each of a person's clocks of patience runs out (NaN before it runs), shape (people, clocks).
    held
        Units that stay with a person after a step (-1 for none), shape (people, resources that are so held).
    capacity
        Units of each resource in all.
    free
        Units of each resource that nobody has; below 0 where capacity fell, or commitments outlived the year's money.
    hours
        Hours a week of each team, in force now.
    threshold
        The pence that each gate needs, in force now.
    unpaid
        Pence granted by each fund and not yet paid out.
    year
        How many year ends each fund has seen.
    head, tail
        The queues, one a resource and lane: the first and last in line. The head is `NOBODY` where nobody stands in line.
    changed
        Whether each resource's queue is to be served in the event in hand.
    starting
        People who start a step in the event in hand, in that order.
    finish_days, finish_keys
        The heap of finishes: days, and indices as in `EventClass`.
    timer_days, timer_keys
        The heap of the ends of patience: days, and people.
    rows
        The step table.
    grants
        One record of `GRANT` a row of the step table; read only where the row granted one-off money.
    ledger
        The ledger of the funds.
    """

    progress: NDArray[np.void]
    order: NDArray[np.uint32]
    day: NDArray[np.float64]
    number: NDArray[np.int32]
    leaves: NDArray[np.float64]
    people: NDArray[np.void]
    visits: NDArray[np.int32]
    clocks: NDArray[np.float64]
    held: NDArray[np.int64]
    capacity: NDArray[np.int64]
    free: NDArray[np.int64]
    hours: NDArray[np.float64]
    threshold: NDArray[np.int64]
    unpaid: NDArray[np.int64]
    year: NDArray[np.int64]
    head: NDArray[np.uint32]
    tail: NDArray[np.uint32]
    changed: NDArray[np.bool_]
    starting: NDArray[np.uint32]
    finish_days: NDArray[np.float64]
    finish_keys: NDArray[np.int64]
    timer_days: NDArray[np.float64]
    timer_keys: NDArray[np.int64]
    rows: NDArray[np.void]
    grants: NDArray[np.void]
    ledger: NDArray[np.void]
