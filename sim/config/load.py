"""From words on a command line to scenarios."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from ..model import Fault, Scenario, ScenarioError, ScenarioWarning, build
from ..model.errors import one_of
from ..model.reader.node import Node, plain
from ..model.reader.scenario import KEYS
from . import paths
from .composition import (
    check_levers_once,
    composed,
    faults_of_strengths,
    misfits,
    packages_of,
    strengths_of,
    with_settings,
)
from .fault_location import with_file_and_line
from .hydra_files import File, files_of, in_one
from .ineffective_keys import without_ineffective
from .key_paths import RUN_KEYS, SETTING, STRENGTH
from .likely_mistakes import likely_mistakes
from .overrides import Choice, Override, applied, override_faults, read_word
from .packages import Package
from .references import resolved
from .settings import OLD_SETTINGS, faults_of_old_settings, setting_names
from .uncertain_parameters import uncertain

T = TypeVar("T")


def load(name: str | os.PathLike[str], *overrides: str) -> Scenario:
    """Load a scenario by its name, or by the path of its file.

    Parameters
    ----------
    name
        The name of a file in `scenarios/`, shipped or your own (see `sim.use`); or the path of any file, as a `pathlib.Path` or
        a text with a ``/`` in it or ``.yaml`` at its end. What such a file starts from is shipped, your own, or beside it.
    *overrides
        Changes as on the command line, such as ``"resources.panel.slots=12"``.

    Raises
    ------
    ScenarioError
        If there is no such scenario, or with every fault of the configuration.

    Warns
    -----
    ScenarioWarning
        For each thing in it that may well not be meant, though it can be.
    """
    return load_with_settings(os.fspath(name), overrides, dict)[0]


def load_with_settings(
    name: str,
    overrides: Sequence[str],
    read: Callable[[Mapping[str, Any]], T],
    check: Callable[[Scenario], list[Fault]] = lambda scenario: [],
) -> tuple[Scenario, T]:
    """Load a scenario, and the settings of the command as they are given.

    Parameters
    ----------
    name, overrides
        As for `load`.
    read
        Reads the settings, which are given by key, strictly: its faults are told with where they stand.
    check
        Says what is wrong with the scenario besides what its reader knows.
    """
    files = files_of(name, _choices(overrides))

    def read_of(files: Sequence[File], words: Sequence[str]) -> tuple[Scenario, T]:
        return _read(name, files, words, read, check)

    try:
        scenario, settings = read_of(files, overrides)
        scenario = without_ineffective(
            scenario, overrides, lambda words: read_of(files_of(name, _choices(words)), words)[0]
        )
    except ScenarioError as error:
        raise with_file_and_line(error, files, overrides) from error
    for note in scenario.notes:
        warnings.warn(note, ScenarioWarning, stacklevel=3)
    return scenario, settings


def load_packages(name: str, overrides: Sequence[str], levers: Collection[str]) -> dict[str, Package]:
    """What levers of a scenario are as packages, by their names.

    Parameters
    ----------
    name, overrides
        As for `load`.
    levers
        Those of the scenario, or of the overrides, that are asked for.

    Raises
    ------
    ScenarioError
        If there is no such scenario, or if one of the levers does not fit it, or is no package.
    """
    choices = _choices(overrides)
    files = files_of(name, choices)
    check_levers_once(files, choices)
    changes = [word for word in map(read_word, overrides) if isinstance(word, Override)]
    strengths = with_settings(files, strengths_of(files, changes), changes)
    return packages_of(files, strengths, levers)


def load_package(lever: str, name: str | os.PathLike[str], *overrides: str) -> Package:
    """What a lever is in a scenario, as something that a manager could order.

    Parameters
    ----------
    lever
        The name of a file in `configs/lever/`, shipped or your own.
    name, *overrides
        As for `load`. A lever that the scenario has already is looked at as if it had not.

    Returns
    -------
    Package
        With its label, unit and settings: ``f"setting.{lever}={setting}"`` is a word for `load`, behind ``f"lever={lever}"``.

    Raises
    ------
    ScenarioError
        If there is no such scenario or lever, or if it does not fit or is no package.
    """
    scenario = os.fspath(name)
    has_it = any(file.lever == lever for file in files_of(scenario, _choices(overrides)))
    words = overrides if has_it else (*overrides, f"{paths.LEVER}={lever}")
    return load_packages(scenario, words, (lever,))[lever]


def _choices(overrides: Sequence[str]) -> list[Choice]:
    """The files that words choose."""
    choices = [word for word in map(read_word, overrides) if isinstance(word, Choice)]
    _each_group_once(choices)
    return choices


def _read(
    name: str,
    files: Sequence[File],
    overrides: Sequence[str],
    read: Callable[[Mapping[str, Any]], T],
    check: Callable[[Scenario], list[Fault]],
) -> tuple[Scenario, T]:
    """The same, without a look at what in it changes nothing."""
    choices = _choices(overrides)
    changes = [word for word in map(read_word, overrides) if isinstance(word, Override)]
    strengths = strengths_of(files, changes)

    def build_of(config: dict[str, Any]) -> tuple[Scenario, T]:
        return _built(paths.chosen_file(paths.SCENARIOS, name).name, in_one(resolved(config)), read, check)

    check_levers_once(files, choices)
    try:
        strengths = with_settings(files, strengths, changes)
    except ScenarioError as error:
        raise ScenarioError(error.faults, error.name or name) from error
    try:
        config = composed(files, strengths)
        unchanged = plain(resolved(config)) if changes else {}
    except ScenarioError as error:
        raise ScenarioError(misfits(files, strengths, choices, build_of) or error.faults, name) from error
    faults: list[Fault] = []
    for change in changes:
        if change_faults := _faults_of(change, unchanged, changes):
            faults += change_faults
        elif change.path[0] not in (STRENGTH, SETTING):
            config = applied(config, change)
    faults += faults_of_strengths(files, strengths)
    try:
        scenario, settings = build_of(config)
    except ScenarioError as error:
        unfit = misfits(files, strengths, choices, build_of)
        raise ScenarioError(
            [*faults, *(unfit or error.faults)], name if faults or unfit or error.name else ""
        ) from error
    if faults:
        raise ScenarioError(faults, name)
    return replace(scenario, notes=(*scenario.notes, *likely_mistakes(files, changes))), settings


def _built(
    name: str,
    config: dict[str, Any],
    read: Callable[[Mapping[str, Any]], T],
    check: Callable[[Scenario], list[Fault]],
) -> tuple[Scenario, T]:
    values = {key: config.pop(key, None) for key in (*setting_names(), *OLD_SETTINGS)}
    faults = faults_of_old_settings(values)
    try:
        settings = read({key: value for key, value in values.items() if key not in OLD_SETTINGS})
    except ScenarioError as error:
        raise ScenarioError([*faults, *error.faults]) from error
    is_uncertain, names = _uncertain(values, faults)
    if faults:
        raise ScenarioError(faults)
    if is_uncertain:
        config["uncertainty"] = uncertain(plain(config), names)
    scenario = build({"name": name, **config})
    if faults := check(scenario):
        raise ScenarioError(faults, name)
    return scenario, settings


def _uncertain(values: Mapping[str, Any], faults: list[Fault]) -> tuple[bool, tuple[str, ...] | None]:
    """Whether anything in the scenario is uncertain, and the names of what is; None: all that is known to be."""
    node = Node(values)["uncertainty"]
    if isinstance(node.value, bool | str) and node.value in (True, False, "on", "off"):
        return node.value in (True, "on"), None
    names = node.texts()
    faults += node.faults
    return bool(names), names


def _faults_of(change: Override, unchanged: dict[str, Any], changes: Sequence[Override]) -> list[Fault]:
    """What of an override would pass unnoticed, or is no key of a scenario or a setting."""
    key = change.path[0]
    if key in (SETTING, *setting_names(), *OLD_SETTINGS):
        return []
    if key not in KEYS:
        allowed = one_of(
            dict.fromkeys((*KEYS, SETTING, *setting_names(), *RUN_KEYS)), key, listed="docs/configuration.md"
        )
        if key in RUN_KEYS:
            allowed = f"{key}=NAME, without a mark before it, on the command line alone"
        return [Fault(path=".".join(change.path), found=change.value, allowed=allowed)]
    return override_faults(change, unchanged, changes)


def _each_group_once(choices: Sequence[Choice]) -> None:
    """Check that no group is chosen from twice: one choice would take the place of the other, or stand beside it."""
    for choice in choices:
        alike = [other for other in choices if (other.group, other.package) == (choice.group, choice.package)]
        if len(alike) > 1:
            together = ",".join(name for other in alike for name in other.names or ())
            allowed = f"one word: {choice.group}=[{together}]"
            raise ScenarioError([Fault(path=choice.group, found=choice.word, allowed=allowed)])
