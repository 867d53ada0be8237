"""What nothing in a scenario uses: a slip in a name makes such a thing, and it would change no number without a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..by_attribute import attributes, leaves
from ..errors import Fault, nearest
from ..scenario import Scenario
from .cures import without
from .node import Node

#: The attributes that measures and validation targets look up by name. Every KPI is reported by cohort, so that cohorts and
#: routes, which are always there, are never without a use.
REPORTED = ("activation", "age", "known", "budget_kind", "deployment", "entitled", "funder")

_TAKES_TIME = ("parts", "only where a stage has work or elapsed")
#: The keys of a stage that say something of what another key has: the field in which that is, and what is allowed.
DEPENDENT = {
    "multipliers": _TAKES_TIME,
    "time_multiplier": _TAKES_TIME,
    "cause": _TAKES_TIME,
    "amount_multipliers": ("amount", "only where a stage asks for an amount"),
    "priority": ("resource", "only where people wait for something"),
}


def unused(scenario: Scenario, before: Mapping[str, Any] | None = None) -> list[Fault]:
    """Everything with a name of its own at which no stage, person, goal or measure ever looks.

    Parameters
    ----------
    scenario
        Any scenario that could be built.
    before
        The mapping of the same scenario before something in it was changed. What stood there already is left out, since the
        change may be what took its use away.

    Returns
    -------
    list[Fault]
        One for each such resource, attribute, number, band, patience clock and exit; for each key of a stage that says
        something of what is not there; and for a share of the eligible of which no cohort is a share.
    """
    wanted, numbers = _of_people(scenario)
    sections = (
        ("resources", _resources(scenario), "the name of a resource that some stage or gate uses"),
        ("people.attributes", wanted, "the name of an attribute on which something depends"),
        ("people.numbers", numbers, "the name of a number that somebody asks for, or that bands in use cut"),
        ("people.bands", wanted, "the name of bands on which something depends"),
        ("pathway.patience_clocks", _clocks(scenario), "the name of a clock that some stage goes by"),
        ("pathway.exits", _exits(scenario), "the name of an exit to which some stage leads"),
    )
    top, top_before = Node(scenario.mapping), Node(before)
    for section, used, allowed in sections:
        named, names_before = _below(top, section), _below(top_before, section).keys()
        others = [name for name, _ in named.items() if name in used]
        for name, below in named.items():
            if name not in used and name not in names_before:
                below.fault(f"{nearest(name, others)}{allowed}")
    _check_stages(scenario, top["pathway"]["stages"], top_before["pathway"]["stages"])
    share, shares = top["people"]["eligible_share"], [cohort["share"] for _, cohort in top["people"]["cohorts"].items()]
    if share and not any(shares) and not top_before["people"]["eligible_share"]:
        share.fault("only where some cohort is a share of the eligible")
    return top.faults


def _below(node: Node, section: str) -> Node:
    for key in section.split("."):
        node = node[key]
    return node


def _check_stages(scenario: Scenario, node: Node, before: Node) -> None:
    """Note each key of a stage that says something of what the stage does not have."""
    for stage in scenario.pathway.stages:
        for key, (field, allowed) in DEPENDENT.items():
            below = node[stage.name][key]
            if below and not getattr(stage, field) and not before[stage.name][key]:
                below.fault(f"{allowed}{without(below)}")


def _resources(scenario: Scenario) -> set[str]:
    waited_for = {name for stage in scenario.pathway.stages for name in leaves(stage.resource) if name is not None}
    return waited_for.union(*(resource.watched_funds for resource in scenario.resources if resource.name in waited_for))


def _clocks(scenario: Scenario) -> set[str]:
    return {stage.patience.clock for stage in scenario.pathway.stages if stage.patience is not None}


def _exits(scenario: Scenario) -> set[str]:
    return {target for stage in scenario.pathway.stages for target in stage.targets}


def _of_people(scenario: Scenario) -> tuple[set[str], set[str]]:
    """The attributes and bands, and the numbers, that are looked at, and all on which these depend in turn."""
    people, goals = scenario.people, scenario.goals
    wanted = {*REPORTED, *attributes(people.leaving_a_year), *_of_stages(scenario)}
    numbers = {stage.amount for stage in scenario.pathway.stages if isinstance(stage.amount, str)}
    if goals is not None:
        wanted.update(goals.attributes)
        numbers.add(goals.asked)
    # Each depends on what stands above it alone: bands on numbers, numbers on attributes, attributes on those before them.
    numbers.update(of for name, (of, _) in people.bands.items() if name in wanted)
    for name in numbers & people.numbers.keys():
        wanted.update(attributes(people.numbers[name]))
    for name in reversed([*people.attributes]):
        if name in wanted:
            wanted.update(attributes(people.attributes[name]))
    return wanted, numbers


def _of_stages(scenario: Scenario) -> Iterator[str]:
    """The attributes and bands at which stages look, some more than once."""
    for stage in scenario.pathway.stages:
        yield from attributes(stage.resource)
        for part in stage.parts:
            yield from attributes(part.lasts)
        if stage.amount is not None and not isinstance(stage.amount, str):
            yield from attributes(stage.amount)
        if stage.patience is not None:
            yield from attributes(stage.patience.days)
            yield from stage.patience.multipliers
        yield from stage.decided_by
        yield from stage.multipliers
        yield from stage.amount_multipliers
