"""The reference engine: the model's definition, in SimPy.

Timed events happen in the order that `sim.engines.event_order` states. Each runs to its end, with all that follows from it
without delay, before the next one.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator
from functools import partial
from heapq import heappush
from math import inf, nan
from typing import Any

import numpy as np
import simpy

from ...draws import Draws
from ...model import GAVE_UP, LEFT, STEP, UNFINISHED, Team
from ...model.step_table import LEDGER
from ..event_order import PERSON_BITS, EventClass
from ..output import Outcome
from ..timetable import timetable
from .queues import GRANTED, Ticket
from .resource_state import Grant, Stock
from .stage_samples import StageDraws

#: Ranks in SimPy's calendar, below which the index of an event stands. SimPy's own events have 0 and 1, and so come first.
FINISHING, ARRIVING, TIMETABLE, PATIENCE = (int(event_class) << 56 for event_class in EventClass)


class Replication:
    """One replication: the state of the world, the journeys of its people, and the changes from outside."""

    def __init__(self, draws: Draws) -> None:
        self.scenario, self.people = draws.scenario, draws.people
        self.env = simpy.Environment()
        self.calendar: list[Any] = self.env._queue
        self.stages = [StageDraws(stage, draws) for stage in self.scenario.pathway.stages]
        self.resources = self.scenario.resources
        self.stock = Stock(self.scenario)
        self.rows: list[list] = []  # type: ignore[type-arg]
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
        return Outcome(steps=steps, ledger=np.array(self.stock.ledger, dtype=LEDGER))

    def forget(self) -> None:
        """Wake nobody who is still inside: they refer back to the world, whose memory would wait for the garbage collector."""
        waiting = [entry[2].ended for queue in self.stock.queues for entry in queue.tickets]
        for event in [*waiting, *(entry[3] for entry in self.calendar)]:
            event.callbacks = []
        self.calendar.clear()

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
                    self.stock.queues[code].free -= 1  # type: ignore[union-attr]
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
        env, stock, leaves = self.env, self.stock, self.leaves[who]
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
                amount = self.asked(stage, who, occurrence, resource)
                row[8] = amount
                deadline = self.deadline(stage, who, occurrence, clocks)
                if deadline < env.now:
                    target = GAVE_UP
                    break
                ticket = Ticket(who, amount, env.now, simpy.Event(env))
                stock.join(resource, ticket, stage.stage.priority)
                stock.serve()
                if ticket.waiting and min(deadline, leaves) < inf:
                    outcome = LEFT if leaves <= deadline else GAVE_UP
                    timer = self.at(min(deadline, leaves), PATIENCE, who)
                    timer.callbacks.append(partial(ticket.run_out, outcome))
                told = yield ticket.ended
                if told != GRANTED:
                    stock.changed.add(resource)
                    target = told
                    break
                stock.keep(resource, amount, held, granted)
            else:
                stock.serve()
            row[4] = env.now
            due = self.due(stage, who, occurrence, resource)
            yield self.at(min(due, leaves), FINISHING, (target << PERSON_BITS) | who)
            if resource >= 0 and isinstance(self.resources[resource], Team):
                stock.give_back(resource, 1)
            if leaves <= due:
                target = LEFT
                break
            for code in stage.gives_back:
                if code in held:
                    stock.give_back(code, held.pop(code))
            if stage.stage.pays:
                stock.pay(granted)
            target = self.onward(stage.next(occurrence, stage.stage.period(env.now))[who], visits)
            row[5], row[6] = env.now, target
        row[5], row[6] = env.now, target
        stock.give_all_back(env.now, held, granted)
        stock.serve()

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

    def asked(self, stage: StageDraws, who: int, occurrence: int, resource: int) -> int:
        """How many units the person asks for: pence of a fund, nothing of a gate, else one."""
        if stage.stage.amount is not None:
            return stage.amount(occurrence)[who]
        return 0 if resource in self.stock.gates else 1

    def due(self, stage: StageDraws, who: int, occurrence: int, resource: int) -> float:
        """The day on which a step that starts now finishes."""
        now = self.env.now
        if not stage.stage.parts:
            return now
        time = stage.time(occurrence)[who] * stage.stage.dated_multiplier.at(now)
        if not stage.by_team:
            return now + time
        if resource < 0:
            return now  # who needs no team passes at once
        team = self.resources[resource]
        if isinstance(team, Team) and team.follows:
            return team.done(now, time)
        return now + time * 7.0 / self.stock.hours[resource]

    def onward(self, target: int, visits: list[int]) -> int:
        """The target, or what is to happen instead where the person has been there as often as may be."""
        while target < len(self.stages) and visits[target] >= self.stages[target].max_steps:
            target = self.stages[target].then
        return target

    def follow_the_timetable(self) -> Generator[simpy.Event, int, None]:
        """Change capacities, let money in and out, and hold meetings, each on its day."""
        for index, row in enumerate(timetable(self.scenario)):
            yield self.at(row.day, TIMETABLE, index)
            self.stock.change(row)
            self.stock.serve()


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
    replication = Replication(draws)
    collecting = gc.isenabled()
    gc.disable()  # a run keeps what it makes: looking for garbage in it costs a third of the time and finds none
    try:
        return replication.run()
    finally:
        replication.forget()
        del replication  # before there is looking for garbage again, so that there is nothing to look through
        if collecting:
            gc.enable()
