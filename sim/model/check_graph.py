"""Faults that only the whole pathway shows: unreachable stages, endless loops, money that can never be enough."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

from .distribution import Distribution
from .pathway import Pathway, Stage
from .people import Inside, People
from .reading import Node
from .resources import Fund, Resource
from .tree import Tree, attributes, leaves, pick


def check_graph(pathway: Pathway, inside: Sequence[Inside], node: Node) -> None:
    """Note every fault of the graph on `node`, the pathway's place in the file."""
    stages = {stage.name: stage for stage in pathway.stages}
    ways = {name: _targets(stage) & set(stages) for name, stage in stages.items()}
    entries = {pathway.stages[0].name, *(entry.stage for entry in inside)}
    reached = _reached(entries, ways)
    for name in stages:
        if name not in reached:
            node["stages"][name].fault(
                "a stage that some earlier stage's `next` leads to (this one is unreachable)", name
            )
    loop = _loop(_when_used_up(stages, ways))
    if loop:
        node["stages"][loop[0]].fault("max_steps on a stage of every loop", " -> ".join([*loop, loop[0]]))
    for stage in pathway.stages:
        if _turned_away_for_ever(stage, stages):
            node["stages"][stage.name]["then"].fault(
                "a target that can still be reached when this stage is used up", stage.then
            )


def check_amounts(pathway: Pathway, resources: Sequence[Resource], people: People, node: Node) -> None:
    """Note on `node`, the pathway's place in the file, every amount that no fund of its stage can ever pay."""
    ceilings = {resource.name: resource.ceiling() for resource in resources if isinstance(resource, Fund)}
    for stage in pathway.stages:
        if stage.amount is not None:
            _check_amounts(stage, stage.amount, ceilings, people, node["stages"][stage.name]["amount"])


def _targets(stage: Stage) -> set[str]:
    targets = {target for tree in stage.ways for weights in leaves(tree) for target in weights}
    return targets | ({stage.then} if stage.then else set())


def _when_used_up(stages: Mapping[str, Stage], ways: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The ways that remain when every stage with `max_steps` is used up, so that each leads to its `then` instead."""

    def instead(name: str) -> str:
        passed: set[str] = set()
        while name in stages and name not in passed:
            passed.add(name)
            name = stages[name].then or name
        return name

    return {
        name: {instead(target) for target in ways[name]} & set(stages)
        for name, stage in stages.items()
        if stage.max_steps is None
    }


def _turned_away_for_ever(stage: Stage, stages: Mapping[str, Stage]) -> bool:
    """Whether `then` leads from one used-up stage to another and never out."""
    seen: set[str] = set()
    target: str | None = stage.name
    while target is not None and target in stages:
        if target in seen:
            return True
        seen.add(target)
        target = stages[target].then
    return False


def _reached(entries: set[str], ways: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    edge = set(entries)
    while edge:
        reached |= edge
        edge = set().union(*(ways[name] for name in edge)) - reached
    return reached


def _loop(ways: Mapping[str, set[str]]) -> list[str]:
    """A loop in the graph as the stages along it, or an empty list."""
    done: set[str] = set()

    def search(name: str, trail: list[str]) -> list[str]:
        if name in trail:
            return trail[trail.index(name) :]
        if name in done:
            return []
        for target in sorted(ways.get(name, ())):
            if found := search(target, [*trail, name]):
                return found
        done.add(name)
        return []

    for name in ways:
        if found := search(name, []):
            return found
    return []


def _check_amounts(
    stage: Stage, amount: Tree[Distribution] | str, ceilings: Mapping[str, int], people: People, node: Node
) -> None:
    """An amount that is always larger than what the fund can ever hold would block its queue for good."""
    asks = people.numbers[amount] if isinstance(amount, str) else amount
    factors = stage.amount_multipliers
    most = max(each.least for each in leaves(asks)) * math.prod(max([1.0, *each.values()]) for each in factors.values())
    if round(most * 100) <= min((ceilings[fund] for fund in leaves(stage.resource) if fund is not None), default=0):
        return  # as nearly always, so that nobody need look at every combination
    involved = dict.fromkeys([*attributes(asks), *attributes(stage.resource), *factors])
    told = set()
    for combination in itertools.product(*(people.values[name] for name in involved)):
        chosen = dict(zip(involved, combination, strict=True))
        fund = pick(stage.resource, chosen)
        if fund is None or fund in told:
            continue
        asked = pick(asks, chosen).least * math.prod(
            by_value.get(chosen[attribute], 1.0) for attribute, by_value in factors.items()
        )
        if round(asked * 100) > ceilings[fund]:
            told.add(fund)
            ceiling = ceilings[fund] / 100
            node.fault(f"at most {ceiling:g} pounds, the most that {fund} ever holds: more could never be met", asked)
