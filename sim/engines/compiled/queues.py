"""Queues of the compiled engine: who stands in line, who is served, and who is gone when the turn comes."""

from __future__ import annotations

import numpy as np

from ...jit import inlined
from ...model.step_table import GAVE_UP, LEFT
from .money import commit
from .state import NOBODY, NOT_WAITING, TIMED, UNTIMED, State
from .tables import Tables


@inlined
def mark_changed(state: State, resource: int) -> None:
    """Have a resource's queue served when the event in hand has run to its end."""
    progress = state.progress[0]
    state.changed[resource] = True
    progress["first_changed"] = min(progress["first_changed"], resource)
    progress["last_changed"] = max(progress["last_changed"], resource)


@inlined
def give_back(state: State, resource: int, units: int) -> None:
    """Return units of a resource."""
    state.free[resource] += units
    mark_changed(state, resource)


@inlined
def stand_in_line(state: State, lane: int, who: np.uint32) -> None:
    """Stand at the end of a queue. Whoever joins may be served before any patience is looked at, so that it has no end yet."""
    person = state.person[who]
    person["waiting"] = UNTIMED
    person["until"] = np.inf
    person["behind"] = NOBODY
    if state.head[lane] == NOBODY:
        state.head[lane] = who
    else:
        state.person[state.tail[lane]]["behind"] = who
    state.tail[lane] = who


@inlined
def leave_queue(state: State, who: np.uint32) -> None:
    """End a waiting without service: the person left, or else gave up."""
    person = state.person[who]
    row = state.rows[person["row"]]
    person["waiting"] = NOT_WAITING
    row["finished"] = person["until"]
    row["outcome"] = LEFT if person["until"] == state.leaves[who] else GAVE_UP


@inlined
def is_expired(state: State, who: np.uint32) -> bool:
    """Whether somebody who waits without a timer would have gone before now, if there were one.

    At one instant timers run out in the order of the people, so whoever comes before the last of them is gone too.
    """
    progress, until = state.progress[0], state.person[who]["until"]
    return until < progress["now"] or (
        until == progress["now"] and progress["patience_day"] == until and who < progress["patience_person"]
    )


@inlined
def first_in_line(state: State, lane: int) -> np.uint32:
    """The first in line who still waits, or `NOBODY`; those before, who are gone, are dropped."""
    who = state.head[lane]
    while who != NOBODY:
        waiting = state.person[who]["waiting"]
        if waiting == TIMED:
            break
        if waiting == UNTIMED:
            if not is_expired(state, who):
                break
            leave_queue(state, who)
        who = state.person[who]["behind"]
    state.head[lane] = who
    return who


@inlined
def serve_first(state: State, lane: int, who: np.uint32) -> None:
    """Take the first in line out of the queue; the step starts in the event in hand."""
    state.person[who]["waiting"] = NOT_WAITING
    state.head[lane] = state.person[who]["behind"]
    start_now(state, who)


@inlined
def start_now(state: State, who: np.uint32) -> None:
    """Note that a person starts a step in the event in hand."""
    progress = state.progress[0]
    state.starting[progress["starting"]] = who
    progress["starting"] += 1


@inlined
def serve_changed_queues(tables: Tables, state: State) -> None:
    """Serve the queues that changed, in the order of the resources. Meetings serve when they are held; gates come later."""
    progress = state.progress[0]
    for code in range(progress["first_changed"], progress["last_changed"] + 1):
        if state.changed[code]:
            state.changed[code] = False
            if not (tables.resources[code]["meets"] or tables.resources[code]["gate"]):
                serve_units(tables, state, code)


@inlined
def serve_units(tables: Tables, state: State, code: int) -> None:
    """Grant units from the head of a queue on, as long as there is enough; the head is never overtaken."""
    for lane in range(code * tables.lanes, code * tables.lanes + tables.lanes):
        who = first_in_line(state, lane)
        while who != NOBODY:
            row = state.person[who]["row"]
            amount = state.rows[row]["amount"]
            if amount > state.free[code]:
                return
            state.free[code] -= amount
            kept = tables.resources[code]["kept"]
            if kept >= 0:
                state.held[who, kept] = amount
                state.person[who]["keeps"] += 1
            elif tables.resources[code]["is_spent"]:
                commit(state, code, who, row)
            serve_first(state, lane, who)
            who = first_in_line(state, lane)


@inlined
def hold_meeting(tables: Tables, state: State, code: int, slots: int, cutoff: float) -> None:
    """Hear up to `slots` people who joined by `cutoff`; slots that are left are lost."""
    for lane in range(code * tables.lanes, code * tables.lanes + tables.lanes):
        who = first_in_line(state, lane)
        while slots > 0 and who != NOBODY and state.rows[state.person[who]["row"]]["joined"] <= cutoff:
            slots -= 1
            serve_first(state, lane, who)
            who = first_in_line(state, lane)


@inlined
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
            who = first_in_line(state, lane)
            while who != NOBODY:
                serve_first(state, lane, who)
                who = first_in_line(state, lane)


@inlined
def end_unseen_waits(tables: Tables, state: State) -> None:
    """At the horizon, write down those whose patience ran out before it while nobody looked."""
    for lane in range(len(state.head)):
        who = state.head[lane]
        while who != NOBODY:
            if state.person[who]["waiting"] != NOT_WAITING and state.person[who]["until"] < tables.horizon:
                leave_queue(state, who)
            who = state.person[who]["behind"]
