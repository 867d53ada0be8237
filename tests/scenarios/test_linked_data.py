"""Linked data: who is found, who accepts, and what a figure known beforehand does."""

import numpy as np
import pytest
from systems import TYPICAL, lower, mean, values_of, worlds

from sim.config.load import load
from sim.draws import named, uniform

ON, BLOCKED = "linked_data_on", "information_governance_blocked"


def test_linked_data_find_more_people_of_whom_fewer_accept():
    assert mean(values_of(BLOCKED)("identified")) <= 0.5 * mean(values_of(ON)("identified"))
    still_blocked = values_of(BLOCKED, "identification.linked_list.begins=36525")
    accepting = [of("accepted") / of("identified") for of in (values_of(ON), still_blocked)]
    assert lower(*accepting)


def test_of_six_unlinked_sites_1_4_linkages_are_due_in_28_months():
    # X108: six sites for 28 months are fourteen site-years, at 0.10 a year 1.4 linkages; since each site has but one to come,
    # fewer come: of six sites 1.25.
    (route,) = (r for r in load(BLOCKED).identification.routes if r.name == "linked_list")
    hazard = 365.25 / route.begins.parameters[0]
    assert 6 * 28 / 12 * hazard == pytest.approx(1.4, rel=1e-3)
    begins = np.array([uniform(2016, site, named("route", "linked_list", "begins"), [0])[0] for site in range(6000)])
    linked = -np.log1p(-begins) * route.begins.parameters[0] < 28 / 12 * 365.25
    assert 6 * linked.mean() == pytest.approx(6 * (1 - np.exp(-28 / 12 * 0.10)), abs=0.1)


def test_where_the_linkage_comes_the_lists_are_drawn_from_then_on_and_elsewhere_never():
    months = []
    for world in worlds(BLOCKED, replications=12):
        people = world.people  # whether or not they were invited when their turn came
        listed = people.day[np.array(people.values["route"])[people.codes["route"]] == "linked_list"]
        months.append(len(np.unique(listed)))
    assert 0 < sum(number > 0 for number in months) < 8
    assert max(months) > 3


def setting_hours(world):
    """Mean days at work on a costed plan."""
    steps = world.done("costed_plan")
    return mean(steps["finished"] - steps["started"])


def test_an_indicative_budget_shortens_the_setting_of_budgets():
    # Consistency: the shorter time is the input; that whole journeys gain almost nothing by it is a result.
    assert lower(map(setting_hours, worlds(ON)), map(setting_hours, worlds(TYPICAL)))


def test_known_budgets_are_deferred_less_and_spread_less():
    # S243, X118; consistency in part, since fewer deferrals are the input.
    name = "tower_hamlets_linked_budgets"

    def revised(world):
        return len(world.done("revising")) / len(world.done("costed_plan"))

    def pounds(world):
        steps = world.done("funding")
        return (
            steps["amount"][
                (world.who("budget_kind", steps) == "one_off") & (world.who("deployment", steps) != "notional")
            ]
            / 100
        )

    assert lower(map(revised, worlds(name)), map(revised, worlds(TYPICAL)))
    banded, free = (np.concatenate([pounds(world) for world in worlds(scenario)]) for scenario in (name, TYPICAL))
    assert np.std(banded) < 0.75 * np.std(free)
    assert np.mean(banded) == pytest.approx(np.mean(free), rel=0.15)
    in_time = "live_within_90_days_of_asking"
    assert lower(values_of(TYPICAL, replications=12)(in_time), values_of(name, replications=12)(in_time))
