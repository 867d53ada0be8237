"""A lock that ends with its process, however that ends."""

from __future__ import annotations

import errno
import os
import socket
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import Notice

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

#: How a system says that another process holds a lock; anything else says that there are no locks here.
HELD = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK}


@contextmanager
def locked(path: Path) -> Iterator[str | None]:
    """Hold the lock of a file; gives None, or who holds it already.

    The system holds the lock, not the file's being there: a process that dies lets go of it, so that no lock is stale.
    The file only says whose it is. Some shared file systems have no locks: there it is up to the user.
    """
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except FileNotFoundError:
            continue  # the folder has just been removed by a run that ended
        try:
            if not _taken(descriptor, path):
                yield _owner(path)
                return
            if not _is(descriptor, path):
                continue  # whoever held it has removed it: this is the lock of nothing
            os.ftruncate(descriptor, 0)
            os.write(descriptor, f"process {os.getpid()} on {socket.gethostname()}".encode())
            yield None
            return
        finally:
            os.close(descriptor)


def _owner(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8") or "another process"
    except OSError:
        return "another process"


def _is(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False


def _taken(descriptor: int, path: Path) -> bool:
    """Whether the lock is ours now, or might as well be."""
    try:
        _lock(descriptor)
    except OSError as error:
        if error.errno in HELD:
            return False
        warnings.warn(
            f"{path.parent}: this file system has no locks ({error.strerror}), so nothing else should run there meanwhile",
            Notice,
            stacklevel=2,
        )
    return True


if sys.platform == "win32":

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
