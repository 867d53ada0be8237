"""The pathway: stages, what each waits for, how long it lasts, and where people go next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from .by_attribute import Tree, attributes, leaves
from .calendar import Dated, constant
from .distribution import Distribution
from .goals import PerGoal
from .step_table import GAVE_UP, LEFT, UNFINISHED

RAISED, LOWERED = "raised", "lowered"  #: what a stage may do with recurrent money that is held already


@dataclass(frozen=True, kw_only=True)
class Part:
    """Something that goes on during a stage and takes time; a stage lasts as long as the longest of its parts.

    `cause` is the word under which its days are reported.
    """

    cause: str
    lasts: Tree[Distribution]


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long a person waits before giving up (days).

    With a `clock` the patience spans every stage that names the same clock, and runs from joining the first of them.
    """

    days: Tree[Distribution]
    clock: str = ""
    multipliers: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NextMultiplier:
    """A change of the weight of one target for the people `where` describes; the `rest` target takes what it loses."""

    to: str
    where: Mapping[str, str]
    by: float


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A node of the pathway.

    Attributes
    ----------
    resource
        The name of the one thing that is waited for, or None.
    parts
        What takes time. Hours of work where the resource is a team, else days. Empty: it takes no time.
    multipliers
        Factors on the time by attribute and value.
    dated_multiplier
        A factor on the time by the day on which the step starts (learning, for one).
    amount
        What is asked of a fund, in pounds: a distribution, or the name of one of the people's numbers.
    amount_multipliers
        Factors on the amount by attribute and value (the share outside the block for a notional budget, for one).
    held_money
        `RAISED`: the amount is added to the recurrent money that the person holds, which is kept while waiting for more.
        `LOWERED`: as much of it is given back, or all that is held if that is less, without waiting. Empty: whoever holds
        money of the fund already is granted no more.
    next
        Weights of the targets (stages or exits), summing to 1.
    next_changes
        Other weights from a day on: ``(day, weights)`` in ascending order. Those in force when the step finishes count.
    decisions
        Of each of `routing_by_period`, the decisions on each goal from which the weights follow; None where they do not.
    priority
        Lower is served first among those who wait for one resource.
    gives_back
        Resources whose held units are given back when the step finishes.
    pays
        Whether the money granted so far is paid out when the step finishes.
    max_steps, then
        How many times a person may come here, and the target instead of coming once more.
    """

    name: str
    next: Tree[Mapping[str, float]]
    resource: Tree[str | None] = None
    parts: tuple[Part, ...] = ()
    multipliers: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    dated_multiplier: Dated = field(default_factory=lambda: constant(1.0))
    amount: Tree[Distribution] | str | None = None
    amount_multipliers: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    held_money: str = ""
    next_changes: tuple[tuple[float, Tree[Mapping[str, float]]], ...] = ()
    next_multipliers: tuple[NextMultiplier, ...] = ()
    decisions: tuple[Tree[PerGoal | None], ...] = ()
    patience: Patience | None = None
    priority: int = 0
    gives_back: tuple[str, ...] = ()
    pays: bool = False
    max_steps: int | None = None
    then: str | None = None
    label: str = ""
    description: str = ""

    @property
    def routing_by_period(self) -> tuple[Tree[Mapping[str, float]], ...]:
        """The weights of each period: at first, and after each change."""
        return (self.next, *(tree for _, tree in self.next_changes))

    @property
    def targets(self) -> frozenset[str]:
        """Every stage and exit that may ever follow."""
        targets = {target for tree in self.routing_by_period for weights in leaves(tree) for target in weights}
        return frozenset(targets | ({self.then} if self.then else set()))

    @property
    def decided_by(self) -> list[str]:
        """The attributes on which the stage's weights ever depend."""
        names = {name: None for tree in self.routing_by_period for name in attributes(tree)}
        for multiplier in self.next_multipliers:
            names.update(dict.fromkeys(multiplier.where))
        return list(names)

    def period(self, day: float) -> int:
        """Which of `routing_by_period` is in force on a day."""
        return sum(change <= day for change, _ in self.next_changes)


@dataclass(frozen=True, kw_only=True)
class Pathway:
    """Stages in the order of the story, the exits, and which stages are milestones.

    Attributes
    ----------
    milestones
        ``plan``, ``asked`` and ``live`` each name the stage whose finish counts as it.
    reviews
        The stages that review a plan or a budget: a review is due when a person joins one.
    """

    stages: tuple[Stage, ...]
    exits: Mapping[str, str]
    milestones: Mapping[str, str] = field(default_factory=dict)
    reviews: tuple[str, ...] = ()

    @cached_property
    def index(self) -> dict[str, int]:
        """The code of each target: stages from 0 in pathway order, then exits."""
        names = [stage.name for stage in self.stages] + list(self.exits)
        return {name: code for code, name in enumerate(names)}

    @cached_property
    def review_codes(self) -> tuple[int, ...]:
        """The codes of `reviews`."""
        return tuple(self.index[name] for name in self.reviews)

    @cached_property
    def ahead(self) -> dict[str, frozenset[str]]:
        """For each stage, the stages that may come after it, however late, and itself."""
        ahead = {stage.name: {stage.name} for stage in self.stages}
        targets = {stage.name: stage.targets & ahead.keys() for stage in self.stages}
        while True:
            further = {name: these.union(*(ahead[target] for target in targets[name])) for name, these in ahead.items()}
            if further == ahead:
                return {name: frozenset(these) for name, these in ahead.items()}
            ahead = further

    def is_behind(self, milestone: str, stage: str) -> bool:
        """Whether whoever comes to a stage has passed a milestone for good: the stage may follow it, and it never the stage."""
        at = self.milestones.get(milestone)
        return at is not None and at != stage and stage in self.ahead[at] and at not in self.ahead[stage]

    @cached_property
    def with_plan_alone(self) -> tuple[int, ...]:
        """The codes of the stages to which people come with a plan, and with no budget behind them or ahead."""
        live = self.milestones.get("live")
        return tuple(
            code
            for code, stage in enumerate(self.stages)
            if self.is_behind("plan", stage.name)
            and not self.is_behind("asked", stage.name)
            and (live is None or (live not in self.ahead[stage.name] and stage.name not in self.ahead[live]))
        )

    @cached_property
    def outcomes(self) -> dict[int, str]:
        """The word for every outcome code of a step."""
        words = {code: name for name, code in self.index.items()}
        return {**words, UNFINISHED: "unfinished", GAVE_UP: "gave_up", LEFT: "left"}
