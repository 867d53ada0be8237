"""The command `ipc`."""

from __future__ import annotations

import gc
import os
import shlex
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..version import NAME, version
from .commands import COMMANDS, MULTIRUN, MULTIRUN_FLAGS
from .signals import interruptions
from .streams import never_break
from .usage import USAGE

if TYPE_CHECKING:
    pass

#: When to look for objects that refer to each other in circles. Few do here; to look through those of large libraries as often
#: as by default takes a second of a run.
RARELY = 50_000, 20, 100
HELP, VERSION = {"-h", "--help", "help"}, {"-V", "--version", "version"}
TAB = "_ARGCOMPLETE"  #: a shell sets it to ask which words may stand next
DONE, BAD_INPUT, DISAGREEMENT, UNWRITTEN, INTERRUPTED = 0, 2, 3, 4, 128 + signal.SIGINT


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments
        Its words; by default those of the command line, where the process does nothing else, and ends afterwards.

    Returns
    -------
    int
        0 when done, 2 for bad input, 3 where the engines disagree, 4 where something could not be written (results, since a
        disk is full, say, or standard output, though all else is done), and 128 and the signal's number when interrupted: 130
        by Ctrl-C, 143 by TERM, 129 by HUP.
    """
    if arguments is not None:
        return _code(arguments, alone=False)
    gc.set_threshold(*RARELY)
    if TAB in os.environ:
        return _complete()
    output_error = never_break()
    try:
        code = _code(sys.argv[1:], alone=True)
    except KeyboardInterrupt:  # a signal between the end of the work, and the moment from which none is heard
        code = INTERRUPTED
    error = output_error()
    if code != DONE or error is None or isinstance(error, BrokenPipeError):  # whoever reads a pipe has read enough
        return code
    print(f"Standard output could not be written ({error.strerror}); all else is done.", file=sys.stderr)
    return UNWRITTEN


def _complete() -> int:
    """Answer a shell, which asks at every Tab and gets nothing where something is wrong; ends the process."""
    try:
        from .completion.candidates import complete

        complete()
    except Exception:  # whoever pressed Tab wants no traceback in the middle of a line
        pass
    return BAD_INPUT


def _code(words: Sequence[str], *, alone: bool) -> int:
    """Do what the words ask for, `alone` where the process ends afterwards; gives the exit code."""
    if not HELP.isdisjoint(words):
        print(USAGE, end="")
        return DONE
    if words and words[0] in VERSION:
        print(f"{NAME} {version()}")
        return DONE
    with interruptions(until_the_end=alone) as received:
        return _run_command(words, received)


def _run_command(words: Sequence[str], received: Sequence[int]) -> int:
    """Run a command whose end may be asked for by signals, of which those that have come are `received`."""
    try:
        # Late, so that help, the version and shells are answered at once.
        from ..experiments.errors import EnginesDisagree, Interrupted, StorageError
        from ..model import ScenarioError
        from .notes import notes_printed
    except KeyboardInterrupt:
        print("Interrupted; nothing half done was written.", file=sys.stderr)
        return _interruption_code(received)
    try:
        with notes_printed():
            return dispatch(list(words))
    except ScenarioError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    except EnginesDisagree as disagreement:
        print(disagreement, file=sys.stderr)
        return DISAGREEMENT
    except StorageError as error:
        print(f"{error}. To go on:\n  {_resuming_command(words)}" if error.kept else error, file=sys.stderr)
        return UNWRITTEN
    except Interrupted as interruption:
        print(f"{interruption}. To go on:\n  {_resuming_command(words)}", file=sys.stderr)
    except KeyboardInterrupt:
        print("Interrupted; nothing half done was written.", file=sys.stderr)
    return _interruption_code(received)


def _interruption_code(received: Sequence[int]) -> int:
    return 128 + (received or [signal.SIGINT])[0]


def _resuming_command(words: Sequence[str]) -> str:
    return shlex.join(["ipc", *(word for word in words if not word.startswith("resume=")), "resume=true"])


def dispatch(words: list[str]) -> int:
    """Hand the words to the command that they name."""
    from ..model import Fault, ScenarioError
    from ..model.errors import one_of

    name = words.pop(0) if words and "=" not in words[0] and not words[0].startswith("-") else "run"
    if name not in COMMANDS:
        allowed = f"{one_of(COMMANDS, name)} (ipc --help tells more)"
        raise ScenarioError([Fault(path="command", found=name, allowed=allowed)])
    _check_working_folder()
    command = COMMANDS[name]
    if name == "run" and not MULTIRUN_FLAGS.isdisjoint(words):
        command, words = MULTIRUN, [word for word in words if word not in MULTIRUN_FLAGS]
    command.load()(words)  # late, so that help and mistakes are answered at once
    return DONE


def _check_working_folder() -> None:
    """Libraries and other processes ask where they are, and fail where the folder has been removed meanwhile."""
    try:
        Path.cwd()
    except OSError as error:
        from ..model import Fault, ScenarioError

        allowed = f"a working folder that is there: change into another one ({error.strerror})"
        raise ScenarioError([Fault(path="working folder", found=os.environ.get("PWD"), allowed=allowed)]) from error


if __name__ == "__main__":
    sys.exit(main())
