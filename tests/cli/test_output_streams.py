"""What the command says may be lost; what it stores is not."""

import errno
import io
import os
import sys
from pathlib import Path

import pytest
from commands import command, finished

from sim.cli.streams import _Lossy, _text

QUICK = ("run", "scenario=mm_c", "horizon=100", "replications=2", "uncertainty=off", "crosscheck=0", "name=x")
#: As in a container without a locale.
NARROW = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")


def run_command(folder, *words, **how):
    with command(folder, *words, **how) as process:
        return finished(process)


@posix
@full
def test_results_are_stored_though_nothing_can_be_written_about_them(tmp_path):
    code, _, err = run_command(tmp_path, *QUICK, shell='exec "$@" > /dev/full')
    assert (code, err) == (4, "Standard output could not be written (No space left on device); all else is done.\n")
    assert (tmp_path / "x" / "report.html").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


@posix
def test_so_they_are_where_output_and_error_are_closed(tmp_path):
    assert run_command(tmp_path, *QUICK, shell='exec "$@" <&- >&- 2>&-') == (4, "", "")
    assert (tmp_path / "x" / "report.html").is_file()


@posix
@pytest.mark.parametrize(
    ("shell", "code", "err"),
    [
        ('exec "$@" >&-', 4, "Standard output could not be written (it is closed); all else is done.\n"),
        ('exec "$@" >&- 2>&-', 4, ""),
        ('exec "$@" 2>&-', 0, ""),
        pytest.param('exec "$@" > /dev/full 2>&1', 4, "", marks=full),
        ('"$@" | true', 0, ""),
    ],
)
def test_an_answer_that_cannot_be_written_is_one_line_and_a_code(shell, code, err, tmp_path):
    returned, _, printed = run_command(tmp_path, "show", "kpis", shell=shell)
    assert (returned, printed) == (code, err)


@posix
def test_a_mistake_counts_more_than_that_nobody_can_be_told_of_it(tmp_path):
    assert run_command(tmp_path, "rnu", shell='exec "$@" >&- 2>&-') == (2, "", "")


@pytest.mark.parametrize("words", [("trace", "person=17", "scenario=payment_delay"), ("show", "number", "seed")])
def test_letters_that_a_terminal_does_not_have_are_replaced(words, tmp_path):
    code, out, err = run_command(tmp_path, *words, env=NARROW)
    assert (code, err) == (0, "")
    assert out.isascii()


@posix
@pytest.mark.parametrize("words", [("show", "kpis"), ("check", "mm_c"), ("run", "scenario=mm_c")])
def test_a_working_folder_that_is_gone_is_one_line(words, tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    code, out, err = run_command(tmp_path, *words, cwd=gone, shell=f'rmdir "{gone}"; exec "$@"')
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"working folder: found '{gone}'; allowed: a working folder that is there")


class Pipe(io.RawIOBase):
    """A pipe that is full at first, and takes three bytes at a time until somebody closes it."""

    def __init__(self, room):
        self.room, self.got, self.tries = room, b"", 0

    def write(self, data):
        self.tries += 1
        if self.tries % 2:
            return None
        if len(self.got) >= self.room:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        self.got += bytes(data[:3])
        return min(3, len(data))


@pytest.mark.parametrize(("room", "got"), [(100, b"a\nw?rd\n"), (4, b"a\nw?rd")])
def test_what_can_be_written_is_and_the_first_error_is_noted(room, got):
    lossy = _Lossy(pipe := Pipe(room))
    stream = _text(lossy, io.TextIOWrapper(io.BytesIO(), "ascii", line_buffering=True))
    print("a\nwörd", file=stream)
    print("", end="", file=stream, flush=True)
    assert pipe.got == got
    assert (lossy.error is None) == (room == 100)
