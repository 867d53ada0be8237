"""The reference engine: the model's definition, in SimPy.

Every timed event carries the key (day, class, index), and runs to its end, with all that follows from it without delay, before
the next one. At one instant people finish steps (in pathway order, then by person), then arrive, then the timetable changes
things, and patience runs out last; so a grant at an instant beats patience at that instant.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator
from functools import cache, partial
from heapq import heappush
from math import inf, nan
from typing import Any, TypeAlias, TypeVar

import numpy as np
import simpy

from ..draws import Draws
from ..model import GAVE_UP, LEFT, STEP, UNFINISHED, Caseload, Fund, Stage, Team
from ..model.resources import outlasts_the_step
from ..model.step import LEDGER
from ..model.tree import leaves
from .outcome import Outcome
from .queues import GRANTED, Gathering, Ticket, Units
from .timetable import Change, Row, timetable

FINISHING, ARRIVING, TIMETABLE, PATIENCE = (rank << 56 for rank in (1, 2, 3, 4))  # SimPy's own events have 0 and 1


T = TypeVar("T")
Fetch: TypeAlias = Callable[[int], list[T]]
Grant: TypeAlias = tuple[int, int, int]  # the fund, the pence, and the fund's year at the time


class StageDraws:
    """A stage with its draws as lists, each fetched when the first person needs it."""

    def __init__(self, stage: Stage, draws: Draws) -> None:
        index = draws.scenario.pathway.index
        resources = draws.scenario.resource_index
        self.stage = stage
        self.resource: list[int] = draws.resource(stage).tolist()
        kinds = [draws.scenario.resources[resources[name]] for name in leaves(stage.resource) if name]
        self.by_team = any(isinstance(kind, Team) for kind in kinds)
        self.time: Fetch[float] = cache(lambda occurrence: draws.time(stage, occurrence)[0].tolist())
        self.next: Callable[[int, int], list[int]] = cache(
            lambda occurrence, period: draws.next(stage, occurrence, period).tolist()
        )
        self.amount: Fetch[int] = cache(lambda occurrence: draws.amount(stage, occurrence).tolist())
        self.patience: Fetch[float] = cache(lambda occurrence: draws.patience(stage, occurrence).tolist())
        self.gives_back = [resources[name] for name in stage.gives_back]
        self.max_steps = stage.max_steps or inf
        self.then = index[stage.then] if stage.then else UNFINISHED


class Replication:
    """One replication: the state of the world, the journeys of its people, and the changes from outside."""

    def __init__(self, draws: Draws) -> None:
        self.scenario, self.people = draws.scenario, draws.people
        self.env = simpy.Environment()
        self.calendar: list[Any] = self.env._queue
        self.stages = [StageDraws(stage, draws) for stage in self.scenario.pathway.stages]
        self.resources = self.scenario.resources
        self.queues = [
            Units(r) if isinstance(r, Team | Caseload | Fund) else Gathering() for r in self.scenario.resources
        ]
        self.hours = [r.hours_a_week.at(0.0) if isinstance(r, Team) else 0.0 for r in self.resources]  # in force now
        self.changed: set[int] = set()  # queues to be served when the event in hand has run to its end
        self.unpaid = [0] * len(self.resources)  # pence granted by each fund and not yet paid out
        self.year = [0] * len(self.resources)  # how many year ends each fund has seen
        self.rows: list[list] = []  # type: ignore[type-arg]
        self.ledger: list[tuple[int, float, int, int, int]] = []
        self.leaves: list[float] = self.people.leaves.tolist()
        self.person: list[int] = self.people.person.tolist()
        self.watch: Callable[[Replication], None] | None = None  # called after every event by the conservation tests

    # --- time -------------------------------------------------------------------------------------------------------------

    def at(self, day: float, rank: int, index: int) -> simpy.Event:
        """An event at exactly this day; SimPy's own delays would add and subtract, and so round, the day."""
        event = simpy.Event(self.env)
        event._ok, event._value = True, None
        heappush(self.calendar, (day, rank | index, next(self.env._eid), event))
        return event

    def run(self) -> Outcome:
        """Simulate from day 0 to the horizon, at which nothing happens any more."""
        self.place_the_people_inside()
        self.env.process(self.identify())
        self.env.process(self.follow_the_timetable())
        if self.watch is None:
            self.env.run(until=self.scenario.horizon)
        else:
            while self.env.peek() < self.scenario.horizon:
                self.env.step()
                now = self.env.now
                following = self.env._queue[0] if self.env._queue else (inf, FINISHING)
                if following[0] > now or following[1] >= FINISHING:
                    self.watch(self)
        steps = np.array([tuple(row) for row in self.rows], dtype=STEP)
        return Outcome(steps=steps, ledger=np.array(self.ledger, dtype=LEDGER))

    # --- people -----------------------------------------------------------------------------------------------------------

    def place_the_people_inside(self) -> None:
        """Put everything that people hold on day 0 in its place, then let them join in list order."""
        index, codes = self.scenario.pathway.index, self.scenario.resource_index
        starts = []
        who = self.people.found
        for entry in self.scenario.inside:
            for _ in range(entry.count):
                held = {codes[name]: 1 for name in entry.holding}
                for code in held:
                    self.queues[code].free -= 1  # type: ignore[union-attr]
                starts.append((who, index[entry.stage], held))
                who += 1
        for who, stage, held in starts:
            self.env.process(self.journey(who, stage, held))

    def identify(self) -> Generator[simpy.Event, int, None]:
        """Let people arrive on the days on which they are found."""
        days = self.people.day[: self.people.found]
        for who in np.argsort(days, kind="stable").tolist():
            yield self.at(float(days[who]), ARRIVING, who)
            self.env.process(self.journey(who, 0, {}))

    def journey(self, who: int, target: int, held: dict[int, int]) -> Generator[simpy.Event, int, None]:
        """A person's way through the pathway. `held` is what the person holds beyond a step: places, and recurrent money."""
        env, leaves = self.env, self.leaves[who]
        visits = [0] * len(self.stages)
        clocks: dict[str, float] = {}
        granted: list[Grant] = []  # one-off money not yet paid out
        while target < len(self.stages):
            stage = self.stages[target]
            occurrence = visits[target]
            visits[target] += 1
            resource = stage.resource[who]
            amount = 0
            row = [self.person[who], target, occurrence, env.now, nan, nan, UNFINISHED, resource, 0]
            self.rows.append(row)
            if resource >= 0 and resource not in held:
                amount = stage.amount(occurrence)[who] if stage.stage.amount is not None else 1
                row[8] = amount
                deadline = self.deadline(stage, who, occurrence, clocks)
                if deadline < env.now:
                    target = GAVE_UP
                    break
                ticket = Ticket(who, amount, env.now, simpy.Event(env))
                self.queues[resource].join(ticket, stage.stage.priority)
                self.changed.add(resource)
                self.serve()
                if ticket.waiting and min(deadline, leaves) < inf:
                    outcome = LEFT if leaves <= deadline else GAVE_UP
                    timer = self.at(min(deadline, leaves), PATIENCE, who)
                    timer.callbacks.append(partial(ticket.run_out, outcome))
                told = yield ticket.ended
                if told != GRANTED:
                    self.changed.add(resource)
                    target = told
                    break
                self.keep(resource, amount, held, granted)
            else:
                self.serve()
            row[4] = env.now
            due = env.now + self.days(stage, who, occurrence, resource)
            yield self.at(min(due, leaves), FINISHING, (target << 32) | who)
            if resource >= 0 and isinstance(self.resources[resource], Team):
                self.give_back(resource, 1)
            if leaves <= due:
                target = LEFT
                break
            for code in stage.gives_back:
                if code in held:
                    self.give_back(code, held.pop(code))
            if stage.stage.pays:
                for code, pence, _ in granted:
                    self.unpaid[code] -= pence
                granted.clear()
            target = self.onward(stage.next(occurrence, stage.stage.period(env.now))[who], visits)
            row[5], row[6] = env.now, target
        row[5], row[6] = env.now, target
        self.leave(held, granted)

    def deadline(self, stage: StageDraws, who: int, occurrence: int, clocks: dict[str, float]) -> float:
        """The day on which the person's patience runs out; a clock runs from the first of its stages."""
        patience = stage.stage.patience
        if patience is None:
            return inf
        if not patience.clock:
            return self.env.now + stage.patience(occurrence)[who]
        if patience.clock not in clocks:
            clocks[patience.clock] = self.env.now + stage.patience(occurrence)[who]
        return clocks[patience.clock]

    def days(self, stage: StageDraws, who: int, occurrence: int, resource: int) -> float:
        """How many days the step lasts, at the rates in force when it starts."""
        if not stage.stage.parts:
            return 0.0
        time = stage.time(occurrence)[who] * stage.stage.dated_multiplier.at(self.env.now)
        if not stage.by_team:
            return time
        return time * 7.0 / self.hours[resource] if resource >= 0 else 0.0  # who needs no team passes at once

    def onward(self, target: int, visits: list[int]) -> int:
        """The target, or what is to happen instead where the person has been there as often as may be."""
        while target < len(self.stages) and visits[target] >= self.stages[target].max_steps:
            target = self.stages[target].then
        return target

    # --- resources --------------------------------------------------------------------------------------------------------

    def keep(self, resource: int, amount: int, held: dict[int, int], granted: list[Grant]) -> None:
        """Note what stays with the person after the step."""
        kind = self.resources[resource]
        if outlasts_the_step(kind):
            held[resource] = amount
        elif isinstance(kind, Fund):
            granted.append((resource, amount, self.year[resource]))
            self.unpaid[resource] += amount

    def give_back(self, resource: int, amount: int) -> None:
        """Return units; whoever waits for them is served when the event in hand has run to its end."""
        self.queues[resource].free += amount  # type: ignore[union-attr]
        self.changed.add(resource)

    def leave(self, held: dict[int, int], granted: list[Grant]) -> None:
        """Go out of the pathway: give back all that is held, and the money that was not yet paid out.

        Money of a year that has ended since, in a fund whose money lapses, comes back too late and is lost.
        """
        for code, amount in held.items():
            self.give_back(code, amount)
        for code, amount, year in granted:
            self.unpaid[code] -= amount
            self.give_back(code, amount)
            fund, queue = self.resources[code], self.queues[code]
            lapses = isinstance(fund, Fund) and fund.year_end == "uncommitted_lapses"
            if lapses and year < self.year[code] and isinstance(queue, Units):
                queue.change_capacity(queue.capacity - amount)
                self.ledger.append((code, self.env.now, 0, amount, queue.free))
        self.serve()

    def serve(self) -> None:
        """Serve the queues that changed, in the order of the resources. Meetings serve only when they are held."""
        for code in sorted(self.changed):
            queue = self.queues[code]
            if isinstance(queue, Units):
                queue.serve()
        self.changed.clear()

    def follow_the_timetable(self) -> Generator[simpy.Event, int, None]:
        """Change capacities, let money in and out, and hold meetings, each on its day."""
        for index, row in enumerate(timetable(self.scenario)):
            yield self.at(row.day, TIMETABLE, index)
            self.change(row)
            self.serve()

    def change(self, row: Row) -> None:
        """Make one change from outside."""
        queue = self.queues[row.resource]
        if isinstance(queue, Gathering):
            queue.hold(row.amount, row.cutoff)
            return
        self.changed.add(row.resource)
        if row.change is Change.CAPACITY:
            queue.change_capacity(row.amount)
            team = self.resources[row.resource]
            if isinstance(team, Team):
                self.hours[row.resource] = team.hours_a_week.at(row.day)
        elif row.change is Change.TOP_UP:
            queue.change_capacity(queue.capacity + row.amount)
            self.ledger.append((row.resource, row.day, row.amount, 0, queue.free))
        elif row.change is Change.LAPSE:
            lapsed = self.lapse(row.resource, queue)
            queue.change_capacity(queue.capacity - lapsed)
            self.year[row.resource] += 1
            self.ledger.append((row.resource, row.day, 0, lapsed, queue.free))

    def lapse(self, resource: int, queue: Units) -> int:
        """The pence lost at the year's end. What was granted but not paid out is charged to the new year's money."""
        fund = self.resources[resource]
        unpaid = self.unpaid[resource] if isinstance(fund, Fund) and fund.year_end == "unpaid_lapses" else 0
        return max(0, queue.free + unpaid)


def simulate(draws: Draws) -> Outcome:
    """Run one replication in SimPy.

    Parameters
    ----------
    draws
        All its luck; the scenario comes with it.

    Returns
    -------
    Outcome
        The step table in the order of joining, and the ledger of the funds.
    """
    collecting = gc.isenabled()
    gc.disable()  # a run keeps what it makes: looking for garbage in it costs a third of the time and finds none
    try:
        return Replication(draws).run()
    finally:
        if collecting:
            gc.enable()
