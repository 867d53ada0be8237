"""Compilation: functions that run as machine code once they are first called, and are kept on disk for the next time."""

from __future__ import annotations

import hashlib
import os
import warnings
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar, cast

# One exponential only, in a loop or out of it: else the last bit of a number would depend on where it is drawn.
os.environ.setdefault("NUMBA_DISABLE_INTEL_SVML", "1")

import numba

F = TypeVar("F", bound=Callable[..., Any])

#: Where the sources of compiled functions lie, and all that they call.
SOURCES = tuple(Path(__file__).parent / layer for layer in ("model", "draws", "engines", "measures"))

#: Compiled functions make no arrays, so they need no counting of references, which would take most of the time. The option
#: `_nrt` is numba's own and undocumented: numba is pinned, and a function that does make an array fails to compile.
OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}

#: Without a way in from Python, the making of which takes nearly half of the time where many arrays are handed over.
PART: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}

WARNED = "IPC_COMPILES_ANEW"  #: set in the environment once it has been said, for this process and those that it starts


def compiled(function: F) -> F:
    """Compile a function when it is first called; it also runs as plain Python (``NUMBA_DISABLE_JIT=1``).

    Machine code is kept on disk for as long as no source changes: numba by itself would look at the function's own file
    alone, and miss a change in what it calls. Where no folder can be written to, every process compiles anew, which is said
    once.
    """
    try:
        dispatcher = numba.njit(cache=True, **OPTIONS)(function)
        if not getattr(numba.config, "DISABLE_JIT", False):
            cache_file = dispatcher._cache._cache_file
            cache_file._source_stamp = (cache_file._source_stamp, _fingerprint())
            cache_file._load_index = partial(_readable_index, cache_file._load_index)
        return cast("F", dispatcher)
    except RuntimeError as error:
        if "cannot cache" not in str(error):
            raise
    if WARNED not in os.environ:
        os.environ[WARNED] = "1"
        warnings.warn(
            "No folder for compiled code can be written to, so every process compiles anew (some seconds); "
            "NUMBA_CACHE_DIR can name one.",
            stacklevel=2,
        )
    return cast("F", numba.njit(**OPTIONS)(function))


def compiled_part(function: F) -> F:
    """Compile a part of other compiled functions, which alone can call it (or plain Python, ``NUMBA_DISABLE_JIT=1``).

    The machine code is kept with that of its callers. The compiler decides what it puts into them: to force it, so that no
    call has to hand over many arrays, has made the engine's loop no faster.
    """
    return cast("F", numba.njit(**OPTIONS, **PART)(function))


def _readable_index(load: Callable[[], dict[Any, Any]]) -> dict[Any, Any]:
    """The index of a function's machine code; an empty one where it was written for classes that the sources no longer have."""
    try:
        return load()
    except (AttributeError, ImportError):
        return {}


@cache
def _fingerprint() -> str:
    """Identifies the present text of all sources together."""
    digest = hashlib.sha256()
    for folder in SOURCES:
        for file in sorted(folder.rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()
