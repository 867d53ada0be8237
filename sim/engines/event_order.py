"""The order of events that happen at one instant, the same in both engines.

Every timed event carries the key (day, class, index), unique among the events to come. At one instant those who were held
back are invited, people finish steps, then arrive, then the timetable changes things, and patience runs out last; so a grant at
an instant beats patience at that instant.
"""

from __future__ import annotations

from enum import IntEnum


class EventClass(IntEnum):
    """Classes of events, in the order in which those of one instant happen; 0 is left to the engines' own beginnings."""

    INVITING = 1  #: the next of those whom a long waiting list held back, who is identified now; index: 0
    FINISHING = 2  #: a step; index: stage in pathway order, then person (see `PERSON_BITS`)
    ARRIVING = 3  #: a person whose turn it is to be identified; index: person
    TIMETABLE = 4  #: a change from outside; index: row of the timetable
    PATIENCE = 5  #: somebody gives up waiting, or leaves while waiting; index: person


#: The index of a finish is the stage's, moved up by so many bits, and the person's below it.
PERSON_BITS = 32
