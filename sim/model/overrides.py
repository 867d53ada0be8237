"""A scenario with other values under some of its key paths, checked like a scenario that is read from YAML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import Fault, ScenarioError, one_of
from .parameters import Path, key_path, path_of
from .reader.node import plain
from .reader.scenario import built
from .scenario import Scenario

EXAMPLE = "a key path of the scenario such as 'resources.panel.slots'"
#: Keys of texts on which no number depends, and which every scenario may have.
TEXT_KEYS = ("name", "label", "lever", "description")


def with_overrides(scenario: Scenario, overrides: Mapping[str, Any]) -> Scenario:
    """The scenario with other values under some of its key paths.

    Where numbers take the place of numbers, all parts of the scenario that hold none of them are those of the scenario before,
    and so is all that was worked out for them alone: many variants cost little more than what differs. The same words on the
    command line (``resources.panel.slots=12``) give an equal scenario. Variants that are run together need names of their own:
    ``{"name": "twelve_slots", "resources.panel.slots": 12}``.

    Parameters
    ----------
    scenario
        The scenario before, which stays as it is.
    overrides
        New values by key path, such as ``{"resources.panel.slots": 12}``; one in a list has its number,
        ``"pathway.stages.offer.next_multipliers[0].by"``. Each path has to be there: a scenario with other stages or resources
        is built from a mapping, see `build`. Parameters whose ranges are drawn still are, each in proportion to the new value.

    Returns
    -------
    Scenario
        Built by the reader of YAML, with its rules.

    Raises
    ------
    ScenarioError
        For paths that are not there, with the nearest that is, or with every fault of the scenario that they would make.
    """
    faults: list[Fault] = []
    draft = MappingDraft(scenario.mapping)
    same_structure = True
    for text, value in overrides.items():
        path = path_of(text) if isinstance(text, str) else ()
        if fault := _fault_of(scenario.mapping, path, text, value):
            faults.append(fault)
            continue
        container = draft.container(path)
        new = plain(value)
        same_structure &= text in TEXT_KEYS or (_is_number(container[path[-1]]) and _is_number(new))
        container[path[-1]] = new
    if faults:
        raise ScenarioError(faults, scenario.name)
    return built(draft.mapping, scenario if same_structure else None)


def _fault_of(mapping: Mapping[str, Any], path: Path, text: object, value: Any) -> Fault | None:
    """What is wrong with a key path or the value for it, without a look at what it would make of the scenario."""
    if not path or key_path(path) != text:
        return Fault(path="overrides", found=text, allowed=EXAMPLE)
    container: Any = mapping
    for index, step in enumerate(path):
        keys = _keys(container)
        if step not in keys and text not in TEXT_KEYS:
            above = key_path(path[:index])
            intro = f"a key of {above}:" if above else "a key of the scenario:"
            allowed = one_of(map(str, keys), str(step), intro) if keys else f"{above}, which holds nothing more"
            return Fault(path=str(text), found=step, allowed=allowed)
        container = container[step] if step in keys else None
    if value is None:
        return Fault(
            path=str(text), found=None, allowed="a value: what is taken away leaves another scenario, see sim.build"
        )
    return None


def _keys(container: Any) -> list[str] | range:
    if isinstance(container, Mapping):
        return list(container)
    return range(len(container)) if isinstance(container, list) else []


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


class MappingDraft:
    """A mapping of which only what changes is copied: all else stands in the copy as the very same object.

    Parameters
    ----------
    mapping
        A plain mapping, which stays as it is.

    Attributes
    ----------
    mapping
        The copy.
    """

    def __init__(self, mapping: Mapping[str, Any]) -> None:
        self.mapping = dict(mapping)
        self._copied = {id(self.mapping)}

    def container(self, path: Path) -> Any:
        """The mapping or list that holds the last step of a path: one that may be changed."""
        container: Any = self.mapping
        for step in path[:-1]:
            below = container[step]
            if id(below) not in self._copied:
                below = container[step] = dict(below) if isinstance(below, Mapping) else list(below)
                self._copied.add(id(below))
            container = below
        return container
