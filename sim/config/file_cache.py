"""Configuration files that were read before, remembered for as long as they do not change."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..model import Fault, ScenarioError
from . import paths
from .strict_yaml import keys_in_words, location, read_text, read_yaml

HEADER = "# @package _global_"
WITHOUT_HEADER = ("run", "parallel")  #: a file, and a folder, that are no part of a scenario


class _Remembered(NamedTuple):
    """What a file held when it was last read, and by which one sees that it has changed since."""

    modified: int
    size: int
    content: Mapping[str, Any]


_remembered: dict[Path, _Remembered] = {}


def cached_content(file: Path) -> Mapping[str, Any]:
    """What a file of a scenario holds, with its keys as the model knows them; nobody may change it.

    Raises
    ------
    ScenarioError
        If it cannot be read, or would be read otherwise than it is written.
    """
    try:
        status = file.stat()
    except OSError:
        return _read(file)  # which says what is wrong
    remembered = _remembered.get(file)
    if remembered is None or remembered[:2] != (status.st_mtime_ns, status.st_size):
        remembered = _Remembered(status.st_mtime_ns, status.st_size, _read(file))
        _remembered[file] = remembered
    return remembered.content


def _read(file: Path) -> Mapping[str, Any]:
    if not has_no_header(file) and HEADER not in (lines := read_text(file).splitlines()):
        # Hydra would put it under a key of its own, and say nothing.
        first_line = lines[0] if lines else None
        name = f"{paths.SCENARIOS}/{file.name}" if file.parent == paths.scenarios() else location(file)
        raise ScenarioError([Fault(path=f"{name}, line 1", found=first_line, allowed=f"the line `{HEADER}`")])
    content = read_yaml(file)
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise ScenarioError([Fault(path=location(file), found=content, allowed="a mapping")])
    if "hydra" in content:
        raise ScenarioError([Fault(path=f"{location(file)}: hydra", found=content["hydra"], allowed="no such key")])
    try:
        with_words: Mapping[str, Any] = keys_in_words(content)
    except RecursionError as error:
        allowed = "a value that does not hold itself"
        raise ScenarioError([Fault(path=location(file), found="*", allowed=allowed)]) from error
    return with_words


def has_no_header(file: Path) -> bool:
    """Whether a file says how a command runs, and is put under a key of its own."""
    run_file, folder = WITHOUT_HEADER
    folders = [root / "configs" for root in paths.roots()]
    return any(file.parent == configs / folder or file == configs / f"{run_file}.yaml" for configs in folders)
