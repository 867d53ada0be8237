"""The keys that say how a command runs, whatever the scenario: those of `configs/run.yaml`. Their meaning is told elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from ..model import Fault
from . import paths
from .strict_yaml import read_yaml

#: What settings were called, and what they are called now.
OLD_SETTINGS = {
    "steps": "keep=steps, or keep=events for the event log too",
    "most": "max_replications, as it is called now",
}
GROUP = "parallel"  #: a setting with files of its own to choose from


@cache
def setting_names() -> tuple[str, ...]:
    """Every setting, in the order of the file."""
    return (*(key for key in read_yaml(paths.configs() / "run.yaml") if key != "defaults"), GROUP)


def setting_keys() -> tuple[str, ...]:
    """The keys of the settings, as they may stand on a command line."""
    return (*setting_names(), f"{GROUP}.kind", f"{GROUP}.address")


def faults_of_old_settings(values: Mapping[str, Any]) -> list[Fault]:
    """What is said by a name that is no more, with the name that it has now."""
    old = ((key, allowed) for key, allowed in OLD_SETTINGS.items() if values.get(key) is not None)
    return [Fault(path=key, found=values[key], allowed=allowed) for key, allowed in old]
