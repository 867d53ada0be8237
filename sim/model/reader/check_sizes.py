"""Faults of size: more people, more of what is kept of each, or larger tables than there is memory for."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..by_attribute import Tree, attributes
from ..distribution import Distribution
from ..limits import COMBINATIONS, MOST, MOST_EVERYWHERE, ROWS_OF_VISITS
from ..pathway import Pathway, Stage
from ..people import Identification, Inside, People
from .node import Node


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
        forecast = (
            f"about {people:,.0f} people would arrive" if people < math.inf else "people would arrive without end"
        )
        node.fault(f"days between arrivals of which at most {MOST:,} people come before the horizon ({forecast})")


def check_people(
    people: People,
    identification: Identification,
    inside: Sequence[Inside],
    horizon: float,
    localities: int,
    stages: int,
    node: Node,
) -> None:
    """Note on `node`, the whole file, that there are too many people for so many stages, or in so many localities."""
    count = sum(cohort.size for cohort in people.cohorts) + sum(entry.count for entry in inside)
    count += math.ceil(sum(cohort.joining_a_year for cohort in people.cohorts) * horizon / 365.25)
    for route in identification.routes:
        if route.every is not None:
            count += math.ceil(expected_arrivals(route.every, max(0.0, min(route.until, horizon))))
    if count * stages > ROWS_OF_VISITS:
        allowed = f"at most {ROWS_OF_VISITS // count:,} stages for {count:,} people, since each person is followed through each"
        node["pathway"]["stages"].fault(allowed, stages)
    if count * localities > MOST_EVERYWHERE:
        allowed = f"at most {MOST_EVERYWHERE:,} people in all places together: {count:,} in each of {localities:,} are too many"
        node["localities"].fault(allowed)


def check_tables(pathway: Pathway, people: People, node: Node) -> None:
    """Note on `node`, the whole file, whatever depends on more combinations of attributes than a table holds."""
    for key, trees in (("attributes", people.attributes), ("numbers", people.numbers)):
        for name, tree in trees.items():
            check_combinations(attributes(tree), people.values, node["people"][key][name])
    check_combinations(attributes(people.leaving_a_year), people.values, node["people"]["leaving_a_year"])
    for stage in pathway.stages:
        for table, names in _depends_on(stage, node["pathway"]["stages"][stage.name]):
            check_combinations(names, people.values, table)


def _depends_on(stage: Stage, node: Node) -> Iterator[tuple[Node, Iterable[str]]]:
    """Of each table that a stage makes, where it stands in the file, and the attributes on which it depends."""
    resource: Tree[Any] = stage.resource
    yield node, attributes(resource)
    for part in stage.parts:
        yield node["work" if "work" in node else "elapsed"], attributes(part.lasts)
    yield node["multipliers"], stage.multipliers
    if stage.amount is not None:
        yield node["amount"], attributes(stage.amount)
    yield node["amount_multipliers"], stage.amount_multipliers
    yield node["next"], stage.decided_by
    if stage.patience is not None:
        yield node["patience"], attributes(stage.patience.days)
        yield node["patience"], stage.patience.multipliers


def check_combinations(names: Iterable[str], values: Mapping[str, Sequence[str]], node: Node) -> None:
    """Note on `node` that so many attributes have more combinations of their values than a table holds."""
    counts = {name: len(values[name]) for name in names}
    if math.prod(counts.values()) > COMBINATIONS:
        sizes = " x ".join(f"{name} ({count})" for name, count in counts.items())
        node.fault(f"attributes with at most {COMBINATIONS} combinations of their values", sizes)
