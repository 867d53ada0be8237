"""`ipc run -m`: every combination of values, through Hydra's own sweeper and launcher."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import hydra
from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra.core.hydra_config import HydraConfig
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.errors import HydraException
from omegaconf import DictConfig

from ..experiments import EnginesDisagree
from ..experiments.plan import flat, planned
from ..experiments.sweep import Combination, Record, is_whole
from ..experiments.sweep_folder import begun, check_sweep
from ..model import Fault, ScenarioError
from . import places
from .configure import forced, take
from .run import changed, folder_name, load_all, run_and_write
from .summary import print_comparison

OURS = ("scenario", "scenarios", "board", "name", "seed")
DEFAULT_SCENARIO = "stockton_scale_up"


def multirun(words: Sequence[str]) -> None:
    """Run every combination; results lie in results/<name>/<number of the combination>."""
    given, overrides = take(words, OURS)
    for kind in ("scenarios", "board"):
        if kind in given:
            allowed = "scenario=A,B in a multirun, which runs one scenario at a time"
            raise ScenarioError([Fault(path=kind, found=given[kind], allowed=allowed)])
    folder = places.results() / (folder_name(given.get("name")) or "multirun")
    check_sweep(folder)
    sweep = [f"scenarios={given.get('scenario', DEFAULT_SCENARIO)}", *map(forced, overrides)]
    if "seed" in given:
        sweep.append(f"++seed={given['seed']}")
    record = _record(combinations(sweep), words)
    sys.argv = [
        "ipc",
        "--multirun",
        f"hydra.searchpath=['file://{places.home()}']",
        f"hydra.sweep.dir='{folder}'",
        "hydra.sweep.subdir=.",
        "hydra.output_subdir=null",
        "hydra/job_logging=none",
        "hydra/hydra_logging=none",
        *sweep,
    ]
    start = hydra.main(version_base="1.3", config_path=str(places.configs()), config_name="run")(_task)
    with begun(folder, record):
        try:
            start()
        except _Stopped as stopped:
            if isinstance(stopped.error, EnginesDisagree):
                with suppress(OSError):
                    record.failed(folder, stopped.folder, str(stopped.error).splitlines()[0])
            raise stopped.error from None
        except KeyboardInterrupt:
            done = sum(is_whole(folder, one) for one in record.combinations)
            print(
                f"{done} of {len(record.combinations)} combinations are finished: resume=true goes on", file=sys.stderr
            )
            raise
    print(f"\nResults: {folder}\nAll in one table: ipc show results {shlex.quote(folder.name)}")


def _record(found: Sequence[Sequence[str]], words: Sequence[str]) -> Record:
    """What is asked for; every fault of every combination comes out before anything is written."""
    made = []
    for number, combination in enumerate(found):
        name, rest = _split([word.removeprefix("++").removeprefix("+") for word in combination])
        scenarios, settings = load_all([name], rest)
        how = {key: getattr(settings, key) for key in ("replications", "engine", "crosscheck", "keep")}
        plan = planned(scenarios, None, settings.precision, settings.most, **how)
        keys = {"scenario": name, **_values(rest)}
        made.append(Combination(folder=_folder(number), keys=keys, plan=plan.fingerprint))
    told = shlex.join(["ipc", "run", "-m", *(word for word in words if not word.startswith("resume="))])
    return Record(command=told, combinations=tuple(made))


def _values(words: Sequence[str]) -> Mapping[str, Any]:
    """The value of each key that is given, those within a mapping under a key path of their own."""
    told: dict[str, Any] = {}
    for override in OverridesParser.create().parse_overrides(list(words)):
        value = override.value()
        for path, below in flat(value, override.key_or_group).items():
            told[path] = below if isinstance(below, bool | int | float | str | None) else override.get_value_string()
    return told


def _folder(number: int) -> str:
    return f"{number:03d}"


def combinations(words: Sequence[str]) -> list[list[str]]:
    """Every combination of a sweep, as the words of one run each."""
    try:
        parsed = OverridesParser.create().parse_overrides(list(words))
        return [list(one) for batch in BasicSweeper.split_arguments(parsed, None) for one in batch]
    except HydraException as error:
        reason = str(error).splitlines()[0]
        raise ScenarioError(
            [Fault(path="-m", found=" ".join(words), allowed=f"Hydra's grammar of sweeps: {reason}")]
        ) from error


class _Stopped(BaseException):
    """Takes what ends a combination through Hydra, which would tell an ordinary exception in its own way, and go on."""

    def __init__(self, error: Exception, folder: str) -> None:
        super().__init__(error, folder)
        self.error, self.folder = error, folder


def _task(config: DictConfig) -> None:
    """Run one combination."""
    job = HydraConfig.get()
    words = [word.removeprefix("++") for word in job.overrides.task]
    name, rest = _split(words)
    scenarios, settings = load_all([name], rest)
    print(f"\n#{job.job.num}: {' '.join([f'scenario={name}', *rest])}")
    folder = _folder(job.job.num)
    within = Path(job.sweep.dir)
    if settings.resume and is_whole(within, Record.read(within).combinations[job.job.num]):
        print("Finished before.")
        return
    try:
        results, _ = run_and_write(scenarios, settings, None, folder, within=within, changes=changed(rest))
    except Exception as error:
        raise _Stopped(error, folder) from None
    print_comparison(results)


def _split(words: Sequence[str]) -> tuple[str, list[str]]:
    given, rest = take(words, ("scenarios",))
    return given.get("scenarios", DEFAULT_SCENARIO), rest
