"""Cumulative incidence: the share to whom something has happened by a time, when not all were followed as long."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..jit import compiled
from .journeys import Floats

CENSORED = 0  #: not followed any longer, and still without it
HAPPENED = 1  #: it happened
PREVENTED = 2  #: something else happened, after which it cannot


def cumulative_incidence(days: Floats, how: NDArray[np.integer]) -> tuple[Floats, Floats]:
    """The share to whom it has happened, by the days since they began, with competing exits.

    The estimator of Aalen and Johansen (1978): at each time, the share still without either event just before it, times
    the share of those followed to whom it happens then. Those who are followed no longer count until they are lost,
    those who lose the chance stay in the denominator, and no independence of the two events is assumed.

    Parameters
    ----------
    days
        How long each person was followed, shape (n,).
    how
        How that ended: `CENSORED`, `HAPPENED` or `PREVENTED`, shape (n,). Somebody censored on a day counts for that day.

    Returns
    -------
    tuple
        The days on which anything ended, ascending, and the share by each of them; shape (m,).
    """
    if not len(days):
        return np.zeros(0), np.zeros(0)
    order = np.argsort(days)
    times, first = np.unique(days[order], return_index=True)
    kind = how[order]
    at_risk = len(days) - first
    happened = np.add.reduceat((kind == HAPPENED).astype(float), first)
    ended = np.add.reduceat((kind != CENSORED).astype(float), first)
    without = np.concatenate([[1.0], np.cumprod(1 - ended / at_risk)[:-1]])
    return times, np.cumsum(without * happened / at_risk)


def median(days: Floats, how: NDArray[np.integer]) -> float:
    """The day by which it has happened to half of all who began; NaN where that was not reached."""
    order = np.argsort(days)
    return float(median_in_order(days[order], how[order], np.ones(len(days), dtype=np.bool_)))


@compiled
def median_in_order(days: Floats, how: NDArray[np.integer], chosen: NDArray[np.bool_]) -> float:
    """The median of the chosen, given everybody in the order of the days.

    Goes through `cumulative_incidence` from day to day, and no further than to the half.
    """
    at_risk = chosen.sum()
    without, share = 1.0, 0.0
    person = 0
    while person < len(days):
        day, followed, happened, ended = days[person], 0, 0, 0
        while person < len(days) and days[person] == day:
            if chosen[person]:
                followed += 1
                happened += how[person] == HAPPENED
                ended += how[person] != CENSORED
            person += 1
        if followed:
            share += without * happened / at_risk
            if share >= 0.5 - 1e-12:  # a half that rounding made smaller is a half
                return float(day)
            without *= 1 - ended / at_risk
            at_risk -= followed
    return np.nan


def follow(begin: Floats, event: Floats, out: Floats, horizon: float) -> tuple[Floats, NDArray[np.int64]]:
    """How long each person was followed and how that ended, for those who began.

    Parameters
    ----------
    begin, event, out
        The days on which each began, on which it happened, and of going out; NaN for never; shape (n,).
    horizon
        The day on which following ends.

    Returns
    -------
    tuple
        As `cumulative_incidence` takes them; people who never began are left out.
    """
    days, how = np.empty(len(begin)), np.empty(len(begin), dtype=np.int64)
    followed = _follow(begin, event, out, horizon, days, how)
    return days[:followed], how[:followed]


@compiled
def _follow(begin: Floats, event: Floats, out: Floats, horizon: float, days: Floats, how: NDArray[np.int64]) -> int:
    followed = 0
    for person in range(len(begin)):
        happened, prevented = not np.isnan(event[person]), not np.isnan(out[person])
        until = event[person] if happened else (out[person] if prevented else horizon)
        days[followed] = until - begin[person]
        how[followed] = HAPPENED if happened else (PREVENTED if prevented else CENSORED)
        followed += not np.isnan(begin[person])
    return followed
