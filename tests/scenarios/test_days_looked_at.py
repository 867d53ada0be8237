"""The day at which each KPI says that it looks is the day at which it does: whatever comes after it moves nothing."""

from functools import cache

import numpy as np
import pytest

from sim.config.load import load
from sim.config.shipped import shipped
from sim.draws import Draws
from sim.engines import simulate
from sim.measures import DAYS, KPIS, kpi_of, measure
from sim.model import build

KNOWN = set(shipped("kpis"))
SCENARIOS = ("stockton_scale_up", "typical_ccg_per_1000")
SHORTER, LONGER = "2019-10-15", "2020-04-01"
ELSEWHERE = {
    "goals_unfunded",
    "goals_unsourced",
    "money_overspent",
    "package_cost",
    "yearly_overspent",
}  #: of scenarios with a cap, few providers, open ends, packages
#: The same whenever one looks: nobody asks for too much here, and the first offer is made early.
STILL = {"first_offer", "unfundable_requests"}


@cache
def numbers(scenario: str, horizon: str = LONGER, target: str | None = None) -> dict[tuple[str, str], float]:
    """Every number of one replication."""
    mapping = {**load(scenario).mapping, "horizon": horizon}
    if target is not None:
        mapping["targets"] = {target: {"plans": 10}} if target else {}
    draws = Draws(build(mapping), 1, 0)
    measured = measure(draws, simulate(draws))
    return {(name, group): value for name, group, value, _ in measured.kpis}


def moved(first: dict[tuple[str, str], float], other: dict[tuple[str, str], float], *days: str) -> set[str]:
    """Of the KPIs that look at these days, what differs between two runs by more than the rounding of a sum."""
    names = [key for key in first if key in other and kpi_of(key[0]).looks_at in days]
    return {key[0] for key in names if not np.isclose(first[key], other[key], rtol=1e-12, atol=0, equal_nan=True)}


def test_every_kpi_names_a_day_and_is_looked_at_here():
    assert {kpi.looks_at for kpi in KPIS.values()} == set(DAYS)
    names = {kpi_of(name).name for scenario in SCENARIOS for name, _ in numbers(scenario)}
    assert (names | ELSEWHERE) >= KNOWN


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_later_horizon_moves_nothing_that_looks_at_the_target_or_at_years(scenario):
    assert moved(numbers(scenario, SHORTER), numbers(scenario), "start", "target", "targets", "years") == set()


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_another_target_moves_nothing_that_looks_at_the_horizon_or_at_years(scenario):
    assert moved(numbers(scenario), numbers(scenario, target="2018-06-30"), "start", "horizon", "years") == set()


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_horizon_is_a_target_where_there_is_none(scenario):
    without, with_one = numbers(scenario, target=""), numbers(scenario, target="2020-03-31")
    assert moved(without, with_one, "target", "targets") == set()


def test_what_looks_at_the_horizon_moves_with_it():
    later = [moved(numbers(scenario, SHORTER), numbers(scenario), "horizon") for scenario in SCENARIOS]
    still = {name for name in KNOWN if KPIS[name].looks_at == "horizon"} - {
        kpi_of(name).name for name in set().union(*later)
    }
    assert still == STILL
