"""Who is found when, and by which route."""

import numpy as np
from scipy import stats

from sim.draws import Draws, named, uniform
from sim.draws.identification import DAYS_A_MONTH
from sim.model import build
from sim.studies.capacity.arrivals import identified_by

LEVEL = 0.001
SIZE = 20_000


def identified(routes, cohorts=None, horizon=2000, replication=0):
    mapping = {
        "horizon": horizon,
        "people": {"cohorts": cohorts or {"everyone": {"people": SIZE}}},
        "identification": routes,
        "pathway": {"stages": {"wait": {"elapsed": 1, "next": "out"}}},
    }
    return Draws(build(mapping), 5, replication).people


def assert_exponential(days, hazard, until):
    """Days of those found before a day, out of all: their distribution is that of a constant hazard."""
    early_days = days[days < until]
    share = 1 - np.exp(-hazard * until)
    assert stats.binomtest(len(early_days), SIZE, share).pvalue > LEVEL
    assert stats.kstest(early_days, lambda day: (1 - np.exp(-hazard * day)) / share).pvalue > LEVEL


def test_a_flow_falls_as_fewer_are_left_to_find():
    people = identified({"flow": {"people_a_month": 300}})
    assert_exponential(people.day, 300 / DAYS_A_MONTH / SIZE, 2000)


def test_routes_compete():
    # The least of two exponential times has the sum of both hazards, and each route wins in proportion to its own.
    people = identified({"doctors": {"people_a_month": 300}, "families": {"people_a_month": 100}})
    assert_exponential(people.day, 400 / DAYS_A_MONTH / SIZE, 2000)
    assert stats.binomtest(int((people.codes["route"] == 0).sum()), len(people), 0.75).pvalue > LEVEL
    # Which route it was says nothing of the day.
    by_doctors, by_families = (people.day[people.codes["route"] == route] for route in (0, 1))
    assert stats.ks_2samp(by_doctors, by_families).pvalue > LEVEL


def test_a_rate_changes_on_its_date():
    rates = {"2017-10-01": 600, "2018-01-09": 0, "2018-07-28": 1200}  # days 0, 100 and 300
    people = identified({"flow": {"people_a_month": rates}})
    assert not ((people.day >= 100) & (people.day < 300)).any()
    early, late = 600 / DAYS_A_MONTH / SIZE, 1200 / DAYS_A_MONTH / SIZE
    assert_exponential(people.day, early, 100)
    later = people.day[people.day >= 300] - 300
    left = SIZE - (people.day < 100).sum()
    share = 1 - np.exp(-late * 1700)
    assert stats.binomtest(len(later), int(left), share).pvalue > LEVEL
    assert stats.kstest(later, lambda day: (1 - np.exp(-late * day)) / share).pvalue > LEVEL


def test_a_cohort_that_opens_later_is_not_found_before_and_then_shares_the_flow():
    cohorts = {"old": {"people": SIZE}, "young": {"people": SIZE, "opens": "2018-04-19"}}  # day 200
    people = identified({"flow": {"people_a_month": 600}}, cohorts)
    old, young = (people.day[people.codes["cohort"] == code] for code in (0, 1))
    assert young.min() >= 200
    alone, shared = 600 / DAYS_A_MONTH / SIZE, 600 / DAYS_A_MONTH / (2 * SIZE)
    assert_exponential(old, alone, 200)
    assert_exponential(young - 200, shared, 1800)
    left = int(SIZE - (old < 200).sum())
    assert stats.binomtest(int((old >= 200).sum()), left, 1 - np.exp(-shared * 1800)).pvalue > LEVEL


def test_a_route_finds_only_the_cohorts_it_asks():
    cohorts = {"old": {"people": 500}, "young": {"people": 500}}
    routes = {
        "school": {"people_a_month": 50, "cohorts": ["young"]},
        "lists": {"list": {"dates": ["2018-01-01"]}, "size": 9, "cohorts": "old"},
    }
    people = identified(routes, cohorts)
    assert set(people.codes["cohort"][people.codes["route"] == 0]) == {1}
    assert (people.codes["cohort"][people.codes["route"] == 1] == 0).sum() == 9


def test_a_flow_of_nobody_finds_nobody():
    assert len(identified({"flow": {"people_a_month": 0}})) == 0
    assert (
        len(
            identified(
                {"flow": {"people_a_month": 50, "cohorts": ["none"]}},
                {"none": {"people": 0}, "everyone": {"people": 9}},
            )
        )
        == 0
    )


def risk(people):
    return uniform(5, 0, named("risk"), people.uid)


def test_lists_take_those_of_highest_risk_first_and_nobody_twice():
    dates = ["2017-10-01", "2017-11-20", "2018-01-09"]  # days 0, 50 and 100
    people = identified({"lists": {"list": {"dates": dates}, "size": 100}}, {"everyone": {"people": 250}})
    assert [(people.day == day).sum() for day in (0, 50, 100)] == [100, 100, 50]
    assert len(np.unique(people.person)) == len(people) == 250
    chosen = [risk(people)[people.day == day] for day in (0, 50, 100)]
    assert chosen[0].min() > chosen[1].max()
    assert chosen[1].min() > chosen[2].max()


def test_lists_pass_over_those_who_were_found_before():
    routes = {"flow": {"people_a_month": 100}, "lists": {"list": {"dates": ["2018-01-09"]}, "size": 200}}
    people = identified(routes, {"everyone": {"people": 1000}})
    alone = identified({"flow": {"people_a_month": 100}}, {"everyone": {"people": 1000}})
    listed = people.codes["route"] == 1
    assert listed.sum() == 200
    assert set(people.day[listed]) == {100.0}
    before = alone.day < 100
    assert set(alone.uid[before]) == set(people.uid[people.day < 100])
    # Of those whom nothing had found, the list took the ones of highest risk; the rest are found when they would have been.
    later = risk(people)[(people.day > 100) & ~listed]
    assert risk(people)[listed].min() > later.max()
    day = dict(zip(alone.uid.tolist(), alone.day.tolist(), strict=True))
    assert all(day[uid] == d for uid, d in zip(people.uid[~listed].tolist(), people.day[~listed].tolist(), strict=True))


def test_lists_of_one_day_share_nobody():
    lists = {name: {"list": {"dates": ["2017-10-11"]}, "size": 30} for name in ("one", "two")}
    people = identified(lists, {"everyone": {"people": 50}})
    assert np.bincount(people.codes["route"]).tolist() == [30, 20]
    assert set(people.day) == {10.0}


def test_an_open_stream_has_the_gaps_it_was_given():
    mapping = {
        "horizon": 10,
        "identification": {"door": {"every": 2.5}},
        "pathway": {"stages": {"wait": {"elapsed": 1, "next": "out"}}},
    }
    assert Draws(build(mapping), 0, 0).people.day.tolist() == [2.5, 5.0, 7.5]
    mapping["identification"]["door"]["every"] = {"discrete": {"0": 0.999, "500": 0.001}}
    assert len(Draws(build({**mapping, "horizon": 3000}), 0, 0).people) > 2000  # however wrong the first guess was


def test_an_open_stream_closes_on_its_day():
    mapping = {
        "horizon": 100,
        "identification": {"door": {"every": {"exponential": 0.5}, "until": "2017-11-10"}},  # day 40
        "pathway": {"stages": {"wait": {"elapsed": 1, "next": "out"}}},
    }
    closing = Draws(build(mapping), 5, 0).people.day
    del mapping["identification"]["door"]["until"]
    for_ever = Draws(build(mapping), 5, 0).people.day
    assert closing.tolist() == for_ever[for_ever < 40].tolist()
    assert len(for_ever) > len(closing) > 50


ROUTES = {
    "flow": {"people_a_month": {"2017-10-01": 300, "2018-01-09": 100}},
    "lists": {"list": {"every": "1 month", "until": "2018-10-01"}, "size": 400},
}


def beginning(**begins):
    return {name: {**route, **({"begins": begins[name]} if name in begins else {})} for name, route in ROUTES.items()}


def test_a_route_that_begins_on_day_0_is_as_if_nothing_were_said():
    cohorts = {"old": {"people": 9_000}, "young": {"people": 9_000, "opens": "2018-04-19"}}
    stated, unsaid = (identified(routes, cohorts) for routes in (beginning(flow=0, lists=0), ROUTES))
    for name in ("person", "uid", "day"):
        assert getattr(stated, name).tobytes() == getattr(unsaid, name).tobytes()
    assert stated.codes["route"].tobytes() == unsaid.codes["route"].tobytes()


def test_lists_and_flows_count_from_the_day_on_which_their_route_begins():
    people = identified(beginning(flow=50, lists=123))  # 1 February, the day of a list, is day 123
    flow, lists = (people.day[people.codes["route"] == route] for route in (0, 1))
    assert 50 <= flow.min() < 52
    assert lists.min() == 123
    assert (people.day == 123).sum() == 400
    # From then on everybody is found as if it had begun long ago: who would have been found before is found as much later.
    rates = {"flow": {"people_a_month": 300}}
    late, early = identified({"flow": {**rates["flow"], "begins": 50}}), identified(rates)
    day = dict(zip(early.uid.tolist(), early.day.tolist(), strict=True))
    assert np.allclose(late.day, [day[uid] + 50 for uid in late.uid.tolist()])


def test_when_a_route_begins_is_a_draw_of_its_own_and_moves_nobody_elses():
    both = [identified(beginning(lists={"exponential": 300}), replication=replication) for replication in range(20)]
    alone = [identified({"flow": ROUTES["flow"]}, replication=replication) for replication in range(20)]
    firsts = {people.day[people.codes["route"] == 1].min(initial=np.inf) for people in both}
    assert len(firsts) > 5  # another day in every replication
    for ours, theirs in zip(both, alone, strict=True):
        day = dict(zip(theirs.uid.tolist(), theirs.day.tolist(), strict=True))
        by_flow = ours.codes["route"] == 0
        assert [day[uid] for uid in ours.uid[by_flow].tolist()] == ours.day[by_flow].tolist()


def test_people_become_eligible_at_the_rate_that_is_said_and_only_then_may_be_identified():
    # All who are eligible are on the list of the day on which they become so, or of the next: as good as counted as they come.
    routes = {"lists": {"list": {"every": "1 day"}, "size": SIZE}}
    cohorts = {"old": {"people": 8000}, "late": {"people": 4000, "opens": "2018-10-01"}}
    mapping = {
        "horizon": 730.5,
        "people": {"cohorts": cohorts, "becoming_eligible_a_year": 0.5},
        "identification": routes,
        "pathway": {"stages": {"wait": {"elapsed": 1, "next": "out"}}},
    }
    people = Draws(build(mapping), 5, 0).people
    late = people.codes["cohort"] == 1
    assert (people.day[~late] == 0).sum() == 8000
    assert (people.day[late] == 365).sum() == 4000
    for joined, since, mean in (
        (people.day[~late & (people.day > 0)], 0, 8000),
        (people.day[late & (people.day > 365)], 365, 2001),
    ):
        assert stats.poisson.sf(len(joined) - 1, mean) > LEVEL
        assert stats.poisson.cdf(len(joined), mean) > LEVEL
        assert stats.kstest(joined - 0.5, stats.uniform(since, 730.5 - since).cdf).pvalue > LEVEL


def test_a_flow_finds_those_who_became_eligible_later_at_the_same_hazard():
    mapping = {
        "horizon": 2000,
        "people": {"cohorts": {"everyone": {"people": SIZE}}, "becoming_eligible_a_year": 0.2},
        "identification": {"flow": {"people_a_month": {"2017-10-01": 300, "2019-10-01": 900}}},
        "pathway": {"stages": {"wait": {"elapsed": 1, "next": "out"}}},
    }
    scenario = build(mapping)
    counts = [len(Draws(scenario, 5, replication).people) for replication in range(20)]
    assert abs(np.mean(counts) - identified_by(scenario, 2000.0).sum()) < 4 * np.std(counts) / np.sqrt(20)


def test_more_who_join_move_nobody_elses_number_or_day():
    def people(joining):
        mapping = {
            "horizon": 500,
            "people": {"cohorts": {"a": {"people": 300}, "b": {"people": 200}}, "becoming_eligible_a_year": joining},
            "identification": {"flow": {"people_a_month": 30}},
            "pathway": {"stages": {"wait": {"elapsed": 1, "next": "out"}}},
        }
        return Draws(build(mapping), 5, 0).people

    before, after = people(0), people(0.5)
    assert len(after) > len(before)
    there = after.person < 500
    assert (after.person[there] == before.person).all()
    assert (after.day[there] == before.day).all()


def test_who_dies_or_moves_away_before_is_never_identified():
    mapping = {
        "horizon": 2000,
        "people": {"cohorts": {"everyone": {"people": SIZE}}, "leaving_a_year": 0.3},
        "identification": {"flow": {"people_a_month": 300}},
        "pathway": {"stages": {"wait": {"elapsed": 1, "next": "out"}}},
    }
    people = Draws(build(mapping), 5, 0).people
    assert (people.leaves > people.day).all()
    flow, leaving = 300 / DAYS_A_MONTH / SIZE, 0.3 / 365.25
    share = flow / (flow + leaving) * (1 - np.exp(-(flow + leaving) * 2000))
    assert stats.binomtest(len(people), SIZE, share).pvalue > LEVEL
    # Forgetful as an exponential is, those who are identified stay as long from then on as anybody from the start.
    assert stats.kstest(people.leaves - people.day, stats.expon(scale=1 / leaving).cdf).pvalue > LEVEL
