"""Staff as they come and go: hand-made ledgers of posts, absences, caseloads and meetings, which both engines give."""

import math

import numpy as np
import pytest
from programme import programme
from worlds import START, both, team, world

from sim.draws import Draws
from sim.draws.posts import PostDraws, tenures_of
from sim.draws.stream import key
from sim.model import build

DESK = {"desk": {"team": "clerk", "work": 4, "next": "out"}}
NEVER = 10_000.0


def clerks(members, **staffing):
    return {"clerk": {**team(members), "staffing": staffing}}


def turned_out(mapping, **slots):
    replace = {name.replace("__", "."): np.array(values, dtype=float) for name, values in slots.items()}
    return Draws(build(mapping), 3, 0, {"identified": np.zeros(0), **replace}).scenario.resources


def changes(dated):
    return [(0.0, dated.at(0)), *dated.changes()]


def test_a_ledger_of_two_clerks_by_hand():
    # The first clerk leaves on day 10; the post stands empty for six days; the new clerk does half of the work for four days.
    # The second is away from day 3 to day 8. Whoever works on when capacity falls works to the end.
    mapping = world(
        DESK,
        clerks(
            2,
            vacancy=1,
            productive={"0": 0.5, "4": 1},
            absences={"illness": {"share": 0.1, "days": 5}},
        ),
    )
    slots = {
        "resources__clerk__stays": [[10, NEVER], [NEVER, NEVER]],
        "resources__clerk__vacancy": [[6], [NEVER]],
        "resources__clerk__present.illness": [[NEVER, NEVER], [3, NEVER]],
        "resources__clerk__away.illness": [[NEVER, NEVER], [5, NEVER]],
    }
    (clerk,) = turned_out(mapping, **slots)
    assert changes(clerk.members) == [(0, 2), (3, 1), (8, 2), (10, 1), (16, 2)]
    assert changes(clerk.in_post) == [(0, 2), (10, 1), (16, 2)]
    assert changes(clerk.hours_a_week) == [(0, 7), (16, 7 * 0.75), (20, 7)]
    assert both(mapping, [0, 0, 1, 1, 9, 10, 15, 17, 20], **slots).steps == [
        (0, "desk", 0, 0, 4, "out"),
        (1, "desk", 0, 0, 4, "out"),
        (2, "desk", 1, 4, 8, "out"),  # one clerk until day 8
        (3, "desk", 1, 8, 12, "out"),
        (4, "desk", 9, 9, 13, "out"),
        (5, "desk", 10, 13, 17, "out"),  # on day 12 one clerk is left, and busy
        (6, "desk", 15, 16, 16 + 4 / 0.75, "out"),  # two clerks do the work of one and a half
        (7, "desk", 17, 17, 17 + 4 / 0.75, "out"),
        (8, "desk", 20, 16 + 4 / 0.75, 20 + 4 / 0.75, "out"),
    ]


def test_posts_are_filled_after_recruitment_and_vacated_after_notice():
    members = {START: 1, "2017-10-06": 3, "2017-10-31": 1}
    mapping = world(DESK, clerks(members, recruitment=1, notice_days=5))
    (clerk,) = turned_out(mapping, resources__clerk__recruitment=[[0], [7], [40]])
    # The second post is filled on day 12, and given up on day 30; the third is given up before anybody is found for it.
    assert changes(clerk.members) == [(0, 1), (12, 2), (35, 1)]


def test_a_post_that_is_made_again_waits_for_whoever_is_under_notice():
    members = {START: 1, "2017-10-11": 0, "2017-10-13": 1}
    mapping = world(DESK, clerks(members, recruitment=3, notice_days=20))
    (clerk,) = turned_out(mapping)
    assert changes(clerk.in_post) == [(0, 1)]  # the old holder until day 30, then at once the new one
    mapping = world(DESK, clerks(members, recruitment=30, notice_days=20))
    assert changes(turned_out(mapping)[0].in_post) == [(0, 1), (30, 0), (42, 1)]


def test_nobody_starts_while_everybody_is_away():
    mapping = world(DESK, clerks(1, absences={"leave": {"share": 0.1, "days": 5}}))
    slots = {"resources__clerk__present.leave": [[2, NEVER]], "resources__clerk__away.leave": [[5, NEVER]]}
    assert both(mapping, [0, 1], **slots).steps == [
        (0, "desk", 0, 0, 4, "out"),  # begun before, and brought to its end by whoever is there
        (1, "desk", 1, 7, 11, "out"),
    ]


def test_a_caseload_follows_the_workers_of_its_team_but_not_their_absences():
    members = {START: 2, "2017-10-06": 4}
    resources = {
        "cases": {"caseload": 10.5, "per_worker_of": "clerk", "changes": {"2017-11-01": {"caseload": 20}}},
        **clerks(members, recruitment=1, productive={"0": 0.4, "3": 1}, absences={"leave": {"share": 0.2, "days": 7}}),
    }
    stages = {"open": {"caseload": "cases", "next": "desk"}, "desk": {**DESK["desk"], "gives_back": "cases"}}
    mapping = world(stages, resources)
    assert changes(build(mapping).resources[0].places) == [(0, 21), (5, 42), (31, 80)]  # as planned
    cases, clerk = turned_out(mapping, resources__clerk__recruitment=[[0], [0], [2], [3]])
    assert changes(clerk.in_post) == [(0, 2), (7, 3), (8, 4)]
    assert changes(cases.places) == [(0, 21), (7, 25), (8, 29), (10, 35), (11, 42), (31, 80)]


def test_a_meeting_that_is_not_held_makes_people_wait_for_the_next():
    stages = {"ask": {"meeting": "panel", "next": "out"}}
    mapping = world(stages, {"panel": {"meeting": {"every": "1 week"}, "slots": 1, "cancelled": 0.5}})
    cancelled = np.zeros(143)
    cancelled[[1, 3]] = 1
    assert both(mapping, [1, 2, 3], resources__panel__cancelled=cancelled).steps == [
        (0, "ask", 1, 14, 14, "out"),
        (1, "ask", 2, 28, 28, "out"),
        (2, "ask", 3, 35, 35, "out"),
    ]


def test_more_posts_move_nobody_elses_absence_and_more_meetings_cancel_no_other():
    staffing = {
        "leaving_a_year": 0.5,
        "vacancy": {"uniform": {"low": 30, "high": 90}},
        "recruitment": {"exponential": 40},
        "absences": {"illness": {"share": 0.1, "days": {"exponential": 9}}},
    }

    def draws(members):
        scenario = build(world(DESK, clerks(members, **staffing)))
        return PostDraws(scenario.resources[0], lambda name: key(1, 2, name), {})

    few, many = draws(2), draws(5)
    for post in range(2):
        assert tenures_of(few, post, 1000) == tenures_of(many, post, 1000)
    for absence in few.staffing.absences:
        for edges, more in zip(few.absences(absence, 1000.0), many.absences(absence, 1000.0), strict=True):
            width = min(edges.shape[1], more.shape[1])
            assert np.array_equal(edges[:, :width], more[:2, :width])

    def held(every):
        panel = {"meeting": {"every": every}, "slots": 1, "cancelled": 0.3}
        return turned_out(world({"ask": {"meeting": "panel", "next": "out"}}, {"panel": panel}))[0].days

    weekly, fortnightly = held("1 week"), held("2 weeks")
    assert {day for day in weekly if day % 14 == 0} == {*fortnightly}
    assert 0.6 < len(weekly) / 143 < 0.8


def test_a_team_without_staffing_and_meetings_that_are_always_held_leave_the_scenario_as_it_is():
    scenario = build(programme())
    assert Draws(scenario, 1, 0).scenario is scenario


def test_people_are_away_for_the_stated_share_of_their_time_from_the_first_day_on():
    absences = {"illness": {"share": 0.05, "days": {"exponential": 9}}, "leave": {"share": 0.14, "days": 7}}
    scenario = build(world(DESK, clerks(40, absences=absences), horizon=60))
    assert scenario.resources[0].staffing.presence == pytest.approx(0.95 * 0.86)
    for day in (0.0, 3.0, 50.0):
        there = np.array([Draws(scenario, 5, number).scenario.resources[0].members.at(day) for number in range(150)])
        error = math.sqrt(40 * 0.817 * 0.183 / 150)
        assert abs(there.mean() - 40 * 0.817) < 4 * error


def test_turnover_and_vacancies_come_to_what_renewal_theory_says():
    # In the long run a post is filled for 1 / (1 + rate * vacancy) of the time.
    staffing = {"leaving_a_year": 2, "vacancy": {"exponential": 60}}
    scenario = build(world(DESK, clerks(200, **staffing), horizon=3000))
    in_post = [Draws(scenario, 5, number).scenario.resources[0].in_post.at(2900) for number in range(30)]
    share = 1 / (1 + 2 * 60 / 365.25)
    assert abs(np.mean(in_post) / 200 - share) < 4 * math.sqrt(share * (1 - share) / 6000)


def test_the_staff_of_a_team_of_no_posts_is_nobody():
    scenario = build(world(DESK, clerks({START: 0}, absences={"leave": {"share": 0.1, "days": 7}})))
    assert Draws(scenario, 1, 0).scenario.resources[0].members.most == 0
