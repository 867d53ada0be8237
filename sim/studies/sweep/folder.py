"""The folder of a sweep: for one process at a time, and nothing is lost in it that no sweep wrote."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from ...experiments.storage.catalogue import DamagedError
from ...experiments.storage.checkpoint import LOCK, SUFFIX, discard, obstacle_unfinished, writing_into
from ...experiments.storage.inventory import DROPPINGS, REPLACEABLE, obstacle
from ...experiments.storage.lock import locked
from ...model import Fault, ScenarioError
from .table import CSV, PARQUET, RECORD, Record

SWEEPER = "multirun.yaml"  #: what Hydra's sweeper writes there for itself


@contextmanager
def begun(folder: Path, record: Record) -> Iterator[None]:
    """Write down what a sweep is asked for, in its folder, which is this process's own until the end of the block.

    If all went well, what an earlier and larger sweep has left is removed then.

    Parameters
    ----------
    folder
        Of the sweep.
    record
        What is asked for.

    Raises
    ------
    ScenarioError
        If the folder, or that of a combination, holds anything that no sweep wrote, if it cannot be written to, or if
        another process is at a sweep of the same name.
    """
    check_sweep(folder)
    existed = folder.is_dir()
    with ExitStack() as stack:
        with writing_into(folder):
            owner = stack.enter_context(locked(folder / LOCK))
        if owner is not None:
            allowed = f"a name whose sweep has ended ({owner} is writing {folder})"
            raise ScenarioError([Fault(path="name", found=folder.name, allowed=allowed)])
        try:
            with writing_into(folder):
                for name in (CSV, PARQUET):
                    (folder / name).unlink(missing_ok=True)  # of an earlier sweep
                record.write(folder)
            yield
            _remove_beyond(folder, len(record.combinations))
        finally:
            _tidy(folder, remove=not existed)


def check_sweep(folder: Path) -> None:
    """Find out, before anything is done, whether a sweep may write into a folder.

    Raises
    ------
    ScenarioError
        If it may not: only what is new, empty, or holds nothing but what an earlier sweep wrote, where it would write.
    """
    with writing_into(folder):
        problem = _obstacle(folder)
    if problem:
        raise ScenarioError([Fault(path="name", found=folder.name, allowed=f"{REPLACEABLE} ({problem})")])


def _obstacle(folder: Path) -> str | None:
    if not folder.is_dir() or folder.is_symlink():
        return obstacle(folder)
    names = sorted(path.name for path in folder.iterdir() if path.name not in {*DROPPINGS, LOCK, f".{RECORD}.draft"})
    try:
        Record.read(folder)
    except DamagedError:
        if names:
            state = f"a damaged or foreign {RECORD}" if RECORD in names else f"no {RECORD} of a sweep"
            return f"{folder} holds {names[0]!r} and {state}"
    problems = (_obstacle_within(path) for path in _numbered(folder))
    return next((problem for problem in problems if problem), None)


def _obstacle_within(path: Path) -> str | None:
    return obstacle_unfinished(path) if path.name.endswith(SUFFIX) else obstacle(path)


def _numbered(folder: Path, least: int = 0) -> list[Path]:
    """What is named as the results of a combination are, or its unfinished run, from a number on."""
    numbers = {path: path.name.removesuffix(SUFFIX) for path in sorted(folder.iterdir())}
    return [path for path, number in numbers.items() if re.fullmatch("[0-9]{3,}", number) and int(number) >= least]


def _remove_beyond(folder: Path, count: int) -> None:
    """Remove what an earlier and larger sweep left beyond the combinations of this one."""
    for path in _numbered(folder, count):
        if _obstacle_within(path) is None:  # something may have come into it meanwhile
            discard(path) if path.name.endswith(SUFFIX) else shutil.rmtree(path, ignore_errors=True)


def _tidy(folder: Path, remove: bool) -> None:
    """Remove the lock; and, on request, the folder, where nothing of any combination is done and nothing else has come."""
    with suppress(OSError):
        if remove and not _numbered(folder):
            for name in (RECORD, SWEEPER):
                (folder / name).unlink(missing_ok=True)
        (folder / LOCK).unlink()
        if remove:
            folder.rmdir()
