"""Standard output and error that no closed file, full disk or narrow encoding can break: results matter more than words."""

from __future__ import annotations

import errno
import io
import os
import sys
import time
from collections.abc import Callable
from typing import Any, TextIO

PAUSE = 0.01  #: seconds before another try where a terminal or a pipe that must not be waited for is full


class _Lossy(io.RawIOBase):
    """Bytes on their way out, of which those are dropped that cannot be written.

    Attributes
    ----------
    error
        Why the first of them could not be written; None while all could.
    """

    def __init__(self, raw: io.RawIOBase | None) -> None:
        self.error: OSError | None = None
        self._raw = raw

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._raw is not None and self._raw.isatty()

    def fileno(self) -> int:
        return super().fileno() if self._raw is None else self._raw.fileno()

    def write(self, data) -> int:  # type: ignore[no-untyped-def]
        try:
            if self._raw is None:
                raise OSError(errno.EBADF, "it is closed")
            while (written := self._raw.write(data)) is None:
                time.sleep(PAUSE)
            return written
        except OSError as error:
            self.error = self.error or error
            return len(data)


def never_break() -> Callable[[], OSError | None]:
    """Replace this process's standard output and error by such as drop what they cannot write, or replace its letters.

    Returns
    -------
    Callable
        To be called at the end: writes what is left, and gives why some of the output could not be written, if so.
    """
    _open_all()
    output = _Lossy(_raw(sys.stdout))
    sys.stdout = _text(output, sys.stdout)
    sys.stderr = _text(_Lossy(_raw(sys.stderr)), sys.stderr)

    def error() -> OSError | None:
        sys.stdout.flush()
        return output.error

    return error


def _open_all() -> None:
    """Where a standard stream is closed, the next file to be opened would take its number, and get what others write to it."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # it takes the lowest number that is free


def _raw(stream: TextIO | None) -> io.RawIOBase | None:
    """What is below a text stream and its buffer; None where the stream is closed."""
    if stream is None:
        return None
    buffer: Any = stream.buffer
    raw: io.RawIOBase = getattr(buffer, "raw", buffer)
    return raw


def _text(raw: _Lossy, like: TextIO | None) -> TextIO:
    encoding, by_lines = (like.encoding, like.line_buffering) if like is not None else ("utf-8", False)
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding, errors="replace", line_buffering=bool(by_lines))
