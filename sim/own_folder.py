"""The folder of one's own work: where it is.

Measures have to know, since KPIs of one's own are code in it; so has a shell that completes words, which waits for no library.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .model import ScenarioError

MARK = "ipc-rollout.yaml"  #: the file that makes a folder somebody's own; `scenarios/` alone may be anybody's
VARIABLE = "IPC_HOME"  #: says which folder it is, wherever the command is called
NONE = "none"  #: said in place of a folder: there is none, and none is looked for
_ALLOWED = f"a folder with {MARK} in it, as `ipc init FOLDER` makes one"
_used: list[Path | None] = []  # the folder that `use` or `using` has named; empty while neither has


def use(folder: str | os.PathLike[str] | None) -> None:
    """Say which folder holds your own scenarios, levers, boards and KPIs, for as long as this Python runs.

    Parameters
    ----------
    folder
        One that `ipc init` has made; None to look for it again as where nothing is said: the one that the environment
        variable ``IPC_HOME`` names, or else the working folder, or the nearest folder above it, that holds the file
        ``ipc-rollout.yaml``. ``"none"`` for none at all. The KPIs in it are code, which is run.

    Raises
    ------
    ScenarioError
        If it is no such folder.
    """
    if folder is not None and not isinstance(folder, str | os.PathLike):
        raise _refused("folder", folder, _ALLOWED)
    _used[:] = [] if folder is None else [_named("folder", os.fspath(folder))]


@contextmanager
def using(folder: Path | None) -> Iterator[None]:
    """Have this be the folder of one's own within the block; None for none."""
    before = [*_used]
    _used[:] = [folder]
    try:
        yield
    finally:
        _used[:] = before


def own_folder() -> Path | None:
    """The folder of one's own work, if there is one.

    Raises
    ------
    ScenarioError
        If the one that is named is none, or the nearest one belongs to somebody else.
    """
    if _used:
        return _used[0]
    if named := os.environ.get(VARIABLE):
        return _named(VARIABLE, named)
    try:
        folder = os.getcwd()  # as texts: it is asked for each file of each scenario
    except OSError:
        return None  # the command says in its own words that the working folder is gone
    while not os.path.isfile(os.path.join(folder, MARK)):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    return _trusted(Path(folder))


def _named(fault_path: str, text: str) -> Path | None:
    """The folder that somebody names, checked; None where the text says that there is none."""
    if text == NONE:
        return None
    folder = Path(text).expanduser().absolute()
    if not (folder / MARK).is_file():
        raise _refused(fault_path, text, _ALLOWED)
    return folder


def _trusted(folder: Path) -> Path:
    """A folder that nobody has named, if it belongs to whoever runs this, or to the system.

    Its KPIs are run: in a folder that all may write to, such as that of temporary files, anybody could leave some.
    """
    if hasattr(os, "getuid") and (folder / MARK).stat().st_uid not in (0, os.getuid()):
        allowed = f"a file of your own; or say that you trust the folder: {VARIABLE}={folder}, or {VARIABLE}={NONE}"
        raise _refused(str(folder / MARK), "a file of somebody else", allowed)
    return folder


def _refused(path: str, value: object, allowed: str) -> ScenarioError:
    from .model import Fault, ScenarioError  # late: with it comes all that the model is made of

    return ScenarioError([Fault(path=path, found=value, allowed=allowed)])
