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
from ...model import Fault, ScenarioError, ScenarioWarning
from ...model.errors import one_of
from ...reporting.description import markdown
from ...reporting.documents.scenarios import differences
from ..commands import DEFAULT_SCENARIO, SUBJECTS
from .levers import description

WITHOUT = (
    STRENGTH,
    "uncertainty",
    "name",
    "lever",
    "description",
    "checks",
    "evidence",
)  #: what is no change of a lever's
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
    before, after = _mappings(ordered, scenario)
    yield f"{ordered.label} ({ordered.name}): {' '.join(description(ordered.name))}"
    yield _line("in", scenario)
    settings = [ordered.amount(setting) for setting in ordered.settings]
    if ordered.unit != YES_OR_NO:
        settings = [f"{', '.join(map(shown, ordered.settings))}: {ordered.unit}"]
    yield _line("settings", ", ".join(settings))
    yield _line("its own", ordered.amount(ordered.own))
    yield _line("of board sets", ordered.amount(ordered.standard))
    if ordered.works_from:
        yield _line("works from", f"{ordered.works_from}, not earlier since {BECAUSE[ordered.because]}")
    else:
        yield _line("works from", "the first day")
    yield f"  with {ordered.amount(ordered.standard)} it changes"
    for path, old, new in differences(before, after):
        yield f"    {path}: {_text(old)} -> {_text(new)}"
    yield _line("order it with", f"lever={ordered.name} {SETTING}.{ordered.name}={ordered.standard:.9g}")


def _line(name: str, text: str) -> str:
    return f"  {name:{WIDTH}}{text}"


def _text(value: Any) -> str:
    return "nothing" if value is None else markdown.raw(value).replace("`", "")


def _mappings(ordered: Package, scenario: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The scenario without the package and with it at its standard setting, as mappings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ScenarioWarning)
        has_it = ordered.name in load(scenario).mapping.get(STRENGTH, {})
        words = [] if has_it else [f"{paths.LEVER}={ordered.name}"]
        strengths = 0, ordered.strength_of(ordered.standard)
        before, after = (load(scenario, *words, f"{STRENGTH}.{ordered.name}={value}").mapping for value in strengths)
    return _changeable(before), _changeable(after)


def _changeable(mapping: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if key not in WITHOUT}
