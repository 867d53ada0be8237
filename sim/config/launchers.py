"""Hydra's launchers, which run the combinations of a sweep: the words that choose one, and what it is given to do."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import hydra
from hydra import compose, initialize
from hydra.core.global_hydra import GlobalHydra
from hydra.errors import HydraException
from omegaconf import DictConfig
from omegaconf.errors import OmegaConfBaseException

from ..model import Fault, ScenarioError
from ..model.errors import one_of
from ..own_folder import own_folder, using
from .hydra_files import quoted

NUMBER = "combination"  #: the one key of the configuration that Hydra has for a combination
KEY, BASIC = "hydra/launcher", "basic"
EXTRA = "pip install ipc-rollout[cluster]"  #: what installs the launchers that do more
INNER = ("submitit_base",)  #: what launchers are made of

_WORD = re.compile(r"\+{0,2}hydra[./]")
_OF_LAUNCHER = re.compile(r"\+{0,2}hydra(/launcher=|\.launcher\.)")


class Stopped(BaseException):
    """What ended a combination: taken through Hydra, which would tell an ordinary exception in its own way, and go on.

    Attributes
    ----------
    error
        What ended it.
    combination
        Its number.
    """

    def __init__(self, error: Exception, combination: int) -> None:
        super().__init__(error, combination)
        self.error, self.combination = error, combination


def launch(run: Callable[[int], None], combinations: int, folder: Path, words: Sequence[str]) -> None:
    """Have a launcher of Hydra run every combination, by its number: no grammar could carry every word of one.

    Parameters
    ----------
    run
        Runs the combination of a number, here or elsewhere; called in the folder from which the command was called, and with
        the same folder of one's own.
    combinations
        How many there are.
    folder
        Of the sweep, for what Hydra writes itself.
    words
        Which launcher, and its options, as `check_launcher` lets them pass.

    Raises
    ------
    Stopped
        If a combination ends with an exception; those after it are not run.
    """
    task = _task(run, Path.cwd(), own_folder())
    with _folder_for_hydra(folder) as hydra_folder:
        sys.argv = [
            "ipc",
            "--multirun",
            f"hydra.sweep.dir={quoted(str(hydra_folder))}",
            "hydra.sweep.subdir=.",
            "hydra.output_subdir=null",
            "hydra/job_logging=none",
            "hydra/hydra_logging=none",
            *words,
            f"+{NUMBER}=range({combinations})",
        ]
        hydra.main(version_base="1.3", config_path=None, config_name=None)(task)()


def _task(run: Callable[[int], None], working_folder: Path, own: Path | None) -> Callable[[DictConfig], None]:
    """What a launcher runs for each of the combinations."""

    def run_combination(config: DictConfig) -> None:
        number = config[NUMBER]
        with chdir(working_folder), using(own):
            try:
                run(number)
            except Exception as error:
                raise Stopped(error, number) from None

    return run_combination


@contextmanager
def _folder_for_hydra(folder: Path) -> Iterator[Path]:
    """The folder of the sweep, for what Hydra writes itself; another where it would take a part of a path for a reference."""
    if "${" not in f"{folder}{Path.cwd()}":
        yield folder
        return
    with TemporaryDirectory() as elsewhere, chdir(elsewhere):
        yield Path(elsewhere)


def is_of_launcher(word: str) -> bool:
    """Whether a word is for Hydra."""
    return _WORD.match(word) is not None


def check_launcher(words: Sequence[str]) -> None:
    """Find out whether Hydra understands the words, before anything is run.

    Raises
    ------
    ScenarioError
        If it does not, or if they are not about a launcher.
    """
    for word in words:
        if not _OF_LAUNCHER.match(word):
            allowed = "hydra/launcher=NAME or hydra.launcher.KEY=VALUE"
            raise ScenarioError([Fault(path="override", found=word, allowed=allowed)])
    if not words:
        return
    GlobalHydra.instance().clear()
    with initialize(config_path=None, version_base="1.3"):
        running = GlobalHydra.instance().hydra
        assert running is not None
        installed = [name for name in running.config_loader.get_group_options(KEY) if name not in INNER]
        launcher = _launcher(words, installed)
        try:
            compose(overrides=list(words), return_hydra_config=True)
        except (HydraException, OmegaConfBaseException) as error:
            raise ScenarioError([_refused(words, launcher, error)]) from error


def _launcher(words: Sequence[str], installed: Sequence[str]) -> str:
    """The launcher that is chosen.

    Raises
    ------
    ScenarioError
        If there is none of that name, or several are chosen.
    """
    chosen = [word for word in words if "/launcher=" in word]
    names = [word.partition("=")[2] for word in chosen]
    if len(chosen) > 1:
        raise ScenarioError([Fault(path=KEY, found=", ".join(names), allowed="one launcher")])
    name = names[0] if names else BASIC
    if name not in installed:
        hint = "" if "joblib" in installed else f" (others once they are installed: {EXTRA})"
        allowed = f"{one_of(installed, name)}{hint}"
        raise ScenarioError([Fault(path=KEY, found=name, allowed=allowed)])
    return name


def _refused(words: Sequence[str], launcher: str, error: Exception) -> Fault:
    """What a launcher does not understand."""
    options = [word for word in words if "/launcher=" not in word]
    reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
    for option in options:
        key = option.lstrip("+").partition("=")[0]
        if key in reason and launcher == BASIC:
            allowed = f"an option of a launcher that has some, such as {KEY}=joblib hydra.launcher.n_jobs=2"
            return Fault(path=key, found=option, allowed=allowed)
        if key in reason:
            return Fault(path=key, found=option, allowed=f"an option of the launcher {launcher}: {reason}")
    return Fault(path="hydra", found=" ".join(words), allowed=f"what Hydra's launchers understand: {reason}")
