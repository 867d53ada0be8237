"""Faults that only the whole scenario shows: more people, or more of what is kept of each, than there is memory for."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .distribution import Distribution
from .limits import MOST, MOST_EVERYWHERE, ROWS_OF_VISITS
from .people import Identification, Inside, People
from .reading import Node


def expected_arrivals(every: Distribution, days: float) -> float:
    """How many people an open stream brings in so many days, at the most that can be expected.

    Lorden's inequality (1970): however the gaps are distributed, no more than the days over their mean, and the mean of their
    square over the square of their mean.
    """
    mean = every.mean
    return days / mean + every.mean_square / mean / mean if mean > 0 else math.inf


def check_arrivals(every: Distribution, days: float, node: Node) -> None:
    """Note on `node`, the stream's gaps in the file, that they bring more people than there is memory for."""
    people = expected_arrivals(every, days)
    if people > MOST:
        told = f"about {people:,.0f} people would arrive" if people < math.inf else "people would arrive without end"
        node.fault(f"days between arrivals of which at most {MOST:,} people come before the horizon ({told})")


def check_people(
    people: People,
    identification: Identification,
    inside: Sequence[Inside],
    horizon: float,
    places: int,
    stages: int,
    node: Node,
) -> None:
    """Note on `node`, the whole file, that there are too many people for so many stages, or in so many places."""
    each = sum(cohort.size for cohort in people.cohorts) + sum(entry.count for entry in inside)
    for route in identification.routes:
        if route.every is not None:
            each += math.ceil(expected_arrivals(route.every, max(0.0, min(route.until, horizon))))
    if each * stages > ROWS_OF_VISITS:
        allowed = (
            f"at most {ROWS_OF_VISITS // each:,} stages for {each:,} people, since each person is followed through each"
        )
        node["pathway"]["stages"].fault(allowed, stages)
    if each * places > MOST_EVERYWHERE:
        allowed = (
            f"at most {MOST_EVERYWHERE:,} people in all places together: {each:,} in each of {places:,} are too many"
        )
        node["localities"].fault(allowed)
