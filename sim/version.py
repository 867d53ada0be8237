"""Which version of the package this is."""

from __future__ import annotations

from importlib import metadata

NAME = "ipc-rollout"  #: what the package is called where packages are installed


def version() -> str:
    """The version that is installed; a word that says so where the code is run without having been installed."""
    try:
        return metadata.version(NAME)
    except metadata.PackageNotFoundError:
        return "not installed"
