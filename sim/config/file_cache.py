"""Configuration files that were read before, kept for as long as they do not change."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any

import hydra.conf
from hydra._internal.core_plugins.file_config_source import FileConfigSource
from hydra.core.config_search_path import ConfigSearchPath
from hydra.core.object_type import ObjectType
from hydra.core.plugins import Plugins
from hydra.plugins.config_source import ConfigResult
from hydra.plugins.search_path_plugin import SearchPathPlugin
from omegaconf import OmegaConf

from ..model import Fault, ScenarioError
from ..model.reader.node import word
from . import paths
from .strict_yaml import place, read_text, read_yaml

SCHEME = "kept"  #: what comes before ``://`` in a path to be read so
GIVEN = "given"  #: the same, for files that were given by their paths
HEADER = "# @package _global_"
WITHOUT_HEADER = ("run", "parallel")  #: a file, and a folder, that are no part of a scenario
_kept: dict[Path, tuple[int, int, Any]] = {}
_given: MutableMapping[str, Path] = {}  # what was given by its path, by the name that it has for Hydra


def contents(file: Path) -> Mapping[str, Any]:
    """What a file of a scenario holds, with its keys as the model knows them; nobody may change it.

    Raises
    ------
    ScenarioError
        If it cannot be read, or would be read otherwise than it is written.
    """
    found: Mapping[str, Any] = _unless_kept(file, lambda: _read(file))
    return found


def _unless_kept(file: Path, read: Callable[[], Any]) -> Any:
    """What was read of a file, if it has not changed since."""
    try:
        now = file.stat()
    except OSError:
        return read()  # which says what is wrong
    kept = _kept.get(file)
    if kept is None or kept[:2] != (now.st_mtime_ns, now.st_size):
        kept = _kept[file] = now.st_mtime_ns, now.st_size, read()
    return kept[2]


def _read(file: Path) -> Mapping[str, Any]:
    if not has_no_header(file) and HEADER not in (lines := read_text(file).splitlines()):
        # Hydra would put it under a key of its own, and say nothing.
        found = lines[0] if lines else None
        where = f"{paths.SCENARIOS}/{file.name}" if file.parent == paths.scenarios() else place(file)
        raise ScenarioError([Fault(path=f"{where}, line 1", found=found, allowed=f"the line `{HEADER}`")])
    content = read_yaml(file)
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise ScenarioError([Fault(path=place(file), found=content, allowed="a mapping")])
    if "hydra" in content:
        raise ScenarioError([Fault(path=f"{place(file)}: hydra", found=content["hydra"], allowed="no such key")])
    try:
        found_words: Mapping[str, Any] = _in_words(content)
    except RecursionError as error:
        raise ScenarioError(
            [Fault(path=place(file), found="*", allowed="a value that does not hold itself")]
        ) from error
    return found_words


def has_no_header(file: Path) -> bool:
    """Whether a file says how a command runs, and is put under a key of its own."""
    alone, folder = WITHOUT_HEADER
    known = [root / "configs" for root in paths.roots()]
    return any(file.parent == configs / folder or file == configs / f"{alone}.yaml" for configs in known)


def _in_words(value: Any) -> Any:
    if isinstance(value, dict):
        return {word(key): _in_words(below) for key, below in value.items()}
    return [_in_words(below) for below in value] if isinstance(value, list) else value


class KeptFiles(FileConfigSource):
    """Files for Hydra: of ours what other files they start from, which is all that it has to know; its own as they are.

    Its own are kept as bytes: Hydra changes what it is given, and OmegaConf takes several times longer to copy its nodes.
    """

    @staticmethod
    def scheme() -> str:
        """What comes before ``://`` in a path to be read so."""
        return SCHEME

    def load_config(self, config_path: str) -> ConfigResult:
        """Read a file, or remember it."""
        file = Path(self.path, self._normalize_file_name(config_path))
        known = [root / below for root in paths.roots() for below in ("configs", paths.SCENARIOS)]
        if not any(map(file.is_relative_to, known)):
            kept = _unless_kept(file, lambda: pickle.dumps(super(KeptFiles, self).load_config(config_path)))
            result: ConfigResult = pickle.loads(kept)  # our own: what was pickled here
            return result
        return self.of_ours(file)

    def of_ours(self, file: Path) -> ConfigResult:
        """What other files one of ours starts from."""
        content = contents(file)
        defaults = {"defaults": content["defaults"]} if "defaults" in content else {}
        header = {"package": None if has_no_header(file) else "_global_"}
        path = f"{self.scheme()}://{self.path}"
        return ConfigResult(config=OmegaConf.create(defaults), path=path, provider=self.provider, header=header)


class GivenFiles(KeptFiles):
    """Files that were given by their paths: each has the name that it would have in the folder of its group."""

    @staticmethod
    def scheme() -> str:
        """What comes before ``://`` in a path to be read so."""
        return GIVEN

    def load_config(self, config_path: str) -> ConfigResult:
        """Read a file, or remember it."""
        return self.of_ours(_given[config_path.removesuffix(paths.ENDING)])

    def is_config(self, config_path: str) -> bool:
        """Whether a file was given that has this name."""
        return config_path.removesuffix(paths.ENDING) in _given

    def is_group(self, config_path: str) -> bool:
        """Whether files of this group were given."""
        return not config_path or any(name.rpartition("/")[0] == config_path for name in _given)

    def list(self, config_path: str, results_filter: ObjectType | None) -> list[str]:
        """The names of the files of a group that were given."""
        names = [name.rpartition("/") for name in _given] if results_filter != ObjectType.GROUP else []
        return sorted(name for group, _, name in names if group == config_path)


class KeptFolders(SearchPathPlugin):
    """Has Hydra read the folder with which it is initialized, that of the scenarios, and its own, in the same way."""

    def manipulate_search_path(self, search_path: ConfigSearchPath) -> None:
        """Change how these are read, which Hydra calls `main` and `hydra`; a sweep reads none of them."""
        folders = search_path.get_path()
        if not any(element.provider == "main" and element.path == str(paths.configs()) for element in folders):
            return
        for element in folders:
            if element.provider == "main":
                element.path = f"{SCHEME}://{element.path}"
            elif element.path == "pkg://hydra.conf":
                element.path = f"{SCHEME}://{Path(hydra.conf.__file__).parent}"
        search_path.append("scenarios", f"{SCHEME}://{paths.home()}")
        for root in paths.roots()[1:]:
            search_path.append("own", f"{SCHEME}://{root / 'configs'}")
            search_path.append("own_scenarios", f"{SCHEME}://{root}")
        if _given:
            search_path.append("given", f"{GIVEN}://files")


def register(given: paths.Beside) -> None:
    """Tell Hydra, and which files were given by their paths, by the names that they have for it."""
    _given.clear()
    _given.update(given)
    Plugins.instance().register(KeptFiles)
    Plugins.instance().register(GivenFiles)
    Plugins.instance().register(KeptFolders)
