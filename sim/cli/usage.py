"""What `ipc --help` says: the lines of every command, and what holds for all of them."""

from __future__ import annotations

from .commands import COMMANDS

_WIDTH = 40  #: of the words, before what they do
_LINES = "\n".join(
    f"  {words:{_WIDTH}}{purpose}" for command in COMMANDS.values() for words, purpose in command.help_lines
)

USAGE = f"""\
ipc: what would it take to roll Integrated Personal Commissioning out?

{_LINES}
  ipc --version                           which version this is (also -V); ipc --help (-h, help): this text

  where a NAME is wanted, the path of a file will do: scenario=./my/place.yaml  lever=./my/lever.yaml  board=./my/board.yaml

  everywhere: replications=200  seed=2017  engine=reference  name=RESULTS_FOLDER  workers=2
              uncertainty=off  (chance alone: what is not known is taken as known)
              precision=2%  (until the intervals are that narrow)      crosscheck=1  (replications that another engine checks)
              keep=steps|events  (long tables too)                     resume=true  (go on with what was interrupted)
              parallel=dask  (a Dask cluster of this machine)  parallel.address=tcp://HOST:PORT  (one that is there)

  exit codes: 0 done  2 bad input  3 engines disagree  4 standard output could not be written, all else is done
              130, 143, 129 interrupted (Ctrl-C, TERM, HUP): what is finished is kept, and resume=true goes on
"""
