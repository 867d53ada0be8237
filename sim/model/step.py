"""The step table's row: the only output of an engine."""

from __future__ import annotations

import numpy as np

#: One row a step. Days are counted from the scenario's start; NaN where it did not happen before the horizon.
#: `amount` is in units of the resource taken (members, places, slots, or pence); `outcome` is a code, see `Pathway.outcomes`.
STEP = np.dtype(
    [
        ("person", np.int32),
        ("stage", np.int16),
        ("occurrence", np.int16),
        ("joined", np.float64),
        ("started", np.float64),
        ("finished", np.float64),
        ("outcome", np.int16),
        ("resource", np.int16),
        ("amount", np.int64),
    ]
)

UNFINISHED = -1  #: still in this step at the horizon
GAVE_UP = -2  #: patience ran out while waiting
LEFT = -3  #: died or left the area during the step

#: One row for each change of a fund from outside: the day, the pence added, the pence lapsed, and the pence then left.
LEDGER = np.dtype(
    [
        ("resource", np.int16),
        ("day", np.float64),
        ("added", np.int64),
        ("lapsed", np.int64),
        ("left", np.int64),
    ]
)
