"""The files from which a scenario's file starts, by its defaults list, for readers that ask for no more than which they are.

What the files make together is for Hydra to say (see `hydra_files`), which also refuses what cannot be put together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from . import paths

_ITSELF = "_self_"


def composed_files(
    scenario: str, read: Callable[[Path], Any], chosen: paths.FilesByName, above: tuple[str, ...] = ()
) -> Iterator[Path]:
    """The files of which a scenario is composed, the one that has the last word last.

    Parameters
    ----------
    scenario
        Its name.
    read
        Gives what a file says.
    chosen
        Files that were chosen by their paths, by the names under which scenarios start from them.
    above
        The scenarios that start from this one: whatever leads back to one of them is left out.
    """
    if scenario in above:
        return
    file = paths.file_of(f"{paths.SCENARIOS}/{scenario}", chosen)
    content = read(file)
    defaults = content.get("defaults") if isinstance(content, Mapping) else None
    listed = defaults if isinstance(defaults, list) else []
    for entry in (
        listed if _ITSELF in listed else [_ITSELF, *listed]
    ):  # Hydra puts a file first that is not in its own list
        if entry == _ITSELF:
            yield file
        elif isinstance(entry, str):
            yield from composed_files(entry, read, chosen, (*above, scenario))
        elif isinstance(entry, dict):
            yield from _files_of_groups(entry, chosen)


def _files_of_groups(entry: Mapping[Any, Any], chosen: paths.FilesByName) -> Iterator[Path]:
    """The files of an entry such as ``/lever: [weekly_panel, single_process]``."""
    for group, names in entry.items():
        folder = str(group).split()[-1].lstrip("/").split("@")[0]
        for name in names if isinstance(names, list) else [names]:
            yield paths.file_of(f"{folder}/{name}", chosen)
