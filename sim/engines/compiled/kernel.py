"""The compiled engine's one loop: the rules of `reference`, event by event, over arrays.

It differs from the reference in one thing only. A person who holds nothing, and waits for a unit that is like any other, can
give up without consequence for anybody; so no timer is set, and whoever reaches the person in the queue after the deadline
finds nobody there. All else has a timer.
"""

from __future__ import annotations

from math import inf

import numpy as np

from ...draws.sampling import RandomInputs
from ...jit import compiled, compiled_part
from ...model.changes import Change
from ...model.step_table import GAVE_UP
from ..event_order import EventClass
from .heap import pop
from .money import amount_lapsed, write_ledger
from .queues import end_unseen_waits, hold_meeting, leave_queue, mark_changed, open_gates, serve_changed_queues
from .state import NOBODY, NOT_WAITING, State
from .steps import finish_step, give_everything_back, join_queue, set_patience, start_steps
from .tables import Tables

CAPACITY, LAPSE = int(Change.CAPACITY), int(Change.LAPSE)
INVITING, FINISHING, ARRIVING, TIMETABLE, PATIENCE = (int(event_class) for event_class in EventClass)
INSIDE, HORIZON = 0, PATIENCE + 1  #: what comes before all events, and after them

DONE, FULL = 0, 1  #: what the loop gives back: at the horizon, or out of room


@compiled
def run_events(tables: Tables, inputs: RandomInputs, state: State) -> int:
    """Carry a replication on until its horizon, or until there is no room for what comes next.

    Parameters
    ----------
    tables, inputs
        The scenario, and all chance.
    state
        Where the replication stands; changed in place.

    Returns
    -------
    int
        `DONE`, or `FULL` if the rows, the timers or the ledger must be enlarged before the next call.
    """
    stages = len(tables.stages)
    while has_room(state):
        event_class = next_event(tables, state)
        person, target = NOBODY, 0  # who moves in this event, and to which stage or outcome
        if event_class == FINISHING:
            person, target = finish_step(tables, inputs, state)
        elif event_class == ARRIVING:
            person = arrive(tables, state)
        elif event_class == INVITING:
            person = invite_next(state)
        elif event_class == TIMETABLE:
            change_from_outside(tables, state)
        elif event_class == PATIENCE:
            person, target = end_patience(tables, state)
        elif event_class == INSIDE:
            person, target = join_from_inside(tables, state)
        else:
            end_unseen_waits(tables, state)
            return DONE
        # Whoever moves joins the next queue or goes out. Only then are queues served, and gates opened; whoever still waits
        # then is given an end of patience, and those who were served start.
        joins = person != NOBODY and 0 <= target < stages
        if joins and not join_queue(tables, inputs, state, person, target):
            target = GAVE_UP
        if person != NOBODY and not 0 <= target < stages:
            give_everything_back(tables, state, person)
        serve_changed_queues(tables, state)
        open_gates(tables, state)
        if joins:
            set_patience(tables, inputs, state, person)
        start_steps(tables, inputs, state)
    return FULL


@compiled_part
def has_room(state: State) -> bool:
    """Whether the tables that grow have room for whatever one event may add."""
    progress = state.progress[0]
    return (
        progress["rows"] < len(state.rows)
        and progress["timers"] < len(state.timer_days)
        and progress["ledger_rows"] + progress["unpaid_grants"] < len(state.ledger)
    )


@compiled_part
def next_event(tables: Tables, state: State) -> int:
    """Find the next event, go on to its day, and begin with no queue changed and nobody starting.

    Returns
    -------
    int
        Its class. Of events on one day the earlier class comes first, so a later one has to be strictly earlier in time.
    """
    progress = state.progress[0]
    progress["first_changed"], progress["last_changed"] = len(tables.resources), -1
    progress["starting"] = 0
    if progress["inside"] < len(tables.inside):
        return INSIDE
    if progress["invited"] < progress["arrived"] and progress["waiting_list"] < tables.fewer_than:
        return INVITING
    event_class, day = FINISHING, inf
    if progress["finishes"] > 0:
        day = state.finish_days[0]
    if progress["arrived"] < len(state.order) and state.day[state.order[progress["arrived"]]] < day:
        event_class, day = ARRIVING, state.day[state.order[progress["arrived"]]]
    if progress["changes"] < len(tables.timetable) and tables.timetable[progress["changes"]]["day"] < day:
        event_class, day = TIMETABLE, tables.timetable[progress["changes"]]["day"]
    if progress["timers"] > 0 and state.timer_days[0] < day:
        event_class, day = PATIENCE, state.timer_days[0]
    progress["now"] = day
    return event_class if day < tables.horizon else HORIZON


@compiled_part
def join_from_inside(tables: Tables, state: State) -> tuple[np.uint32, int]:
    """Let the next of the people inside on day 0 join; gives the person and the stage."""
    index = state.progress[0]["inside"]
    state.progress[0]["inside"] += 1
    return np.uint32(len(state.order) + index), tables.inside[index]


@compiled_part
def arrive(tables: Tables, state: State) -> np.uint32:
    """Let the next person's turn come: to join the first stage, unless a long waiting list holds people back."""
    progress = state.progress[0]
    person = state.order[progress["arrived"]]
    progress["arrived"] += 1
    if progress["waiting_list"] >= tables.fewer_than:
        return NOBODY
    progress["invited"] += 1  # nobody was held back any more, or the list would not be short
    return person


@compiled_part
def invite_next(state: State) -> np.uint32:
    """Invite the next who was held back and is still there, to join the first stage."""
    progress = state.progress[0]
    while progress["invited"] < progress["arrived"]:
        person = state.order[progress["invited"]]
        progress["invited"] += 1
        if state.leaves[person] > progress["now"]:
            return person
    return NOBODY


@compiled_part
def end_patience(tables: Tables, state: State) -> tuple[np.uint32, int]:
    """Let the person whose timer runs out go, unless the waiting has ended in another way; gives the person and the outcome."""
    progress, person = state.progress[0], np.uint32(state.timer_keys[0])
    pop(state.timer_days, state.timer_keys, progress["timers"])
    progress["timers"] -= 1
    record = state.people[person]
    if record["waiting"] == NOT_WAITING or record["until"] != progress["now"]:
        return NOBODY, 0
    if progress["patience_day"] != progress["now"]:
        progress["patience_day"], progress["patience_person"] = progress["now"], person
    progress["patience_person"] = max(progress["patience_person"], person)
    leave_queue(tables, state, person)
    row = state.rows[record["row"]]
    mark_changed(state, row["resource"])
    return person, row["outcome"]


@compiled_part
def change_from_outside(tables: Tables, state: State) -> None:
    """Make the next change of the timetable: hold a meeting, change a capacity or threshold, let money in or out."""
    change = tables.timetable[state.progress[0]["changes"]]
    state.progress[0]["changes"] += 1
    code, amount = change["resource"], change["amount"]
    if tables.resources[code]["meets"]:
        hold_meeting(tables, state, code, amount, change["cutoff"])
        return
    mark_changed(state, code)
    if tables.resources[code]["gate"]:
        state.threshold[code] = amount
    elif change["change"] == CAPACITY:
        state.free[code] += amount - state.capacity[code]
        state.capacity[code] = amount
        state.hours[code] = change["hours"]
    else:
        lapsed = 0
        if change["change"] == LAPSE:
            lapsed = amount_lapsed(tables, state, code)
            state.year[code] += 1
        state.free[code] += amount - lapsed
        state.capacity[code] += amount - lapsed
        write_ledger(state, code, amount, lapsed)
