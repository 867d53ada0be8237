"""`ipc show levers`: what each lever does, and whether it fits a scenario."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence

from ...config import paths
from ...config.load import load, take
from ...config.strict_yaml import read_text
from ...model import Fault, ScenarioError, ScenarioWarning

WIDTH = 32  #: of the names


def show_levers(words: Sequence[str]) -> None:
    """Print every lever with what its file says of it first; of a scenario, also why it does not fit where it does not."""
    given, rest = take(words, ("scenario",))
    if rest:
        raise ScenarioError([Fault(path="show levers", found=" ".join(rest), allowed="scenario=NAME, or nothing")])
    name = given.get("scenario")
    if name is not None:
        load(name)
    for lever in paths.group_names("lever"):
        print(f"{lever:{WIDTH}}{said_of(lever)}")
        if name is not None and (reason := _misfit(name, lever)):
            print(f"{'':{WIDTH}}does not fit {name}: {reason}")


def said_of(lever: str) -> str:
    """The first words of a lever's file that are meant for people."""
    return " ".join(_comment(lever))


def _comment(lever: str) -> Iterator[str]:
    for line in read_text(paths.file_of(f"lever/{lever}", {})).splitlines():
        if not line.startswith("#"):
            return
        if not line.startswith("# @package"):
            yield line.lstrip("# ")


def _misfit(scenario: str, lever: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ScenarioWarning)
            load(scenario, f"lever={lever}")
    except ScenarioError as error:
        return error.faults[0].allowed.partition(": ")[2] or error.faults[0].allowed
    return ""
