"""How a command runs, whatever the scenario: the keys of `configs/run.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..model import ScenarioError
from ..model.reader.node import Node

SETTINGS = (
    "replications",
    "precision",
    "most",
    "engine",
    "crosscheck",
    "keep",
    "uncertainty",
    "workers",
    "parallel",
    "resume",
)
#: The keys of the settings, as they may stand on a command line.
SETTING_KEYS = (*SETTINGS, "parallel.kind", "parallel.address")
OLD_SETTINGS = {"steps": "keep=steps, or keep=events for the event log too"}  #: what a setting is called now


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How a command runs, whatever the scenario."""

    replications: int
    precision: float | None
    most: int
    engine: str
    crosscheck: int
    keep: str
    uncertainty: bool | tuple[str, ...]
    workers: int | None
    parallel: str
    address: str | None
    resume: bool | None


def read_settings(given: Mapping[str, Any]) -> Settings:
    """Read the settings strictly.

    Raises
    ------
    ScenarioError
        With every fault of them.
    """
    from ..engines import ENGINES
    from ..experiments.execution.processes import faults_of_workers
    from ..experiments.execution.schedule import PARALLEL
    from ..experiments.execution.tasks import KEEP

    top = Node(given)
    parallel = top["parallel"]
    parallel.only("kind", "address")
    for key, now in OLD_SETTINGS.items():
        if top[key]:
            top[key].fault(now)
    settings = Settings(
        replications=top["replications"].whole(low=1, high=10_000_000),
        precision=_share(top["precision"]) if top["precision"] else None,
        most=top["most"].whole(low=1, high=10_000_000),
        engine=top["engine"].text(of=tuple(sorted(ENGINES))),
        crosscheck=top["crosscheck"].whole(low=0, high=10_000_000),
        keep=top["keep"].text(of=tuple(KEEP)),
        uncertainty=_on_or_names(top["uncertainty"]),
        workers=top["workers"].value,
        parallel=parallel["kind"].text(of=PARALLEL),
        address=parallel["address"].text() if parallel["address"] else None,
        resume=top["resume"].truth() if top["resume"] else None,
    )
    top.faults += faults_of_workers(settings.workers)
    if top.faults:
        raise ScenarioError(top.faults)
    return settings


def _on_or_names(node: Node) -> bool | tuple[str, ...]:
    """Whether anything is uncertain: yes, no, or the names of what is."""
    known = {True: True, False: False, "on": True, "off": False}
    if isinstance(node.value, bool | str) and node.value in known:
        return known[node.value]
    return node.texts()


def _share(node: Node) -> float:
    """A share: 0.02, or 2%."""
    text = str(node.value).strip()
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = 0.0
    if isinstance(node.value, bool) or not 0 < share < 1:
        node.fault("a share between 0 and 1 such as 0.02, or 2%")
        return 0.5
    return share
