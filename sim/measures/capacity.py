"""What a team or a caseload offered, day by day."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..model import Caseload, Team
from ..model.calendar import Dated
from ..model.limits import UNLIMITED

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def stretches(resource: Team | Caseload, until: float) -> tuple[Floats, Ints]:
    """The stretches of unchanged capacity from day 0.

    Returns
    -------
    tuple
        The edges (days, from 0 to `until`), shape (stretches + 1,), and the capacity between them, shape (stretches,).
    """
    days = resource.change_days
    edges = np.concatenate([[0.0], days[: np.searchsorted(days, until)], [until]])
    return edges, resource.capacity_at(edges[:-1])


def offered(resource: Team | Caseload, until: float) -> float:
    """Units times days offered from day 0 to `until`; NaN where there is no limit, so that nothing is a share of it."""
    edges, capacity = stretches(resource, until)
    if capacity.max() >= UNLIMITED:
        return math.nan
    return float(np.sum((edges[1:] - edges[:-1]) * capacity))


def summed(dated: Dated, days: Floats) -> Floats:
    """The value summed from day 0 to each of many days: of a steady 2, twice the days."""
    changes = np.array(dated.days, dtype=np.float64)
    edges = np.concatenate([[0.0], changes[changes > 0]])
    values = dated.at_days(edges)
    before = np.concatenate([[0.0], np.cumsum(values[:-1] * np.diff(edges))])
    index = np.searchsorted(edges, days, side="right") - 1
    total: Floats = before[index] + (days - edges[index]) * values[index]
    return total


def stood_still(team: Team, begin: Floats, end: Floats) -> Floats:
    """Days within each interval of work on which the work stood still: it follows hours that were zero."""
    hours = team.hours_a_week
    if not team.tracks_hours or min([hours.at(0.0), *(rate for _, rate in hours.changes())]) > 0:
        return np.zeros(len(begin))
    off = Dated(
        days=hours.days, values=tuple(float(rate == 0) for rate in hours.values), before=float(hours.before == 0)
    )
    days: Floats = summed(off, end) - summed(off, begin)
    return days


def until_days(dated: Dated, days: Floats) -> Floats:
    """The value in force until each of many days; where it changes on one, the value before."""
    return np.array([dated.before, *dated.values])[np.searchsorted(dated.days, days, side="left")]
