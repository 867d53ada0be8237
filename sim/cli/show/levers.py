"""`ipc show levers`: what each lever does, and whether it fits a scenario."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

from ...config import paths
from ...config.load import load
from ...config.strict_yaml import read_text
from ...config.words import take
from ...model import Fault, ScenarioError, ScenarioWarning
from ..commands import SUBJECTS

WIDTH = 32  #: of the names


def show_levers(words: list[str]) -> None:
    """Print every lever with the description in its file; of a scenario, also why it does not fit where it does not."""
    keys, unread = take(words, SUBJECTS["levers"].keys)
    if unread:
        raise ScenarioError([Fault(path="show levers", found=" ".join(unread), allowed="scenario=NAME, or nothing")])
    scenario = keys.get("scenario")
    if scenario is not None:
        load(scenario)
    for lever in paths.group_names(paths.LEVER):
        print(f"{lever:{WIDTH}}{' '.join(description(lever))}")
        if scenario is not None and (reason := _misfit(scenario, lever)):
            print(f"{'':{WIDTH}}does not fit {scenario}: {reason}")


def description(lever: str) -> Iterator[str]:
    """Give the lines of comment with which a lever's file begins."""
    for line in read_text(paths.file_of(f"lever/{lever}", {})).splitlines():
        if not line.startswith("#"):
            return
        if not line.startswith("# @package"):
            yield line.lstrip("# ")


def _misfit(scenario: str, lever: str) -> str:
    """Why a lever does not fit a scenario; nothing where it does."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ScenarioWarning)
            load(scenario, f"lever={lever}")
    except ScenarioError as error:
        return error.faults[0].allowed.partition(": ")[2] or error.faults[0].allowed
    return ""
