"""How the memory of a process that simulates is kept."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

LARGE = 1 << 24  #: bytes; beyond 32 MB glibc would take no notice of it


@lru_cache(maxsize=1)
def keep_freed_memory() -> None:
    """Let the C library keep what one replication frees for the next one; once in a process.

    glibc gives the end of its heap back to the system as soon as twice the largest block that ever came and went lies free
    there, and then every page is fetched anew: without this, replications of `stockton_scale_up` take about 7 % more processor
    time, and several times as many page faults. A large block that comes and goes raises that bound. Its pages are never
    touched, so it costs nothing, and other C libraries do not mind.
    """
    np.empty(LARGE, dtype=np.uint8)
