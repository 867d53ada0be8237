"""What each scenario changes, key by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...config import paths
from ...config.boards import load_board
from ...config.shipped import shipped
from ...experiments.comparability import baselines
from ...model import Scenario
from .. import wording
from ..description import markdown, studies
from ..own_choices import LEAD

BASE = "typical_ccg_per_1000"  #: what a scenario is compared with that starts from no other and is compared with none
KEYS = (
    "start",
    "horizon",
    "seed",
    "targets",
    "localities",
    "people",
    "identification",
    "pathway",
    "resources",
    "start_state",
)
WORDS = ("label", "description")  #: keys that change nothing

INTRODUCTION = f"""\
# What each scenario changes

Written by `ipc document scenarios` from the composed configurations; do not edit it by hand. Each scenario stands beside the
one that it starts from; one that starts from no other beside the baseline of its board set, else beside
`{BASE}`, the base model of [model.md](model.md). What only one of the two has is told whole.
`ipc show number KEY scenario=NAME` says where a number comes from.
"""


def text() -> str:
    """The whole of `docs/scenarios.md`."""
    scenarios = {scenario.name: scenario for scenario in studies.every_scenario()}
    compared = beside(scenarios)
    parts = [
        _part(scenario, scenarios[compared[name]] if compared[name] else None) for name, scenario in scenarios.items()
    ]
    return "\n".join([INTRODUCTION, *parts]).rstrip() + "\n"


def beside(scenarios: Mapping[str, Scenario]) -> dict[str, str]:
    """The name of the scenario beside which each is told; empty where it is a pathway of its own, or the base."""
    files = studies.chains(list(scenarios.values()))
    of_boards = {
        name: first
        for board in map(load_board, shipped(paths.BOARD))
        for name, first in baselines([scenarios[member] for member in board.scenarios]).items()
    }
    door = scenarios[BASE].pathway.stages[0].name
    names = {}
    for name, scenario in scenarios.items():
        parents = [file.stem for file in files[name] if file.parent == paths.scenarios() and file.stem != name]
        if name == BASE or door not in scenario.pathway.index:
            names[name] = ""
        else:
            names[name] = parents[0] if parents else of_boards.get(name, BASE)
    return names


def _part(scenario: Scenario, base: Scenario | None) -> str:
    title = f"## {scenario.label}\n\n"
    title += f"**{LEAD}** {' '.join(scenario.ours)}\n\n" if scenario.ours else ""
    title += f"`{scenario.name}`: {' '.join((scenario.lever or scenario.description).split())}\n"
    if base is None:
        return f"{title}\nDescribed whole in [model.md](model.md).\n"
    settings, base_settings = _settings(scenario), _settings(base)
    rows = [(f"`{path}`", _text(before), _text(after)) for path, before, after in differences(base_settings, settings)]
    before, after = (wording.stage_label(either, either.pathway.stages[0].name) for either in (base, scenario))
    if before != after:
        rows.insert(0, ("the first stage", before, after))
    return f"{title}\n{markdown.table(('Key', f'In `{base.name}`', 'Here'), rows)}\n"


def _settings(scenario: Scenario) -> dict[str, Any]:
    settings = {key: scenario.mapping[key] for key in KEYS if key in scenario.mapping}
    return settings | {"seed": str(scenario.seed)}


def differences(base: Mapping[str, Any], mapping: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """What two configurations have otherwise: the key path, what the base has there, what the other has; None for nothing."""
    for key in dict.fromkeys([*mapping, *base]):
        before, after = base.get(key), mapping.get(key)
        below = f"{path}.{key}" if path else str(key)
        if before == after or key in WORDS:
            continue
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            yield from differences(before, after, below)
        else:
            yield below, before, after


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        value = {key: below for key, below in value.items() if key not in WORDS}
    return markdown.NONE if value is None else markdown.raw(value) or "(empty)"
