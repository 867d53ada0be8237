"""The tables that the compiled engine reads: a scenario in records and arrays."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

#: A stage. An entry that says where something begins is an index into the table of `Tables` that it names.
STAGE = np.dtype(
    [
        ("lane", "i8"),  # the rank of its priority: the queue of its resource in which people stand
        ("works", "i8"),  # whether its time is in hours of a team's work; else it is in days
        ("lasts", "i8"),  # whether it takes time at all
        ("asks", "i8"),  # whether people ask for an amount of money
        ("raises", "i8"),  # whether that is added to what is held already
        ("lowers", "i8"),  # whether that is given back of what is held
        ("patient", "i8"),  # whether patience may run out
        ("clock", "i8"),  # the clock of that patience, -1 for patience of its own
        ("max_steps", "i8"),  # how often a person may come here
        ("then", "i8"),  # the stage or outcome that follows in place of coming more often
        ("pays", "i8"),  # whether its end pays out the money that was granted
        ("gives", "i8"),  # what its end gives back begins here in `gives`
        ("gives_count", "i8"),
        ("factor", "i8"),  # its dated multipliers begin here in `factor_days` and `factors`
        ("factor_count", "i8"),
        ("before", "f8"),  # the multiplier before any of these days
        ("period", "i8"),  # the days on which its weights change begin here in `period_days`
        ("period_count", "i8"),
        ("counts", "i8"),  # whether people at it are on the waiting list that invitations look at
    ]
)

#: A resource, as `sim.model.resource_kind` describes it.
RESOURCE = np.dtype(
    [
        ("meets", "i8"),  # whether it serves only while it is held
        ("gate", "i8"),  # whether it is a gate
        ("held_for_step", "i8"),  # whether what is taken is given back when the step ends
        ("kept", "i8"),  # its index in `kept`, -1 where nothing stays with a person after the step
        ("is_spent", "i8"),  # whether what is taken is spent
        ("unequal_amounts", "i8"),  # whether people ask for unequal amounts
        ("late_money_lapses", "i8"),  # whether money that comes back after the year of its grant is lost
        ("unpaid_money_lapses", "i8"),  # whether money granted but not paid out is lost at the year's end
        ("tracks_hours", "i8"),  # whether work in hand goes on at hours that change
        ("hours", "i8"),  # these hours begin here in `hour_days` and `hour_rates`
        ("hours_count", "i8"),
        ("before", "f8"),  # the hours before any of these days
    ]
)

#: A gate.
GATE = np.dtype(
    [
        ("resource", "i8"),  # its code among the resources
        ("fund", "i8"),  # the funds that it looks at begin here in `gate_funds`
        ("fund_count", "i8"),
    ]
)


class Tables(NamedTuple):
    """A scenario, the same for all its replications.

    Attributes
    ----------
    stages, resources, gates
        One record of `STAGE`, `RESOURCE`, `GATE` each.
    timetable
        Changes from outside in their order, as `sim.engines.timetable` has them.
    capacity, free
        Units of each resource on day 0: in all, and those that nobody has before the people inside are placed.
    hours
        Hours a week of each team on day 0.
    threshold
        The pence that each gate needs on day 0, one a resource.
    kept
        The resources whose units stay with a person after the step.
    gives
        What stages give back, as indices into `kept`.
    gate_funds
        The resources whose money gates look at.
    hour_days, hour_rates
        Days on which hours change under work in hand, and the hours a week from each.
    factor_days, factors
        Days on which multipliers of times change, and the multiplier from each.
    period_days
        Days on which weights of ways onward change.
    inside
        The stage of each person inside on day 0.
    lanes
        Queues of each resource, one a priority.
    fewer_than
        How many people on the waiting list hold invitations back.
    clocks
        Clocks of patience that span several stages.
    horizon
        The day at which nothing happens any more.
    """

    stages: NDArray[np.void]
    resources: NDArray[np.void]
    gates: NDArray[np.void]
    timetable: NDArray[np.void]
    capacity: NDArray[np.int64]
    free: NDArray[np.int64]
    hours: NDArray[np.float64]
    threshold: NDArray[np.int64]
    kept: NDArray[np.int64]
    gives: NDArray[np.int64]
    gate_funds: NDArray[np.int64]
    hour_days: NDArray[np.float64]
    hour_rates: NDArray[np.float64]
    factor_days: NDArray[np.float64]
    factors: NDArray[np.float64]
    period_days: NDArray[np.float64]
    inside: NDArray[np.int64]
    lanes: int
    clocks: int
    fewer_than: int
    horizon: float
