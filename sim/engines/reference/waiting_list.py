"""The waiting list that whoever identifies people looks at first, and those whom a long one holds back."""

from __future__ import annotations

from collections import deque

from ...model import Scenario


class WaitingList:
    """People at the stages that count as waiting, and those who would have been identified if they were fewer.

    Attributes
    ----------
    length
        How many people are at the stages.
    held_back
        People whose turn has come and who were not invited, in that order. Nobody else knows of them.
    is_inviting
        Whether the next of them is about to be invited.
    """

    def __init__(self, scenario: Scenario) -> None:
        invitations = scenario.invitations
        self.fewer_than = invitations.fewer_than if invitations else None
        self.stages = {scenario.pathway.index[name] for name in invitations.at} if invitations else set()
        self.length = 0
        self.held_back: deque[int] = deque()
        self.is_inviting = False

    @property
    def is_short(self) -> bool:
        """Whether anybody may be invited."""
        return self.fewer_than is None or self.length < self.fewer_than

    def joined(self, stage: int) -> None:
        """Count somebody who has come to a stage."""
        self.length += stage in self.stages

    def left(self, stage: int) -> None:
        """Count off somebody whose step at a stage has ended."""
        self.length -= stage in self.stages
