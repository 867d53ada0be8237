"""What need not be read again: where only numbers have moved, most of a mapping stands in the later one as the same object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, Generic, TypeVar

from ..pathway import Pathway, Stage
from ..people import Route
from ..resources import Resource
from ..scenario import Scenario
from .node import Node

T = TypeVar("T")
Named = TypeVar("Named", Resource, Route, Stage)

#: Of each part of a stage the keys on which it depends. What is waited for, on which most depend too, is no number.
STAGE_PARTS: Mapping[str, tuple[str, ...]] = {
    "resource": ("label", "description"),
    "duration": ("work", "elapsed", "cause"),
    "amount": ("amount", "amount_multipliers", "held_money"),
    "multipliers": ("multipliers", "time_multiplier"),
    "routing": ("next", "next_changes"),
    "next_multipliers": ("next", "next_changes", "next_multipliers"),
    "patience": ("patience",),
    "finish": ("priority", "gives_back", "pays", "then"),
    "limit": ("max_steps", "then"),
}


class PartsBefore(Generic[T]):
    """Parts that were read before without a fault, by key.

    Parameters
    ----------
    mapping
        That from which they were read: what has not moved stands in a later one as the very same object.
    parts
        What was read of each key. Whatever else they depend on must be as it was.
    """

    __slots__ = ("mapping", "parts")

    def __init__(self, mapping: Any = None, parts: Iterable[tuple[str, T]] = ()) -> None:
        self.mapping: Mapping[str, Any] = mapping if isinstance(mapping, Mapping) else {}
        self.parts = dict(parts)

    def get(self, key: str, node: Node) -> T | None:
        """The part of a key, if the value there is the one from which it was read; else None."""
        return self.parts.get(key) if self.mapping.get(key) is node.value else None

    def part_and_moved_keys(self, key: str, node: Node) -> tuple[T | None, Set[str]]:
        """The part of a key whatever has moved in it, and which keys below have; None and no keys where it was not read."""
        part, before = self.parts.get(key), self.mapping.get(key)
        if part is None or before is None or not isinstance(node.value, dict):
            return None, frozenset()
        if before is node.value:
            return part, frozenset()
        return part, {key for key, value in node.value.items() if value is not before[key]}


class ScenarioBefore:
    """The parts of a scenario as they were read; none where there is none.

    Attributes
    ----------
    resources, routes, stages
        By name.
    parts
        What is read of whole keys of the scenario.
    """

    def __init__(self, parent: Scenario | None) -> None:
        self.resources: PartsBefore[Resource] = PartsBefore()
        self.routes: PartsBefore[Route] = PartsBefore()
        self.stages: PartsBefore[Stage] = PartsBefore()
        self.parts: PartsBefore[Any] = PartsBefore()
        if parent is None:
            return
        mapping = parent.mapping
        self.resources = PartsBefore(mapping.get("resources"), _by_name(parent.resources))
        self.routes = PartsBefore(mapping.get("identification"), _by_name(parent.identification.routes))
        self.stages = PartsBefore(mapping["pathway"]["stages"], _by_name(parent.pathway.stages))
        whole = {
            "localities": parent.localities,
            "targets": parent.targets,
            "checks": parent.checks,
            "start_state": parent.inside,
            "goals": parent.goals,
        }
        self.parts = PartsBefore(mapping, whole.items())


def same_names(parent: Scenario, resources: Sequence[Resource], pathway: Pathway) -> bool:
    """Whether the names to which stages and gates refer are what they were: a name that is written as a number can move too."""
    stages = zip(pathway.stages, parent.pathway.stages, strict=True)
    pairs = zip(resources, parent.resources, strict=False)  # where one has a fault, it is missing
    return (
        pathway.milestones == parent.pathway.milestones
        and pathway.reviews == parent.pathway.reviews
        and all(now is before or _references(now) == _references(before) for now, before in stages)
        and all(now is before or now.watched_funds == before.watched_funds for now, before in pairs)
    )


def _references(stage: Stage) -> tuple[object, ...]:
    return stage.gives_back, stage.then


def _by_name(parts: Iterable[Named]) -> list[tuple[str, Named]]:
    return [(part.name, part) for part in parts]
