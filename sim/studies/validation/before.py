"""The verdicts before the targets were mended, as they stand in `configs/evidence/verdicts_before.yaml`."""

from __future__ import annotations

from dataclasses import dataclass

from ...config import paths
from ...config.strict_yaml import read_yaml
from ...model import ScenarioError
from ...model.errors import nearest
from ...model.reader.node import Node
from .targets import targets


@dataclass(frozen=True, kw_only=True)
class Before:
    """What was said of a target.

    Attributes
    ----------
    verdicts
        One for each test that there was, with the model's figure and the band.
    why
        Why the target was mended; empty where it is as it was.
    """

    verdicts: tuple[str, ...]
    why: str


def verdicts_before() -> dict[str, Before]:
    """What was said of each target, in the order of the file.

    Raises
    ------
    ScenarioError
        With every fault of the file.
    """
    return read_before(Node(read_yaml(paths.evidence_file("verdicts_before.yaml"))))


def read_before(top: Node) -> dict[str, Before]:
    """Read what was said of each target, strictly."""
    names = tuple(targets())
    before = {}
    for name, node in top.items():
        node.only("before", "why")
        if name not in names:
            node.fault(f"{nearest(name, names)}a target")
        before[name] = Before(verdicts=node["before"].texts(), why=node["why"].text(""))
    if top.faults:
        raise ScenarioError(top.faults, "evidence/verdicts_before")
    return before
