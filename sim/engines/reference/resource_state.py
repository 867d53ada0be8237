"""All that there is to be had in the reference engine, and who waits for it: the rules of units and money."""

from __future__ import annotations

from typing import TypeAlias

from ...model import Gate, Scenario
from ...model.changes import Change
from ...model.resource_kind import WaitRule
from ..timetable import Row
from .queues import GateQueue, MeetingQueue, Request, UnitQueue

Grant: TypeAlias = tuple[int, int, int]  # the fund, the pence, and the fund's year at the time


class ResourceState:
    """The queues of all resources, and the books of the funds.

    Attributes
    ----------
    hours
        Hours a week of each team, in force now.
    changed
        Queues to be served when the event in hand has run to its end.
    unpaid
        Pence granted by each fund and not yet paid out.
    year
        How many year ends each fund has seen.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.resources, codes = scenario.resources, scenario.resource_index
        units = {
            code: UnitQueue(resource)
            for code, resource in enumerate(self.resources)
            if resource.wait_rule is WaitRule.UNITS
        }
        self.gates = {
            code: GateQueue({codes[name]: units[codes[name]] for name in gate.funds}, gate.initial_threshold)
            for code, gate in enumerate(self.resources)
            if isinstance(gate, Gate)
        }
        self.queues = [units.get(code) or self.gates.get(code) or MeetingQueue() for code in range(len(self.resources))]
        self.hours = [resource.hours(0.0) for resource in self.resources]
        self.changed: set[int] = set()
        self.unpaid = [0] * len(self.resources)
        self.year = [0] * len(self.resources)
        self.ledger: list[tuple[int, float, int, int, int]] = []

    # --- people -----------------------------------------------------------------------------------------------------------

    def join(self, resource: int, request: Request, priority: int) -> None:
        """Stand in the queue of a resource."""
        self.queues[resource].join(request, priority)
        self.changed.add(resource)

    def keep(self, resource: int, amount: int, held: dict[int, int], granted: list[Grant]) -> None:
        """Note what stays with the person after the step."""
        if self.resources[resource].held_after_step:
            held[resource] = held.get(resource, 0) + amount
        elif self.resources[resource].is_spent:
            granted.append((resource, amount, self.year[resource]))
            self.unpaid[resource] += amount

    def lower(self, resource: int, asked: int, held: dict[int, int]) -> int:
        """Return a part of what a person holds, or all where that is less than is asked; gives how much it was."""
        amount = min(asked, held.get(resource, 0))
        if amount:
            held[resource] -= amount
            self.give_back(resource, amount)
        return amount

    def pay(self, granted: list[Grant]) -> None:
        """Pay out the money that was granted."""
        for code, pence, _ in granted:
            self.unpaid[code] -= pence
        granted.clear()

    def give_back(self, resource: int, amount: int) -> None:
        """Return units; whoever waits for them is served when the event in hand has run to its end."""
        self.queues[resource].free += amount  # type: ignore[union-attr]
        self.changed.add(resource)

    def give_all_back(self, day: float, held: dict[int, int], granted: list[Grant]) -> None:
        """Return all that is held, and the money that was not yet paid out, when a person goes.

        Money of a year that has ended since, in a fund whose money lapses, comes back too late and is lost.
        """
        for code, amount in held.items():
            self.give_back(code, amount)
        for code, amount, year in granted:
            self.unpaid[code] -= amount
            self.give_back(code, amount)
            queue, is_late = self.queues[code], year < self.year[code]
            if is_late and self.resources[code].late_money_lapses and isinstance(queue, UnitQueue):
                queue.change_capacity(queue.capacity - amount)
                self.ledger.append((code, day, 0, amount, queue.free))

    def serve(self) -> None:
        """Serve the queues that changed, in the order of the resources. Meetings serve only when they are held.

        Gates come last, so that they see what the others leave: those that somebody joined, that need another sum than
        before, or of which a fund changed.
        """
        for code in sorted(self.changed):
            queue = self.queues[code]
            if isinstance(queue, UnitQueue):
                queue.serve()
        for code, gate in self.gates.items():
            if not self.changed.isdisjoint((code, *gate.funds)) and gate.is_open():
                gate.let_pass()
        self.changed.clear()

    # --- changes from outside ---------------------------------------------------------------------------------------------

    def change(self, row: Row) -> None:
        """Make one change from outside."""
        queue = self.queues[row.resource]
        if isinstance(queue, MeetingQueue):
            queue.hold(row.amount, row.cutoff)
            return
        self.changed.add(row.resource)
        if isinstance(queue, GateQueue):
            queue.threshold = row.amount
        elif row.change is Change.CAPACITY:
            queue.change_capacity(row.amount)
            self.hours[row.resource] = row.hours
        elif row.change is Change.TOP_UP:
            queue.change_capacity(queue.capacity + row.amount)
            self.ledger.append((row.resource, row.day, row.amount, 0, queue.free))
        elif row.change is Change.LAPSE:
            lapsed = self.amount_lapsed(row.resource, queue)
            queue.change_capacity(queue.capacity - lapsed)
            self.year[row.resource] += 1
            self.ledger.append((row.resource, row.day, 0, lapsed, queue.free))

    def amount_lapsed(self, resource: int, queue: UnitQueue) -> int:
        """The pence lost at the year's end. What was granted but not paid out is charged to the new year's money."""
        unpaid = self.unpaid[resource] if self.resources[resource].unpaid_money_lapses else 0
        return max(0, queue.free + unpaid)
