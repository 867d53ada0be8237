"""From words on a command line to scenarios, through Hydra."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from hydra import compose, initialize_config_dir
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.errors import HydraException
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from ..model import Fault, Scenario, ScenarioError, ScenarioWarning, build
from ..model.errors import nearest
from ..model.reading import NOT_DEEPER, Node, plain
from . import kept_files, places
from .inert import without_inert
from .strength import unused_strengths
from .uncertainty import uncertain

SETTINGS = (
    "replications",
    "precision",
    "most",
    "engine",
    "crosscheck",
    "keep",
    "uncertainty",
    "workers",
    "parallel",
    "resume",
)
#: The keys of the settings, as they may stand on a command line.
SETTING_KEYS = (*SETTINGS, "parallel.kind", "parallel.address")
OLD_SETTINGS = {"steps": "keep=steps, or keep=events for the event log too"}  #: what a setting is called now
#: What Hydra has for the programs that it starts itself, and composes in no time if it is left out.
WITHOUT = [
    f"~hydra/{group}"
    for group in ("launcher", "sweeper", "output", "help", "hydra_help", "hydra_logging", "job_logging")
]
_OVERRIDE = re.compile(r"^([A-Za-z_][\w.@/\-]*)=")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATED = re.compile(r"^([A-Za-z_][\w.]*?)\.(\d{4}-\d{2}-\d{2}[\w.\-]*)=(.*)$", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How a command runs, whatever the scenario."""

    replications: int
    precision: float | None
    most: int
    engine: str
    crosscheck: int
    keep: str
    uncertainty: bool | tuple[str, ...]
    workers: int | None
    parallel: str
    address: str | None
    resume: bool | None


def load(name: str, *overrides: str) -> Scenario:
    """Load a scenario by name.

    Parameters
    ----------
    name
        The name of a file in `scenarios/`.
    *overrides
        Changes as on the command line, such as ``"resources.panel.slots=12"``; how the scenario is run is for `sim.run`.

    Raises
    ------
    ScenarioError
        If there is no such scenario, for a setting of `sim.run` among the changes, or with every fault of the configuration.

    Warns
    -----
    ScenarioWarning
        For each thing in it that may well not be meant, though it can be.
    """
    if faults := _faults_of_words(name, overrides):
        raise ScenarioError(faults)
    return load_with_settings(name, overrides)[0]


def _faults_of_words(name: object, overrides: Sequence[object]) -> list[Fault]:
    """What is given to `load` that is no word, or belongs to `sim.run`."""
    faults = []
    if not isinstance(name, str):
        faults.append(Fault(path="scenario", found=name, allowed="the name of a scenario, such as 'stockton_scale_up'"))
    for word in overrides:
        if not isinstance(word, str):
            faults.append(Fault(path="override", found=word, allowed="a text such as 'resources.panel.slots=12'"))
            continue
        key = word.lstrip("+").partition("=")[0]
        if key in SETTING_KEYS and key != "uncertainty":
            setting = {"parallel.kind": "parallel", "parallel.address": "address"}.get(key, key)
            allowed = f"changes of the scenario; how it is run is for sim.run(scenario, {setting}=...)"
            faults.append(Fault(path=key, found=word, allowed=allowed))
    return faults


def load_with_settings(name: str, overrides: Sequence[str]) -> tuple[Scenario, Settings]:
    """Load a scenario and the settings of the command."""
    composed = _compose(name, overrides)
    given = {key: composed.pop(key, None) for key in (*SETTINGS, *OLD_SETTINGS)}
    settings = _settings(given)
    if settings.uncertainty:
        names = settings.uncertainty if isinstance(settings.uncertainty, tuple) else None
        composed["uncertainty"] = uncertain(plain(composed), names)
    scenario = without_inert(build({"name": name, **composed}), overrides, lambda words: _as_composed(name, words))
    for note in scenario.notes:
        warnings.warn(note, ScenarioWarning, stacklevel=3)
    return scenario, settings


def _as_composed(name: str, overrides: Sequence[str]) -> Scenario:
    """The scenario with nothing uncertain, and without a look at what in it changes nothing."""
    composed = _compose(name, overrides)
    return build({"name": name, **{key: value for key, value in composed.items() if key not in SETTINGS}})


def _compose(name: str, overrides: Sequence[str]) -> dict[str, Any]:
    known = places.scenario_names()
    if name not in known:
        allowed = f"one of {', '.join(known)}{nearest(name, known)}"
        raise ScenarioError([Fault(path="scenario", found=name, allowed=allowed)])
    _check_header(name)
    changes = [f"scenarios={name}", f"hydra.searchpath=['{kept_files.SCHEME}://{places.home()}']", *WITHOUT]
    changes += [_understood(override) for override in overrides]
    kept_files.register()
    GlobalHydra.instance().clear()
    try:
        with initialize_config_dir(str(places.configs()), version_base="1.3"):
            config = compose("run", changes)
            composed = OmegaConf.to_container(config, resolve=True)
    except yaml.YAMLError as error:
        raise ScenarioError([_not_yaml(name, error)]) from error
    except RecursionError as error:
        allowed = f"defaults that do not lead back to the scenario itself, and {NOT_DEEPER}"
        raise ScenarioError([Fault(path="defaults", found=name, allowed=allowed)]) from error
    except (HydraException, OmegaConfBaseException, ValueError) as error:
        raise ScenarioError([Fault(path="override", found=" ".join(overrides), allowed=_plain(error))]) from error
    assert isinstance(composed, dict)
    if faults := unused_strengths(overrides, config):
        raise ScenarioError(faults, name)
    return {str(key): _told(value) for key, value in composed.items()}


HEADER = "# @package _global_"


def _check_header(name: str) -> None:
    """Hydra would put a file without this line under a key of its own, and say nothing."""
    file = places.scenarios() / f"{name}.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    if HEADER not in lines:
        found = lines[0] if lines else None
        raise ScenarioError([Fault(path=f"scenarios/{file.name}, line 1", found=found, allowed=f"the line `{HEADER}`")])


def _not_yaml(name: str, error: yaml.YAMLError) -> Fault:
    """What is wrong with a file that cannot be read at all, and where."""
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    place = f"{Path(mark.name).name}, line {mark.line + 1}" if mark else name
    return Fault(path=place, found=problem or str(error).splitlines()[0], allowed="valid YAML")


def _told(value: Any) -> Any:
    """A composed value as one file would tell it.

    A bare yes or no is a truth value in YAML, so that it has to be one on the command line too. Dates stand in their order,
    whichever of the files that were put together said them first.
    """
    if isinstance(value, dict):
        dated = bool(value) and all(_DATE.fullmatch(str(key)) for key in value)
        keys = sorted(value, key=str) if dated else list(value)
        return {key: _told(value[key]) for key in keys}
    if isinstance(value, list):
        return [_told(below) for below in value]
    return {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value


def forced(override: str) -> str:
    """An override that may add a key: whether the key is allowed is for the strict builder to say."""
    match = _OVERRIDE.match(override)
    if match is None:
        if override.startswith(("+", "~")):
            return override
        raise ScenarioError([Fault(path="override", found=override, allowed="key=value")])
    group = match[1].split("@")[0]
    if group.startswith(("hydra.", "hydra/")):
        return override
    folder = places.configs() / group
    if not folder.is_dir():
        return f"++{_undated(override)}"
    known = sorted(path.stem for path in folder.glob("*.yaml"))
    for name in split_list(override.partition("=")[2]):
        if name not in known:
            raise ScenarioError(
                [Fault(path=group, found=name, allowed=f"one of {', '.join(known)}{nearest(name, known)}")]
            )
    return f"+{override}" if group == "lever" else override  # no scenario has a lever until one is switched on


def _undated(override: str) -> str:
    """Hydra's keys know no dates, but its values do: ``team.2018-01-01=3`` becomes ``team={2018-01-01: 3}``."""
    match = _DATED.match(override)
    if match is None:
        return override
    values = [match[3]]
    if (parsed := OverridesParser.create().parse_override(f"x={match[3]}")).is_discrete_sweep():
        values = list(parsed.sweep_string_iterator())
    for key in reversed(match[2].split(".")):
        values = [f"{{{key}: {value}}}" for value in values]
    return f"{match[1]}={','.join(values)}"


def _understood(override: str) -> str:
    """The override for Hydra, if that understands it."""
    try:
        changed = forced(override)
        parsed = OverridesParser.create().parse_override(changed)
    except HydraException as error:
        raise ScenarioError([Fault(path="override", found=override, allowed=_plain(error))]) from error
    except RecursionError as error:
        raise ScenarioError([Fault(path="override", found=override, allowed=NOT_DEEPER)]) from error
    if parsed.is_sweep_override():
        allowed = "one value, or ipc run -m to run every combination of values"
        raise ScenarioError([Fault(path="override", found=override, allowed=allowed)])
    return changed


def _plain(error: Exception) -> str:
    """The first line of a library's complaint."""
    return "key=value in Hydra's grammar: " + (str(error).strip().splitlines() or [type(error).__name__])[0]


def _settings(given: Mapping[str, Any]) -> Settings:
    from ..engines import ENGINES
    from ..experiments.chunks import KEEP
    from ..experiments.schedule import PARALLEL
    from ..experiments.workers import faults_of_workers

    top = Node(given)
    parallel = top["parallel"]
    parallel.only("kind", "address")
    for key, now in OLD_SETTINGS.items():
        if top[key]:
            top[key].fault(now)
    settings = Settings(
        replications=top["replications"].whole(low=1, high=10_000_000),
        precision=_share(top["precision"]) if top["precision"] else None,
        most=top["most"].whole(low=1, high=10_000_000),
        engine=top["engine"].text(of=tuple(sorted(ENGINES))),
        crosscheck=top["crosscheck"].whole(low=0, high=10_000_000),
        keep=top["keep"].text(of=tuple(KEEP)),
        uncertainty=_on_or_names(top["uncertainty"]),
        workers=top["workers"].value,
        parallel=parallel["kind"].text(of=PARALLEL),
        address=parallel["address"].text() if parallel["address"] else None,
        resume=top["resume"].truth() if top["resume"] else None,
    )
    top.faults += faults_of_workers(settings.workers)
    if top.faults:
        raise ScenarioError(top.faults)
    return settings


def _on_or_names(node: Node) -> bool | tuple[str, ...]:
    """Whether anything is uncertain: yes, no, or the names of what is."""
    known = {True: True, False: False, "on": True, "off": False}
    if isinstance(node.value, bool | str) and node.value in known:
        return known[node.value]
    return node.texts()


def _share(node: Node) -> float:
    """A share: 0.02, or 2%."""
    text = str(node.value).strip()
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = 0.0
    if isinstance(node.value, bool) or not 0 < share < 1:
        node.fault("a share between 0 and 1 such as 0.02, or 2%")
        return 0.5
    return share


def take(words: Sequence[str], keys: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Split ``key=value`` words into those with one of the keys, and the others; the last of a key counts."""
    given, others = {}, []
    for word in words:
        key, equals, value = word.partition("=")
        if equals and key in keys:
            given[key] = value
        else:
            others.append(word)
    return given, others


def split_list(text: str) -> list[str]:
    """The words of ``[a,b]``."""
    return [word.strip() for word in text.strip().removeprefix("[").removesuffix("]").split(",") if word.strip()]


@dataclass(frozen=True, kw_only=True)
class Board:
    """A set of scenarios to be compared, the first of them the baseline."""

    name: str
    title: str
    scenarios: tuple[str, ...]


def load_board(name: str) -> Board:
    """Load a board set by name."""
    known = places.board_names()
    if name not in known:
        raise ScenarioError(
            [Fault(path="board", found=name, allowed=f"one of {', '.join(known)}{nearest(name, known)}")]
        )
    top = Node(yaml.safe_load((places.configs() / "board" / f"{name}.yaml").read_text(encoding="utf-8")))
    top.only("title", "scenarios")
    board = Board(name=name, title=top["title"].text(), scenarios=top["scenarios"].texts())
    if top.faults:
        raise ScenarioError(top.faults, f"board {name}")
    return board
