"""What a model can see: on which attributes of people it depends how far they get."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .by_attribute import attributes
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
    first = pathway.stages[0].name if since is None else pathway.milestones[since]
    last, ahead = pathway.milestones[until], pathway.ahead
    return [
        stage
        for stage in pathway.stages
        if stage.name != last and stage.name in ahead[first] and last in ahead[stage.name]
    ]


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
