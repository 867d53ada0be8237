"""The files of a scenario in one: each over those before it, and each lever as strong as it is switched on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..model import Fault, ScenarioError
from . import paths
from .hydra_files import File
from .lever_strength import STRENGTH, is_gradual, is_strength, strength_faults
from .levers import switched_on
from .merging import merged
from .overrides import Choice, Override, applied


def strengths_of(files: Sequence[File], changes: Sequence[Override]) -> Any:
    """How strong each lever is: wholly, unless a file or an override says otherwise; not checked yet."""
    levers = {file.lever: 1.0 for file in files if file.lever}
    config: dict[str, Any] = {STRENGTH: levers} if levers else {}
    for file in files:
        if STRENGTH in file.content:
            config = merged(config, {STRENGTH: file.content[STRENGTH]})
    for change in changes:
        if change.path[0] == STRENGTH:
            config = applied(config, change)
    return config.get(STRENGTH)


def faults_of_strengths(files: Sequence[File], strengths: Any) -> list[Fault]:
    """What is wrong with the strengths, but for what the strict builder says anyway."""
    return strength_faults(strengths, {file.lever: is_gradual(file.content) for file in files if file.lever})


def composed(files: Sequence[File], strengths: Any) -> dict[str, Any]:
    """What the files say together; references are not followed yet.

    Raises
    ------
    ScenarioError
        If a lever does not fit what the files before it say.
    """
    config: dict[str, Any] = {}
    for file in files:
        content = {key: value for key, value in file.content.items() if key != STRENGTH}
        if file.lever:
            config = switched_on(config, file.lever, content, _strength(strengths, file.lever))
        else:
            config = merged(config, content)
    return config if strengths is None else {**config, STRENGTH: strengths}


def check_levers_once(files: Sequence[File], choices: Sequence[Choice]) -> None:
    """Check that no lever is switched on that the scenario has already.

    Raises
    ------
    ScenarioError
        With those that are.
    """
    levers = [file.lever for file in files if file.lever]
    allowed = "a lever that is not switched on there already ({}.{} says how much)"
    faults = [
        Fault(path="lever", found=name, allowed=allowed.format(STRENGTH, name))
        for name in _chosen(choices)
        if levers.count(name) > 1
    ]
    if faults:
        raise ScenarioError(faults)


def misfits(
    files: Sequence[File], strengths: Any, choices: Sequence[Choice], build: Callable[[dict[str, Any]], object]
) -> list[Fault]:
    """Why levers that are chosen on the command line do not fit, if the scenario can be built but for them.

    Parameters
    ----------
    files, strengths, choices
        What the scenario is composed of.
    build
        Builds a scenario of what is composed, or raises a `ScenarioError`.
    """
    chosen = [name for name in _chosen(choices) if _strength(strengths, name)]

    def error_with(name: str | None) -> ScenarioError | None:
        """The error of the scenario with this lever alone of those that are chosen, or with none of them."""
        remaining = [file for file in files if file.lever not in chosen or file.lever == name]
        try:
            build(composed(remaining, None))
        except ScenarioError as error:
            return error
        return None

    if not chosen or error_with(None):
        return []
    return [_misfit(name, error.faults[0]) for name in chosen if (error := error_with(name))]


def _misfit(lever: str, fault: Fault) -> Fault:
    """That a lever does not fit, where it shows only in what is built with it."""
    if fault.path == "lever":
        return fault
    return Fault(path="lever", found=lever, allowed=f"a lever that fits this scenario: with it, {fault}")


def _chosen(choices: Sequence[Choice]) -> list[str]:
    """The levers on the command line."""
    return [name for choice in choices if choice.group == paths.LEVER for name in choice.names or ()]


def _strength(strengths: Any, lever: str) -> float:
    """How strong a lever is; one that cannot be counts as none, until the strict builder refuses it."""
    strength: Any = strengths.get(lever) if isinstance(strengths, Mapping) else 1.0
    return float(strength) if is_strength(strength) else 0.0
