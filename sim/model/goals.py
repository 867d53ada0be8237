"""Goals: which attributes stand for them, what a panel decides of each, and how long it takes until one is achieved."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from .by_attribute import By, Tree
from .distribution import Distribution


@dataclass(frozen=True, kw_only=True)
class PerGoal:
    """What a panel decides of each goal that needs money, and where the case goes then.

    A case is deferred where any of its goals is deferred, refused only where every one is refused, and otherwise approved.

    Attributes
    ----------
    approve, defer, refuse
        Probabilities for each goal, independent of one another; they sum to 1.
    goals, value
        The attributes that stand for a person's goals, and the value of one that needs money.
    approved, deferred, refused
        Where the case goes.
    """

    approve: float
    defer: float
    refuse: float
    goals: tuple[str, ...]
    value: str
    approved: str
    deferred: str
    refused: str

    def weights(self, number: int) -> dict[str, float]:
        """Weights of the targets for a case with so many goals that need money; whoever asks has one at least."""
        decisions = max(1, number)
        # Multiplied out, since the last bit of a power depends on the machine.
        undecided, every = math.prod([1 - self.defer] * decisions), math.prod([self.refuse] * decisions)
        return {self.approved: undecided - every, self.deferred: 1 - undecided, self.refused: every}

    def by_goals(self, values: Mapping[str, tuple[str, ...]]) -> Tree[Mapping[str, float]]:
        """The weights as a tree over the goals' attributes, whose values are given."""
        return self._below(self.goals, 0, values)

    def _below(
        self, goals: tuple[str, ...], number: int, values: Mapping[str, tuple[str, ...]]
    ) -> Tree[Mapping[str, float]]:
        if not goals:
            return self.weights(number)
        branches = {value: self._below(goals[1:], number + (value == self.value), values) for value in values[goals[0]]}
        return By(attribute=goals[0], branches=branches)


@dataclass(frozen=True, kw_only=True)
class Goals:
    """Which goals people have, and what becomes of them; the measures count them, engines know nothing of them.

    Attributes
    ----------
    attributes
        Each stands for one goal: its value is the source of what the goal takes.
    money
        The value of a goal that needs the programme's money.
    days
        By value, the days until a goal is achieved: of one that needs money since the budget went live, of any other since
        the plan.
    asked
        The people's number that is asked for.
    capped_at
        Stages that may grant less than that: each goal is then without money with the probability of the share left out.
    refused, unsourced
        Exits by which a person's goals that need money are refused, or have money and nobody to provide what it is for.
    """

    attributes: tuple[str, ...]
    money: str
    days: Mapping[str, Distribution] = field(default_factory=dict)
    asked: str = ""
    capped_at: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    unsourced: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Where what the goals take may come from: the values of the attributes."""
        return tuple(self.days)
