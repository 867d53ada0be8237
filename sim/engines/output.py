"""What an engine gives back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class EngineOutput:
    """The step table of one replication, in the order of joining, and the ledger of its funds (see `sim.model.step_table`)."""

    steps: NDArray[np.void]
    ledger: NDArray[np.void]
