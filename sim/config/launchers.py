"""Words of a sweep that are for Hydra: which launcher runs its combinations, and how."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hydra import compose, initialize
from hydra.core.global_hydra import GlobalHydra
from hydra.errors import HydraException
from omegaconf.errors import OmegaConfBaseException

from ..model import Fault, ScenarioError
from ..model.errors import one_of

KEY, BASIC = "hydra/launcher", "basic"
EXTRA = "pip install ipc-rollout[cluster]"  #: what installs the launchers that do more
INNER = ("submitit_base",)  #: what launchers are made of

_WORD = re.compile(r"\+{0,2}hydra[./]")
_OF_LAUNCHER = re.compile(r"\+{0,2}hydra(/launcher=|\.launcher\.)")


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
        hydra = GlobalHydra.instance().hydra
        assert hydra is not None
        known = [name for name in hydra.config_loader.get_group_options("hydra/launcher") if name not in INNER]
        launcher = _launcher(words, known)
        try:
            compose(overrides=list(words), return_hydra_config=True)
        except (HydraException, OmegaConfBaseException) as error:
            raise ScenarioError([_refused(words, launcher, error)]) from error


def _launcher(words: Sequence[str], known: Sequence[str]) -> str:
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
    if name not in known:
        allowed = f"{one_of(known, name)}{'' if 'joblib' in known else f' (others once they are installed: {EXTRA})'}"
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
