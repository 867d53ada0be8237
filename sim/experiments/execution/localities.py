"""A replication of many localities, one after another: memory holds one place at a time, and the sums."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ...draws import Draws
from ...engines import ENGINES
from ...measures import Kpi, LocalityTotals, Measures, measure
from ...model import Scenario
from ...model.localities import waves
from .crosscheck import crosscheck, sample


def replicate(
    scenario: Scenario,
    seed: int,
    replication: int,
    engine: str,
    against: str = "",
    tell: Callable[[float], None] | None = None,
    own: Sequence[Kpi] = (),
) -> tuple[Measures, int]:
    """Run one replication of every locality.

    Every place has luck of its own: it is a replication of its own of the scenario that it shares with the others.

    Parameters
    ----------
    scenario, seed, replication, engine
        What to run.
    against
        The engine that runs one of the places again, to compare its steps; empty for none.
    tell
        Told what share of the replication is done, after every place.
    own
        KPIs besides those of the package.

    Returns
    -------
    tuple
        What all places add up to, and how many steps were compared.

    Raises
    ------
    EnginesDisagree
        If the cross-check finds a difference.
    """
    totals = LocalityTotals(scenario, own)
    compared = 0
    checked = sample(seed, f"{scenario.name}/{replication}", scenario.locality_count, 1) if against else ()
    for place, local in enumerate(_places(scenario)):
        draws = Draws(local, seed, replication * scenario.locality_count + place)
        outcome = ENGINES[engine](draws)
        if place in checked:
            compared += crosscheck(draws, outcome, engine, against)
        totals.add(local, measure(draws, outcome, own))
        if tell is not None:
            tell((place + 1) / scenario.locality_count)
    return totals.measures(), compared


def _places(scenario: Scenario) -> Iterator[Scenario]:
    for wave in waves(scenario):
        for _ in range(wave.localities):
            yield wave.scenario
