"""Attributes, numbers, bands and leaving: shares as weighted, by trees, and known for those inside on day 0."""

import numpy as np
import pytest
from programme import programme
from scipy import stats

from sim.draws import Draws
from sim.draws.population import DAYS_A_YEAR
from sim.model import build

LEVEL = 0.001
MANY = 30_000


@pytest.fixture(scope="module")
def people():
    mapping = programme(people__residents=MANY, people__eligible_share=1, start_state=None)
    mapping["identification"]["referrals"]["people_a_month"] = MANY / 4
    mapping["identification"]["lists"]["size"] = 3000
    return Draws(build(mapping), 6, 0).people


def share(people, mask, name, value):
    return int((people.codes[name][mask] == people.values[name].index(value)).sum()), int(mask.sum())


def test_attributes_have_their_weights_in_every_branch(people):
    frail = people.codes["cohort"] == 0
    for mask, weight in ((frail, 0.2), (~frail, 0.05)):
        assert stats.binomtest(*share(people, mask, "entitled", "yes"), weight).pvalue > LEVEL
    listed = people.codes["route"] == 0
    assert share(people, listed, "way", "notional") == (listed.sum(), listed.sum())
    assert stats.binomtest(*share(people, ~listed, "way", "direct"), 0.5).pvalue > LEVEL


def test_attributes_are_independent_of_each_other_and_of_the_day(people):
    mask = (people.codes["cohort"] == 0) & (people.codes["route"] == 1)
    table = np.zeros((2, 2))
    np.add.at(table, (people.codes["entitled"][mask], people.codes["way"][mask]), 1)
    assert stats.chi2_contingency(table).pvalue > LEVEL
    days = [people.day[mask & (people.codes["entitled"] == code)] for code in (0, 1)]
    assert stats.ks_2samp(*days).pvalue > LEVEL


def test_numbers_and_their_bands(people):
    frail = people.codes["cohort"] == 0
    sigma = np.sqrt(np.log1p((500 / 900) ** 2))
    cost = stats.lognorm(sigma, scale=900 / np.sqrt(1 + (500 / 900) ** 2))
    assert stats.kstest(people.numbers["cost"][frail], cost.cdf).pvalue > LEVEL
    assert set(people.numbers["cost"][~frail]) == {400.0}
    assert ((people.numbers["cost"] <= 500) == (people.codes["size"] == 0)).all()


def test_leaving_has_its_hazard_from_the_day_of_identification(people):
    for code, rate in ((0, 0.2), (1, 0.02)):
        mine = people.codes["cohort"] == code
        stay = (people.leaves - people.day)[mine]
        assert stats.kstest(stay, stats.expon(scale=DAYS_A_YEAR / rate).cdf).pvalue > LEVEL


def test_nobody_leaves_where_the_hazard_is_0():
    people = Draws(build(programme(people__leaving_a_year=0)), 6, 0).people
    assert np.isinf(people.leaves).all()


def test_weights_of_what_comes_next(people):
    mapping = programme(people__residents=MANY, people__eligible_share=1, start_state=None)
    mapping["identification"]["referrals"]["people_a_month"] = MANY / 4
    draws = Draws(build(mapping), 6, 0)
    plan = draws.scenario.pathway.stages[1]
    agreed = draws.next(plan, 0) == draws.scenario.pathway.index["agree"]
    frail = draws.people.codes["cohort"] == 0
    assert stats.binomtest(int(agreed[frail].sum()), int(frail.sum()), 0.6).pvalue > LEVEL
    assert stats.binomtest(int(agreed[~frail].sum()), int((~frail).sum()), 0.6 * 1.2).pvalue > LEVEL


def test_what_is_known_of_people_inside_is_theirs():
    draws = Draws(build(programme()), 6, 0)
    people = draws.people
    inside = slice(people.identified, None)
    assert len(people) - people.identified == 5
    assert (people.day[inside] == 0).all()
    assert people.person[inside].tolist() == [300, 301, 302, 303, 304]  # after all the eligible
    assert set(people.codes["cohort"][inside][:3]) == {people.values["cohort"].index("frail")}
    assert set(people.codes["entitled"][inside][3:]) == {people.values["entitled"].index("yes")}
    assert {people.values["route"][code] for code in people.codes["route"][inside]} == {"start"}


def test_factors_multiply():
    mapping = programme(pathway__stages__plan__multipliers={"way": {"direct": 1.5}, "cohort": {"frail": 2}})
    draws, plain = Draws(build(mapping), 6, 0), Draws(build(programme(pathway__stages__plan__multipliers=None)), 6, 0)
    stage = draws.scenario.pathway.stages[1]
    ratio = draws.time(stage, 0)[0] / plain.time(plain.scenario.pathway.stages[1], 0)[0]
    direct = draws.people.codes["way"] == draws.people.values["way"].index("direct")
    frail = draws.people.codes["cohort"] == 0
    assert ratio == pytest.approx(np.where(direct, 1.5, 1.0) * np.where(frail, 2.0, 1.0))


def test_the_longest_of_several_is_the_time_and_is_named():
    draws = Draws(build(programme()), 6, 0)
    set_up = draws.scenario.pathway.stages[6]
    time, part = draws.time(set_up, 0)
    assert time.min() == 12.0
    assert (time[part == 1] == 12.0).all()
    assert (time[part == 0] > 12.0).all()
    assert 0 < (part == 0).mean() < 1
