"""An auditor who looks on after every event and keeps books of its own, from the steps alone."""

from __future__ import annotations

from math import isnan
from typing import Any

from sim.engines.reference.engine import Replication
from sim.engines.reference.queues import GateQueue, UnitQueue
from sim.model import GAVE_UP, LEFT, UNFINISHED, Caseload, Fund, Gate, Meeting, PaymentRun, Scenario, Team
from sim.model.limits import UNLIMITED
from sim.model.pathway import LOWERED, RAISED

PERSON, STAGE, _, JOINED, STARTED, FINISHED, OUTCOME, RESOURCE, AMOUNT = range(9)


class Audit:
    """Books of people, units and money. Call it after every event; it asserts that nothing is lost or made."""

    def __init__(self, scenario: Scenario, inside: list[int]) -> None:
        self.stages, self.resources = scenario.pathway.stages, scenario.resources
        self.codes = scenario.resource_index
        self.events = self.seen = 0
        self.open: list[list[Any]] = []
        self.serving: set[int] = set()  # places in `rows` of steps that have started
        self.came: set[int] = set()
        self.out: set[int] = set()
        self.taken = [0] * len(self.resources)  # units in use, held, granted or spent
        self.spent = [0] * len(self.resources)
        self.held: dict[int, dict[int, int]] = {}
        self.unpaid: dict[int, dict[int, int]] = {}
        self.fallen = [False] * len(self.resources)
        people = iter(inside)
        for entry in scenario.inside:
            for _, person in zip(range(entry.count), people, strict=False):
                for name in entry.holding:
                    self.held.setdefault(person, {})[self.codes[name]] = 1
                    self.taken[self.codes[name]] += 1

    def __call__(self, replication: Replication) -> None:
        self.events += 1
        self._follow(replication)
        assert len({row[PERSON] for row in self.open}) == len(self.open), "a person is in two steps at once"
        assert len(self.came) == len(self.out) + len(self.open), "people in = out + inside"
        for code, queue in enumerate(replication.resource_state.queues):
            if isinstance(queue, UnitQueue):
                self._count(replication, code, queue)
            elif isinstance(queue, GateQueue):
                self._look(replication, code, queue)

    def _follow(self, replication: Replication) -> None:
        now = replication.env.now
        for row in replication.rows[self.seen :]:
            assert row[PERSON] not in self.out, "nobody comes back"
            self.came.add(row[PERSON])
            self.open.append(row)
        self.seen = len(replication.rows)
        granted = []
        for row in self.open:
            if not isnan(row[STARTED]) and id(row) not in self.serving:
                self.serving.add(id(row))
                granted.append(row)
            if row[OUTCOME] != UNFINISHED:
                assert row[FINISHED] == now
                self._close(row)
        for row in granted:
            assert row[STARTED] == now >= row[JOINED]
            self._grant(row, replication)
        self._meet(granted, now)
        self.open = [row for row in self.open if row[OUTCOME] == UNFINISHED]

    def _grant(self, row: list[Any], replication: Replication) -> None:
        person, code, amount = row[PERSON], row[RESOURCE], row[AMOUNT]
        change = self.stages[row[STAGE]].held_money
        if code >= 0 and change == LOWERED:
            mine = self.held.get(person, {})
            assert row[STARTED] == row[JOINED], "nobody waits to give back"
            assert -mine.get(code, 0) <= amount <= 0, "no more is given back than is held"
            self.taken[code] += amount
            if amount:
                mine[code] += amount
            return
        if code < 0 or (code in self.held.get(person, {}) and change != RAISED):
            assert amount == 0, "nothing is taken where nothing is needed, or the place is still held"
            assert row[STARTED] == row[JOINED]
            return
        resource, queue = self.resources[code], replication.resource_state.queues[code]
        if isinstance(resource, Meeting | PaymentRun):
            return
        if isinstance(resource, Gate):
            assert amount == 0, "a gate takes nothing"
            assert self._free(resource, replication) >= queue.threshold, "nobody passes a shut gate"  # type: ignore[union-attr]
            return
        self.taken[code] += amount
        assert queue.free >= 0, f"{resource.name}: granted {amount} without having it"  # type: ignore[union-attr]
        if isinstance(resource, Caseload) or (isinstance(resource, Fund) and resource.kind == "recurrent"):
            mine = self.held.setdefault(person, {})
            mine[code] = mine.get(code, 0) + amount
        elif isinstance(resource, Fund):
            mine = self.unpaid.setdefault(person, {})
            mine[code] = mine.get(code, 0) + amount

    def _close(self, row: list[Any]) -> None:
        person, code, outcome = row[PERSON], row[RESOURCE], row[OUTCOME]
        if code >= 0 and isinstance(self.resources[code], Team) and id(row) in self.serving:
            self.taken[code] -= 1
        if outcome not in (GAVE_UP, LEFT):
            assert id(row) in self.serving
            for name in self.stages[row[STAGE]].gives_back:
                self.taken[self.codes[name]] -= self.held.get(person, {}).pop(self.codes[name], 0)
            if self.stages[row[STAGE]].pays:
                for fund, pence in self.unpaid.pop(person, {}).items():
                    self.spent[fund] += pence
        if outcome in (GAVE_UP, LEFT) or outcome >= len(self.stages):
            self.out.add(person)
            for kept in (self.held, self.unpaid):
                for code_, units in kept.pop(person, {}).items():
                    self.taken[code_] -= units

    def _free(self, gate: Gate, replication: Replication) -> int:
        return sum(replication.resource_state.queues[self.codes[fund]].free for fund in gate.funds)  # type: ignore[union-attr]

    def _look(self, replication: Replication, code: int, queue: GateQueue) -> None:
        gate = self.resources[code]
        assert isinstance(gate, Gate)
        assert queue.threshold in (gate.needs(replication.env.now), gate.needs(replication.env.now - 1e-9))
        if any(request.waiting for _, _, request in queue.requests):
            assert self._free(gate, replication) < queue.threshold, "somebody waits before an open gate"

    def _meet(self, granted: list[list[Any]], now: float) -> None:
        for code, resource in enumerate(self.resources):
            heard = [row for row in granted if row[RESOURCE] == code]
            if heard and isinstance(resource, Meeting | PaymentRun):
                assert now in resource.days, "a meeting is open only on its day"
                assert max(row[JOINED] for row in heard) <= now - resource.papers_due
                assert isinstance(resource, PaymentRun) or len(heard) <= resource.slots.at(now)

    def _count(self, replication: Replication, code: int, queue: UnitQueue) -> None:
        resource, now = self.resources[code], replication.env.now
        if isinstance(resource, Fund):
            added = sum(pence for fund, _, pence, _, _ in replication.resource_state.ledger if fund == code)
            lapsed = sum(pence for fund, _, _, pence, _ in replication.resource_state.ledger if fund == code)
            unpaid = sum(mine.get(code, 0) for mine in self.unpaid.values())
            held = sum(mine.get(code, 0) for mine in self.held.values())
            added += UNLIMITED if resource.unlimited else 0
            promised = self.spent[code] + unpaid + held + resource.committed
            assert added == promised + queue.free + lapsed, "money in = spent or promised + left + lapsed"
            assert replication.resource_state.unpaid[code] == unpaid
        else:
            assert queue.free == queue.capacity - self.taken[code]
            assert queue.capacity in (resource.capacity(now), resource.capacity(now - 1e-9))  # type: ignore[union-attr]
            inside = any(entry.holding for entry in replication.scenario.inside)
            falls = isinstance(resource, Team) or resource.places.days or inside  # type: ignore[union-attr]
            assert queue.free >= 0 or falls, "more is in use than there is"
        head = next((request for _, _, request in queue.requests if request.waiting), None)
        assert head is None or head.amount > queue.free, "somebody waits for what is there"
        assert self.taken[code] >= 0
