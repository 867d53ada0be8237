"""What Tab offers in a shell: the words that may stand next on a command line of `ipc`.

A shell asks at every press of Tab, and whoever pressed it waits: nothing here imports more than a reader of YAML.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from ...config import paths as places
from .scenario_keys import files_of, key_paths, read

COMMANDS = ("run", "show", "trace", "check", "init", "validate", "document", "completion", "help")
SHOWS = ("scenarios", "pathway", "number", "parameters", "levers", "kpis", "results")
SHELLS = ("bash", "zsh", "fish")
DEFAULT_SCENARIO = "stockton_scale_up"
#: The values of settings that are words.
WORDS = {
    "engine": ("compiled", "reference"),
    "keep": ("kpis", "steps", "events"),
    "uncertainty": ("on", "off"),
    "resume": ("true", "false"),
    "precision": ("2%",),
    "hydra/launcher": ("basic", "joblib", "submitit_local", "submitit_slurm"),
}
LISTS = ("scenarios", "lever", "kpis")  #: keys that take ``[a,b]``
CHANGING = ("run", "trace", "check")  #: commands that take changes of a scenario


def complete() -> None:
    """Answer the shell, and end the process."""
    parser = argparse.ArgumentParser("ipc", prefix_chars="\0", add_help=False)
    words: Any = parser.add_argument("words", nargs="*")
    words.completer = lambda prefix, parsed_args, **_: candidates(parsed_args.words or [], prefix)
    finder: Any = import_module("argcomplete").autocomplete
    finder(parser, always_complete_options=False, validator=lambda found, prefix: True)


def candidates(words: Sequence[str], prefix: str) -> list[str]:
    """Every word that may stand behind some words.

    Parameters
    ----------
    words
        Those before it, without `ipc`.
    prefix
        What has been typed of it.

    Returns
    -------
    list[str]
        Whole words. Of key paths the next steps only, unless there is but one.
    """
    command, *rest = words or [""]
    if not words:
        first = [each for each in COMMANDS if each.startswith(prefix)]
        return first or candidates(["run"], prefix)
    if command not in COMMANDS:
        command, rest = "run", list(words)
    key, equals, value = prefix.partition("=")
    if equals:
        return [f"{key}={each}" for each in _values(key, value, rest)]
    if command == "show":
        return _shown(rest, prefix)
    plain: Mapping[str, Callable[[], list[str]]] = {
        "check": places.scenario_names,
        "validate": lambda: list(read(places.configs() / "evidence" / "targets.yaml")),
        "completion": lambda: list(SHELLS),
    }
    found = [each for each in plain[command]() if each.startswith(prefix)] if command in plain else []
    if command in CHANGING:
        found += _keys(command, rest, prefix)
    return found


def _keys(command: str, words: Sequence[str], prefix: str) -> list[str]:
    """The keys that a command takes, each with its equals sign, and key paths of the scenario."""
    own = {
        "run": ["scenario=", "scenarios=[", "board=", "name=", "seed=", *(f"{each}=" for each in _settings())],
        "trace": ["scenario=", "person=", "seed=", "replication="],
        "check": ["scenario=", "scenarios=["],
    }[command]
    own += [f"{group}=" for group in places.groups()]
    if command == "run" and not {"-m", "--multirun"}.isdisjoint(words):
        own += ["hydra/launcher=", "hydra.launcher."]
    elif command == "run":
        own.append("-m")
    mark = prefix[: len(prefix) - len(prefix.lstrip("+~"))]
    told = [f"{mark}{each}" for each in dict.fromkeys(own)] if "~" not in mark else []
    ending = "" if mark == "~" else "="
    levers = [f"strength.{name}" for name in _levers(words)]
    paths = [f"{mark}{path}{ending}" for path in (*key_paths(_content(words)), *levers)]
    return _next_steps([*told, *paths], prefix)


def _next_steps(paths: Iterable[str], prefix: str) -> list[str]:
    """The paths up to their next dot; where they all share it, up to the one after, so that no lone word ends in a dot."""
    left = [path for path in dict.fromkeys(paths) if path.startswith(prefix)]
    typed = len(prefix)
    while left:
        steps = list(dict.fromkeys(path[: _dot(path, typed)] for path in left))
        if len(steps) > 1 or steps == left:
            return steps
        typed = len(steps[0])
    return []


def _dot(path: str, start: int) -> int:
    """Where a path's next step ends: behind a dot, or at its end."""
    return path.find(".", start) + 1 or len(path)


def _values(key: str, value: str, words: Sequence[str]) -> Iterator[str]:
    """The values of a key; of a list, the list with one name more."""
    key = key.lstrip("+").split("@")[0]
    names = _names(key, words)
    before = value[: max(value.rfind(","), value.rfind("[")) + 1]
    is_list = key in LISTS and before.startswith("[")
    if before and not is_list and {"-m", "--multirun"}.isdisjoint(words) and key != "kpis":
        return
    taken = before.strip("[").split(",")
    found = [name for name in names if name.startswith(value[len(before) :]) and name not in taken]
    ends = (",", "]") if is_list and len(found) == 1 else ("",)
    yield from (f"{before}{name}{end}" for name in found for end in ends)


def _names(key: str, words: Sequence[str]) -> list[str]:
    """What may stand behind a key."""
    known: Mapping[str, Callable[[], list[str]]] = {
        "scenario": places.scenario_names,
        "scenarios": places.scenario_names,
        "board": places.board_names,
        "name": lambda: _results(""),
        "kpis": lambda: _kpis(words),
        **{setting: partial(list, values) for setting, values in WORDS.items()},
        **{group: partial(places.group_names, group) for group in places.groups()},
    }
    if key in known:
        return known[key]()
    value = {**_settings(), **key_paths(_content(words))}.get(key)
    is_plain = isinstance(value, int | float | str) and "$" not in str(value) and len(str(value)) < 40
    return [str(value).lower() if isinstance(value, bool) else str(value)] if is_plain else []


def _shown(words: Sequence[str], prefix: str) -> list[str]:
    """What `ipc show` takes next."""
    if not words:
        found = list(SHOWS)
    elif words[0] == "results":
        found = ["kpis=", *_results(prefix)]
    elif words[0] == "pathway":
        found = [*places.scenario_names(), "scenario="]
    elif words[0] == "parameters":
        found = ["scenario="]
    elif words[0] == "number":
        return _next_steps(["scenario=", *key_paths(_content(words))], prefix)
    else:
        found = []
    return [each for each in found if each.startswith(prefix)]


def _results(prefix: str) -> list[str]:
    """Folders of results, or those in one of them, by name."""
    above = prefix.rpartition("/")[0]
    folder = places.results() / above
    names = [each.name for each in sorted(folder.iterdir()) if each.is_dir()] if folder.is_dir() else []
    seen = [name for name in names if not name.startswith(".") and not name.endswith(".partial")]
    return [f"{above}/{name}" if above else name for name in seen]


def _kpis(words: Sequence[str]) -> list[str]:
    """The KPIs of the first stored result that is named, or of any."""
    for name in [*words, *_results("")]:
        file = places.results() / name / "summary.csv"
        if file.is_file():
            with file.open(encoding="utf-8", newline="") as lines:
                return list(dict.fromkeys(row["kpi"] for row in csv.DictReader(lines)))
    return []


def _settings() -> Mapping[str, Any]:
    """How a command runs, with what it is by default."""
    told = {key: value for key, value in read(places.configs() / "run.yaml").items() if key != "defaults"}
    return {**told, "parallel": None, "parallel.address": None}


def _levers(words: Sequence[str]) -> list[str]:
    """The levers that are named among the words, or else all."""
    named = [word.partition("=")[2].strip("[]").split(",") for word in words if word.lstrip("+").startswith("lever=")]
    return [name for names in named for name in names] or places.group_names("lever")


def _content(words: Sequence[str]) -> Mapping[str, Any]:
    """What the files of the scenario among the words say together, as it is before any lever."""
    known = places.scenario_names()
    name = next((each for word in words for each in _scenarios_of(word) if each in known), DEFAULT_SCENARIO)
    return files_of(name)


def _scenarios_of(word: str) -> list[str]:
    """The scenarios that a word may name."""
    key, equals, value = word.partition("=")
    if not equals:
        return [key]
    if key == "board":
        file = Path(places.configs() / "board" / f"{value}.yaml")
        return [str(each) for each in read(file).get("scenarios", [])]
    return value.strip("[]").split(",") if key in ("scenario", "scenarios") else []
