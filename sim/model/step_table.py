"""The step table's row: the only output of an engine."""

from __future__ import annotations

import numpy as np

#: One row a step. Days are counted from the scenario's start; NaN where it did not happen before the horizon.
#: `amount` is in units of the resource taken (members, places, slots, or pence); `outcome` is a code, see `Pathway.outcomes`.
#: The fields lie so in memory that each number is aligned and no byte is left over: 48 bytes a row.
STEP = np.dtype(
    {
        "names": [
            "person",
            "stage",
            "occurrence",
            "joined",
            "started",
            "finished",
            "outcome",
            "resource",
            "amount",
        ],
        "formats": ["i4", "i2", "i4", "f8", "f8", "f8", "i2", "i4", "i8"],
        "offsets": [0, 4, 8, 16, 24, 32, 6, 12, 40],
        "itemsize": 48,
    }
)

UNFINISHED = -1  #: still in this step at the horizon
GAVE_UP = -2  #: patience ran out while waiting
LEFT = -3  #: died or left the area during the step

#: One row for each change of a fund from outside: the day, the pence added, the pence lapsed, and the pence then left.
LEDGER = np.dtype([("resource", "i8"), ("day", "f8"), ("added", "i8"), ("lapsed", "i8"), ("left", "i8")])
