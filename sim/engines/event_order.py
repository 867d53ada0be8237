"""The order of events that happen at one instant, the same in both engines.

Every timed event carries the key (day, class, index), unique among the events to come. At one instant people finish steps, then
arrive, then the timetable changes things, and patience runs out last; so a grant at an instant beats patience at that instant.
"""

from __future__ import annotations

from enum import IntEnum


class EventClass(IntEnum):
    """Classes of events, in the order in which those of one instant happen; 0 is left to the engines' own beginnings."""

    FINISHING = 1  #: a step; index: stage in pathway order, then person (see `PERSON_BITS`)
    ARRIVING = 2  #: a person who has been identified; index: person
    TIMETABLE = 3  #: a change from outside; index: row of the timetable
    PATIENCE = 4  #: somebody gives up waiting, or leaves while waiting; index: person


#: The index of a finish is the stage's, moved up by so many bits, and the person's below it.
PERSON_BITS = 32
