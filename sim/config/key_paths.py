"""Key paths such as ``resources.panel.slots``: what they are made of, and which one a word of a command line is about."""

from __future__ import annotations

import re

FITS, PACKAGE = (
    "fits",
    "package",
)  #: of a lever's file: the scenarios for which it was written, and what a manager orders
STRENGTH = "strength"  #: of a scenario: the strength of each lever, from 0 to 1
SETTING = "setting"  #: of a scenario's file, or of a word: how much of a package is ordered
#: Keys of a file that say how it goes with others, and no value of the scenario.
NO_VALUES = ("defaults", FITS, PACKAGE)
SCENARIO_KEYS = ("scenario", "scenarios", "board")  #: of `ipc run`, say what is run: one of them at most
RUN_KEYS = (*SCENARIO_KEYS, "name")  #: what only the command line has, and no scenario
_KEY = re.compile(r"[^.\[\]]+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def keys_of(path: str) -> list[str]:
    """The keys of a key path, and the indices in lists."""
    return _KEY.findall(path)


def is_date(key: str) -> bool:
    """Whether a key is a date, so that what stands under it holds from then on."""
    return _DATE.fullmatch(key) is not None


def key_of_word(word: str) -> str:
    """What a word of a command line is about: its key path or group, without mark, package and value."""
    return re.split(r"[=@]", word.lstrip("+~"), maxsplit=1)[0]
