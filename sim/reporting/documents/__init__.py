"""Generated documents: a module here has a function `text`, which gives the whole of the file in `docs/` of the module's name.

A new module is found by itself. One whose text takes long, since it simulates, says so: ``SLOW = True``.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules


def document_names() -> list[str]:
    """Every document, in alphabetical order."""
    return sorted(module.name for module in iter_modules(__path__))


def text_of(name: str) -> str:
    """The whole text of a document."""
    return str(import_module(f"{__name__}.{name}").text())


def is_slow(name: str) -> bool:
    """Whether the text of a document takes long."""
    return bool(getattr(import_module(f"{__name__}.{name}"), "SLOW", False))
