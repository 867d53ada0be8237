"""The reference engine: the model's definition, in SimPy.

Timed events happen in the order that `sim.engines.event_order` states. Each runs to its end, with all that follows from it
without delay, before the next one.
"""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from heapq import heappush
from math import inf, nan
from typing import Any

import numpy as np
import simpy

from ...draws import Draws
from ...model import GAVE_UP, LEFT, STEP, UNFINISHED, Team
from ...model.pathway import LOWERED, RAISED
from ...model.step_table import LEDGER
from ..event_order import PERSON_BITS, EventClass
from ..output import EngineOutput
from ..timetable import rows_of, timetable
from .memory import detach_callbacks, garbage_collection_paused
from .queues import GRANTED, Request
from .resource_state import Grant, ResourceState
from .stage_samples import StageSamples
from .waiting_list import WaitingList

#: Ranks in SimPy's calendar, below which the index of an event stands. SimPy's own events have 0 and 1, and so come first.
INVITING, FINISHING, ARRIVING, TIMETABLE, PATIENCE = (int(event_class) << 56 for event_class in EventClass)

STAGE, STARTED, FINISHED, OUTCOME, AMOUNT = 1, 4, 5, 6, 8  #: fields of a row of the step table


class Replication:
    """One replication: the state of its resources, the journeys of its people, and the changes from outside."""

    def __init__(self, draws: Draws) -> None:
        self.scenario, self.people = draws.scenario, draws.people
        self.env = simpy.Environment()
        self.calendar: list[Any] = self.env._queue
        self.stages = [StageSamples(stage, draws) for stage in self.scenario.pathway.stages]
        self.resources = self.scenario.resources
        self.resource_state = ResourceState(self.scenario)
        self.rows: list[list] = []  # type: ignore[type-arg]
        self.leaves: list[float] = self.people.leaves.tolist()
        self.waiting_list = WaitingList(self.scenario)
        self.numbers: list[int] = self.people.person.tolist()  # by which the step table knows the people

    # --- time -------------------------------------------------------------------------------------------------------------

    def at(self, day: float, rank: int, index: int) -> simpy.Event:
        """An event at exactly this day; SimPy's own delays would add and subtract, and so round, the day."""
        event = simpy.Event(self.env)
        event._ok, event._value = True, None
        heappush(self.calendar, (day, rank | index, next(self.env._eid), event))
        return event

    def run(self) -> EngineOutput:
        """Simulate from day 0 to the horizon, at which nothing happens any more."""
        self.begin()
        self.env.run(until=self.scenario.horizon)
        return self.output()

    def begin(self) -> None:
        """Have everything that happens by itself begin on day 0."""
        self.place_people_inside()
        self.env.process(self.arrivals())
        self.env.process(self.follow_timetable())

    def output(self) -> EngineOutput:
        """What has happened so far."""
        steps = np.array([tuple(row) for row in self.rows], dtype=STEP)
        return EngineOutput(steps=steps, ledger=np.array(self.resource_state.ledger, dtype=LEDGER))

    def release(self) -> None:
        """Let go of everything that was still to happen."""
        detach_callbacks(entry[2].ended for queue in self.resource_state.queues for entry in queue.requests)
        detach_callbacks(entry[3] for entry in self.calendar)
        self.calendar.clear()

    # --- people -----------------------------------------------------------------------------------------------------------

    def place_people_inside(self) -> None:
        """Set aside everything that people hold on day 0, then let them join in list order."""
        index, codes = self.scenario.pathway.index, self.scenario.resource_index
        journeys = []
        person = self.people.identified
        for entry in self.scenario.inside:
            for _ in range(entry.count):
                held = {codes[name]: 1 for name in entry.holding}
                for code in held:
                    self.resource_state.queues[code].free -= 1  # type: ignore[union-attr]
                journeys.append(self.journey(person, index[entry.stage], held))
                person += 1
        for journey in journeys:
            self.env.process(journey)

    def arrivals(self) -> Generator[simpy.Event, int, None]:
        """Let people arrive on the days on which they are identified."""
        days = self.people.day[: self.people.identified]
        for person in np.argsort(days, kind="stable").tolist():
            yield self.at(float(days[person]), ARRIVING, person)
            if self.waiting_list.is_short:
                self.env.process(self.journey(person, 0, {}))
            else:
                self.waiting_list.held_back.append(person)

    def serve(self) -> None:
        """Serve the queues that changed. Where the waiting list is short then, invite the next who was held back."""
        self.resource_state.serve()
        waiting_list = self.waiting_list
        if waiting_list.held_back and waiting_list.is_short and not waiting_list.is_inviting:
            waiting_list.is_inviting = True
            self.at(self.env.now, INVITING, 0).callbacks.append(self.invite)

    def invite(self, _: simpy.Event) -> None:
        """Invite the next who was held back and is still there."""
        waiting_list = self.waiting_list
        waiting_list.is_inviting = False
        while waiting_list.held_back:
            person = waiting_list.held_back.popleft()
            if self.leaves[person] > self.env.now:
                self.env.process(self.journey(person, 0, {}))
                return

    def journey(self, person: int, target: int, held: dict[int, int]) -> Generator[simpy.Event, int, None]:
        """A person's way through the pathway. `held` is what the person holds beyond a step: places, and recurrent money."""
        env, resources, leaves = self.env, self.resource_state, self.leaves[person]
        visits = [0] * len(self.stages)
        clocks: dict[str, float] = {}
        granted: list[Grant] = []  # one-off money not yet paid out
        while target < len(self.stages):
            stage = self.stages[target]
            occurrence = visits[target]
            visits[target] += 1
            resource = stage.resource[person]
            amount = 0
            row = [self.numbers[person], target, occurrence, env.now, nan, nan, UNFINISHED, resource, 0]
            self.rows.append(row)
            self.waiting_list.joined(target)
            if resource >= 0 and self.asks(stage, resource, held):
                amount = self.amount_requested(stage, person, occurrence, resource)
                row[AMOUNT] = amount
                deadline = self.deadline(stage, person, occurrence, clocks)
                if deadline < env.now:
                    target = GAVE_UP
                    break
                request = Request(person, amount, env.now, simpy.Event(env))
                resources.join(resource, request, stage.stage.priority)
                self.serve()
                if request.waiting and min(deadline, leaves) < inf:
                    outcome = LEFT if leaves <= deadline else GAVE_UP
                    timer = self.at(min(deadline, leaves), PATIENCE, person)
                    timer.callbacks.append(partial(request.run_out, outcome))
                ending = yield request.ended
                if ending != GRANTED:
                    resources.changed.add(resource)
                    target = ending
                    break
                resources.keep(resource, amount, held, granted)
            else:
                row[AMOUNT] = -self.amount_given_back(stage, person, occurrence, held)
                self.serve()
            row[STARTED] = env.now
            due = self.finish_day(stage, person, occurrence, resource)
            yield self.at(min(due, leaves), FINISHING, (target << PERSON_BITS) | person)
            if resource >= 0 and self.resources[resource].held_for_step:
                resources.give_back(resource, 1)
            if leaves <= due:
                target = LEFT
                break
            for code in stage.gives_back:
                if code in held:
                    resources.give_back(code, held.pop(code))
            if stage.stage.pays:
                resources.pay(granted)
            target = self.within_max_steps(stage.next(occurrence, stage.stage.period(env.now))[person], visits)
            self.end(row, target)
        if row[OUTCOME] == UNFINISHED:
            self.end(row, target)
        resources.give_all_back(env.now, held, granted)
        self.serve()

    def end(self, row: list, outcome: int) -> None:  # type: ignore[type-arg]
        """End a step."""
        row[FINISHED], row[OUTCOME] = self.env.now, outcome
        self.waiting_list.left(row[STAGE])

    def asks(self, stage: StageSamples, resource: int, held: dict[int, int]) -> bool:
        """Whether a stage asks for some of its resource: not where that is held already, unless more is asked of it."""
        change = stage.stage.held_money
        return change == RAISED or (change != LOWERED and resource not in held)

    def amount_given_back(self, stage: StageSamples, person: int, occurrence: int, held: dict[int, int]) -> int:
        """Give back, at once, the part by which a stage lowers what is held; gives how much it was."""
        resource = stage.resource[person]
        if stage.stage.held_money != LOWERED or resource < 0:
            return 0
        asked = self.amount_requested(stage, person, occurrence, resource)
        return self.resource_state.lower(resource, asked, held)

    def deadline(self, stage: StageSamples, person: int, occurrence: int, clocks: dict[str, float]) -> float:
        """The day on which the person's patience runs out; a clock runs from the first of its stages."""
        patience = stage.stage.patience
        if patience is None:
            return inf
        if not patience.clock:
            return self.env.now + stage.patience(occurrence)[person]
        if patience.clock not in clocks:
            clocks[patience.clock] = self.env.now + stage.patience(occurrence)[person]
        return clocks[patience.clock]

    def amount_requested(self, stage: StageSamples, person: int, occurrence: int, resource: int) -> int:
        """How many units the person asks for: pence of a fund, nothing of a gate, else one."""
        if stage.stage.amount is not None:
            return stage.amount(occurrence)[person]
        return 0 if resource in self.resource_state.gates else 1

    def finish_day(self, stage: StageSamples, person: int, occurrence: int, resource: int) -> float:
        """The day on which a step that starts now finishes."""
        now = self.env.now
        if not stage.stage.parts:
            return now
        time = stage.time(occurrence)[person] * stage.stage.dated_multiplier.at(now)
        if not stage.in_hours_of_work:
            return now + time
        if resource < 0:
            return now  # who needs no team passes at once
        team = self.resources[resource]
        if isinstance(team, Team) and team.tracks_hours:
            return team.done(now, time)
        return now + time * 7.0 / self.resource_state.hours[resource]

    def within_max_steps(self, target: int, visits: list[int]) -> int:
        """The target, or what is to happen instead where the person has been there as often as may be."""
        while target < len(self.stages) and visits[target] >= self.stages[target].max_steps:
            target = self.stages[target].then
        return target

    def follow_timetable(self) -> Generator[simpy.Event, int, None]:
        """Change capacities, let money in and out, and hold meetings, each on its day."""
        for index, row in enumerate(rows_of(timetable(self.scenario))):
            yield self.at(row.day, TIMETABLE, index)
            self.resource_state.change(row)
            self.serve()


def simulate(draws: Draws) -> EngineOutput:
    """Run one replication in SimPy.

    Parameters
    ----------
    draws
        All its chance; the scenario comes with it.

    Returns
    -------
    EngineOutput
        The step table in the order of joining, and the ledger of the funds.
    """
    replication = Replication(draws)
    with garbage_collection_paused():
        try:
            return replication.run()
        finally:
            replication.release()
            del replication  # while garbage collection is paused, so that nothing is left to look through
