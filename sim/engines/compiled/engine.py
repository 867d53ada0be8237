"""The compiled engine: the same model as the reference engine, in machine code.

The scenario is lowered to tables, one loop resolves contention from the same draws, and the step table is the same to the bit.
"""

from __future__ import annotations

import numpy as np

from ...draws import Draws
from ...model.step_table import LEDGER, STEP
from ..output import EngineOutput
from .kernel import FULL, run_events
from .lowering import tables_of
from .state import GRANT, NOBODY, PERSON, PROGRESS, State
from .tables import Tables


def simulate(draws: Draws) -> EngineOutput:
    """Run one replication in machine code.

    Parameters
    ----------
    draws
        All its chance; the scenario comes with it.

    Returns
    -------
    EngineOutput
        The step table in the order of joining, and the ledger of the funds.
    """
    tables = tables_of(draws.scenario)
    state = _begin(draws, tables)
    with np.errstate(over="ignore"):  # words of the streams wrap around; said for the plain Python of the loop
        while run_events(tables, draws.random_inputs, state) == FULL:
            state = _with_more_room(state)
    progress = state.progress[0]
    return EngineOutput(steps=state.rows[: progress["rows"]], ledger=state.ledger[: progress["ledger_rows"]].copy())


def _begin(draws: Draws, tables: Tables) -> State:
    """The state on day 0, in which the people inside already hold what they hold."""
    people, count = draws.people, len(draws.people)
    resources, queues = len(tables.resources), len(tables.resources) * tables.lanes
    records = np.zeros(count, dtype=PERSON)
    records["first_grant"] = -1
    free = tables.free.copy()
    held = np.full((count, len(tables.kept)), -1, dtype=np.int64)
    person = people.identified
    codes = draws.scenario.resource_index
    for entry in draws.scenario.inside:
        holding = {codes[name] for name in entry.holding}
        for code in holding:
            held[person : person + entry.count, np.flatnonzero(tables.kept == code)] = 1
            free[code] -= entry.count
        records["keeps"][person : person + entry.count] = len(holding)
        person += entry.count
    room = max(256, 3 * count)
    progress = np.zeros(1, dtype=PROGRESS)
    progress["patience_day"] = -1.0
    return State(
        progress=progress,
        order=people.order,
        day=people.day,
        number=people.person,
        leaves=people.leaves,
        people=records,
        visits=np.zeros((count, len(tables.stages)), dtype=np.int32),
        clocks=np.full((count, tables.clocks), np.nan),
        held=held,
        capacity=tables.capacity.copy(),
        free=free,
        hours=tables.hours.copy(),
        threshold=tables.threshold.copy(),
        unpaid=np.zeros(resources, dtype=np.int64),
        year=np.zeros(resources, dtype=np.int64),
        head=np.full(queues, NOBODY),
        tail=np.full(queues, NOBODY),
        changed=np.zeros(resources, dtype=np.bool_),
        starting=np.empty(count, dtype=np.uint32),
        finish_days=np.empty(count),
        finish_keys=np.empty(count, dtype=np.int64),
        timer_days=np.empty(256),
        timer_keys=np.empty(256, dtype=np.int64),
        rows=np.empty(room, dtype=STEP),
        grants=np.empty(room, dtype=GRANT),
        ledger=np.empty(len(tables.timetable) + 256, dtype=LEDGER),
    )


def _with_more_room(state: State) -> State:
    """The same state, with room for more of whatever has run out of it. Rows are enlarged in place, without a copy."""
    progress = state.progress[0]
    if progress["rows"] >= len(state.rows):
        room = len(state.rows) * 3 // 2
        state.rows.resize(room, refcheck=False)
        state.grants.resize(room, refcheck=False)
    if progress["timers"] >= len(state.timer_days):
        room = 2 * len(state.timer_days)
        state.timer_days.resize(room, refcheck=False)
        state.timer_keys.resize(room, refcheck=False)
    if progress["ledger_rows"] + progress["unpaid_grants"] >= len(state.ledger):
        state.ledger.resize(2 * (len(state.ledger) + int(progress["unpaid_grants"])), refcheck=False)
    return state
