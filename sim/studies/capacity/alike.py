"""Which values of an attribute make no difference to anything that is worked out, so that people who differ in them are one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...model import FUNDER, By, Scenario, Stage, Tree


def distinct_values(scenario: Scenario, *, in_pathway: bool = False) -> dict[str, tuple[int, ...]]:
    """For each value of each attribute, the code of the first value that does the same; codes all alike where none matters.

    Parameters
    ----------
    scenario
        The scenario.
    in_pathway
        Whether only what stages make of people counts, and not what other attributes and numbers of theirs hang on.
    """
    nodes: dict[str, list[Mapping[str, Any]]] = {}
    for stage in scenario.pathway.stages:
        for attribute, by_value in _differences(stage):
            nodes.setdefault(attribute, []).append(by_value)
    if scenario.budgets_counted:
        nodes.setdefault(FUNDER, []).append(dict.fromkeys(scenario.budgets_counted, True))
    people = scenario.people
    for tree in () if in_pathway else (*people.attributes.values(), *people.numbers.values()):
        for node in _nodes(tree):
            nodes.setdefault(node.attribute, []).append(node.branches)
    firsts = {}
    for attribute, values in people.values.items():
        effects = [[node.get(value) for node in nodes.get(attribute, ())] for value in values]
        firsts[attribute] = tuple(effects.index(effect) for effect in effects)
    return firsts


def _differences(stage: Stage) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each attribute on which the stage depends, with what each value makes of it; patience plays no part."""
    trees: list[Tree[Any]] = [stage.resource, *(part.lasts for part in stage.parts), *stage.routing_by_period]
    if stage.amount is not None and not isinstance(stage.amount, str):
        trees.append(stage.amount)
    for tree in trees:
        for node in _nodes(tree):
            yield node.attribute, node.branches
    yield from stage.multipliers.items()
    yield from stage.amount_multipliers.items()
    for change in stage.next_multipliers:
        for attribute, value in change.where.items():
            yield attribute, {value: change.by}


def _nodes(tree: Tree[Any]) -> Iterator[By[Any]]:
    if isinstance(tree, By):
        yield tree
        for branch in tree.branches.values():
            yield from _nodes(branch)
