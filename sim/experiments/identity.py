"""What makes numbers: the code, Python, and the libraries on whose versions they depend."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
from functools import cache
from pathlib import Path

#: The parts of the package, and the packages, on whose versions numbers depend.
LAYERS = ("model", "draws", "engines", "measures", "exports", "experiments")
PACKAGES = ("numpy", "scipy", "numba", "simpy")


@cache
def _code() -> str:
    """A fingerprint of the code that makes the numbers."""
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for layer in LAYERS:
        for path in sorted((package / layer).rglob("*.py")):
            digest.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def identity() -> dict[str, str | None]:
    """What this process makes numbers with: the code, Python, and the libraries on whose versions numbers depend."""
    return {"code": _code(), "python": platform.python_version(), **{name: version(name) for name in PACKAGES}}


@cache
def version(name: str) -> str | None:
    """The version of an installed package."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
