"""What Tab offers in a shell: the words that may stand next on a command line of `ipc`.

A shell asks at every press of Tab, and whoever pressed it waits: nothing here imports more than a reader of YAML.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import Any

from ...config import paths
from ...config.key_paths import SETTING, STRENGTH
from ...experiments.design import of_command
from ..commands import COMMANDS, DEFAULT_SCENARIO, MULTIRUN_FLAGS, SUBJECTS
from .scenario_keys import key_paths, read_fast, scenario_content
from .shells import SHELLS

#: The values of settings that are words.
SETTING_VALUES = {
    **{key: setting.words for key, _, setting in of_command() if setting.words},
    "hydra/launcher": ("basic", "joblib", "submitit_local", "submitit_slurm"),
}
LIST_KEYS = ("scenarios", "lever", "kpis")  #: keys that take ``[a,b]``
LONGEST_VALUE = 40  #: letters of a value that is offered


def complete() -> None:
    """Answer the shell, and end the process."""
    parser = argparse.ArgumentParser("ipc", prefix_chars="\0", add_help=False)
    words: Any = parser.add_argument("words", nargs="*")
    words.completer = lambda prefix, parsed_args, **_: candidates(parsed_args.words or [], prefix)
    autocomplete: Any = import_module("argcomplete").autocomplete
    autocomplete(parser, always_complete_options=False, validator=lambda word, prefix: True)


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
        Whole words. Of key paths the next parts only, unless there is but one.
    """
    command, *words_before = words or [""]
    if not words:
        commands = [name for name in (*COMMANDS, "help") if name.startswith(prefix)]
        return commands or candidates(["run"], prefix)
    if command not in COMMANDS:
        command, words_before = ("help", words_before) if command == "help" else ("run", list(words))
    key, equals, value = prefix.partition("=")
    if equals:
        return [f"{key}={offered}" for offered in _values(key, value, words_before)]
    if command == "show":
        return _shown(words_before, prefix)
    names: Mapping[str, Callable[[], list[str]]] = {
        "check": paths.scenario_names,
        "validate": lambda: list(read_fast(paths.evidence_file("targets.yaml"))),
        "completion": lambda: list(SHELLS),
    }
    offered = [name for name in names[command]() if name.startswith(prefix)] if command in names else []
    if command in COMMANDS and COMMANDS[command].changes_scenario:
        offered += _keys(command, words_before, prefix)
    return offered


def _keys(command: str, words: Sequence[str], prefix: str) -> list[str]:
    """The keys that a command takes, each with its equals sign, and key paths of the scenario."""
    own_keys = [_with_sign(key) for key in COMMANDS[command].keys]
    if command == "run":
        own_keys += [f"{setting}=" for setting in _settings()]
    own_keys += [f"{group}=" for group in paths.groups()]
    if command == "run":
        own_keys += ["hydra/launcher=", "hydra.launcher."] if _is_multirun(words) else ["-m"]
    mark = prefix[: len(prefix) - len(prefix.lstrip("+~"))]
    marked_keys = [f"{mark}{key}" for key in dict.fromkeys(own_keys)] if "~" not in mark else []
    sign = "" if mark == "~" else "="
    amounts = [f"{key}.{lever}" for key in (STRENGTH, SETTING) for lever in _levers(words)]
    marked_paths = [f"{mark}{path}{sign}" for path in (*key_paths(_content(words)), *amounts)]
    return _next_parts([*marked_keys, *marked_paths], prefix)


def _with_sign(key: str) -> str:
    return f"{key}=[" if key == "scenarios" else f"{key}="


def _is_multirun(words: Sequence[str]) -> bool:
    return not MULTIRUN_FLAGS.isdisjoint(words)


def _next_parts(paths: Iterable[str], prefix: str) -> list[str]:
    """The paths up to their next dot; where they all share it, up to the one after, so that no lone word ends in a dot."""
    matching = [path for path in dict.fromkeys(paths) if path.startswith(prefix)]
    typed = len(prefix)
    while matching:
        parts = list(dict.fromkeys(path[: _end_of_part(path, typed)] for path in matching))
        if len(parts) > 1 or parts == matching:
            return parts
        typed = len(parts[0])
    return []


def _end_of_part(path: str, start: int) -> int:
    """Where the next part of a path ends: behind a dot, or at its end."""
    return path.find(".", start) + 1 or len(path)


def _values(key: str, value: str, words: Sequence[str]) -> Iterator[str]:
    """The values of a key; of a list, the list with one name more."""
    key = key.lstrip("+").split("@")[0]
    names = _names(key, words)
    before = value[: max(value.rfind(","), value.rfind("[")) + 1]
    is_list = key in LIST_KEYS and before.startswith("[")
    if before and not is_list and not _is_multirun(words) and key != "kpis":
        return
    taken = before.strip("[").split(",")
    offered = [name for name in names if name.startswith(value[len(before) :]) and name not in taken]
    ends = (",", "]") if is_list and len(offered) == 1 else ("",)
    yield from (f"{before}{name}{end}" for name in offered for end in ends)


def _names(key: str, words: Sequence[str]) -> list[str]:
    """What may stand behind a key."""
    names_by_key: Mapping[str, Callable[[], list[str]]] = {
        "scenario": paths.scenario_names,
        "scenarios": paths.scenario_names,
        "board": paths.board_names,
        "name": lambda: _results(""),
        "kpis": lambda: _kpis(words),
        **{setting: partial(list, values) for setting, values in SETTING_VALUES.items()},
        **{group: partial(paths.group_names, group) for group in paths.groups()},
    }
    if key in names_by_key:
        return names_by_key[key]()
    value = {**_settings(), **key_paths(_content(words))}.get(key)
    is_plain = isinstance(value, int | float | str) and "$" not in str(value) and len(str(value)) < LONGEST_VALUE
    return [str(value).lower() if isinstance(value, bool) else str(value)] if is_plain else []


def _shown(words: Sequence[str], prefix: str) -> list[str]:
    """What `ipc show` takes next."""
    if not words:
        offered = list(SUBJECTS)
    elif words[0] == "results":
        offered = ["kpis=", *_results(prefix)]
    elif words[0] == "pathway":
        offered = [*paths.scenario_names(), "scenario="]
    elif words[0] in ("parameters", "levers"):
        offered = ["scenario="]
    elif words[0] == "lever":
        offered = ["scenario=", *([] if len(words) > 1 else paths.group_names(paths.LEVER))]
    elif words[0] == "number":
        return _next_parts(["scenario=", *key_paths(_content(words))], prefix)
    else:
        offered = []
    return [word for word in offered if word.startswith(prefix)]


def _results(prefix: str) -> list[str]:
    """Folders of results, or those in one of them, by name."""
    above = prefix.rpartition("/")[0]
    folder = paths.results() / above
    names = [path.name for path in sorted(folder.iterdir()) if path.is_dir()] if folder.is_dir() else []
    visible = [name for name in names if not name.startswith(".") and not name.endswith(".partial")]
    return [f"{above}/{name}" if above else name for name in visible]


def _kpis(words: Sequence[str]) -> list[str]:
    """The KPIs of the first stored result that is named, or of any."""
    for name in [*words, *_results("")]:
        file = paths.results() / name / "summary.csv"
        if file.is_file():
            with file.open(encoding="utf-8", newline="") as lines:
                return list(dict.fromkeys(row["kpi"] for row in csv.DictReader(lines)))
    return []


def _settings() -> Mapping[str, Any]:
    """How a command runs, with what it is by default."""
    return {key: default for key, default, _ in of_command()}


def _levers(words: Sequence[str]) -> list[str]:
    """The levers that are named among the words, or else all."""
    named = [word.partition("=")[2].strip("[]").split(",") for word in words if word.lstrip("+").startswith("lever=")]
    return [name for names in named for name in names] or paths.group_names(paths.LEVER)


def _content(words: Sequence[str]) -> Mapping[str, Any]:
    """What the files of the scenario among the words say together, as it is before any lever."""
    existing = paths.scenario_names()
    named = (name for word in words for name in _scenarios_of(word) if name in existing)
    return scenario_content(next(named, DEFAULT_SCENARIO))


def _scenarios_of(word: str) -> list[str]:
    """The scenarios that a word may name."""
    key, equals, value = word.partition("=")
    if not equals:
        return [key]
    if key == "board":
        board = read_fast(paths.configs() / paths.BOARD / f"{value}{paths.ENDING}")
        return [str(name) for name in board.get("scenarios", [board.get("baseline")])]
    return value.strip("[]").split(",") if key in ("scenario", "scenarios") else []
