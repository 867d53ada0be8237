"""Changes of a resource from outside the pathway, each on a known day."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]


class Change(IntEnum):
    """Kinds of change, in the order in which those of one day happen."""

    CAPACITY = 0  #: members, places, or the pence that a gate needs
    LAPSE = 1
    TOP_UP = 2
    MEETING = 3
    PAYMENT_RUN = 4


class DatedChanges(NamedTuple):
    """Changes of a resource of one kind; a single number stands for all of them.

    Attributes
    ----------
    kind
        What kind of change.
    days
        When each happens (days from the scenario's start); shape (changes,).
    amounts
        The capacity, or the pence that a gate needs, from then on; the pence added; or the slots offered.
    cutoffs
        The last day on which a person may have joined to be heard at a meeting.
    hours
        Hours a week of a team's members from then on.
    """

    kind: Change
    days: Floats
    amounts: NDArray[np.int64] | int = 0
    cutoffs: Floats | float = 0.0
    hours: Floats | float = 0.0
