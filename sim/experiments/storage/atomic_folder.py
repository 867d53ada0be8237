"""A folder that appears whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ..errors import StorageError
from .inventory import RESULTS, Kind, check_replaceable, obstacle, reason

DRAFT, OLD = "draft", "old"


@contextmanager
def replaced(folder: Path, aside: Path) -> Iterator[Path]:
    """A draft of a folder that takes its place when the block ends well, and vanishes when it does not.

    Parameters
    ----------
    folder
        The folder; whatever is there already is replaced, so that the caller has to find out before whether it may be.
    aside
        A folder beside it, of this run's own, for the draft and, for a moment, for the folder that is replaced.
    """
    draft, old = aside / DRAFT, aside / OLD
    draft.mkdir()
    try:
        yield draft
        if folder.exists():
            os.replace(folder, old)
            try:
                os.replace(draft, folder)
            except BaseException:
                os.replace(old, folder)
                raise
            shutil.rmtree(old, ignore_errors=True)  # the new one is there: nothing can go wrong any more
        else:
            os.replace(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


@contextmanager
def written(folder: Path, kind: Kind = RESULTS) -> Iterator[Path]:
    """A draft of a folder that takes its place when the block ends well, unless anything is there that we did not write.

    Raises
    ------
    ScenarioError
        If there is, before the block. It stays as it is.
    StorageError
        If the folder cannot be written.
    """
    check_replaceable(folder, kind)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with (
            TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent, ignore_cleanup_errors=True) as aside,
            replaced(folder, Path(aside)) as draft,
        ):
            yield draft
            check_still_replaceable(folder, kind)
    except OSError as error:
        raise StorageError(f"{folder} was not written: {reason(error)}") from error


def check_still_replaceable(folder: Path, kind: Kind = RESULTS) -> None:
    """Find out, just before a folder is replaced, whether something has come meanwhile that we did not write.

    Raises
    ------
    FileExistsError
        If it has.
    """
    if problem := obstacle(folder, kind):
        raise FileExistsError(problem)


def recovered(folder: Path, aside: Path) -> None:
    """Tidy up after a run that died within `replaced`: an earlier folder that it had put aside comes back."""
    draft, old = aside / DRAFT, aside / OLD
    if old.exists() and not folder.exists():
        os.replace(old, folder)
    for left in (draft, old):
        if left.exists():
            shutil.rmtree(left)
