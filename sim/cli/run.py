"""`ipc run`: simulate, compare, and write results, figures and the report."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from ..config import paths
from ..config.boards import Board, load_board
from ..config.key_paths import SCENARIO_KEYS
from ..config.options import Option
from ..config.settings import setting_keys
from ..config.words import check_once, split_list, take
from ..experiments import Output, Results
from ..experiments import run as simulate
from ..experiments.comparability import by_locality
from ..experiments.execution.processes import stop
from ..experiments.storage.checkpoint import SUFFIX, writing_into
from ..experiments.storage.inventory import check_replaceable
from ..model import Fault, Scenario, ScenarioError
from ..reporting.summary import print_comparison
from .commands import COMMANDS
from .first import Meanwhile
from .progress import progress_bar
from .settings import Settings, load_for_command, load_option_for_command

OWN_KEYS = COMMANDS["run"].keys  #: that are not for the scenario
DEFAULT_BOARD = "stockton"
BOARD_REPLICATIONS = (
    200  #: of each of several scenarios, unless it is said: ten blocks give intervals and quantiles that say something
)
LONGEST, MOST_BYTES = 100, 200  #: of a folder's name: letters, and bytes, with room for what is beside it for a while
HASHED = 8  #: letters that tell two folders apart whose names have lost what does
_FOLDER = re.compile(rf"\w[\w .,=+-]{{0,{LONGEST - 1}}}")
#: A change that can be read off a folder's name again.
_PLAIN = re.compile(r"[A-Za-z0-9_.]+=[A-Za-z0-9_.]*[A-Za-z0-9_]")


def run(words: list[str]) -> None:
    """Run what the words ask for: a scenario, several, or a board set."""
    began = time.perf_counter()
    names, given_name, seed, overrides = chosen(words)
    has_count = any(word.lstrip("+").startswith(("replications=", "precision=")) for word in overrides)
    if chosen_here := len(names) > 1 and not has_count:
        overrides = [*overrides, f"replications={BOARD_REPLICATIONS}"]
    board = board_of(words)
    scenarios, settings = load_all(names, overrides, board.options if board else ())
    changes = changed(overrides)
    name = given_name or names_folder(names, words, changes)
    check_replaceable(paths.results() / name)
    meanwhile = None
    if len(scenarios) > 1 and len(by_locality(scenarios)) == 1:
        meanwhile = Meanwhile(scenarios, chosen=chosen_here, more=settings.design.precision is not None)
    try:
        results, folder = run_and_write(
            scenarios,
            settings,
            seed,
            name,
            changes=changes,
            title=board.title if board else None,
            fewer=board.replications if board else {},
            meanwhile=meanwhile,
        )
    finally:
        stop()
    if changes:
        print(f"Changed for this run: {', '.join(changes)}")
    print_comparison(results)
    print(f"\nReport: {folder / 'report.html'}")
    print(f"Tables: {folder} ({time.perf_counter() - began:.0f} s)")


def chosen(words: Sequence[str]) -> tuple[list[str], str | None, int | None, list[str]]:
    """The scenarios asked for, the results folder, the seed, and the overrides that remain."""
    check_once(words, SCENARIO_KEYS)
    keys, overrides = take(words, OWN_KEYS)
    kinds = [key for key in SCENARIO_KEYS if key in keys]
    if len(kinds) > 1:
        raise ScenarioError([Fault(path=kinds[1], found=keys[kinds[1]], allowed=f"only one of {', '.join(kinds)}")])
    if "scenario" in keys:
        names = [keys["scenario"]]
    elif "scenarios" in keys:
        names = split_list(keys["scenarios"])
        if not names:
            allowed = "names of scenarios, such as [stockton_scale_up,stockton_weekly_panel]"
            raise ScenarioError([Fault(path="scenarios", found=keys["scenarios"], allowed=allowed)])
    else:
        names = list(load_board(keys.get("board", DEFAULT_BOARD)).names)
    return names, folder_name(keys.get("name")), _seed(keys.get("seed")), overrides


def folder_name(name: str | None) -> str | None:
    """The name given for a results folder, if it can be one."""
    if name is not None and not _can_be_folder(name):
        allowed = (
            f"the name of a folder: letters, digits, _ . , = + - and blanks, at most {LONGEST}, not ending in {SUFFIX}, "
            f"and at most {MOST_BYTES} bytes"
        )
        raise ScenarioError([Fault(path="name", found=name, allowed=allowed)])
    return name


def _can_be_folder(name: str) -> bool:
    return bool(_FOLDER.fullmatch(name)) and len(name.encode()) <= MOST_BYTES and not name.endswith(SUFFIX)


def _seed(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isdecimal():
        raise ScenarioError([Fault(path="seed", found=text, allowed="a whole number from 0")])
    return int(text)


def load_all(
    names: Sequence[str], overrides: Sequence[str], options: Sequence[Option] = ()
) -> tuple[list[Scenario], Settings]:
    """Load every scenario with the same overrides; the faults of all are reported together.

    A name may be that of one of the `options` of a board.
    """
    by_name = {option.name: option for option in options}
    scenarios: list[Scenario] = []
    settings: Settings | None = None
    complaints: list[tuple[str, Sequence[Fault]]] = []
    for name in dict.fromkeys(names):
        try:
            option = by_name.get(name)
            scenario, settings = (
                load_option_for_command(option, overrides) if option else load_for_command(name, overrides)
            )
            scenarios.append(scenario)
        except ScenarioError as error:
            complaints.append((name if error.name else "", error.faults))
    if complaints or settings is None:
        raise ScenarioError(_together(complaints, len(set(names))))
    return scenarios, settings


def _together(complaints: Sequence[tuple[str, Sequence[Fault]]], scenarios: int) -> list[Fault]:
    """Every fault once: without a scenario's name where all have it, as after a mistake in an override."""
    owners: dict[str, list[str]] = {}
    faults: dict[str, Fault] = {}
    for name, scenario_faults in complaints:
        for fault in scenario_faults:
            owners.setdefault(str(fault), []).append(name)
            faults[str(fault)] = fault
    return [
        replace(fault, path=f"{', '.join(owners[line])}: {fault.path}")
        if 0 < len(owners[line]) < scenarios and any(owners[line])
        else fault
        for line, fault in faults.items()
    ]


def changed(overrides: Sequence[str]) -> list[str]:
    """The overrides that change the scenarios, not merely how they are run."""
    return take(overrides, setting_keys())[1]


def board_of(words: Sequence[str]) -> Board | None:
    """The board set that is compared, if one is."""
    keys = take(words, SCENARIO_KEYS)[0]
    return None if "scenario" in keys or "scenarios" in keys else load_board(keys.get("board", DEFAULT_BOARD))


def names_folder(names: Sequence[str], words: Sequence[str], changes: Sequence[str] = ()) -> str:
    """A folder's name where none is given: the scenarios or the board set, and what was changed.

    Wherever that loses letters, a short hash of the whole is added, so that no two share a folder.
    """
    keys = take(words, SCENARIO_KEYS)[0]
    if len(names) > 1 and not {"scenario", "scenarios"} & set(keys):
        choices = [paths.chosen_file(paths.BOARD, keys.get("board", DEFAULT_BOARD))]
        name, is_clear = f"board_{choices[0].name}", True
    else:
        choices = [paths.chosen_file(paths.SCENARIOS, scenario, "scenario") for scenario in names]
        stems = [choice.name for choice in choices]
        name = "_vs_".join(stems)
        is_clear = len(name) <= LONGEST and not any(stem.startswith("board_") or "_vs_" in stem for stem in stems)
        if len(name) > LONGEST and len(names) > 1:
            name = f"{stems[0]}_vs_{len(names) - 1}_others"
    is_clear = is_clear and not any(choice.file for choice in choices)  # a file of that name may lie in any folder
    if changes:
        change_text = ",".join(map(_without_folders, changes))
        name = f"{name}_{re.sub('[^A-Za-z0-9_.,]+', '-', change_text).strip('-.,')}"
    if is_clear and all(map(_PLAIN.fullmatch, changes)) and _can_be_folder(name):
        return name
    prefix = re.sub(r"[^\w.,=+-]+", "-", name).encode()[: LONGEST - HASHED - 1].decode(errors="ignore").strip("-.,")
    identity = repr((keys.get("board"), [str(choice.file or choice.name) for choice in choices], [*changes])).encode()
    return f"{prefix or 'run'}-{hashlib.sha256(identity).hexdigest()[:HASHED]}"


def _without_folders(change: str) -> str:
    """A change as it is told in the name of a folder: of files that are chosen by their paths, the names."""
    key, _, value = change.partition("=")
    if key.lstrip("+").split("@")[0] not in paths.groups():
        return change
    return f"{key}={','.join(PurePath(path).name.removesuffix(paths.ENDING) for path in split_list(value))}"


def writable(folder: Path) -> None:
    """Find out before the simulation, not after it, whether results can be written.

    Raises
    ------
    ScenarioError
        If they cannot.
    """
    with writing_into(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError("it may not be written to")


def run_and_write(
    scenarios: Sequence[Scenario],
    settings: Settings,
    seed: int | None,
    folder: str,
    *,
    within: Path | None = None,
    changes: Sequence[str] = (),
    title: str | None = None,
    fewer: Mapping[str, int] | None = None,
    meanwhile: Meanwhile | None = None,
) -> tuple[Results, Path]:
    """Simulate and write everything into the results folder, which appears whole or not at all."""
    results_folder = (within or paths.results()) / folder
    writable(results_folder.parent)

    def complete(results: Results, draft: Path) -> None:
        from ..reporting.figures import write_figures
        from ..reporting.report import write_report

        pictures = draft / "figures"
        pictures.mkdir()
        write_report(results, draft, write_figures(results, pictures))

    with progress_bar("Simulating") as advance:
        results = simulate(
            scenarios,
            replace(settings.design, seed=seed, fewer=fewer or {}),
            replace(
                settings.execution,
                progress=meanwhile.telling(advance) if meanwhile else advance,
            ),
            Output(
                folder=results_folder,
                complete=complete,
                notes={"overrides": list(changes), "title": title},
                first_results=meanwhile.take if meanwhile else None,
            ),
        )
    return results, results_folder
