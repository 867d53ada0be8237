"""`ipc run -m`: every combination of values, through Hydra's own launchers."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from ..config import paths
from ..config.launchers import Stopped, check_launcher, is_of_launcher, launch
from ..config.overrides import combinations, value_of
from ..config.words import check_once, split_list, take
from ..experiments import EnginesDisagree
from ..experiments.plan import flat, planned
from ..model import Fault, ScenarioError
from ..reporting.summary import print_comparison
from ..studies.sweep.folder import begun, check_sweep
from ..studies.sweep.table import Combination, Record, is_whole
from .commands import DEFAULT_SCENARIO
from .run import OWN_KEYS, changed, chosen, folder_name, load_all, run_and_write


def multirun(words: Sequence[str]) -> None:
    """Run every combination; results lie in results/<name>/<number of the combination>."""
    check_once(words, OWN_KEYS)
    keys, overrides = take(words, OWN_KEYS)
    for key in ("scenarios", "board"):
        if key in keys:
            allowed = "scenario=A,B in a multirun, which runs one scenario at a time"
            raise ScenarioError([Fault(path=key, found=keys[key], allowed=allowed)])
    folder = paths.results() / (folder_name(keys.get("name")) or "multirun")
    check_sweep(folder)
    launching = [word for word in overrides if is_of_launcher(word)]
    check_launcher(launching)
    swept = [word for word in overrides if word not in launching]
    swept += [f"seed={keys['seed']}"] if "seed" in keys else []
    names = split_list(keys.get("scenario", DEFAULT_SCENARIO))
    runs = [[f"scenario={name}", *words] for name in names for words in combinations(swept)]
    record = _record(runs, words)
    with begun(folder, record):
        try:
            launch(partial(_run_one, runs, folder), len(runs), folder, launching)
        except Stopped as stopped:
            if isinstance(stopped.error, EnginesDisagree):
                with suppress(OSError):
                    record.failed(folder, _folder(stopped.combination), str(stopped.error).splitlines()[0])
            raise stopped.error from None
        except KeyboardInterrupt:
            done = sum(is_whole(folder, combination) for combination in record.combinations)
            print(
                f"{done} of {len(record.combinations)} combinations are finished: resume=true goes on", file=sys.stderr
            )
            raise
    print(f"\nResults: {folder}\nAll in one table: ipc show results {shlex.quote(folder.name)}")


def _record(runs: Sequence[Sequence[str]], words: Sequence[str]) -> Record:
    """What is asked for; every fault of every combination comes out before anything is written."""
    planned_runs = []
    for number, run_words in enumerate(runs):
        names, _, seed, overrides = chosen(run_words)
        scenarios, settings = load_all(names, overrides)
        plan = planned(scenarios, replace(settings.design, seed=seed))
        keys = {"scenario": scenarios[0].name, **_values(overrides), **({} if seed is None else {"seed": seed})}
        planned_runs.append(Combination(folder=_folder(number), keys=keys, plan=plan.fingerprint))
    command = shlex.join(["ipc", "run", "-m", *(word for word in words if not word.startswith("resume="))])
    return Record(command=command, combinations=tuple(planned_runs))


def _values(words: Sequence[str]) -> Mapping[str, Any]:
    """The value of each key that is given, those within a mapping under a key path of their own."""
    values: dict[str, Any] = {}
    for word in words:
        key, _, text = word.lstrip("+").partition("=")
        for path, below in flat(value_of(word), key).items():
            values[path] = below if isinstance(below, bool | int | float | str | None) else text
    return values


def _folder(number: int) -> str:
    return f"{number:03d}"


def _run_one(runs: Sequence[Sequence[str]], within: Path, number: int) -> None:
    """Run one combination, unless it was finished before."""
    words = runs[number]
    names, _, seed, overrides = chosen(words)
    scenarios, settings = load_all(names, overrides)
    print(f"\n#{number}: {' '.join(words)}")
    folder = _folder(number)
    if settings.execution.resume and is_whole(within, Record.read(within).combinations[number]):
        print("Finished before.")
        return
    results, _ = run_and_write(scenarios, settings, seed, folder, within=within, changes=changed(overrides))
    print_comparison(results)
