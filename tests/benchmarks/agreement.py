"""Whether the contestants do the same work: the engines to the bit, the textbook's model as a distribution."""

from __future__ import annotations

import statistics

import numpy as np
import textbook
from ipc_bench import days_of, figures, pre_drawn, scenario_of

from sim.draws import Draws
from sim.engines import ENGINES

#: Means of replications may differ by so many standard errors of their difference. Eight figures are compared.
TOLERANCE = 4.0


def same_tables(people: int) -> bool:
    """Whether both engines, and the compiled one with all numbers given, have the same rows."""
    scenario, days = scenario_of(people), days_of(people, 1)
    drawn = Draws(scenario, 1, 0, replace={"identified": days})
    tables = [
        ENGINES["reference"](drawn).steps,
        ENGINES["compiled"](drawn).steps,
        ENGINES["compiled"](pre_drawn(scenario, days)).steps,
    ]
    return all(equal(tables[0], table) for table in tables[1:])


def equal(first: np.ndarray, other: np.ndarray) -> bool:
    """Whether two step tables are the same to the bit, NaN the same as NaN."""
    return len(first) == len(other) and all(
        np.array_equal(first[field], other[field], equal_nan=first[field].dtype.kind == "f")
        for field in first.dtype.names
    )


def compare(people: int, replications: int) -> list[dict[str, object]]:
    """Each figure in the textbook's model and in ours, as means of replications, and how many standard errors lie between."""
    scenario = scenario_of(people)
    theirs, ours = [], []
    for seed in range(replications):
        theirs.append(textbook.figures(textbook.Model(people, seed).run().diary))
        # Other people than the textbook's, and as many: the samples are independent.
        draws = Draws(scenario, 1, seed, replace={"identified": days_of(people, 10_000 + seed)})
        ours.append(figures(ENGINES["compiled"](draws).steps))
    rows = []
    for name in theirs[0]:
        a, b = [row[name] for row in theirs], [row[name] for row in ours]
        error = ((statistics.variance(a) + statistics.variance(b)) / replications) ** 0.5
        apart = statistics.mean(b) - statistics.mean(a)
        rows.append(
            {
                "figure": name,
                "textbook": statistics.mean(a),
                "ours": statistics.mean(b),
                "errors": apart / error if error else 0.0,
                "agree": abs(apart) <= TOLERANCE * error,
            }
        )
    return rows
