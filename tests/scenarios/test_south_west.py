"""The two sites of the South West, whose outcomes rest on at most 20 people (S006)."""

import functools

import numpy as np
import pytest
from systems import gave_up, lower, mean, recruits, worlds

SITES = ("sw_site1_mdt_vs", "sw_site2_lone_practitioner")
QUARTER = 365 / 4


def site(name, *overrides):
    return worlds(name, *overrides, replications=40)


@functools.cache
def goals_of(name):
    """The KPIs of goals, summed over the site's replications."""
    total = {}
    for world in site(name):
        for kpi, group, value, unit in world.measures.kpis:
            if group == "all" and unit == "goals":
                total[kpi] = total.get(kpi, 0.0) + value
    return total


def share_of_goals(name, kpi="goals_achieved"):
    return goals_of(name)[kpi] / goals_of(name)["goals_set"]


@pytest.mark.parametrize(("name", "least", "most"), [(SITES[0], 8, 20), (SITES[1], 10, 22)])
def test_as_many_take_part_in_twelve_months(name, least, most):
    # S005: 14 and 17. Offers come from what such pilots expected (X036) and hours from goodwill (X134), not from these numbers.
    assert least <= mean(recruits(world, world.day()) for world in site(name)) <= most


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        (SITES[0], 0.43, 0.77),
        pytest.param(
            SITES[1],
            0.73,
            0.95,
            marks=pytest.mark.xfail(
                strict=True,
                reason="0.71: the cap leaves 8 % of the goals without money, and 11 % are pending as the year ends",
            ),
        ),
    ],
)
def test_as_many_goals_are_reached_within_the_year(name, least, most):
    # S030, S031: 61 % and 88 %.
    assert least <= share_of_goals(name) <= most


def test_the_lone_practitioner_reaches_more_of_the_goals():
    assert share_of_goals(SITES[1]) > share_of_goals(SITES[0])


def test_goals_are_pending_when_the_first_site_closes():
    # S030: some pending.
    assert share_of_goals(SITES[0], "goals_pending") > 0.05


def test_a_small_minority_of_what_is_wished_for_is_denied():
    # S033; consistency in part, since the share refused (X082) was assumed in view of it.
    for name in SITES:
        assert 0 < share_of_goals(name, "goals_refused") < 0.10


def test_a_cap_leaves_goals_unfunded_and_zero_based_budgets_do_not():
    # S041.
    assert share_of_goals(SITES[1], "goals_unfunded") > 0.02
    assert "goals_unfunded" not in goals_of(SITES[0])


@pytest.mark.parametrize("name", SITES)
def test_half_of_the_goals_need_money(name):
    # Consistency: S047 is the input.
    assert share_of_goals(name, "goals_set.money") == pytest.approx(0.5, abs=0.05)


def test_money_is_still_under_way_when_the_first_site_closes():
    # S030, S033.
    def under_way(world):
        asked, live = (len(world.done(stage, world.day())) for stage in ("asking_for_budget", "budget_live"))
        return asked - live

    assert mean(under_way(world) for world in site(SITES[0])) > 1


@pytest.mark.xfail(
    strict=True,
    reason="1.9 frail people of about 11 asked take part: X041 leaves a quarter of 70 % to say yes; its range begins at 0",
)
def test_hardly_any_frail_older_person_takes_part():
    def frail(world):
        return np.sum(world.who("frail", world.done("offer", world.day(), to="opening_the_case")) == "yes")

    assert mean(map(frail, site(SITES[0]))) < 1  # S011: none


def test_few_give_up_and_the_peer_group_keeps_them():
    with_peers, without = site(SITES[0]), site(SITES[0], "people.attributes.peer_group=no")
    assert mean(map(gave_up, with_peers)) < 0.2 * mean(recruits(world) for world in with_peers)  # X035: 80 % stay
    assert lower(map(gave_up, with_peers), map(gave_up, without))


def momentum(worlds_of):
    """Recruits of the last quarter of the first year per recruit of its first."""
    first, last = (mean(recruits(w, q + QUARTER, q) for w in worlds_of) for q in (0, 3 * QUARTER))
    return last / first


def test_goodwill_fades_within_the_year():
    # Consistency: the half-life (X135) was set from the same observation (S066).
    assert 0.35 <= momentum(site(SITES[1])) <= 0.71


def test_funded_time_sustains_it():
    # S067.
    faded, funded = site(SITES[1]), site("sw_site2_funded_time")
    assert momentum(funded) > momentum(faded) + 0.2
    assert lower([recruits(world) for world in faded], [recruits(world) for world in funded])


def test_without_an_administrator_reviews_slip():
    # S068, S069.
    def reviews(world):
        return len(world.done("review", world.day()))

    slipping, kept = site(SITES[1]), site("sw_site2_administrator")
    assert lower(map(reviews, slipping), map(reviews, kept))
