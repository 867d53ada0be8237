"""What `run` and results are given from Python, read as strictly as the words of the command."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from ..measures import every_kpi, name_now
from ..model import Fault, Scenario, ScenarioError
from ..model.errors import one_of


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
    faults = [
        _no_scenario(f"scenario[{index}]", given)
        for index, given in enumerate(scenarios)
        if not isinstance(given, Scenario)
    ]
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


def check_scenario(name: Any, names: Collection[str]) -> None:
    """Refuse the name of a scenario that was not run.

    Raises
    ------
    ScenarioError
        With the nearest name.
    """
    if not isinstance(name, str) or name not in names:
        raise ScenarioError([Fault(path="scenario", found=name, allowed=_some_names(name, names))])


def check_kpis(names: Any, available: Collection[str], groups: Collection[str], who: Any) -> None:
    """Refuse the name of a KPI, or of a group of people, that nothing has.

    Parameters
    ----------
    names
        Of KPIs.
    available
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
    with_items = {name.split(".", 1)[0] for name in available if "." in name}
    faults = []
    for name in names:
        kind, _, item = name.partition(".") if isinstance(name, str) else ("", "", "")
        if not kind or (name not in available and (kind not in every or (item and kind in with_items))):
            faults.append(Fault(path="kpi", found=name, allowed=_kpis_allowed(name, [*available, *every])))
    if not isinstance(who, str) or who not in {"all", *groups}:
        faults.append(Fault(path="who", found=who, allowed=_some_names(who, ["all", *groups])))
    if faults:
        raise ScenarioError(faults)


def _kpis_allowed(name: Any, names: Iterable[str]) -> str:
    now = name_now(name) if isinstance(name, str) else None
    return f"{now}, as it is called now" if now else _some_names(name, names, "ipc show kpis")


def _some_names(name: Any, names: Iterable[str], listed: str = "") -> str:
    """The names that there are, or some of many, the nearest first."""
    return one_of(dict.fromkeys(names), name if isinstance(name, str) else "", listed=listed)
