"""How settings are read strictly: a fault is noted at the node, and something harmless given.

A shell that completes settings imports this at every Tab: what is heavy is imported when a setting is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..model.reader.node import Node
    from .settings import Setting


def count(node: Node, setting: Setting) -> int:
    """A whole number within the limits."""
    return node.whole(low=setting.low, high=setting.high)


def seed(node: Node, setting: Setting) -> int | None:
    """A seed; None where none is given."""
    from ..model.limits import SEED

    return node.whole(**SEED) if node else None


def counts(node: Node, setting: Setting) -> dict[str, int]:
    """Whole numbers by name."""
    from ..model.reader.node import Node, plain

    counts = Node(plain(node.value), node.step, node.above) if isinstance(node.value, Mapping) else node
    return {name: below.whole(low=setting.low, high=setting.high) for name, below in counts.items()}


def engine(node: Node, setting: Setting) -> str:
    """The name of an engine."""
    from ..engines import ENGINES

    return node.text(of=sorted(ENGINES))


def word(node: Node, setting: Setting) -> str:
    """One of the words."""
    return node.text(of=setting.words)


def yes_or_no(node: Node, setting: Setting) -> bool:
    """Yes or no."""
    if not node:
        node.fault("True or False")
    return node.truth()


def share(node: Node, setting: Setting) -> float | None:
    """A share; None where none is given."""
    from ..model.limits import SHARE

    return node.number(**SHARE) if node else None


def workers(node: Node, setting: Setting) -> int | None:
    """A number of processes; None where none is given."""
    if node:
        from .execution.processes import faults_of_workers

        node.faults += faults_of_workers(node.value)
    workers: int | None = node.value
    return workers


def text_if_any(node: Node, setting: Setting) -> str | None:
    """A text; None where none is given."""
    return node.text() if node else None


def count_if_any(node: Node, setting: Setting) -> int | None:
    """A whole number within the limits; None where none is given."""
    return node.whole(low=setting.low, high=setting.high) if node else None


def yes_or_no_if_any(node: Node, setting: Setting) -> bool | None:
    """Yes or no; None where neither is given."""
    return node.truth() if node else None


def function_if_any(node: Node, setting: Setting) -> Any:
    """A function; None where none is given."""
    if node and not callable(node.value):
        node.fault("a function")
    return node.value


def folder_if_any(node: Node, setting: Setting) -> Path | None:
    """The path of a folder; None where none is given."""
    from ..model import ScenarioError
    from .arguments import read_folder

    try:
        return read_folder(node.value) if node else None
    except ScenarioError as error:
        node.faults += error.faults
        return None


def mapping_if_any(node: Node, setting: Setting) -> Mapping[str, Any] | None:
    """A mapping; None where none is given."""
    if node and not isinstance(node.value, Mapping):
        node.fault("a mapping")
    notes: Mapping[str, Any] | None = node.value
    return notes


# --- as YAML and the command line say it -----------------------------------------------------------------------------


def on_or_names(node: Node) -> bool:
    """Whether anything is uncertain: yes, no, or the names of what is."""
    spellings = {True: True, False: False, "on": True, "off": False}
    if isinstance(node.value, bool | str) and node.value in spellings:
        return spellings[node.value]
    return bool(node.texts())


def spelled_share(node: Node) -> float | None:
    """A share: 0.02, or 2%; None where none is given."""
    if not node:
        return None
    text = str(node.value).strip()
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = 0.0
    if isinstance(node.value, bool) or not 0 < share < 1:
        node.fault("a share between 0 and 1 such as 0.02, or 2%")
        return 0.5
    return share
