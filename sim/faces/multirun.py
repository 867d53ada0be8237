"""`ipc run -m`: every combination of values, through Hydra's own sweeper and launcher."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import hydra
from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra.core.hydra_config import HydraConfig
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.errors import HydraException
from omegaconf import DictConfig

from ..experiments import EnginesDisagree
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
    sweep = [f"scenarios={given.get('scenario', DEFAULT_SCENARIO)}", *map(forced, overrides)]
    if "seed" in given:
        sweep.append(f"++seed={given['seed']}")
    found = combinations(sweep)
    for combination in found:
        name, rest = _split(combination)
        load_all([name], rest)  # every fault of every combination, before anything is written
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
    try:
        start()
    except _Stopped as stopped:
        raise stopped.error from None
    finally:
        if folder.is_dir() and not any(place.name[:1].isdecimal() for place in folder.iterdir()):
            shutil.rmtree(folder)  # Hydra makes it, with a note of its own, before anything of a combination is done
    _forget(folder, len(found))
    print(f"\nResults: {folder}")


def _forget(folder: Path, count: int) -> None:
    """Remove what an earlier and larger multirun left beyond the combinations of this one."""
    for place in folder.iterdir():
        number = place.name.removesuffix(".partial")
        if number.isdecimal() and int(number) >= count:
            shutil.rmtree(place)


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

    def __init__(self, error: Exception) -> None:
        super().__init__(error)
        self.error = error


def _task(config: DictConfig) -> None:
    """Run one combination."""
    job = HydraConfig.get()
    words = [word.removeprefix("++") for word in job.overrides.task]
    name, rest = _split(words)
    scenarios, settings = load_all([name], rest)
    print(f"\n#{job.job.num}: {' '.join([f'scenario={name}', *rest])}")
    folder = f"{job.job.num:03d}"
    within = Path(job.sweep.dir)
    try:
        results, _ = run_and_write(scenarios, settings, None, folder, within=within, changes=changed(rest))
    except (ScenarioError, EnginesDisagree) as error:
        raise _Stopped(error) from None
    print_comparison(results)


def _split(words: Sequence[str]) -> tuple[str, list[str]]:
    given, rest = take(words, ("scenarios",))
    return given.get("scenarios", DEFAULT_SCENARIO), rest
