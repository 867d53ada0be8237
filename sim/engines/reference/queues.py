"""What people queue for in the reference engine: units that are held and given back, meetings, and gates."""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping
from itertools import count

import simpy

from ...model import Resource

GRANTED = 0  #: how the waiting ends for a person who is served; else the outcome of the step


class Request:
    """What a person who stands in a queue asks for, and the event that ends the waiting."""

    __slots__ = ("amount", "ended", "joined", "person", "waiting")

    def __init__(self, person: int, amount: int, joined: float, ended: simpy.Event) -> None:
        self.person, self.amount, self.joined, self.ended = person, amount, joined, ended
        self.waiting = True

    def end(self, ending: int) -> None:
        """End the waiting: granted, gave up or left."""
        if self.waiting:
            self.waiting = False
            self.ended.succeed(ending)

    def run_out(self, ending: int, _: simpy.Event) -> None:
        """End the waiting when a timer runs out."""
        self.end(ending)


class Queue:
    """People in order of priority, then of joining. The head is never overtaken."""

    def __init__(self) -> None:
        self.requests: list[tuple[int, int, Request]] = []
        self._order = count()

    def join(self, request: Request, priority: int) -> None:
        """Stand behind those of the same or a more urgent priority."""
        insort(self.requests, (priority, next(self._order), request))

    def drop_the_gone(self) -> None:
        """Drop those at the head who no longer wait."""
        while self.requests and not self.requests[0][2].waiting:
            del self.requests[0]


class UnitQueue(Queue):
    """Units that people take: members of a team, places of a caseload, pence of a fund.

    `free` may be negative: capacity that falls takes nothing from anybody, and commitments outlive the year's money.
    """

    def __init__(self, resource: Resource) -> None:
        super().__init__()
        self.capacity, self.free = resource.initial_capacity, resource.initial_free

    def serve(self) -> None:
        """Grant from the head on, as long as there is enough."""
        self.drop_the_gone()
        while self.requests and self.requests[0][2].amount <= self.free:
            request = self.requests.pop(0)[2]
            self.free -= request.amount
            request.end(GRANTED)
            self.drop_the_gone()

    def change_capacity(self, capacity: int) -> None:
        """Offer more or fewer units in all; what is in use stays in use."""
        self.free += capacity - self.capacity
        self.capacity = capacity


class MeetingQueue(Queue):
    """A meeting or payment run: serves only while it lasts, and only those whose papers came in time."""

    def hold(self, slots: int, cutoff: float) -> None:
        """Hear up to `slots` people who joined by `cutoff`; slots that are left are lost."""
        heard = [entry for entry in self.requests if entry[2].waiting and entry[2].joined <= cutoff][:slots]
        chosen = {id(entry[2]) for entry in heard}
        self.requests = [entry for entry in self.requests if entry[2].waiting and id(entry[2]) not in chosen]
        for _, _, request in heard:
            request.end(GRANTED)


class GateQueue(Queue):
    """A gate: takes nothing from anybody. Whoever stands before it passes while its funds have enough free together."""

    def __init__(self, funds: Mapping[int, UnitQueue], threshold: int) -> None:
        super().__init__()
        self.funds, self.threshold = funds, threshold

    def is_open(self) -> bool:
        """Whether there is enough that nobody has been granted."""
        return sum(fund.free for fund in self.funds.values()) >= self.threshold

    def let_pass(self) -> None:
        """Let everybody pass, in the order of the queue."""
        passing, self.requests = self.requests, []
        for _, _, request in passing:
            request.end(GRANTED)
