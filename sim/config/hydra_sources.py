"""Where Hydra finds the files of scenarios: in the folders of what is shipped and one's own, and those chosen by their paths.

Hydra asks for a file to learn what other files it starts from; what else the file says is read past it (see `hydra_files`).
"""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path

from hydra.core.config_search_path import ConfigSearchPath
from hydra.core.object_type import ObjectType
from hydra.core.plugins import Plugins
from hydra.plugins.config_source import ConfigResult, ConfigSource
from hydra.plugins.search_path_plugin import SearchPathPlugin
from omegaconf import OmegaConf

from . import paths
from .file_cache import cached_content, has_no_header

SCHEME = "kept"  #: what comes before ``://`` in the path of a folder to be read as `ScenarioFiles`
CHOSEN_SCHEME = "given"  #: the same, for `ChosenFiles`
_chosen: MutableMapping[str, Path] = {}  # files that were chosen by their paths, by the name that each has for Hydra


class ScenarioFiles(ConfigSource):
    """Files of a folder, for Hydra: of each, what other files it starts from, which is all that Hydra has to know."""

    @staticmethod
    def scheme() -> str:
        """What comes before ``://`` in a path to be read so."""
        return SCHEME

    def load_config(self, config_path: str) -> ConfigResult:
        """What Hydra has to know of a file."""
        file = self._file(config_path)
        content = cached_content(file)
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


class ChosenFiles(ScenarioFiles):
    """Files that were chosen by their paths: each has the name that it would have in the folder of its group."""

    @staticmethod
    def scheme() -> str:
        """What comes before ``://`` in a path to be read so."""
        return CHOSEN_SCHEME

    def _file(self, config_path: str) -> Path:
        return _chosen[config_path.removesuffix(paths.ENDING)]

    def is_config(self, config_path: str) -> bool:
        """Whether a file was chosen that has this name."""
        return config_path.removesuffix(paths.ENDING) in _chosen

    def is_group(self, config_path: str) -> bool:
        """Whether files of this group were chosen."""
        return not config_path or any(name.rpartition("/")[0] == config_path for name in _chosen)

    def list(self, config_path: str, results_filter: ObjectType | None) -> list[str]:
        """The names of the files of a group that were chosen."""
        names = [name.rpartition("/") for name in _chosen] if results_filter != ObjectType.GROUP else []
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
        if _chosen:
            search_path.append("given", f"{CHOSEN_SCHEME}://files")


def register(chosen: paths.FilesByName) -> None:
    """Tell Hydra of these sources, and of the files that were chosen by their paths, by the names that they have for it."""
    _chosen.clear()
    _chosen.update(chosen)
    for plugin in (ScenarioFiles, ChosenFiles, ScenarioFolders):
        Plugins.instance().register(plugin)
