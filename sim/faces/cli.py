"""The command `ipc`."""

from __future__ import annotations

import gc
import importlib
import os
import shlex
import sys
from collections.abc import Sequence
from contextlib import nullcontext

from ..experiments.errors import EnginesDisagree, Interrupted
from ..model import Fault, ScenarioError
from ..model.errors import one_of
from .ahead import processes_for

USAGE = """\
ipc: what would it take to roll Integrated Personal Commissioning out?

  ipc                                     compare the scale-up scenarios of Stockton-on-Tees (a board's question)
  ipc run scenario=NAME [key=value ...]   run one scenario; any number in the configuration can be changed
  ipc run scenarios=[A,B] [key=value ...] compare scenarios, the first of them the baseline
  ipc run board=NAME [key=value ...]      compare a board set
  ipc run -m key=1,2,3 [...]              run every combination (a Hydra multirun)
  ipc show [scenarios]                    what scenarios there are
  ipc show pathway NAME                   a scenario's pathway as a Mermaid diagram
  ipc show number KEY [scenario=NAME]     where a number comes from, how well it is known, and what it affects
  ipc show parameters                     every number that may be otherwise: its range, and how it is known
  ipc show kpis                           what is measured, in which unit, and what it means
  ipc show results                        what is stored, finished or not
  ipc show results NAME [kpis=A,B]        one result; a multirun's combinations in one table
  ipc show results A B [...] [kpis=A,B]   stored results compared, where their replications are pairs
  ipc trace scenario=NAME person=17       one person's journey, told in dated sentences
  ipc check [NAME ...] [key=value ...]    whether scenarios can be run, as they are or so changed
  ipc validate [TARGET ...]               hold the model against what was observed, and say where it fails
  ipc document [NAME ...]                 write the generated documents in docs/

  everywhere: replications=20  seed=2017  engine=reference  name=RESULTS_FOLDER  workers=2
              uncertainty=off  (luck alone: what is not known is taken as known)
              precision=2%  (until the intervals are that narrow)      crosscheck=1  (replications that another engine checks)
              keep=steps|events  (long tables too)                     resume=true  (go on with what was interrupted)
              parallel=dask  (a Dask cluster of this machine)  parallel.address=tcp://HOST:PORT  (one that is there)
"""

COMMANDS = (
    "run",
    "show",
    "trace",
    "check",
    "validate",
    "document",
)  #: each is a function of its own name, in a module of its own name
#: When to look for objects that refer to each other in circles. Few do here; to look through those of large libraries as often
#: as by default takes a second of a run.
RARELY = 50_000, 20, 100
MULTIRUN = {"-m", "--multirun"}
DONE, BAD_INPUT, DISAGREEMENT, INTERRUPTED = 0, 2, 3, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 0 when done, 2 for bad input, 3 where the engines disagree, 130 when interrupted."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if arguments is None:
        gc.set_threshold(*RARELY)
    try:
        code = dispatch(list(words))
        sys.stdout.flush()
        return code
    except ScenarioError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    except EnginesDisagree as disagreement:
        print(disagreement, file=sys.stderr)
        return DISAGREEMENT
    except Interrupted as interruption:
        print(_how_to_go_on(interruption, words), file=sys.stderr)
        return INTERRUPTED
    except KeyboardInterrupt:
        print("Interrupted; nothing half done was written.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read has read enough
        return DONE


def _how_to_go_on(interruption: Interrupted, words: Sequence[str]) -> str:
    command = shlex.join(["ipc", *(word for word in words if not word.startswith("resume=")), "resume=true"])
    return (
        f"Interrupted after {interruption.done:,} of {interruption.planned:,} replications, which are kept in "
        f"{interruption.folder}. To go on:\n  {command}"
    )


def dispatch(words: list[str]) -> int:
    """Hand the words to the command that they name."""
    if any(word in ("-h", "--help", "help") for word in words):
        print(USAGE, end="")
        return DONE
    command = words.pop(0) if words and "=" not in words[0] and not words[0].startswith("-") else "run"
    if command not in COMMANDS:
        allowed = f"{one_of(COMMANDS, command)} (ipc --help tells more)"
        raise ScenarioError([Fault(path="command", found=command, allowed=allowed)])
    if command == "run" and not MULTIRUN.isdisjoint(words):
        command, words = "multirun", [word for word in words if word not in MULTIRUN]
    with processes_for(words) if command == "run" else nullcontext():
        # Late, so that help and mistakes are answered at once.
        module = importlib.import_module(f".{command}", __package__)
        getattr(module, command)(words)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
