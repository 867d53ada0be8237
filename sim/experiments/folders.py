"""A folder that appears whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DRAFT, OLD = "draft", "old"


@contextmanager
def replaced(folder: Path, aside: Path) -> Iterator[Path]:
    """A draft of a folder that takes its place when the block ends well, and vanishes when it does not.

    Parameters
    ----------
    folder
        The folder; one that is there already is replaced.
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
            shutil.rmtree(old)
        else:
            os.replace(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def recovered(folder: Path, aside: Path) -> None:
    """Tidy up after a run that died within `replaced`: an earlier folder that it had put aside comes back."""
    draft, old = aside / DRAFT, aside / OLD
    if old.exists() and not folder.exists():
        os.replace(old, folder)
    for left in (draft, old):
        if left.exists():
            shutil.rmtree(left)
