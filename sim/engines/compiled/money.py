"""One-off money in the compiled engine: granted, paid out, given back too late, and the ledger of what comes and goes."""

from __future__ import annotations

import numpy as np

from ...jit import compiled_part
from .state import State
from .tables import Tables


@compiled_part
def write_ledger(state: State, fund: int, added: int, lapsed: int) -> None:
    """Write a row of the ledger: the pence that came and went, and those that are then left."""
    progress = state.progress[0]
    entry = state.ledger[progress["ledger_rows"]]
    progress["ledger_rows"] += 1
    entry["resource"] = fund
    entry["day"] = progress["now"]
    entry["added"] = added
    entry["lapsed"] = lapsed
    entry["left"] = state.free[fund]


@compiled_part
def commit(state: State, fund: int, person: np.uint32, row: np.uint32) -> None:
    """Note that the money granted in this row is not yet paid out."""
    record, grant = state.people[person], state.grants[row]
    state.progress[0]["unpaid_grants"] += 1
    state.unpaid[fund] += state.rows[row]["amount"]
    record["keeps"] += 1
    grant["next"] = -1
    grant["year"] = state.year[fund]
    if record["first_grant"] < 0:
        record["first_grant"] = row
    else:
        state.grants[record["last_grant"]]["next"] = row
    record["last_grant"] = row


@compiled_part
def pay_out(state: State, person: np.uint32) -> None:
    """Pay a person all that was granted."""
    row = state.people[person]["first_grant"]
    while row >= 0:
        state.progress[0]["unpaid_grants"] -= 1
        state.unpaid[state.rows[row]["resource"]] -= state.rows[row]["amount"]
        state.people[person]["keeps"] -= 1
        row = state.grants[row]["next"]
    state.people[person]["first_grant"] = -1


@compiled_part
def lose_if_late(tables: Tables, state: State, fund: int, row: int) -> None:
    """Lose money that came back unpaid, where its year has ended since and the fund's uncommitted money lapses."""
    if tables.resources[fund]["late_money_lapses"] and state.grants[row]["year"] < state.year[fund]:
        amount = state.rows[row]["amount"]
        state.free[fund] -= amount
        state.capacity[fund] -= amount
        write_ledger(state, fund, 0, amount)


@compiled_part
def amount_lapsed(tables: Tables, state: State, fund: int) -> int:
    """The pence lost at the year's end. What was granted but not paid out is charged to the new year's money."""
    lapsed = state.free[fund]
    if tables.resources[fund]["unpaid_money_lapses"]:
        lapsed += state.unpaid[fund]
    return max(0, lapsed)
