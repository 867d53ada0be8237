"""What changes nothing is refused: in a scenario's files by themselves, and where words on a command line bring it in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..model import Fault, Scenario, ScenarioError
from ..model.reader.late import late
from ..model.reader.use import unused
from . import paths
from .key_paths import SETTING, STRENGTH, key_of_word

Load = Callable[[Sequence[str]], Scenario]  #: builds the scenario with some of the words, and checks nothing


def without_ineffective(scenario: Scenario, words: Sequence[str], load: Load) -> Scenario:
    """The scenario, if everything in it can change something.

    What the words leave without a use, or beyond a horizon that they bring forward, is fine. A date of a lever that lies beyond
    the horizon is a note: a lever knows no scenario's horizon.

    Parameters
    ----------
    scenario
        The scenario with all of the words.
    words
        The overrides and levers that it was composed with.
    load
        Gives the same scenario with others.

    Raises
    ------
    ScenarioError
        With a fault for everything that no stage uses, and every date beyond the horizon.
    """
    if not unused(scenario) and not late(scenario):
        return scenario
    unchanged = with_levers = _built(load, ())
    if levers := [word for word in words if _chooses_file(word)]:
        with_levers = _built(load, levers)
    faults: list[Fault] = []
    if unchanged is not None:
        faults = [*unused(unchanged), *late(unchanged)]
    if not faults:
        faults = [*unused(scenario, _mapping(unchanged)), *late(scenario, _mapping(with_levers))]
    if faults:
        raise ScenarioError(faults, scenario.name)
    beyond = late(scenario, _mapping(unchanged))
    notes = [f"{fault.path}: changes nothing, since it is not before the horizon" for fault in beyond]
    return replace(scenario, notes=(*scenario.notes, *notes))


def _built(load: Load, words: Sequence[str]) -> Scenario | None:
    """The scenario with these words; None where there is none without the others."""
    try:
        return load(words)
    except ScenarioError:
        return None


def _mapping(scenario: Scenario | None) -> Mapping[str, Any] | None:
    return scenario.mapping if scenario is not None else None


def _chooses_file(word: str) -> bool:
    """Whether a word chooses a file of a group, such as a lever, or says how much of a lever."""
    key = key_of_word(word)
    return key in paths.groups() or key.partition(".")[0] in (STRENGTH, SETTING)
