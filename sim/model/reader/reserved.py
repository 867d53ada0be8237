"""Words that mean something wherever names stand, and so cannot be names themselves."""

from __future__ import annotations

from collections.abc import Mapping

from .node import Node

BRANCHES = {
    "by": "names the attribute that decides between branches",
    "otherwise": "is the branch of all other values",
}
REST = {"rest": "stands for what the other weights leave"}
TARGETS = {
    **BRANCHES,
    **REST,
    "per_goal": "is where a panel decides of each goal",
    "gave_up": "is the outcome of those whose patience ran out",
    "left": "is the outcome of those who died or moved away",
    "unfinished": "is the outcome of a step that lasts beyond the horizon",
}
ALWAYS_THERE = {"cohort": "is an attribute of everybody", "route": "is an attribute of everybody"}

#: Of each kind of name the words that are no names, and what each is for.
RESERVED: Mapping[str, Mapping[str, str]] = {
    "stage": {**TARGETS, "total": "is the sum of all causes of days, for one of which a stage's name may stand"},
    "exit": TARGETS,
    "cause": {"total": "is the sum of all causes of days"},
    "cohort": {**BRANCHES, "all": "is the group of everybody"},
    "route": {**BRANCHES, "start": "is the route of people who are inside on day 0"},
    "attribute": ALWAYS_THERE,
    "number": ALWAYS_THERE,
    "bands": ALWAYS_THERE,
    "value": {**BRANCHES, **REST},
    "band": {**BRANCHES, **REST, "of": "names the number that the bands divide"},
    "resource": {"none": "is for people who need not wait at all"},
}


def is_reserved(kind: str, name: str) -> bool:
    """Whether a word cannot be a name of a kind."""
    return name in RESERVED[kind]


def reserved(kind: str, word: str) -> str:
    """What is allowed in place of a reserved word, which says what it is for."""
    return f"another name: `{word}` is a reserved word, which {RESERVED[kind][word]}"


def read_name(node: Node, kind: str, default: str) -> str:
    """Read a name that stands as a value."""
    name = node.text(default)
    if node and is_reserved(kind, name):
        node.fault(reserved(kind, name))
    return name


def refuse_reserved(node: Node, kind: str, *names: str) -> None:
    """Note a fault for each name that is a reserved word, at its key below a node."""
    for name in names:
        if is_reserved(kind, name):
            node[name].fault(reserved(kind, name), name)
