"""How the numbers of many localities make one: as each KPI says, and never unnoticed."""

import datetime as dt

import numpy as np
import pytest
from worlds import world

from sim.measures import KPIS, Kpi, LocalityTotals, Measures, kpi
from sim.measures.kpis.registry import registered_in
from sim.model import ScenarioError, build

STAGES = {"plan": {"elapsed": 10, "next": "out"}}
NATION = build(world(STAGES, horizon=100) | {"localities": {"2017-10-01": 2}})
LOCALITY = build(world(STAGES, horizon=100))
MONTHS = (dt.date(2017, 10, 31), dt.date(2017, 11, 30), dt.date(2017, 12, 31))


def own(name: str, how: str | None = None) -> Kpi:
    """A KPI of one's own, which adds up so."""
    registry: dict[str, Kpi] = {}
    with registered_in(registry):
        more = {} if how is None else {"over_localities": how}
        kpi(name, unit="cups", direction="none", looks_at="horizon", definition="Cups.", **more)(lambda _: 0.0)
    return registry[name]


def numbers(*values: tuple[str, float]) -> Measures:
    """What is measured of one locality."""
    return Measures(
        labels=tuple((name, "all", "cups") for name, _ in values),
        values=np.array([value for _, value in values]),
        months=MONTHS,
        series=(("tea", "all", "cups"),),
        by_month=np.array([[1.0, 2.0, 3.0]]),
    )


def test_sums_and_means_and_what_is_left_out():
    totals = LocalityTotals(NATION, [own("tea", "sum"), own("coffee", "mean"), own("water", "none")])
    totals.add(LOCALITY, numbers(("tea", 3.0), ("tea.green", 1.0), ("coffee", 4.0), ("water", 9.0)))
    totals.add(LOCALITY, numbers(("tea", 5.0), ("tea.green", 0.0), ("coffee", 8.0), ("water", 9.0)))
    measures = totals.measures()
    assert measures.kpis == [
        ("tea", "all", 8.0, "cups"),
        ("tea.green", "all", 1.0, "cups"),
        ("coffee", "all", 6.0, "cups"),
    ]
    assert measures.by_month.tolist() == [[2.0, 4.0, 6.0]]


def test_what_does_not_say_how_it_adds_up_is_refused_and_not_dropped():
    with pytest.raises(ScenarioError, match=r'tea: found nothing; allowed: over_localities="sum", "mean" or "none"'):
        LocalityTotals(NATION, [own("tea"), own("coffee", "sum")])


def test_a_kpi_of_the_package_has_to_say_it():
    with pytest.raises(ValueError, match="cocoa: over_localities has to be one of sum, mean, none"):
        kpi("cocoa", unit="cups", direction="none", looks_at="target", definition="Cocoa.")(lambda _: 0.0)
    assert "cocoa" not in KPIS


def test_rates_are_averaged_and_what_is_no_number_of_people_or_things_is_left_out():
    ways = {name: kpi_.over_localities for name, kpi_ in KPIS.items()}
    assert {name for name, how in ways.items() if how == "mean"} == {
        "plans_per_1000", "budgets_per_1000", "identified_per_1000",
    }  # fmt: skip
    assert ways["plans_completed"] == ways["money_spent"] == ways["queue_at_target"] == "sum"
    assert (
        ways["queue"] == ways["median_days_accepted_to_plan"] == ways["utilisation"] == ways["cost_per_plan"] == "none"
    )
    assert all(ways[name] == "none" for name, kpi_ in KPIS.items() if kpi_.unit in ("share", "days", "days a person"))
