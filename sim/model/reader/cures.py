"""How to be rid of what clashes: what is put together from several files and overrides has the keys of all of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..errors import MEANT, one_of
from .node import Node


def cure(kinds: Sequence[str]) -> str:
    """How to be rid of all but the last of several kinds of which there can be one only, as the end of a sentence."""
    return takes_away(kinds[:-1])


def without(node: Node) -> str:
    """How to be rid of a key that goes with another one alone, as the end of a sentence."""
    return takes_away([str(node.step)])


def only_way(node: Node, *keys: str) -> bool:
    """Check as `Node.only`; a key that is none of them, and near none, belongs to another way of saying the same.

    Parameters
    ----------
    node
        Where something can be said in several ways, each with keys of its own.
    keys
        The keys of the way that stands there.
    """
    if not isinstance(node.value, dict):
        return node.only(*keys)
    for key, below in node.items():
        if key not in keys:
            below.fault(or_else(one_of(keys, key), node, keys, key))
    return True


def or_else(allowed: str, node: Node, keys: Collection[str], other: str) -> str:
    """What is allowed, and how to be rid of the earlier of two ways of saying the same; as it was where a slip is more likely.

    Parameters
    ----------
    allowed
        What is allowed in place of the other key.
    node
        Where both stand.
    keys
        The keys of the way that stands there.
    other
        A key of another way. What later files and overrides add stands behind what was there.
    """
    if allowed.startswith(MEANT):
        return allowed
    present = node.keys()
    ours = node.keys(*keys)
    is_later = all(present.index(key) < present.index(other) for key in ours)
    return allowed + takes_away(ours if is_later else [other])


def takes_away(keys: Sequence[str]) -> str:
    """How to be rid of some keys, as the end of a sentence."""
    nulls = " and ".join(f"`{key}: null`" for key in keys)
    return f"; {nulls} {'take' if len(keys) > 1 else 'takes'} {' and '.join(keys)} away" if keys else ""
