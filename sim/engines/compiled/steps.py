"""Steps in the compiled engine: joining a queue, starting, finishing, and going out."""

from __future__ import annotations

from math import inf

import numpy as np
from numpy.typing import NDArray

from ...draws.sampling import RandomInputs, amount_of, next_of, patience_of, resource_of, time_of
from ...jit import compiled, compiled_part
from ...model.step_table import GAVE_UP, LEFT, UNFINISHED
from ..event_order import PERSON_BITS
from .heap import pop, push, replace
from .money import lose_if_late, pay_out
from .queues import count_off, give_back, lower, mark_changed, stand_in_line, start_now
from .state import NOT_WAITING, PERSON_MASK, TIMED, State
from .tables import Tables


@compiled_part
def finish_step(tables: Tables, inputs: RandomInputs, state: State) -> tuple[np.uint32, int]:
    """Finish the step whose finish is next: give back, pay, and choose the way onward.

    Returns
    -------
    tuple
        The person, and the stage or outcome that follows.
    """
    progress, key = state.progress[0], state.finish_keys[0]
    progress["finish_over"] = True
    person, stage = np.uint32(key & PERSON_MASK), tables.stages[key >> PERSON_BITS]
    row = state.rows[state.people[person]["row"]]
    if row["resource"] >= 0 and tables.resources[row["resource"]]["held_for_step"]:
        give_back(state, row["resource"], 1)
    target = LEFT
    if progress["now"] != state.leaves[person]:
        for index in range(stage["gives"], stage["gives"] + stage["gives_count"]):
            kept = tables.gives[index]
            if state.held[person, kept] >= 0:
                give_back(state, tables.kept[kept], state.held[person, kept])
                state.held[person, kept] = -1
                state.people[person]["keeps"] -= 1
        if stage["pays"]:
            pay_out(state, person)
        period = 0
        for index in range(stage["period"], stage["period"] + stage["period_count"]):
            period += tables.period_days[index] <= progress["now"]
        target = next_of(inputs, key >> PERSON_BITS, person, row["occurrence"], period)
        while target < len(tables.stages) and state.visits[person, target] >= tables.stages[target]["max_steps"]:
            target = tables.stages[target]["then"]
    row["finished"] = progress["now"]
    row["outcome"] = target
    count_off(tables, state, row["stage"])
    return person, target


@compiled_part
def join_queue(tables: Tables, inputs: RandomInputs, state: State, person: np.uint32, stage: int) -> bool:
    """Begin a row of the step table, and stand in line for what the stage needs; where that is nothing, start at once.

    Returns
    -------
    bool
        False where the clock of the person's patience ran out elsewhere, so that the person gives up on joining.
    """
    progress, occurrence = state.progress[0], state.visits[person, stage]
    state.visits[person, stage] += 1
    code = resource_of(inputs, stage, person)
    row = state.rows[progress["rows"]]
    state.people[person]["row"] = progress["rows"]
    progress["rows"] += 1
    progress["waiting_list"] += tables.stages[stage]["counts"]
    row["person"] = state.number[person]
    row["stage"] = stage
    row["occurrence"] = occurrence
    row["joined"] = progress["now"]
    row["started"] = np.nan
    row["finished"] = np.nan
    row["outcome"] = UNFINISHED
    row["resource"] = code
    row["amount"] = 0
    changes = tables.stages[stage]["raises"] or tables.stages[stage]["lowers"]  # what is held already
    if code < 0 or (has_it_already(tables, state, person, code) and not changes):
        start_now(state, person)
        return True
    row["amount"] = 1 - tables.resources[code]["gate"]
    if tables.stages[stage]["asks"]:
        # In one place alone: with two, the compiler calls this function in place of making it part of the loop, half as fast.
        row["amount"] = amount_of(inputs, stage, person, occurrence)
    if tables.stages[stage]["lowers"]:
        row["amount"] = -lower(state, person, code, tables.resources[code]["kept"], row["amount"])
        start_now(state, person)
        return True
    clock = tables.stages[stage]["clock"]
    if clock >= 0:
        if np.isnan(state.clocks[person, clock]):
            state.clocks[person, clock] = progress["now"] + patience_of(inputs, stage, person, occurrence)
        if state.clocks[person, clock] < progress["now"]:
            row["finished"] = progress["now"]
            row["outcome"] = GAVE_UP
            count_off(tables, state, stage)
            return False
    stand_in_line(state, code * tables.lanes + tables.stages[stage]["lane"], person)
    mark_changed(state, code)
    return True


@compiled_part
def has_it_already(tables: Tables, state: State, person: np.uint32, code: int) -> bool:
    """Whether the person still holds a unit of the resource from an earlier stage."""
    kept = tables.resources[code]["kept"]
    return kept >= 0 and state.held[person, kept] >= 0


@compiled_part
def give_everything_back(tables: Tables, state: State, person: np.uint32) -> None:
    """Return all that a person holds, and the money that was not yet paid out, when the person goes."""
    if state.people[person]["keeps"] == 0:
        return
    for kept in range(len(tables.kept)):
        if state.held[person, kept] >= 0:
            give_back(state, tables.kept[kept], state.held[person, kept])
    row = state.people[person]["first_grant"]
    while row >= 0:
        fund, amount = state.rows[row]["resource"], state.rows[row]["amount"]
        state.progress[0]["unpaid_grants"] -= 1
        state.unpaid[fund] -= amount
        give_back(state, fund, amount)
        lose_if_late(tables, state, fund, row)
        row = state.grants[row]["next"]


@compiled_part
def set_patience(tables: Tables, inputs: RandomInputs, state: State, person: np.uint32) -> None:
    """Settle how long whoever still waits will do so; set a timer where going would change something for others."""
    record = state.people[person]
    if record["waiting"] == NOT_WAITING:
        return
    progress, row = state.progress[0], state.rows[record["row"]]
    stage = tables.stages[row["stage"]]
    until = state.leaves[person]
    if stage["clock"] >= 0:
        until = min(state.clocks[person, stage["clock"]], until)
    elif stage["patient"]:
        until = min(progress["now"] + patience_of(inputs, row["stage"], person, row["occurrence"]), until)
    record["until"] = until
    matters = (
        tables.resources[row["resource"]]["unequal_amounts"]
        or record["keeps"] > 0
        or stage["counts"]
        or until == progress["now"]
    )
    if matters and until < tables.horizon:
        record["waiting"] = TIMED
        push(state.timer_days, state.timer_keys, progress["timers"], until, person)
        progress["timers"] += 1


@compiled_part
def start_steps(tables: Tables, inputs: RandomInputs, state: State) -> None:
    """Start the steps of all who were served in the event in hand, or needed nothing."""
    progress = state.progress[0]
    for index in range(progress["starting"]):
        person = state.starting[index]
        row = state.rows[state.people[person]["row"]]
        row["started"] = progress["now"]
        due = min(finish_day(tables, inputs, state, person), state.leaves[person])
        if due < tables.horizon:
            schedule_finish(state, due, int((np.int64(row["stage"]) << PERSON_BITS) | person))
    if progress["finish_over"]:
        progress["finish_over"] = False
        pop(state.finish_days, state.finish_keys, progress["finishes"])
        progress["finishes"] -= 1


@compiled_part
def schedule_finish(state: State, due: float, key: int) -> None:
    """Add a finish to the heap: in the place of the one that has just happened, where that is still free."""
    progress = state.progress[0]
    if progress["finish_over"]:
        progress["finish_over"] = False
        replace(state.finish_days, state.finish_keys, progress["finishes"], due, key)
    else:
        push(state.finish_days, state.finish_keys, progress["finishes"], due, key)
        progress["finishes"] += 1


@compiled_part
def finish_day(tables: Tables, inputs: RandomInputs, state: State, person: np.uint32) -> float:
    """The day on which a step that starts now finishes."""
    now, row = state.progress[0]["now"], state.rows[state.people[person]["row"]]
    stage = tables.stages[row["stage"]]
    if not stage["lasts"]:
        return now
    factor = stage["before"]
    for index in range(stage["factor"], stage["factor"] + stage["factor_count"]):
        if tables.factor_days[index] > now:
            break
        factor = tables.factors[index]
    time = time_of(inputs, row["stage"], person, row["occurrence"])[0] * factor
    if not stage["works"]:
        return now + time
    if row["resource"] < 0:
        return now  # who needs no team passes at once
    team = tables.resources[row["resource"]]
    if team["tracks_hours"]:
        first = team["hours"]
        return finish_day_of_tracked_work(
            now, time * 7.0, team["before"], tables.hour_days, tables.hour_rates, first, first + team["hours_count"]
        )
    return now + time * 7.0 / state.hours[row["resource"]]


@compiled
def finish_day_of_tracked_work(
    day: float,
    left: float,
    rate: float,
    days: NDArray[np.float64],
    rates: NDArray[np.float64],
    change: int,
    end: int,
) -> float:
    """The day on which the hours have added up to the work, as `sim.model.Team.done` has it; changes are those before `end`."""
    while change < end and days[change] <= day:
        rate = rates[change]
        change += 1
    while left > 0:
        until = days[change] if change < end else inf
        if rate > 0 and day + left / rate <= until:
            return day + left / rate
        if until == inf:
            return inf
        left = max(0.0, left - (until - day) * rate)
        day, rate = until, rates[change]
        change += 1
    return day
