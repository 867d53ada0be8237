"""A scenario and what it starts from, put together: Hydra says which files and in which order."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hydra import initialize_config_dir
from hydra.core.default_element import ResultDefault
from hydra.core.global_hydra import GlobalHydra
from hydra.errors import HydraException, MissingConfigException
from hydra.types import RunMode
from omegaconf.errors import OmegaConfBaseException

from ..model import Fault, ScenarioError
from ..model.errors import one_of
from . import hydra_sources, paths
from .file_cache import cached_content
from .key_paths import is_date
from .overrides import Choice

#: What Hydra has for the programs that it starts itself; left out, since to look it up takes time.
WITHOUT_HYDRA = [
    f"~hydra/{group}"
    for group in ("launcher", "sweeper", "output", "help", "hydra_help", "hydra_logging", "job_logging")
]


class File(NamedTuple):
    """What a file of a scenario says, of which lever it is, if of any, and where it lies."""

    lever: str | None
    content: dict[str, Any]
    path: Path


def files_of(name: str, choices: Sequence[Choice] = ()) -> list[File]:
    """What each file of a scenario and of its settings says, the one that has the last word last.

    Parameters
    ----------
    name
        The scenario's, or the path of its file.
    choices
        Files of groups that are chosen on the command line.

    Raises
    ------
    ScenarioError
        If there is no such scenario, or its files cannot be put together.
    """
    existing, chosen = paths.scenario_names(), _chosen_files(name, choices)
    name = paths.chosen_file(paths.SCENARIOS, name, "scenario").name
    if name not in existing and f"{paths.SCENARIOS}/{name}" not in chosen:
        allowed = one_of(existing, name, listed="ipc show scenarios")
        raise ScenarioError([Fault(path="scenario", found=name, allowed=allowed)])
    if "${" in name:
        raise ScenarioError([Fault(path="scenario", found=name, allowed="the name of a scenario without ${")])
    cached_content(
        paths.file_of(f"{paths.SCENARIOS}/{name}", chosen)
    )  # says what is wrong with it, better than Hydra would
    files: list[File] = []
    for default in _defaults(name, choices, chosen):
        if default.config_path is None or default.config_path.startswith("hydra/"):
            continue
        path = paths.file_of(default.config_path, chosen)
        content = {key: value for key, value in cached_content(path).items() if key != "defaults"}
        for key in reversed([key for key in (default.package or "").split(".") if key]):
            content = {key: content}
        group, _, stem = default.config_path.rpartition("/")
        files.append(File(lever=stem if group == paths.LEVER else None, content=content, path=path))
    return files


def in_one(value: Any) -> Any:
    """A composed value as one file would tell it.

    A bare yes or no is a truth value in YAML, so that it has to be one on the command line too. Dates stand in their order,
    whichever of the files that were put together said them first.
    """
    if isinstance(value, dict):
        dated = bool(value) and all(map(is_date, value))
        return {key: in_one(value[key]) for key in (sorted(value) if dated else value)}
    if isinstance(value, list):
        return [in_one(below) for below in value]
    return {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value


def quoted(text: str) -> str:
    """A text as Hydra's grammar takes it literally."""
    escaped = re.sub(r"(\\*)('|$)", lambda match: match[1] * 2 + (r"\'" if match[2] else ""), text)
    return "'" + escaped.replace("${", r"\${") + "'"


def _chosen_files(name: str, choices: Sequence[Choice]) -> paths.FilesByName:
    """The files that were chosen by their paths, by the names that they have for Hydra."""
    files = {path: file for choice in choices for path, file in choice.files}
    return {**paths.files_beside(name), **files}


def _defaults(name: str, choices: Sequence[Choice], chosen: paths.FilesByName) -> Sequence[ResultDefault]:
    """The files, the one that has the last word last."""
    words = [f"scenarios={quoted(name)}", *WITHOUT_HYDRA, *map(_for_hydra, choices)]
    hydra_sources.register(chosen)
    GlobalHydra.instance().clear()
    try:
        with initialize_config_dir(str(paths.configs()), version_base="1.3"):
            running = GlobalHydra.instance().hydra
            assert running is not None
            defaults: Sequence[ResultDefault] = running.config_loader.compute_defaults_list(
                "run", words, RunMode.RUN
            ).defaults
            return defaults
    except ScenarioError:
        raise
    except RecursionError as error:
        allowed = "defaults that do not lead back to the scenario itself"
        raise ScenarioError([Fault(path="defaults", found=name, allowed=allowed)]) from error
    except MissingConfigException as error:
        missing = error.missing_cfg_file or name
        if os.path.lexists(file := paths.file_of(missing, chosen)):
            cached_content(file)  # which says why it cannot be read
        folder, _, stem = missing.rpartition("/")
        names = paths.group_names(folder)
        allowed = "a file that is there"
        if names:
            allowed = one_of(names, stem, f"a file of {folder}:", listed=f"the folder {folder}")
        raise ScenarioError([Fault(path="defaults", found=missing, allowed=allowed)]) from error
    except (HydraException, OmegaConfBaseException, ValueError) as error:
        raise ScenarioError([_refused(error, name, choices)]) from error


def _for_hydra(choice: Choice) -> str:
    package = f"@{choice.package}" if choice.package else ""
    if choice.names is None:
        return f"~{choice.group}{package}"
    names = [quoted(name) for name in choice.names]
    adds = "+" if choice.adds or choice.group == paths.LEVER else ""  # no scenario has a lever until one is switched on
    return f"{adds}{choice.group}{package}={names[0] if len(names) == 1 else '[' + ','.join(names) + ']'}"


def _refused(error: Exception, name: str, choices: Sequence[Choice]) -> Fault:
    """Why files cannot be put together, in our words where Hydra's advice would not help."""
    reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
    for choice in choices:
        if f"'{choice.group}'" in reason and "No match in the defaults list" in reason:
            allowed = f"+{choice.word.lstrip('+~')}, since {name} starts from no file of {choice.group}"
            return Fault(path=choice.group, found=choice.word, allowed=allowed)
    words = " ".join(choice.word for choice in choices)
    return Fault(path="defaults", found=words or name, allowed=f"files that can be put together: {reason}")
