"""Words of a sweep that are for Hydra: which launcher runs its combinations, and how."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hydra import compose, initialize
from hydra.core.global_hydra import GlobalHydra
from hydra.core.plugins import Plugins
from hydra.errors import HydraException
from hydra.plugins.launcher import Launcher
from omegaconf.errors import OmegaConfBaseException

from ..model import Fault, ScenarioError

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
    try:
        with initialize(config_path=None, version_base="1.3"):
            compose(overrides=list(words), return_hydra_config=True)
    except (HydraException, OmegaConfBaseException) as error:
        known = sorted(plugin.__name__ for plugin in Plugins.instance().discover(Launcher))
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        allowed = f"what Hydra's launchers understand: {reason} (there are {', '.join(known)})"
        raise ScenarioError([Fault(path="hydra", found=" ".join(words), allowed=allowed)]) from error
