"""The files of a scenario in one: each over those before it, and each lever as strong as it is switched on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from ..model import Fault, ScenarioError
from ..model.errors import one_of
from . import paths
from .hydra_files import File
from .key_paths import SETTING, STRENGTH
from .lever_strength import is_gradual, is_strength, strength_faults
from .levers import switched_on
from .merging import merged
from .overrides import Choice, Override, applied
from .packages import Package, package_over


def strengths_of(files: Sequence[File], changes: Sequence[Override]) -> Any:
    """How strong each lever is: wholly, unless a file or an override says otherwise; not checked yet."""
    levers = {file.lever: 1.0 for file in files if file.lever}
    return _stated(STRENGTH, {STRENGTH: levers} if levers else {}, files, changes)


def with_settings(files: Sequence[File], strengths: Any, changes: Sequence[Override]) -> Any:
    """The strengths of levers, with those that follow from a setting.

    Parameters
    ----------
    files, changes
        What the scenario is composed of; either may give settings.
    strengths
        As `strengths_of` gives them.

    Raises
    ------
    ScenarioError
        With what is wrong with the settings, or if a lever that has one does not fit what the files before it say.
    """
    settings = _stated(SETTING, {}, files, changes)
    if settings is None:
        return strengths
    if faults := _faults_of_settings(settings, files, _stated(STRENGTH, {}, files, changes)):
        raise ScenarioError(faults)
    config: dict[str, Any] = {}
    for file in files:
        if file.lever and settings.get(file.lever) is not None:
            package = package_over(config, file.lever, file.content)
            strengths = {**strengths, file.lever: package.strength_of(settings[file.lever])}
        config = _with_file(config, file, strengths)
    return strengths


def packages_of(files: Sequence[File], strengths: Any, names: Collection[str]) -> dict[str, Package]:
    """Packages of which a scenario is composed, by their names.

    Raises
    ------
    ScenarioError
        If one does not fit what the files before it say, or is no package.
    """
    config: dict[str, Any] = {}
    packages: dict[str, Package] = {}
    for file in files:
        if file.lever in names:
            assert file.lever is not None
            packages[file.lever] = package_over(config, file.lever, file.content)
        config = _with_file(config, file, strengths)
    return packages


def _stated(key: str, config: dict[str, Any], files: Sequence[File], changes: Sequence[Override]) -> Any:
    """What files and overrides say under a key that is no part of the scenario itself; None for nothing."""
    for file in files:
        if key in file.content:
            config = merged(config, {key: file.content[key]})
    for change in changes:
        if change.path[0] == key:
            config = applied(config, change)
    return config.get(key)


def _faults_of_settings(settings: Any, files: Sequence[File], strengths: Any) -> list[Fault]:
    """What is wrong with settings, whatever the settings of each lever are; `strengths` are those that are stated."""
    if not isinstance(settings, Mapping):
        return [Fault(path=SETTING, found=settings, allowed=f"a mapping, such as {SETTING}: {{more_practitioners: 7}}")]
    levers = sorted({file.lever for file in files if file.lever})
    faults = []
    for name, setting in settings.items():
        path = f"{SETTING}.{name}"
        if name not in levers and setting is not None:
            meaning = "the setting of a lever that is switched on:"
            allowed = one_of(levers, name, meaning) if levers else f"{meaning} none is"
            faults.append(Fault(path=path, found=setting, allowed=allowed))
        elif setting is not None and isinstance(strengths, Mapping) and strengths.get(name) is not None:
            allowed = f"either a setting or a strength of a lever, and {STRENGTH}.{name} is {strengths[name]} already"
            faults.append(Fault(path=path, found=setting, allowed=allowed))
    return faults


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
        config = _with_file(config, file, strengths)
    return config if strengths is None else {**config, STRENGTH: strengths}


def _with_file(config: dict[str, Any], file: File, strengths: Any) -> dict[str, Any]:
    """What the files so far say together with one more."""
    content = {key: value for key, value in file.content.items() if key not in (STRENGTH, SETTING)}
    if file.lever:
        return switched_on(config, file.lever, content, _strength(strengths, file.lever))
    return merged(config, content)  # type: ignore[no-any-return]


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
