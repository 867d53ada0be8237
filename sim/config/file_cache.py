"""Configuration files that were read before, kept for as long as they do not change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any

from hydra.core.config_search_path import ConfigSearchPath
from hydra.core.object_type import ObjectType
from hydra.core.plugins import Plugins
from hydra.plugins.config_source import ConfigResult, ConfigSource
from hydra.plugins.search_path_plugin import SearchPathPlugin
from omegaconf import OmegaConf

from ..model import Fault, ScenarioError
from . import paths
from .strict_yaml import keys_in_words, place, read_text, read_yaml

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
        found_words: Mapping[str, Any] = keys_in_words(content)
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


class ScenarioFiles(ConfigSource):
    """Files of a folder, for Hydra: of each, what other files it starts from, which is all that Hydra has to know."""

    @staticmethod
    def scheme() -> str:
        """What comes before ``://`` in a path to be read so."""
        return SCHEME

    def load_config(self, config_path: str) -> ConfigResult:
        """Read a file, or remember it."""
        file = self._file(config_path)
        content = contents(file)
        defaults = {"defaults": content["defaults"]} if "defaults" in content else {}
        header = {"package": None if has_no_header(file) else "_global_"}
        path = f"{self.scheme()}://{self.path}"
        return ConfigResult(config=OmegaConf.create(defaults), path=path, provider=self.provider, header=header)

    def available(self) -> bool:
        """Whether there is such a folder."""
        return self.is_group("")

    def is_config(self, config_path: str) -> bool:
        """Whether there is such a file."""
        return self._file(config_path).is_file()

    def is_group(self, config_path: str) -> bool:
        """Whether there is such a folder below."""
        return Path(self.path, config_path).is_dir()

    def list(self, config_path: str, results_filter: ObjectType | None) -> list[str]:
        """The names of the files of a group, or of the groups below it."""
        folder = Path(self.path, config_path)
        files = {path.stem for path in folder.glob(f"*{paths.ENDING}")} if results_filter != ObjectType.GROUP else set()
        groups = (
            {path.name for path in folder.iterdir() if path.is_dir()} if results_filter != ObjectType.CONFIG else set()
        )
        return sorted(files | groups)

    def _file(self, config_path: str) -> Path:
        return Path(self.path, config_path.removesuffix(paths.ENDING) + paths.ENDING)


class GivenFiles(ScenarioFiles):
    """Files that were given by their paths: each has the name that it would have in the folder of its group."""

    @staticmethod
    def scheme() -> str:
        """What comes before ``://`` in a path to be read so."""
        return GIVEN

    def _file(self, config_path: str) -> Path:
        return _given[config_path.removesuffix(paths.ENDING)]

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


class ScenarioFolders(SearchPathPlugin):
    """Has Hydra read the folder with which it is initialized, and those of the scenarios, as `ScenarioFiles`."""

    def manipulate_search_path(self, search_path: ConfigSearchPath) -> None:
        """Change how the folder is read that Hydra calls `main`; a sweep reads none of these."""
        folders = search_path.get_path()
        if not any(element.provider == "main" and element.path == str(paths.configs()) for element in folders):
            return
        for element in folders:
            if element.provider == "main":
                element.path = f"{SCHEME}://{element.path}"
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
    for plugin in (ScenarioFiles, GivenFiles, ScenarioFolders):
        Plugins.instance().register(plugin)
