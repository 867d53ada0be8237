"""Faults that only the whole pathway shows: unreachable stages, endless loops, money that can never be enough."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

from ..by_attribute import Tree, attributes, leaves, pick
from ..digits import exact
from ..distribution import Distribution
from ..limits import POUNDS_EACH
from ..pathway import LOWERED, Pathway, Stage
from ..people import Inside, People
from ..resources import Fund, Resource
from .node import Node
from .values import largest


def check_graph(pathway: Pathway, inside: Sequence[Inside], node: Node) -> None:
    """Note every fault of the graph on `node`, where the pathway stands in the file."""
    _check_lowered(pathway, node)
    stages = {stage.name: stage for stage in pathway.stages}
    targets_of: dict[str, set[str]] = {name: {*stage.targets} & stages.keys() for name, stage in stages.items()}
    instead = _when_used_up(stages)
    entries = {pathway.stages[0].name, *(entry.stage for entry in inside)}
    reached = _reached(entries, targets_of)
    for name in stages:
        if name not in reached:
            node["stages"][name].fault(
                "a stage that some earlier stage's `next` leads to (this one is unreachable)", name
            )
    endless = {name: targets for name, targets in targets_of.items() if stages[name].max_steps is None}
    loop = _loop({name: {instead[target] for target in targets} & stages.keys() for name, targets in endless.items()})
    if loop:
        node["stages"][loop[0]].fault("max_steps on a stage of every loop", " -> ".join([*loop, loop[0]]))
    for stage in pathway.stages:
        if instead[stage.name] == "":
            node["stages"][stage.name]["then"].fault(
                "a target that can still be reached when this stage is used up", stage.then
            )


def check_amounts(pathway: Pathway, resources: Sequence[Resource], people: People, node: Node) -> None:
    """Note on `node`, where the pathway stands in the file, every amount that no fund of its stage can ever pay."""
    ceilings = {resource.name: resource.ceiling() for resource in resources if isinstance(resource, Fund)}
    for stage in pathway.stages:
        if stage.amount is not None and stage.held_money != LOWERED:  # what is given back has been met
            _check_amounts(stage, stage.amount, ceilings, people, node["stages"][stage.name]["amount"])


def _check_lowered(pathway: Pathway, node: Node) -> None:
    """Money is given back of funds that some stage takes it from."""
    taken = {name for stage in pathway.stages if stage.held_money != LOWERED for name in leaves(stage.resource)}
    for stage in pathway.stages:
        for name in leaves(stage.resource) if stage.held_money == LOWERED else ():
            if name not in taken:
                node["stages"][stage.name]["fund"].fault("a fund of which some stage takes money", name)


def _when_used_up(stages: Mapping[str, Stage]) -> dict[str, str]:
    """Where each stage leads to when all stages that have a `then` are used up; an empty text where that never ends."""
    instead: dict[str, str] = {}
    for name, stage in stages.items():
        passed: dict[str, None] = {}
        target, then = name, stage.then
        while then and target not in passed and target not in instead:
            passed[target] = None
            target = then
            then = stages[target].then if target in stages else None
        end = "" if target in passed else instead.get(target, target)
        instead.update(dict.fromkeys([*passed, name], end))
    return instead


def _reached(entries: set[str], targets_of: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    edge = set(entries)
    while edge:
        reached |= edge
        edge = set().union(*(targets_of[name] for name in edge)) - reached
    return reached


def _loop(targets_of: Mapping[str, set[str]]) -> list[str]:
    """A loop in the graph as the stages along it, or an empty list."""
    done: set[str] = set()
    for first in targets_of:
        trail: dict[str, None] = {}  # the stages that lead here
        ahead = [iter([first])]  # where each of them leads on, as far as that has not been followed
        while ahead:
            name = next(ahead[-1], None)
            if name is None:
                ahead.pop()
                if trail:
                    done.add(trail.popitem()[0])
            elif name in trail:
                return [*trail][[*trail].index(name) :]
            elif name not in done:
                trail[name] = None
                ahead.append(iter(sorted(targets_of.get(name, ()))))
    return []


def _check_amounts(
    stage: Stage, amount: Tree[Distribution] | str, ceilings: Mapping[str, int], people: People, node: Node
) -> None:
    """An amount that is always larger than what the fund can ever hold would block its queue for good."""
    asks = people.numbers[amount] if isinstance(amount, str) else amount
    factors = stage.amount_multipliers
    largest_factor = math.prod(largest(factors))
    likely = max(leaf.most if leaf.most < math.inf else leaf.mean for leaf in leaves(asks)) * largest_factor
    if likely > POUNDS_EACH["high"]:
        node.fault(f"with all its multipliers at most {exact(POUNDS_EACH['high'])} pounds", likely)
        return
    most = max(leaf.least for leaf in leaves(asks)) * largest_factor
    if round(most * 100) <= min((ceilings[fund] for fund in leaves(stage.resource) if fund is not None), default=0):
        return  # as nearly always, so that nobody need look at every combination
    involved = dict.fromkeys([*attributes(asks), *attributes(stage.resource), *factors])
    refused = set()
    for combination in itertools.product(*(people.values[name] for name in involved)):
        chosen = dict(zip(involved, combination, strict=True))
        fund = pick(stage.resource, chosen)
        if fund is None or fund in refused:
            continue
        asked = pick(asks, chosen).least * math.prod(
            by_value.get(chosen[attribute], 1.0) for attribute, by_value in factors.items()
        )
        if round(asked * 100) > ceilings[fund]:
            refused.add(fund)
            ceiling = ceilings[fund] / 100
            node.fault(
                f"at most {exact(ceiling)} pounds, the most that {fund} ever holds: more could never be met", asked
            )
