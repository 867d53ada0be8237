"""Dates at which nothing can happen any more are found, wherever a scenario has a date."""

import pytest
from programme import programme

from sim.model import build
from sim.model.reader.late import late

END = "2019-10-01"  # the horizon of the small programme


def late_lines(mapping, before=None):
    return [str(fault) for fault in late(build(mapping), before)]


def test_where_all_dates_are_before_the_horizon_nothing_is_told():
    assert late_lines(programme()) == []


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ("resources__planners__changes", {"2081-01-01": {"team": 40}}, "changes.2081-01-01"),
        ("resources__planners__team", {"2017-10-01": 2, END: 3}, f"team.{END}"),
        ("resources__pot__top_ups", {"2017-10-01": 5000, "2020-04-01": 7}, "top_ups.2020-04-01"),
        ("resources__pot__tranches", {"2020-04-01": 7}, "tranches.2020-04-01"),
        ("resources__panel__meeting", {"every": "2 weeks", "except": ["2017-12-26", "2019-12-26"]}, "except[1]"),
        ("resources__panel__meeting", {"every": "2 weeks", "until": "2019-10-02"}, "until"),
        ("resources__panel__meeting", {"dates": ["2018-01-01", "2108-02-01"]}, "dates[1]"),
        ("resources__bank__payment_run", {"every": "1 week", "changes": {END: {"every": "2 weeks"}}}, f"changes.{END}"),
        ("identification__referrals__people_a_month", {"2017-10-01": 6, "2028-06-01": 1}, "people_a_month.2028-06-01"),
        ("identification__lists__list", {"every": "3 months", "until": "2028-01-01"}, "list.until"),
        ("people__cohorts__children__opens", "2028-04-01", "opens"),
        ("pathway__stages__plan__time_multiplier", {"2018-01-01": 0.9, END: 0.8}, f"time_multiplier.{END}"),
        ("pathway__stages__agree__next_changes", {END: {"revise": 0.2, "fund_start": 0.8}}, f"next_changes.{END}"),
    ],
)  # fmt: skip
def test_a_date_beyond_the_horizon_is_told_where_it_stands(path, value, key):
    (line,) = late_lines(programme(**{path: value}))
    assert line.split(": ")[0].endswith(key)
    assert f"the horizon, {END}: nothing happens after it" in line


def test_something_may_last_until_the_horizon_itself():
    assert late_lines(programme(identification__lists__list={"every": "3 months", "until": END})) == []


def test_a_cohort_that_is_no_part_of_it_opens_never():
    scenario = build(programme(people__cohorts__children__opens="never"))
    assert scenario.people.cohorts[1].opens == scenario.horizon
    assert late(scenario) == []


def test_an_earlier_horizon_leaves_earlier_dates_as_they_are_but_no_new_ones():
    before = programme(targets={})
    sooner = programme(targets={}, horizon="2018-08-01")
    assert len(late_lines(sooner)) == 3
    assert late_lines(sooner, before) == []
    sooner["resources"]["pot"]["top_ups"]["2018-09-01"] = 5
    assert [line.split(":")[0] for line in late_lines(sooner, before)] == ["resources.pot.top_ups.2018-09-01"]
