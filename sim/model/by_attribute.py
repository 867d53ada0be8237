"""Values that depend on a person's attributes.

Wherever the YAML takes a value, it also takes ``{by: attribute, value: ..., otherwise: ...}``, to any depth: who a
person is decides which weights, hours, amounts or resources are theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, kw_only=True)
class By(Generic[T]):
    """A choice among branches by one attribute of the person; every value of the attribute has its branch."""

    attribute: str
    branches: Mapping[str, Tree[T]]


Tree: TypeAlias = "T | By[T]"


def leaves(tree: Tree[T]) -> Iterator[T]:
    """Every value that the tree can give, in the order written."""
    if isinstance(tree, By):
        for branch in tree.branches.values():
            yield from leaves(branch)
    else:
        yield tree


def attributes(tree: Tree[T]) -> list[str]:
    """The attributes on which the tree depends, each once, outermost first."""
    names: dict[str, None] = {}
    if isinstance(tree, By):
        names[tree.attribute] = None
        for branch in tree.branches.values():
            names.update(dict.fromkeys(attributes(branch)))
    return list(names)


def pick(tree: Tree[T], values: Mapping[str, str]) -> T:
    """The value for a person whose attributes have these values."""
    while isinstance(tree, By):
        tree = tree.branches[values[tree.attribute]]
    return tree


def transform(tree: Tree[T], change: Callable[[T], U]) -> Tree[U]:
    """The same tree with every leaf changed."""
    if isinstance(tree, By):
        return By(attribute=tree.attribute, branches={k: transform(v, change) for k, v in tree.branches.items()})
    return change(tree)
