"""What `run` and results are given from Python, read as strictly as the words of the command."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from ..engines import ENGINES
from ..measures import every_kpi
from ..model import Fault, Scenario, ScenarioError
from ..model.errors import one_of
from ..model.limits import SEED, SHARE, Count
from ..model.reader.node import Node, plain
from .execution.processes import faults_of_workers
from .execution.tasks import KEEP

REPLICATIONS: Count = {"low": 1, "high": 10_000_000}
CHECKS: Count = {"low": 0, "high": 10_000_000}


def read_scenarios(given: Any) -> tuple[Scenario, ...]:
    """The scenarios that are to be run.

    Raises
    ------
    ScenarioError
        If something else is given, such as the name of one.
    """
    if isinstance(given, Scenario):
        return (given,)
    if isinstance(given, str | Mapping) or not isinstance(given, Iterable):
        raise ScenarioError([_no_scenario("scenario", given)])
    scenarios = tuple(given)
    faults = [_no_scenario(f"scenario[{at}]", one) for at, one in enumerate(scenarios) if not isinstance(one, Scenario)]
    if faults:
        raise ScenarioError(faults)
    return scenarios


def _no_scenario(path: str, given: Any) -> Fault:
    allowed = "a scenario, or several, as sim.load and sim.build give them"
    if isinstance(given, str):
        allowed = f"a scenario, such as sim.load({given!r})"
    elif isinstance(given, Mapping):
        allowed = "a scenario, such as sim.build gives of a mapping"
    return Fault(path=path, found=given, allowed=allowed)


def read_plan(given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings on which the numbers of a run depend: seed, replications, engine, crosscheck, keep, and so on.

    Raises
    ------
    ScenarioError
        With every one that is not what it should be.
    """
    top = Node(plain(given))
    read = {
        "seed": top["seed"].whole(**SEED) if top["seed"] else None,
        "replications": top["replications"].whole(**REPLICATIONS),
        "fewer": {name: below.whole(**REPLICATIONS) for name, below in top["fewer"].items()},
        "engine": top["engine"].text(of=sorted(ENGINES)),
        "crosscheck": top["crosscheck"].whole(**CHECKS),
        "keep": top["keep"].text(of=KEEP),
        "uncertainty": _yes_or_no(top["uncertainty"]),
        "precision": top["precision"].number(**SHARE) if top["precision"] else None,
        "most": top["most"].whole(**REPLICATIONS),
    }
    if top.faults:
        raise ScenarioError(top.faults)
    return read


def read_execution(given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that say how a run is carried out, on which no number depends: workers, chunk, resume, and so on.

    Raises
    ------
    ScenarioError
        With every one that is not what it should be.
    """
    top = Node(plain({key: given[key] for key in ("workers", "parallel", "address", "chunk", "resume")}))
    read = {
        "workers": top["workers"].value,
        "parallel": top["parallel"].text(),
        "address": top["address"].text() if top["address"] else None,
        "chunk": top["chunk"].whole(**REPLICATIONS) if top["chunk"] else None,
        "resume": _yes_or_no(top["resume"]) if top["resume"] else None,
    }
    for key in ("progress", "first_results", "complete"):
        if given[key] is not None and not callable(given[key]):
            top[key].fault("a function", given[key])
    if not isinstance(given["notes"], Mapping | None):
        top["notes"].fault("a mapping", given["notes"])
    top.faults += faults_of_workers(read["workers"])
    if top.faults:
        raise ScenarioError(top.faults)
    return read


def _yes_or_no(node: Node) -> bool:
    if not node:
        node.fault("True or False")
    return node.truth()


def read_folder(given: Any) -> Path:
    """The path of a folder.

    Raises
    ------
    ScenarioError
        If it is none.
    """
    text = os.fspath(given) if isinstance(given, str | os.PathLike) else None
    if not isinstance(text, str) or not text.strip() or "\0" in text:
        raise ScenarioError([Fault(path="folder", found=given, allowed="the path of a folder")])
    return Path(text)


def check_scenario(name: Any, known: Collection[str]) -> None:
    """Refuse the name of a scenario that was not run.

    Raises
    ------
    ScenarioError
        With the nearest name.
    """
    if not isinstance(name, str) or name not in known:
        raise ScenarioError([Fault(path="scenario", found=name, allowed=_some_of(name, known))])


def check_kpis(names: Any, known: Collection[str], groups: Collection[str], who: Any) -> None:
    """Refuse the name of a KPI, or of a group of people, that nothing has.

    Parameters
    ----------
    names
        Of KPIs.
    known
        The KPIs of which there are numbers. Those without any are names too: where nobody plans, there are no plans.
    groups, who
        The groups of which there are numbers, and the one that is asked for.

    Raises
    ------
    ScenarioError
        With the nearest name.
    """
    if isinstance(names, str) or not isinstance(names, Iterable):
        raise ScenarioError([Fault(path="kpis", found=names, allowed="a list of the names of KPIs")])
    every = every_kpi()
    with_items = {name.split(".", 1)[0] for name in known if "." in name}
    faults = []
    for name in names:
        kind, _, item = name.partition(".") if isinstance(name, str) else ("", "", "")
        if not kind or (name not in known and (kind not in every or (item and kind in with_items))):
            faults.append(Fault(path="kpi", found=name, allowed=_some_of(name, [*known, *every], "ipc show kpis")))
    if not isinstance(who, str) or who not in {"all", *groups}:
        faults.append(Fault(path="who", found=who, allowed=_some_of(who, ["all", *groups])))
    if faults:
        raise ScenarioError(faults)


def _some_of(name: Any, known: Iterable[str], listed: str = "") -> str:
    """The names that there are, or some of many, the nearest first."""
    return one_of(dict.fromkeys(known), name if isinstance(name, str) else "", listed=listed)
