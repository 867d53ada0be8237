"""The compiled engine's one loop: the rules of `reference`, event by event, over arrays.

It differs from the reference in one thing only. A person who holds nothing, and waits for a unit that is like any other, can
give up without consequence for anybody; so no timer is set, and whoever reaches the person in the queue after the deadline
finds nobody there. All else has a timer.
"""

from __future__ import annotations

from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...draws.sampling import Luck, amount_of, next_of, patience_of, resource_of, time_of
from ...jit import compiled
from ...model.step_table import GAVE_UP, LEFT, UNFINISHED
from ..timetable import Change
from .heap import pop, push, replace
from .lowering import UNCOMMITTED_LAPSES, UNPAID_LAPSES, Tables

CAPACITY, LAPSE, TOP_UP = int(Change.CAPACITY), int(Change.LAPSE), int(Change.TOP_UP)
WHO = (1 << 32) - 1  # the part of a key that says whose finish it is; the stage stands above it
NOBODY = np.uint32(WHO)  # people and rows are numbers without a sign: no index is looked at for counting from the end

NOT, TIMED, UNTIMED = 0, 1, 2  # whether a person waits, and with or without a timer
DONE, FULL = 0, 1  #: what the loop gives back: at the horizon, or out of room

#: Counters that outlive a call of the loop.
COUNTERS = 9
ROWS, FINISHES, TIMERS, FOUND, TURNED, LEDGERED, PLACED, LAST_TO_GO, PROMISED = range(COUNTERS)

#: A person: the row of the step in hand, who stands behind in the queue, when patience or presence ends, and how much is kept.
PERSON = np.dtype(
    [
        ("row", "u4"),
        ("behind", "u4"),
        ("waiting", "i4"),
        ("keeps", "i4"),
        ("first_grant", "i4"),
        ("last_grant", "i4"),
        ("until", "f8"),
    ]
)

#: Money granted in a row of the step table and not yet paid out: the next such row of the person, and the fund's year then.
GRANT = np.dtype([("next", "i4"), ("year", "i4")])


class State(NamedTuple):
    """What changes during a replication.

    Attributes
    ----------
    order, day
        People in the order of being found, and the day of each person.
    leaves
        The day of dying or leaving the area.
    visits
        How often each person came to each stage.
    clocks
        The day on which each of a person's clocks runs out (NaN before it runs).
    held
        Units that stay with a person after a step (-1 for none).
    head, tail
        The queues, one a resource and lane: the first and last in line, or `NOBODY`.
    finish_days, finish_keys, timer_days, timer_keys
        Heaps of finishes, and of the ends of patience.
    """

    counters: NDArray[np.int64]
    last_day: NDArray[np.float64]
    order: NDArray[np.uint32]
    day: NDArray[np.float64]
    number: NDArray[np.int32]
    leaves: NDArray[np.float64]
    person: NDArray[np.void]
    visits: NDArray[np.int32]
    clocks: NDArray[np.float64]
    held: NDArray[np.int64]
    capacity: NDArray[np.int64]
    free: NDArray[np.int64]
    hours: NDArray[np.float64]
    unpaid: NDArray[np.int64]
    year: NDArray[np.int64]
    head: NDArray[np.uint32]
    tail: NDArray[np.uint32]
    changed: NDArray[np.bool_]
    starting: NDArray[np.uint32]
    finish_days: NDArray[np.float64]
    finish_keys: NDArray[np.int64]
    timer_days: NDArray[np.float64]
    timer_keys: NDArray[np.int64]
    rows: NDArray[np.void]
    grants: NDArray[np.void]
    ledger: NDArray[np.void]


@compiled
def resolve(tables: Tables, luck: Luck, state: State) -> int:
    """Carry a replication on until its horizon, or until there is no room for what comes next.

    Parameters
    ----------
    tables, luck
        The scenario, and all chance.
    state
        Where the replication stands; changed in place.

    Returns
    -------
    int
        `DONE`, or `FULL` if the rows, the timers or the ledger must be enlarged before the next call.
    """
    stages, resources, timetable, kept, gives = (
        tables.stages, tables.resources, tables.timetable, tables.kept, tables.gives,
    )  # fmt: skip
    gates, gate_funds, hour_days, hour_rates = tables.gates, tables.gate_funds, tables.hour_days, tables.hour_rates
    lanes, horizon = tables.lanes, tables.horizon
    order, day, number, leaves, person, visits, clocks, held = (
        state.order, state.day, state.number, state.leaves, state.person, state.visits, state.clocks, state.held,
    )  # fmt: skip
    free, capacity, hours, unpaid, year = state.free, state.capacity, state.hours, state.unpaid, state.year
    head, tail, changed, starting = state.head, state.tail, state.changed, state.starting
    finish_days, finish_keys, timer_days, timer_keys = (
        state.finish_days, state.finish_keys, state.timer_days, state.timer_keys,
    )  # fmt: skip
    rows, grants, ledger, counters = state.rows, state.grants, state.ledger, state.counters
    count, finishes, timers, arrived, turned, ledgered, placed, last_to_go = (
        counters[0], counters[1], counters[2], counters[3], counters[4], counters[5], counters[6], counters[7],
    )  # fmt: skip
    promised = counters[8]  # grants not yet paid out: each may bring a row of the ledger when its person goes
    last_day = state.last_day[0]  # an instant at which patience ran out, and the last person whose patience then did
    arrivals, turns, insiders = len(order), len(timetable), len(tables.inside)
    next_found = day[order[arrived]] if arrived < arrivals else inf
    next_turn = timetable[turned]["day"] if turned < turns else inf
    now = 0.0
    result = DONE
    while True:
        if count >= len(rows) or timers >= len(timer_days) or ledgered + promised >= len(ledger):
            result = FULL
            break
        who, target = np.uint32(0), 0
        joins = out = done = False
        low, high = len(resources), -1  # the resources between which queues have changed
        starts = 0

        # --- the next event, and what it does before anybody joins -----------------------------------------------------
        if placed < insiders:
            who, target = np.uint32(arrivals + placed), tables.inside[placed]
            joins = True
            placed += 1
        else:
            kind = 0
            now = finish_days[0] if finishes > 0 else inf
            if next_found < now:
                kind, now = 1, next_found
            if next_turn < now:
                kind, now = 2, next_turn
            if timers > 0 and timer_days[0] < now:
                kind, now = 3, timer_days[0]
            if not now < horizon:
                break
            if kind == 0:  # a finish
                key = finish_keys[0]
                done = True  # it leaves the heap when the next finish takes its place there, or at the end of the event
                who, stage = np.uint32(key & WHO), key >> 32
                row = person[who]["row"]
                code = rows[row]["resource"]
                if code >= 0 and resources[code]["team"]:
                    free[code] += 1
                    changed[code] = True
                    low, high = min(low, code), max(high, code)
                if now == leaves[who]:
                    target = LEFT
                    out = True
                else:
                    for place in range(stages[stage]["gives"], stages[stage]["gives"] + stages[stage]["gives_count"]):
                        keep = gives[place]
                        if held[who, keep] >= 0:
                            code = kept[keep]
                            free[code] += held[who, keep]
                            held[who, keep] = -1
                            person[who]["keeps"] -= 1
                            changed[code] = True
                            low, high = min(low, code), max(high, code)
                    if stages[stage]["pays"]:
                        grant = person[who]["first_grant"]
                        while grant >= 0:
                            unpaid[rows[grant]["resource"]] -= rows[grant]["amount"]
                            person[who]["keeps"] -= 1
                            promised -= 1
                            grant = grants[grant]["next"]
                        person[who]["first_grant"] = -1
                    period = 0
                    for change in range(stages[stage]["period_count"]):
                        period += tables.period_days[stages[stage]["period"] + change] <= now
                    target = next_of(luck, stage, who, rows[row]["occurrence"], period)
                    while target < len(stages) and visits[who, target] >= stages[target]["max_steps"]:
                        target = stages[target]["then"]
                    out = target >= len(stages)
                    joins = not out
                rows[row]["finished"] = now
                rows[row]["outcome"] = target
            elif kind == 1:  # somebody is found
                who, target = order[arrived], 0
                arrived += 1
                next_found = day[order[arrived]] if arrived < arrivals else inf
                joins = True
            elif kind == 2:  # a change from outside
                turn = timetable[turned]
                turned += 1
                next_turn = timetable[turned]["day"] if turned < turns else inf
                code, amount = turn["resource"], turn["amount"]
                if resources[code]["gathers"]:
                    for lane in range(code * lanes, code * lanes + lanes):
                        other = head[lane]
                        while other != NOBODY and amount > 0:
                            row = person[other]["row"]
                            if person[other]["waiting"]:
                                if rows[row]["joined"] > turn["cutoff"]:
                                    break
                                if person[other]["waiting"] == UNTIMED and (
                                    person[other]["until"] < now
                                    or (person[other]["until"] == now and last_day == now and other < last_to_go)
                                ):
                                    _go(rows, row, person[other]["until"], leaves[other])
                                else:
                                    amount -= 1
                                    starting[starts] = other
                                    starts += 1
                                person[other]["waiting"] = NOT
                            other = person[other]["behind"]
                        head[lane] = other
                else:
                    changed[code] = True
                    low = high = code
                    if turn["change"] == CAPACITY:
                        free[code] += amount - capacity[code]
                        capacity[code] = amount
                        if resources[code]["team"]:
                            hours[code] = turn["hours"]
                    else:
                        lapsed = 0
                        if turn["change"] == LAPSE:
                            lapsed = free[code]
                            if resources[code]["year_end"] == UNPAID_LAPSES:
                                lapsed += unpaid[code]
                            lapsed = max(0, lapsed)
                            year[code] += 1
                        free[code] += amount - lapsed
                        capacity[code] += amount - lapsed
                        ledger[ledgered]["resource"] = code
                        ledger[ledgered]["day"] = now
                        ledger[ledgered]["added"] = amount
                        ledger[ledgered]["lapsed"] = lapsed
                        ledger[ledgered]["left"] = free[code]
                        ledgered += 1
            else:  # patience runs out, or somebody who waits leaves
                who = np.uint32(timer_keys[0])
                pop(timer_days, timer_keys, timers)
                timers -= 1
                if not person[who]["waiting"] or person[who]["until"] != now:
                    continue  # the waiting has ended in another way
                last_to_go = max(who, last_to_go) if last_day == now else who
                last_day = now
                person[who]["waiting"] = NOT
                row = person[who]["row"]
                _go(rows, row, now, leaves[who])
                code = rows[row]["resource"]
                changed[code] = True
                low = high = code
                out = True

        # --- joining the next queue ------------------------------------------------------------------------------------
        waits = False
        if joins:
            stage = target
            occurrence = visits[who, stage]
            visits[who, stage] += 1
            code = resource_of(luck, stage, who)
            row = np.uint32(count)
            count += 1
            person[who]["row"] = row
            rows[row]["person"] = number[who]
            rows[row]["stage"] = stage
            rows[row]["occurrence"] = occurrence
            rows[row]["joined"] = now
            rows[row]["started"] = np.nan
            rows[row]["finished"] = np.nan
            rows[row]["outcome"] = UNFINISHED
            rows[row]["resource"] = code
            rows[row]["amount"] = 0
            if code >= 0 and (resources[code]["kept"] < 0 or held[who, resources[code]["kept"]] < 0):
                amount = 1 - resources[code]["gate"]
                if stages[stage]["asks"]:
                    amount = amount_of(luck, stage, who, occurrence)
                rows[row]["amount"] = amount
                deadline = inf
                clock = stages[stage]["clock"]
                if clock >= 0:
                    if np.isnan(clocks[who, clock]):
                        clocks[who, clock] = now + patience_of(luck, stage, who, occurrence)
                    deadline = clocks[who, clock]
                if deadline < now:
                    rows[row]["finished"] = now
                    rows[row]["outcome"] = GAVE_UP
                    out = True
                else:
                    waits = True
                    person[who]["waiting"] = UNTIMED
                    person[who]["until"] = inf  # whoever joins may be served before any patience is looked at
                    person[who]["behind"] = NOBODY
                    lane = code * lanes + stages[stage]["lane"]
                    if head[lane] == NOBODY:
                        head[lane] = who
                    else:
                        person[tail[lane]]["behind"] = who
                    tail[lane] = who
                    changed[code] = True
                    low, high = min(low, code), max(high, code)
            else:
                starting[starts] = who
                starts += 1

        # --- going out: everything is given back -----------------------------------------------------------------------
        if out and person[who]["keeps"] > 0:
            for keep in range(len(kept)):
                if held[who, keep] >= 0:
                    code = kept[keep]
                    free[code] += held[who, keep]
                    changed[code] = True
                    low, high = min(low, code), max(high, code)
            grant = person[who]["first_grant"]
            while grant >= 0:
                code, amount = rows[grant]["resource"], rows[grant]["amount"]
                promised -= 1
                unpaid[code] -= amount
                free[code] += amount
                changed[code] = True
                low, high = min(low, code), max(high, code)
                if resources[code]["year_end"] == UNCOMMITTED_LAPSES and grants[grant]["year"] < year[code]:
                    free[code] -= amount
                    capacity[code] -= amount
                    ledger[ledgered]["resource"] = code
                    ledger[ledgered]["day"] = now
                    ledger[ledgered]["added"] = 0
                    ledger[ledgered]["lapsed"] = amount
                    ledger[ledgered]["left"] = free[code]
                    ledgered += 1
                grant = grants[grant]["next"]

        # --- serving the queues that changed ---------------------------------------------------------------------------
        for code in range(low, high + 1):
            if not changed[code]:
                continue
            changed[code] = False
            if resources[code]["gathers"] or resources[code]["gate"]:
                continue
            blocked = False
            for lane in range(code * lanes, code * lanes + lanes):
                other = head[lane]
                while other != NOBODY and not blocked:
                    row = person[other]["row"]
                    if person[other]["waiting"]:
                        if person[other]["waiting"] == UNTIMED and (
                            person[other]["until"] < now
                            or (person[other]["until"] == now and last_day == now and other < last_to_go)
                        ):
                            _go(rows, row, person[other]["until"], leaves[other])
                        else:
                            amount = rows[row]["amount"]
                            if amount > free[code]:
                                blocked = True
                                break
                            free[code] -= amount
                            starting[starts] = other
                            starts += 1
                            keep = resources[code]["kept"]
                            if keep >= 0:
                                held[other, keep] = amount
                                person[other]["keeps"] += 1
                            elif resources[code]["one_off"]:
                                promised += 1
                                unpaid[code] += amount
                                person[other]["keeps"] += 1
                                grants[row]["next"] = -1
                                grants[row]["year"] = year[code]
                                if person[other]["first_grant"] < 0:
                                    person[other]["first_grant"] = row
                                else:
                                    grants[person[other]["last_grant"]]["next"] = row
                                person[other]["last_grant"] = row
                        person[other]["waiting"] = NOT
                    other = person[other]["behind"]
                head[lane] = other

        # --- gates, which see what the others leave: whoever stands before an open one passes ------------------------------
        for place in range(len(gates)):
            money = 0
            for fund in range(gates[place]["fund"], gates[place]["fund"] + gates[place]["funds"]):
                money += free[gate_funds[fund]]
            if money < capacity[gates[place]["resource"]]:
                continue
            for lane in range(gates[place]["resource"] * lanes, gates[place]["resource"] * lanes + lanes):
                other = head[lane]
                while other != NOBODY:
                    if person[other]["waiting"]:
                        if person[other]["waiting"] == UNTIMED and (
                            person[other]["until"] < now
                            or (person[other]["until"] == now and last_day == now and other < last_to_go)
                        ):
                            _go(rows, person[other]["row"], person[other]["until"], leaves[other])
                        else:
                            starting[starts] = other
                            starts += 1
                        person[other]["waiting"] = NOT
                    other = person[other]["behind"]
                head[lane] = NOBODY

        # --- how long whoever still waits will do so; a timer where going would change something for others ---------------
        if waits and person[who]["waiting"] != NOT:
            row = person[who]["row"]
            stage, code = rows[row]["stage"], rows[row]["resource"]
            until = leaves[who]
            if stages[stage]["clock"] >= 0:
                until = min(clocks[who, stages[stage]["clock"]], until)
            elif stages[stage]["patient"]:
                until = min(now + patience_of(luck, stage, who, rows[row]["occurrence"]), until)
            person[who]["until"] = until
            if until < horizon and (resources[code]["fund"] or person[who]["keeps"] > 0 or until == now):
                person[who]["waiting"] = TIMED
                push(timer_days, timer_keys, timers, until, who)
                timers += 1

        # --- starting: how long it takes ---------------------------------------------------------------------------------
        for place in range(starts):
            who = starting[place]
            row = person[who]["row"]
            stage, code = rows[row]["stage"], rows[row]["resource"]
            rows[row]["started"] = now
            due = now
            if stages[stage]["lasts"]:
                factor = stages[stage]["before"]
                for change in range(stages[stage]["factor"], stages[stage]["factor"] + stages[stage]["factor_count"]):
                    if tables.factor_days[change] > now:
                        break
                    factor = tables.factors[change]
                lasts = time_of(luck, stage, who, rows[row]["occurrence"])[0] * factor
                if not stages[stage]["works"]:
                    due = now + lasts
                elif code >= 0 and resources[code]["follows"]:
                    change = resources[code]["change"]
                    due = _done(
                        now, lasts * 7.0, resources[code]["before"], hour_days, hour_rates, change,
                        change + resources[code]["changes"],
                    )  # fmt: skip
                elif code >= 0:
                    due = now + lasts * 7.0 / hours[code]
            due = min(due, leaves[who])
            if due < horizon:
                key = (np.int64(stage) << 32) | who
                if done:
                    replace(finish_days, finish_keys, finishes, due, key)
                    done = False
                else:
                    push(finish_days, finish_keys, finishes, due, key)
                    finishes += 1
        if done:
            pop(finish_days, finish_keys, finishes)
            finishes -= 1

    if result == DONE:  # those whose patience ran out while nobody looked
        for lane in range(len(head)):
            other = head[lane]
            while other != NOBODY:
                if person[other]["waiting"] and person[other]["until"] < horizon:
                    _go(rows, person[other]["row"], person[other]["until"], leaves[other])
                other = person[other]["behind"]
    counters[0], counters[1], counters[2], counters[3] = count, finishes, timers, arrived
    counters[4], counters[5], counters[6], counters[7] = turned, ledgered, placed, last_to_go
    counters[8] = promised
    state.last_day[0] = last_day
    return result


@compiled
def _go(rows: NDArray[np.void], row: int, day: float, leaves: float) -> None:
    """End a waiting without service: the person left, or else gave up."""
    rows[row]["finished"] = day
    rows[row]["outcome"] = LEFT if day == leaves else GAVE_UP


@compiled
def _done(
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
