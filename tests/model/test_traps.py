"""What can be meant and probably is not is noted, and stops nothing."""

import pytest
from programme import programme

from sim.model import build

TEAM, PANEL = "resources__planners__team", "resources__panel__meeting"
SINCE = "the first date that it names"


def notes(**changes):
    return list(build(programme(**changes)).notes)


def test_what_is_said_from_the_start_on_is_no_trap():
    assert notes() == []
    assert notes(**{TEAM: {"2017-10-01": 0, "2018-07-01": 6}}) == []
    assert notes(**{TEAM: {"2016-01-01": 6}}) == []
    assert notes(**{TEAM: 0}, resources__planners__changes={"2018-07-01": {"team": 6}}) == []
    assert notes(pathway__stages__plan__time_multiplier={"2018-07-01": 0.5}) == [], "1 before"


def test_a_level_that_begins_after_the_start_is_told_with_its_cure():
    assert notes(**{TEAM: {"2018-07-01": 6}}) == [
        f"resources.planners.team: 0 before 2018-07-01, {SINCE} (to keep what was there before, say "
        "resources.planners.changes.2018-07-01.team instead; if that is meant, say so: resources.planners.team.2017-10-01=0)"
    ]
    assert build(programme(**{TEAM: {"2018-07-01": 6}})).resources[0].members.at(0) == 0, "as it says"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("resources__planners__hours_a_week", {"2018-07-01": 30}),
        ("resources__planners__hours_a_week", {"from": "2018-07-01", "value": 30, "half_life_days": 90}),
        ("resources__cases__caseload", {"2018-07-01": 60}),
        ("resources__panel__slots", {"2018-07-01": 6}),
        ("identification__referrals__people_a_month", {"2018-07-01": 6}),
        ("resources__offers", {"gate": {"funds": ["pot"], "at_least": {"2018-07-01": 6}}}),
    ],
)
def test_so_is_every_number_by_date_that_is_nothing_before(path, value):
    (note,) = notes(**{path: value})
    assert f": 0 before 2018-07-01, {SINCE} (" in note


@pytest.mark.parametrize(
    ("rule", "change", "note"),
    [
        (
            {"every": "2 weeks", "from": "2017-10-10"},
            {"2018-06-02": {"every": "1 week"}},
            "2018-06-02: begins anew on its own date, which moves the days from Tuesday to Saturday "
            "(to keep Tuesday, say resources.panel.meeting.changes.2018-06-02.from=2018-06-05)",
        ),
        (
            {"monthly": "second tuesday"},
            {"2018-06-02": {"every": "2 weeks"}},
            "2018-06-02: begins anew on its own date, which moves the days from Tuesday to Saturday "
            "(to keep Tuesday, say resources.panel.meeting.changes.2018-06-02.from=2018-06-05)",
        ),
        (
            {"every": "1 month", "from": "2017-10-05"},
            {"2018-06-02": {"every": "2 months"}},
            "2018-06-02: begins anew on its own date, which moves the days from day 5 of the month to day 2 of the month "
            "(to keep day 5 of the month, say resources.panel.meeting.changes.2018-06-02.from=2018-06-05)",
        ),
    ],
    ids=["weeks", "weekday", "months"],
)
def test_a_calendar_that_moves_to_the_weekday_of_its_change_is_told_with_its_cure(rule, change, note):
    assert notes(**{PANEL: {**rule, "changes": change}}) == [f"resources.panel.meeting.changes.{note}"]


@pytest.mark.parametrize(
    "change",
    [
        {"2018-06-02": {"every": "1 week", "from": "2018-06-02"}},
        {"2018-06-05": {"every": "1 week"}},
        {"2018-06-02": {"every": "1 day"}},
        {"2018-06-02": {"monthly": "first friday"}},
        {"2018-06-02": {"dates": ["2018-07-07", "2018-07-14"]}},
    ],
    ids=["said", "the same weekday", "every day", "another rule", "dates"],
)
def test_a_calendar_whose_days_are_said_is_no_trap(change):
    assert notes(**{PANEL: {"every": "2 weeks", "from": "2017-10-10", "changes": change}}) == []


def test_notes_are_no_part_of_what_a_scenario_is():
    noted, stated = ({"2018-07-01": 6}, {"2017-10-01": 0, "2018-07-01": 6})
    assert build(programme(**{TEAM: noted})).notes
    assert "notes" not in build(programme(**{TEAM: noted})).mapping
    assert build(programme(**{TEAM: stated})).resources[0].members.at(300) == 6
