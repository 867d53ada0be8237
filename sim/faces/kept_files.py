"""Configuration files that Hydra has read before, kept for as long as they do not change."""

from __future__ import annotations

import pickle
from pathlib import Path

import hydra.conf
from hydra._internal.core_plugins.file_config_source import FileConfigSource
from hydra.core.config_search_path import ConfigSearchPath
from hydra.core.plugins import Plugins
from hydra.plugins.config_source import ConfigResult
from hydra.plugins.search_path_plugin import SearchPathPlugin

SCHEME = "kept"  #: what comes before ``://`` in a path to be read so
_kept: dict[Path, tuple[int, int, bytes]] = {}


class KeptFiles(FileConfigSource):
    """Files as Hydra's own source reads them, once for each version of a file.

    They are kept as bytes: Hydra changes what it is given, and OmegaConf takes several times longer to copy its nodes.
    """

    @staticmethod
    def scheme() -> str:
        """What comes before ``://`` in a path to be read so."""
        return SCHEME

    def load_config(self, config_path: str) -> ConfigResult:
        """Read a file, or remember it."""
        path = Path(self.path, self._normalize_file_name(config_path))
        now = path.stat()
        found = _kept.get(path)
        if found is None or found[:2] != (now.st_mtime_ns, now.st_size):
            pickled = pickle.dumps(super().load_config(config_path))
            found = _kept[path] = now.st_mtime_ns, now.st_size, pickled
        result: ConfigResult = pickle.loads(found[2])  # our own: what was pickled here
        return result


class KeptFolders(SearchPathPlugin):
    """Has Hydra read the folder with which it is initialized, and its own, in the same way."""

    def manipulate_search_path(self, search_path: ConfigSearchPath) -> None:
        """Change how these two are read, which Hydra calls `main` and `hydra`."""
        own = str(Path(hydra.conf.__file__).parent)
        for element in search_path.get_path():
            if element.provider == "main" and "://" not in element.path:
                element.path = f"{SCHEME}://{element.path}"
            elif element.path == "pkg://hydra.conf":
                element.path = f"{SCHEME}://{own}"


def register() -> None:
    """Tell Hydra."""
    Plugins.instance().register(KeptFiles)
    Plugins.instance().register(KeptFolders)
