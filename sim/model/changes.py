"""Changes of a resource from outside the pathway, each on a known day."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Change(IntEnum):
    """Kinds of change, in the order in which those of one day happen."""

    CAPACITY = 0  #: members, places, or the pence that a gate needs
    LAPSE = 1
    TOP_UP = 2
    MEETING = 3
    PAYMENT_RUN = 4


class DatedChange(NamedTuple):
    """One change of a resource.

    Attributes
    ----------
    day
        When it happens (days from the scenario's start).
    kind
        What kind of change.
    amount
        The capacity, or the pence that a gate needs, from then on; the pence added; or the slots offered.
    cutoff
        The last day on which a person may have joined to be heard at a meeting.
    """

    day: float
    kind: Change
    amount: int = 0
    cutoff: float = 0.0
