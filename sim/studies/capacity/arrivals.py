"""How many people the routes identify by a day, on average: from each cohort, by each route."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ...draws.identification import DAYS_A_MONTH, DAYS_A_YEAR
from ...model import Cohort, Route, Scenario

Floats = NDArray[np.float64]


def identified_by(scenario: Scenario, day: float) -> Floats:
    """People identified before a day, on average; shape (cohorts, routes).

    Routes compete as they do in `sim.draws.identification`, with pools of people in place of persons. A route that begins on a
    day of chance begins on the mean of it. Nobody looks at the waiting list, and nobody dies or moves away before.
    """
    routes, cohorts = scenario.identification.routes, scenario.people.cohorts
    if routes[0].every is not None:
        return np.array([[min(day, routes[0].until) / routes[0].every.mean]])
    begins = [0.0 if route.begins is None else route.begins.mean for route in routes]
    lists = sorted((d, index) for index, route in enumerate(routes) for d in route.days if begins[index] <= d < day)
    flows = [route.people_a_month for route in routes if route.people_a_month is not None]
    changes = {d for flow in flows for d, _ in flow.changes()} | {d for d, _ in lists}
    edges = sorted({0.0, day, *(d for d in (*changes, *begins, *(c.opens for c in cohorts)) if 0 < d < day)})
    pool = np.array([float(cohort.size) for cohort in cohorts])
    identified = np.zeros((len(cohorts), len(routes)))
    for since, until in pairwise(edges):
        for _, index in (entry for entry in lists if entry[0] == since):
            _take_list(routes[index], index, cohorts, since, pool, identified)
        hazard = np.array(
            [
                [_hazard(route, begins[index], cohorts, cohort, since) for index, route in enumerate(routes)]
                for cohort in cohorts
            ]
        )
        of_all = hazard.sum(axis=1)
        joining = (
            np.array([cohort.joining_a_year if cohort.opens <= since else 0.0 for cohort in cohorts]) / DAYS_A_YEAR
        )
        # With a hazard the pool goes to where as many join as are identified; without one it grows.
        days, per_hazard = until - since, np.where(of_all > 0, of_all, 1.0)
        left = (pool - joining / per_hazard) * np.exp(-of_all * days) + joining / per_hazard
        gone = np.where(of_all > 0, pool + joining * days - left, 0.0)
        identified += gone[:, None] * hazard / per_hazard[:, None]
        pool += joining * days - gone
    return identified


def _take_list(
    route: Route, index: int, cohorts: tuple[Cohort, ...], day: float, pool: Floats, identified: Floats
) -> None:
    """Let a list take people of the cohorts that it asks, in proportion to who is left of each."""
    asked = pool * [cohort.opens <= day and _asks(route, cohort) for cohort in cohorts]
    taken = asked * min(1.0, route.size / asked.sum()) if asked.sum() > 0 else asked
    pool -= taken
    identified[:, index] += taken


def _hazard(route: Route, begins: float, cohorts: tuple[Cohort, ...], cohort: Cohort, day: float) -> float:
    """The hazard a day of being identified by a route, from a day on, for each member of a cohort."""
    if route.people_a_month is None or day < begins or cohort.opens > day or not _asks(route, cohort):
        return 0.0
    pool = math.fsum(other.size for other in cohorts if other.opens <= day and _asks(route, other))
    return route.people_a_month.at(day) / DAYS_A_MONTH / pool if pool else 0.0


def _asks(route: Route, cohort: Cohort) -> bool:
    return not route.cohorts or cohort.name in route.cohorts
