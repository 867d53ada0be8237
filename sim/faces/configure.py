"""From words on a command line to scenarios."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..model import Fault, Scenario, ScenarioError, ScenarioWarning, build
from ..model.build import KEYS
from ..model.errors import one_of
from ..model.reading import Node, plain
from . import places
from .compose import files_of, in_one
from .composition import composed, each_lever_once, faults_of_strengths, misfits, strengths_of
from .inert import without_inert
from .overrides import Choice, Override, applied, faults_of, read_word
from .references import resolved
from .settings import OLD_SETTINGS, SETTING_KEYS, SETTINGS, Settings, read_settings
from .strength import KEY
from .strict_yaml import read_yaml
from .uncertainty import uncertain

SHOWN = "ipc show kpis"  #: what lists the KPIs
RUN_WORDS = ("scenario", "scenarios", "board", "name")  #: keys that say what is run, which no scenario has


def load(name: str, *overrides: str) -> Scenario:
    """Load a scenario by name.

    Parameters
    ----------
    name
        The name of a file in `scenarios/`.
    *overrides
        Changes as on the command line, such as ``"resources.panel.slots=12"``; how the scenario is run is for `sim.run`.

    Raises
    ------
    ScenarioError
        If there is no such scenario, for a setting of `sim.run` among the changes, or with every fault of the configuration.

    Warns
    -----
    ScenarioWarning
        For each thing in it that may well not be meant, though it can be.
    """
    if faults := _faults_of_words(name, overrides):
        raise ScenarioError(faults)
    return load_with_settings(name, overrides)[0]


def _faults_of_words(name: object, overrides: Sequence[object]) -> list[Fault]:
    """What is given to `load` that is no word, or belongs to `sim.run`."""
    faults = []
    if not isinstance(name, str):
        faults.append(Fault(path="scenario", found=name, allowed="the name of a scenario, such as 'stockton_scale_up'"))
    for word in overrides:
        if not isinstance(word, str):
            faults.append(Fault(path="override", found=word, allowed="a text such as 'resources.panel.slots=12'"))
            continue
        key = word.lstrip("+").partition("=")[0]
        if key in SETTING_KEYS and key != "uncertainty":
            setting = {"parallel.kind": "parallel", "parallel.address": "address"}.get(key, key)
            allowed = f"changes of the scenario; how it is run is for sim.run(scenario, {setting}=...)"
            faults.append(Fault(path=key, found=word, allowed=allowed))
    return faults


def load_with_settings(name: str, overrides: Sequence[str]) -> tuple[Scenario, Settings]:
    """Load a scenario and the settings of the command."""
    scenario, settings = _read(name, overrides)
    scenario = without_inert(scenario, overrides, lambda words: _read(name, words)[0])
    for note in scenario.notes:
        warnings.warn(note, ScenarioWarning, stacklevel=3)
    return scenario, settings


def _read(name: str, overrides: Sequence[str]) -> tuple[Scenario, Settings]:
    """The same, without a look at what in it changes nothing."""
    words = [read_word(word) for word in overrides]
    choices = [word for word in words if isinstance(word, Choice)]
    changes = [word for word in words if isinstance(word, Override)]
    _each_group_once(choices)
    files = files_of(name, choices)
    strengths = strengths_of(files, changes)

    def build_of(config: dict[str, Any]) -> tuple[Scenario, Settings]:
        return _built(name, in_one(resolved(config)))

    each_lever_once(files, choices)
    try:
        config = composed(files, strengths)
        unchanged = plain(resolved(config)) if changes else {}
    except ScenarioError as error:
        raise ScenarioError(misfits(files, strengths, choices, build_of) or error.faults, name) from error
    faults: list[Fault] = []
    for change in changes:
        if found := _faults_of(change, unchanged, changes):
            faults += found
        elif change.path[0] != KEY:
            config = applied(config, change)
    faults += faults_of_strengths(files, strengths)
    try:
        scenario, settings = build_of(config)
    except ScenarioError as error:
        unfit = misfits(files, strengths, choices, build_of)
        raise ScenarioError([*faults, *(unfit or error.faults)], name if faults or unfit else error.name) from error
    if faults:
        raise ScenarioError(faults, name)
    return scenario, settings


def _built(name: str, config: dict[str, Any]) -> tuple[Scenario, Settings]:
    given = {key: config.pop(key, None) for key in (*SETTINGS, *OLD_SETTINGS)}
    settings = read_settings(given)
    if settings.uncertainty:
        names = settings.uncertainty if isinstance(settings.uncertainty, tuple) else None
        config["uncertainty"] = uncertain(plain(config), names)
    scenario = build({"name": name, **config})
    if faults := _misspelt_kpis(scenario):
        raise ScenarioError(faults, name)
    return scenario, settings


def _misspelt_kpis(scenario: Scenario) -> list[Fault]:
    """The checks of a scenario that speak of no KPI, and so would never be told."""
    if not scenario.checks:
        return []
    from ..measures import KPIS

    return [
        Fault(
            path=f"checks[{place}].kpi",
            found=check.kpi,
            allowed=one_of(KPIS, check.kpi.partition(".")[0], listed=SHOWN),
        )
        for place, check in enumerate(scenario.checks)
        if check.kpi.partition(".")[0] not in KPIS
    ]


def _faults_of(change: Override, unchanged: dict[str, Any], changes: Sequence[Override]) -> list[Fault]:
    """What of an override would pass unnoticed, or is no key of a scenario or a setting."""
    key = change.path[0]
    if key in (*SETTINGS, *OLD_SETTINGS):
        return []
    if key not in KEYS:
        allowed = one_of(dict.fromkeys((*KEYS, *SETTINGS, *RUN_WORDS)), key, listed="docs/configuration.md")
        if key in RUN_WORDS:
            allowed = f"{key}=NAME, without a mark before it, on the command line alone"
        return [Fault(path=".".join(change.path), found=change.value, allowed=allowed)]
    return faults_of(change, unchanged, changes)


def _each_group_once(choices: Sequence[Choice]) -> None:
    """Check that no group is chosen from twice: one choice would take the place of the other, or stand beside it."""
    for choice in choices:
        names = [each.names or () for each in choices if (each.group, each.package) == (choice.group, choice.package)]
        if len(names) > 1:
            together = ",".join(name for each in names for name in each)
            allowed = f"one word: {choice.group}=[{together}]"
            raise ScenarioError([Fault(path=choice.group, found=choice.word, allowed=allowed)])


def take(words: Sequence[str], keys: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Split ``key=value`` words into those with one of the keys, and the others; the last of a key counts."""
    given, others = {}, []
    for word in words:
        key, equals, value = word.partition("=")
        if equals and key in keys:
            given[key] = value
        else:
            others.append(word)
    return given, others


def each_once(words: Sequence[str], keys: Sequence[str]) -> None:
    """Check that none of these keys is given twice, where the first would be ignored.

    Raises
    ------
    ScenarioError
        If one is.
    """
    for key in keys:
        values = [value for word in words for name, _, value in [word.partition("=")] if name == key]
        if len(values) > 1:
            together = f"scenarios=[{','.join(values)}]" if key == "scenario" else f"{key} once"
            raise ScenarioError([Fault(path=key, found=", ".join(values), allowed=together)])


def split_list(text: str) -> list[str]:
    """The words of ``[a,b]``."""
    return [word.strip() for word in text.strip().removeprefix("[").removesuffix("]").split(",") if word.strip()]


@dataclass(frozen=True, kw_only=True)
class Board:
    """A set of scenarios to be compared, the first of them the baseline."""

    name: str
    title: str
    scenarios: tuple[str, ...]


def load_board(name: str) -> Board:
    """Load a board set by name."""
    known = places.board_names()
    if name not in known:
        raise ScenarioError([Fault(path="board", found=name, allowed=one_of(known, name, listed="ipc show scenarios"))])
    top = Node(read_yaml(places.configs() / "board" / f"{name}.yaml"))
    top.only("title", "scenarios")
    board = Board(name=name, title=top["title"].text(), scenarios=top["scenarios"].texts())
    if top.faults:
        raise ScenarioError(top.faults, f"board {name}")
    return board
