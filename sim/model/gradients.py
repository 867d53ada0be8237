"""What a model can see: on which attributes of people it depends how far they get."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from .by_attribute import attributes, leaves
from .pathway import Stage
from .scenario import Scenario

ALWAYS = ("cohort", "route")  #: when people become known, and so all that follows, goes by these


def depends_on(scenario: Scenario, attribute: str, stages: Iterable[Stage]) -> bool:
    """Whether what happens at some stages depends on an attribute, itself or through others.

    Where it does not, people who differ in it alone fare alike there, but for chance and for who is left of them.
    """
    people = scenario.people
    looked_at = {*attributes(people.leaving_a_year)}
    for stage in stages:
        looked_at.update(_looks_at(scenario, stage))
    for name in reversed([*people.attributes]):  # each depends on those before it alone
        if name in looked_at:
            looked_at.update(attributes(people.attributes[name]))
    return attribute in looked_at or attribute in ALWAYS


def stages_between(scenario: Scenario, since: str | None, until: str) -> Sequence[Stage]:
    """The stages that lie between two milestones: the first one's own and all on a way to the second, which is left out.

    Parameters
    ----------
    scenario
        The scenario.
    since, until
        Milestones of its pathway; None for its first stage.
    """
    pathway = scenario.pathway
    names = [stage.name for stage in pathway.stages]
    last = pathway.milestones[until]
    onward = {stage.name: set(_targets(stage)).intersection(names) for stage in pathway.stages}
    onward[last] = set()
    back = {name: {before for before in names if name in onward[before]} for name in names}
    ahead = _reached(names[0] if since is None else pathway.milestones[since], onward)
    on_the_way = ahead & _reached(last, back) - {last}
    return [stage for stage in pathway.stages if stage.name in on_the_way]


def _reached(first: str, onward: Mapping[str, set[str]]) -> set[str]:
    """All that can be reached from somewhere, and that itself."""
    reached, waiting = {first}, [first]
    while waiting:
        further = onward[waiting.pop()] - reached
        reached |= further
        waiting += further
    return reached


def _targets(stage: Stage) -> Iterator[str]:
    for tree in stage.routing_by_period:
        for weights in leaves(tree):
            yield from weights
    if stage.then is not None:
        yield stage.then


def _looks_at(scenario: Scenario, stage: Stage) -> Iterator[str]:
    """The attributes on which a stage depends, those behind bands and numbers too."""
    people = scenario.people
    direct = {*attributes(stage.resource), *stage.decided_by, *stage.multipliers, *stage.amount_multipliers}
    direct.update(name for part in stage.parts for name in attributes(part.lasts))
    numbers = {people.bands[name][0] for name in direct if name in people.bands}
    if isinstance(stage.amount, str):
        numbers.add(stage.amount)
    elif stage.amount is not None:
        direct.update(attributes(stage.amount))
    if stage.patience is not None:
        direct.update(attributes(stage.patience.days), stage.patience.multipliers)
    yield from direct
    for number in numbers:
        yield from attributes(people.numbers[number])
