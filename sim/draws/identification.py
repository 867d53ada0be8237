"""Who is identified when, and by which route. Routes compete: whichever would identify a person first does."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..jit import compiled, compiled_part
from ..model import Cohort, Route
from ..model.distribution import Distribution
from .elementary import exponential
from .quantiles import quantile
from .stream import named

DAYS_A_YEAR = 365.25
DAYS_A_MONTH = DAYS_A_YEAR / 12
Floats = NDArray[np.float64]
Uniform = Callable[[str, NDArray[np.uint64]], Floats]


def stream_days(route: Route, horizon: float, uniform: Uniform) -> Floats:
    """Days of arrival of an open stream until it closes, or the horizon: sums of gaps, added in order."""
    assert route.every is not None
    return _days_of_stream(route.every, named("route", route.name), min(horizon, route.until), uniform)


def _days_of_stream(gap: Distribution, name: str, horizon: float, uniform: Uniform) -> Floats:
    """Days before the horizon that come one such gap after another."""
    size = max(16, math.ceil(1.2 * horizon / max(gap.mean, 1e-12)))
    while True:
        gaps = quantile(gap, uniform(name, np.arange(size, dtype=np.uint64)))
        days = np.cumsum(gaps)
        if days[-1] >= horizon:
            return days[days < horizon]
        size *= 2


def joining_days(cohort: Cohort, horizon: float, uniform: Uniform) -> Floats:
    """Days on which more people of a cohort become eligible, after it opens and before the horizon."""
    if cohort.joining_a_year == 0 or cohort.opens >= horizon:
        return np.zeros(0)
    gap = Distribution(kind="exponential", parameters=(DAYS_A_YEAR / cohort.joining_a_year,))
    return cohort.opens + _days_of_stream(gap, named("becoming_eligible", cohort.name), horizon - cohort.opens, uniform)


def identify(
    routes: tuple[Route, ...],
    cohorts: tuple[Cohort, ...],
    cohort: NDArray[np.int16],
    eligible: Floats,
    uid: NDArray[np.uint64],
    uniform: Uniform,
) -> tuple[Floats, NDArray[np.int16]]:
    """Identify people of the cohorts.

    Whoever becomes eligible later has the same hazard from then on as those who were there: a flow grows with them.

    Parameters
    ----------
    routes
        Routes with a flow a month, or with dated lists.
    cohorts, cohort
        The cohorts, and the index of each person's cohort among them, shape (n,).
    eligible
        The day from which each person may be identified, shape (n,).
    uid
        The people's identities, shape (n,).
    uniform
        Gives the uniform numbers of a named stream.

    Returns
    -------
    tuple
        The day on which each person is identified (infinite if never) and the index of the route that did so; shape (n,).
    """
    day = np.full(len(uid), np.inf)
    by = np.zeros(len(uid), dtype=np.int16)
    begins = [_begins(route, uniform) for route in routes]
    for route_index, route in enumerate(routes):
        if route.people_a_month is None:
            continue
        needed = exponential(uniform(named("route", route.name), uid))
        for number, group in enumerate(cohorts):
            if route.cohorts and group.name not in route.cohorts:
                continue
            members = np.flatnonzero(cohort == number)
            when = _when(needed[members], eligible[members], *_hazard(route, begins[route_index], cohorts, group))
            sooner = when < day[members]
            day[members[sooner]] = when[sooner]
            by[members[sooner]] = route_index
    _take_lists(routes, begins, cohorts, cohort, eligible, uid, uniform, day, by)
    return day, by


def _begins(route: Route, uniform: Uniform) -> float:
    """The day from which a route's flow and lists count."""
    if route.begins is None:
        return 0.0
    return float(quantile(route.begins, uniform(named("route", route.name, "begins"), np.zeros(1, dtype=np.uint64)))[0])


def _hazard(route: Route, begins: float, cohorts: tuple[Cohort, ...], group: Cohort) -> tuple[Floats, Floats]:
    """Days from which the hazard of being identified changes for a cohort's members, and the hazard a day from each."""
    assert route.people_a_month is not None
    asked = [c for c in cohorts if not route.cohorts or c.name in route.cohorts]
    days = sorted({group.opens, begins, *(d for d, _ in route.people_a_month.changes()), *(c.opens for c in asked)})
    days = [d for d in days if d >= group.opens]
    hazard = []
    for d in days:
        pool = sum(c.size for c in asked if c.opens <= d)
        hazard.append(route.people_a_month.at(d) / DAYS_A_MONTH / pool if pool and d >= begins else 0.0)
    return np.array(days), np.array(hazard)


def _when(needed: Floats, eligible: Floats, days: Floats, hazard: Floats) -> Floats:
    """The day on which the hazard summed since a person became eligible reaches what the person needs."""
    summed = np.concatenate([[0.0], np.cumsum(hazard[:-1] * np.diff(days))])
    when = np.empty(len(needed))
    _write_when(needed, eligible, days, hazard, summed, when)
    return when


@compiled
def _write_when(needed: Floats, eligible: Floats, days: Floats, hazard: Floats, summed: Floats, when: Floats) -> None:
    for person in range(len(needed)):
        need = needed[person]
        if eligible[person] > days[0]:
            stretch = _last_not_above(days, eligible[person])  # in which the person became eligible
            need = need + summed[stretch] + (eligible[person] - days[stretch]) * hazard[stretch]
        stretch = _last_not_above(summed, need)
        # A stretch without hazard is passed over: its people wait for the next stretch, or for ever in the last.
        when[person] = days[stretch] + (need - summed[stretch]) / hazard[stretch] if hazard[stretch] > 0 else math.inf


@compiled_part
def _last_not_above(ascending: Floats, number: float) -> int:
    """The index of the last of some numbers, of which the first is not above the given one, that is not above it."""
    low, high = 0, len(ascending)
    while high - low > 1:
        middle = (low + high) // 2
        if ascending[middle] <= number:
            low = middle
        else:
            high = middle
    return low


def _take_lists(
    routes: tuple[Route, ...],
    begins: list[float],
    cohorts: tuple[Cohort, ...],
    cohort: NDArray[np.int16],
    eligible: Floats,
    uid: NDArray[np.uint64],
    uniform: Uniform,
    day: Floats,
    by: NDArray[np.int16],
) -> None:
    """Let dated lists take those of highest risk whom nothing identified before."""
    lists = sorted(
        (d, route_index) for route_index, route in enumerate(routes) for d in route.days if d >= begins[route_index]
    )
    if not lists:
        return
    risk = uniform(named("risk"), uid)
    order = np.argsort(-risk)
    if (
        np.diff(risk[order]) == 0
    ).any():  # some four times faster than this, which alone says what comes of equal risks
        order = np.argsort(-risk, kind="stable")
    begin = 0
    for list_day, route_index in lists:
        route = routes[route_index]
        asked = np.array([not route.cohorts or c.name in route.cohorts for c in cohorts], dtype=np.bool_)
        begin = _take(order, begin, cohort, asked, eligible, list_day, route.size, route_index, day, by)


@compiled
def _take(
    order: NDArray[np.int64],
    begin: int,
    cohort: NDArray[np.int16],
    asked: NDArray[np.bool_],
    eligible: Floats,
    list_day: float,
    size: int,
    route_index: int,
    day: Floats,
    by: NDArray[np.int16],
) -> int:
    """Let a list take from an order, of which those before `begin` were identified earlier; gives where the next begins."""
    end = begin
    while size > 0 and end < len(order):
        person = order[end]
        end += 1
        if day[person] > list_day and eligible[person] <= list_day and asked[cohort[person]]:
            day[person] = list_day
            by[person] = route_index
            size -= 1
    left = end
    for index in range(end - 1, begin - 1, -1):
        if day[order[index]] > list_day:  # whom a later list may take moves up to the others
            left -= 1
            order[left] = order[index]
    return left
