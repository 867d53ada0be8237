"""Which waits for money ended by a tranche: money without which, first in first out, the grant could not have been paid."""

from __future__ import annotations

import numpy as np

from ..model import Fund
from .accounts import accounts
from .journeys import Ints, Journeys, Mask


def released(journeys: Journeys, code: int, steps: Ints) -> Mask:
    """Whether the grants of some steps, each on the day of a tranche, were paid by it.

    What else the fund had on that day goes first: what was left, an ordinary top-up, and what came back. It is what is left
    when the day is over and all that was granted on it, less the tranche. So the days are looked at as wholes, and it plays
    no part what came first on one.

    Parameters
    ----------
    journeys
        The journeys of a replication.
    code
        The code of the fund.
    steps
        Steps that were granted money of this fund on days of its tranches.

    Returns
    -------
    ndarray
        Shape (steps,).
    """
    fund = journeys.scenario.resources[code]
    assert isinstance(fund, Fund)
    tranches = {top_up.day: top_up.pence for top_up in fund.top_ups if top_up.tranche}
    left = journeys.cached(_left)
    is_released = np.zeros(len(steps), dtype=np.bool_)
    for day in np.unique(journeys.started[steps]).tolist():
        granted = _in_order(journeys, code, day)
        pence = journeys.amount[granted]
        without_tranche = left[fund.name, day] + int(pence.sum()) - tranches[day]
        is_released |= np.isin(steps, granted[pence.cumsum() > without_tranche])
    return is_released


def _left(journeys: Journeys) -> dict[tuple[str, float], int]:
    """The pence left in each fund when each day on which any fund has a tranche is over."""
    funds = [resource for resource in journeys.scenario.resources if isinstance(resource, Fund)]
    days = sorted({top_up.day for fund in funds for top_up in fund.top_ups if top_up.tranche})
    day_over = accounts(journeys, np.nextafter(days, np.inf))
    rows = zip(day_over.funds, day_over.left.tolist(), strict=True)
    return {(fund.name, day): pence for fund, left in rows for day, pence in zip(days, left, strict=True)}


def _in_order(journeys: Journeys, code: int, day: float) -> Ints:
    """The steps that were granted money of a fund on a day, in the order of the queue: by priority, then by joining."""
    steps = journeys.served_steps[code]
    steps = steps[
        (journeys.started[steps] == day) & (journeys.amount[steps] >= 0)
    ]  # what is given back was there before
    priority = np.array([stage.priority for stage in journeys.scenario.pathway.stages])[journeys.stage[steps]]
    in_order: Ints = steps[np.lexsort((journeys.order[steps], priority))]
    return in_order
