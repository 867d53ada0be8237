"""Modules that register what they hold by being read: a new one is found without being named anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules


def discover(package: str, path: Iterable[str], prefix: str = "") -> None:
    """Read every module of a package whose name begins with the prefix."""
    for module in sorted(iter_modules(path), key=lambda module: module.name):
        if module.name.startswith(prefix):
            import_module(f"{package}.{module.name}")
