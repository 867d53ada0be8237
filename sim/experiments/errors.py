"""What can end an experiment early, besides a fault of its input; and what its user should know meanwhile."""

from __future__ import annotations

from pathlib import Path


class EnginesDisagree(Exception):  # noqa: N818 - it says what happened, not that it is an error of the input
    """Two engines made different steps of the same draws: at least one of them is wrong, and so may be every number."""


class StorageError(OSError):
    """Results, or some of them, could not be written: the disk is full, say, or gone.

    Attributes
    ----------
    kept
        The folder of the unfinished run, with all that is finished of it; None where there is nothing to go on with.
    """

    def __init__(self, message: str, kept: Path | None = None) -> None:
        super().__init__(message)
        self.kept = kept


class Interrupted(KeyboardInterrupt):
    """An experiment was interrupted, and what is finished of it was kept.

    Attributes
    ----------
    folder
        The folder of the unfinished run.
    done, planned
        Replications, over all scenarios.
    """

    def __init__(self, folder: Path, done: int, planned: int) -> None:
        super().__init__(folder, done, planned)
        self.folder, self.done, self.planned = folder, done, planned

    def __str__(self) -> str:
        """What is kept: with ``resume=True`` the same run goes on with it."""
        return f"Interrupted after {self.done:,} of {self.planned:,} replications, which are kept in {self.folder}"


class Notice(UserWarning):
    """What a user should know of the machine, and what changes no result."""
