"""What people queue for in the reference engine: units that are held and given back, meetings, and gates."""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping
from itertools import count

import simpy

from ...model import Fund, Resource
from ...model.limits import UNLIMITED

GRANTED = 0  #: what a waiting person is told when served; else the outcome of the step


class Ticket:
    """A person's place in a queue: what is asked for, and the event that says how the waiting ended."""

    __slots__ = ("amount", "ended", "joined", "waiting", "who")

    def __init__(self, who: int, amount: int, joined: float, ended: simpy.Event) -> None:
        self.who, self.amount, self.joined, self.ended = who, amount, joined, ended
        self.waiting = True

    def end(self, how: int) -> None:
        """End the waiting: granted, gave up or left."""
        if self.waiting:
            self.waiting = False
            self.ended.succeed(how)

    def run_out(self, how: int, _: simpy.Event) -> None:
        """End the waiting when a timer runs out."""
        self.end(how)


class Queue:
    """People in order of priority, then of joining. The head is never overtaken."""

    def __init__(self) -> None:
        self.tickets: list[tuple[int, int, Ticket]] = []
        self._order = count()

    def join(self, ticket: Ticket, priority: int) -> None:
        """Stand behind those of the same or a more urgent priority."""
        insort(self.tickets, (priority, next(self._order), ticket))

    def forget_the_gone(self) -> None:
        """Drop those at the head who no longer wait."""
        while self.tickets and not self.tickets[0][2].waiting:
            del self.tickets[0]


class Units(Queue):
    """Units that people take: members of a team, places of a caseload, pence of a fund.

    `free` may be negative: capacity that falls takes nothing from anybody, and commitments outlive the year's money.
    """

    def __init__(self, resource: Resource) -> None:
        super().__init__()
        self.capacity = 0
        if isinstance(resource, Fund):
            self.capacity = UNLIMITED if resource.unlimited else 0
        else:
            self.capacity = resource.capacity(0.0)  # type: ignore[union-attr]
        self.free = self.capacity - (resource.committed if isinstance(resource, Fund) else 0)

    def serve(self) -> None:
        """Grant from the head on, as long as there is enough."""
        self.forget_the_gone()
        while self.tickets and self.tickets[0][2].amount <= self.free:
            ticket = self.tickets.pop(0)[2]
            self.free -= ticket.amount
            ticket.end(GRANTED)
            self.forget_the_gone()

    def change_capacity(self, capacity: int) -> None:
        """Offer more or fewer units in all; what is in use stays in use."""
        self.free += capacity - self.capacity
        self.capacity = capacity


class Gathering(Queue):
    """A meeting or payment run: serves only while it lasts, and only those whose papers came in time."""

    def hold(self, slots: int, cutoff: float) -> None:
        """Hear up to `slots` people who joined by `cutoff`; slots that are left are lost."""
        heard = [entry for entry in self.tickets if entry[2].waiting and entry[2].joined <= cutoff][:slots]
        chosen = {id(entry[2]) for entry in heard}
        self.tickets = [entry for entry in self.tickets if entry[2].waiting and id(entry[2]) not in chosen]
        for _, _, ticket in heard:
            ticket.end(GRANTED)


class Gateway(Queue):
    """A gate: takes nothing from anybody. Whoever stands before it passes while its funds have enough free together."""

    def __init__(self, funds: Mapping[int, Units], needs: int) -> None:
        super().__init__()
        self.funds, self.needs = funds, needs

    def is_open(self) -> bool:
        """Whether there is enough that nobody has been granted."""
        return sum(fund.free for fund in self.funds.values()) >= self.needs

    def let_pass(self) -> None:
        """Let everybody pass, in the order of the queue."""
        passing, self.tickets = self.tickets, []
        for _, _, ticket in passing:
            ticket.end(GRANTED)
