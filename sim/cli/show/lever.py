"""`ipc show lever`: what a lever is as a package, what it changes in a scenario, and what it costs."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from ...config import paths
from ...config.key_paths import SETTING, STRENGTH
from ...config.load import load
from ...config.packages import BECAUSE, YES_OR_NO, Package, shown
from ...config.words import take
from ...loading import package
from ...model import Fault, Scenario, ScenarioError, ScenarioWarning
from ...model.errors import one_of
from ...model.reader.node import word
from ...reporting.documents.scenarios import differences
from ..commands import DEFAULT_SCENARIO, SUBJECTS
from .levers import description

WITHOUT = (STRENGTH, "uncertainty", "costs")  #: what is no change of the programme
WIDTH = 18  #: of what is told


def show_lever(words: list[str]) -> None:
    """Print what a lever is in a scenario as something that a manager could order."""
    keys, unread = take(words, SUBJECTS["lever"].keys)
    names = paths.group_names(paths.LEVER)
    if len(unread) != 1 or unread[0] not in names:
        found = " ".join(unread) or None
        allowed = one_of(names, unread[0] if unread else "", "the name of a lever:", listed="ipc show levers")
        raise ScenarioError([Fault(path="show lever", found=found, allowed=allowed)])
    lever, scenario = unread[0], keys.get("scenario", DEFAULT_SCENARIO)
    for line in _told(package(lever, scenario), scenario):
        print(line)


def _told(ordered: Package, scenario: str) -> Iterator[str]:
    """The lines about a package in a scenario."""
    before, after = _scenarios(ordered, scenario)
    settings = [ordered.amount(setting) for setting in ordered.settings]
    if ordered.unit != YES_OR_NO:
        settings = [f"{', '.join(map(shown, ordered.settings))}: {ordered.unit}"]
    works_from = "the first day"
    if ordered.works_from:
        works_from = f"{ordered.works_from}, not earlier since {BECAUSE[ordered.because]}"
    yield f"{ordered.label} ({ordered.name}): {' '.join(description(ordered.name))}"
    yield _line("in", scenario)
    yield _line("settings", ", ".join(settings))
    yield _line("its own", ordered.amount(ordered.own))
    yield _line("of board sets", ordered.amount(ordered.standard))
    yield _line("works from", works_from)
    yield _line("costs", _cost(ordered.name, after))
    yield f"  with {ordered.amount(ordered.standard)} it changes"
    for path, old, new in differences(_changeable(before), _changeable(after)):
        yield f"    {path}: {_text(old)} -> {_text(new)}"
    yield _line("order it with", f"lever={ordered.name} {SETTING}.{ordered.name}={ordered.standard:.9g}")


def _line(name: str, text: str) -> str:
    return f"  {name:{WIDTH}}{text}"


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_text(below)}' for key, below in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_text, value))}]"
    return "nothing" if value is None else word(value)


def _cost(name: str, scenario: Scenario) -> str:
    """What a package costs beside staff and budgets, in words."""
    costs = [cost for cost in scenario.costs.packages if cost.name == name] if scenario.costs else []
    amounts = [
        f"£{amount:,.0f} {when}"
        for cost in costs
        for amount, when in ((cost.once, "once"), (cost.a_year, "a year"))
        if amount
    ]
    if not amounts:
        return "nothing beside the staff, meetings and budgets that the model counts"
    return f"{' and '.join(amounts)} from {scenario.date(costs[0].from_day)}, paid by: {costs[0].funder}"


def _scenarios(ordered: Package, name: str) -> tuple[Scenario, Scenario]:
    """The scenario without the package, and with it at its standard setting."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ScenarioWarning)
        has_it = ordered.name in load(name).mapping.get(STRENGTH, {})
        words = [] if has_it else [f"{paths.LEVER}={ordered.name}"]
        strengths = 0, ordered.strength_of(ordered.standard)
        before, after = (load(name, *words, f"{STRENGTH}.{ordered.name}={value}") for value in strengths)
    return before, after


def _changeable(scenario: Scenario) -> dict[str, Any]:
    return {key: value for key, value in scenario.mapping.items() if key not in WITHOUT}
