"""What was read before: of a scenario in which only numbers have moved, most need not be read again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar

from .node import Node

T = TypeVar("T")


class Earlier(Generic[T]):
    """Parts that were read before without a fault, by key.

    Parameters
    ----------
    told
        The mapping from which they were read: what has not moved stands in a later one as the very same object.
    parts
        What was read of each key. Whatever else they depend on must be as it was.
    """

    __slots__ = ("parts", "told")

    def __init__(self, told: Any = None, parts: Iterable[tuple[str, T]] = ()) -> None:
        self.told: Mapping[str, Any] = told if isinstance(told, Mapping) else {}
        self.parts = dict(parts)

    def get(self, key: str, node: Node) -> T | None:
        """The part of a key, if the value there is the one from which it was read; else None."""
        return self.parts.get(key) if self.told.get(key) is node.value else None
