"""Queues of the compiled engine: who stands in line, who is served, and who is gone when the turn comes."""

from __future__ import annotations

import numpy as np

from ...jit import compiled_part
from ...model.step_table import GAVE_UP, LEFT
from .money import commit
from .state import NOBODY, NOT_WAITING, TIMED, UNTIMED, State
from .tables import Tables


@compiled_part
def mark_changed(state: State, resource: int) -> None:
    """Have a resource's queue served when the event in hand has run to its end."""
    progress = state.progress[0]
    state.changed[resource] = True
    progress["first_changed"] = min(progress["first_changed"], resource)
    progress["last_changed"] = max(progress["last_changed"], resource)


@compiled_part
def give_back(state: State, resource: int, units: int) -> None:
    """Return units of a resource."""
    state.free[resource] += units
    mark_changed(state, resource)


@compiled_part
def hold(state: State, person: np.uint32, kept: int, amount: int) -> None:
    """Have a person hold so much more of what is kept after a step."""
    if state.held[person, kept] < 0:
        state.held[person, kept] = 0
        state.people[person]["keeps"] += 1
    state.held[person, kept] += amount


@compiled_part
def lower(state: State, person: np.uint32, resource: int, kept: int, asked: int) -> int:
    """Return a part of what a person holds, or all where that is less than is asked; gives how much it was."""
    amount = min(asked, max(0, state.held[person, kept])) if kept >= 0 else 0
    if amount > 0:
        state.held[person, kept] -= amount
        give_back(state, resource, amount)
    return amount


@compiled_part
def stand_in_line(state: State, lane: int, person: np.uint32) -> None:
    """Stand at the end of a queue. Whoever joins may be served before any patience is looked at, so that it has no end yet."""
    record = state.people[person]
    record["waiting"] = UNTIMED
    record["until"] = np.inf
    record["behind"] = NOBODY
    if state.head[lane] == NOBODY:
        state.head[lane] = person
    else:
        state.people[state.tail[lane]]["behind"] = person
    state.tail[lane] = person


@compiled_part
def count_off(tables: Tables, state: State, stage: int) -> None:
    """Count somebody whose step at a stage has ended off the waiting list, if the stage counts."""
    state.progress[0]["waiting_list"] -= tables.stages[stage]["counts"]


@compiled_part
def leave_queue(tables: Tables, state: State, person: np.uint32) -> None:
    """End a waiting without service: the person left, or else gave up."""
    record = state.people[person]
    row = state.rows[record["row"]]
    record["waiting"] = NOT_WAITING
    row["finished"] = record["until"]
    row["outcome"] = LEFT if record["until"] == state.leaves[person] else GAVE_UP
    count_off(tables, state, row["stage"])


@compiled_part
def is_expired(state: State, person: np.uint32) -> bool:
    """Whether somebody who waits without a timer would have gone before now, if there were one.

    At one instant timers run out in the order of the people, so whoever comes before the last of them is gone too.
    """
    progress, until = state.progress[0], state.people[person]["until"]
    return until < progress["now"] or (
        until == progress["now"] and progress["patience_day"] == until and person < progress["patience_person"]
    )


@compiled_part
def first_in_line(tables: Tables, state: State, lane: int) -> np.uint32:
    """The first in line who still waits, or `NOBODY`; those before, who are gone, are dropped."""
    person = state.head[lane]
    while person != NOBODY:
        waiting = state.people[person]["waiting"]
        if waiting == TIMED:
            break
        if waiting == UNTIMED:
            if not is_expired(state, person):
                break
            leave_queue(tables, state, person)
        person = state.people[person]["behind"]
    state.head[lane] = person
    return person


@compiled_part
def serve_first(state: State, lane: int, person: np.uint32) -> None:
    """Take the first in line out of the queue; the step starts in the event in hand."""
    state.people[person]["waiting"] = NOT_WAITING
    state.head[lane] = state.people[person]["behind"]
    start_now(state, person)


@compiled_part
def start_now(state: State, person: np.uint32) -> None:
    """Note that a person starts a step in the event in hand."""
    progress = state.progress[0]
    state.starting[progress["starting"]] = person
    progress["starting"] += 1


@compiled_part
def serve_changed_queues(tables: Tables, state: State) -> None:
    """Serve the queues that changed, in the order of the resources. Meetings serve when they are held; gates come later."""
    progress = state.progress[0]
    for code in range(progress["first_changed"], progress["last_changed"] + 1):
        if state.changed[code]:
            state.changed[code] = False
            if not (tables.resources[code]["meets"] or tables.resources[code]["gate"]):
                serve_units(tables, state, code)


@compiled_part
def serve_units(tables: Tables, state: State, code: int) -> None:
    """Grant units from the head of a queue on, as long as there is enough; the head is never overtaken."""
    for lane in range(code * tables.lanes, code * tables.lanes + tables.lanes):
        person = first_in_line(tables, state, lane)
        while person != NOBODY:
            row = state.people[person]["row"]
            amount = state.rows[row]["amount"]
            if amount > state.free[code]:
                return
            state.free[code] -= amount
            kept = tables.resources[code]["kept"]
            if kept >= 0:
                hold(state, person, kept, amount)
            elif tables.resources[code]["is_spent"]:
                commit(state, code, person, row)
            serve_first(state, lane, person)
            person = first_in_line(tables, state, lane)


@compiled_part
def hold_meeting(tables: Tables, state: State, code: int, slots: int, cutoff: float) -> None:
    """Hear up to `slots` people who joined by `cutoff`; slots that are left are lost."""
    for lane in range(code * tables.lanes, code * tables.lanes + tables.lanes):
        person = first_in_line(tables, state, lane)
        while slots > 0 and person != NOBODY and state.rows[state.people[person]["row"]]["joined"] <= cutoff:
            slots -= 1
            serve_first(state, lane, person)
            person = first_in_line(tables, state, lane)


@compiled_part
def open_gates(tables: Tables, state: State) -> None:
    """Let everybody pass who stands before a gate whose funds have enough free together, after all others were served."""
    for gate in tables.gates:
        free = 0
        for index in range(gate["fund"], gate["fund"] + gate["fund_count"]):
            free += state.free[tables.gate_funds[index]]
        code = gate["resource"]
        if free < state.threshold[code]:
            continue
        for lane in range(code * tables.lanes, code * tables.lanes + tables.lanes):
            person = first_in_line(tables, state, lane)
            while person != NOBODY:
                serve_first(state, lane, person)
                person = first_in_line(tables, state, lane)


@compiled_part
def end_unseen_waits(tables: Tables, state: State) -> None:
    """At the horizon, write down those whose patience ran out before it while nobody looked."""
    for lane in range(len(state.head)):
        person = state.head[lane]
        while person != NOBODY:
            if state.people[person]["waiting"] != NOT_WAITING and state.people[person]["until"] < tables.horizon:
                leave_queue(tables, state, person)
            person = state.people[person]["behind"]
