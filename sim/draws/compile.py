"""Compilation: functions that run as machine code once they are first called, and are kept on disk for the next time."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from typing import Any, TypeVar, cast

# One exponential only, in a loop or out of it: else the last bit of a number would depend on where it is drawn.
os.environ.setdefault("NUMBA_DISABLE_INTEL_SVML", "1")

import numba

F = TypeVar("F", bound=Callable[..., Any])
_told = False


def compiled(function: F) -> F:
    """Compile a function when it is first called; it also runs as plain Python (``NUMBA_DISABLE_JIT=1``).

    Where no folder can be written to keep the machine code, it is compiled anew in every process, which is said once.
    """
    global _told  # noqa: PLW0603
    # Compiled functions make no arrays, so they need no counting of references, which would take most of the time. The option
    # is numba's own and undocumented: numba is pinned, and a function that does make an array fails to compile.
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}
    try:
        return cast("F", numba.njit(cache=True, **options)(function))
    except RuntimeError as error:
        if "cannot cache" not in str(error):
            raise
    if not _told:
        _told = True
        warnings.warn(
            "No folder for compiled code can be written to, so every process compiles anew (some seconds); "
            "NUMBA_CACHE_DIR can name one.",
            stacklevel=2,
        )
    return cast("F", numba.njit(**options)(function))
