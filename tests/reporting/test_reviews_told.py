"""What a report says of reviews."""

import pytest
from running import run
from worlds import START, recurrent, team, world

from sim.experiments.analysis.lookup import Lookup
from sim.model import build
from sim.reporting.report import reviews


def programme(clerks):
    """Plans that are reviewed every 50 days, by a clerk who writes plans too."""
    stages = {
        "plan": {"team": "clerk", "work": 5, "priority": 0, "next": "due"},
        "due": {"elapsed": 50, "next": "look", "max_steps": 9, "then": "out"},
        "look": {"team": "clerk", "work": 1, "priority": 1, "label": "Look again", "next": "due"},
    }
    mapping = world(
        stages,
        {"clerk": team(clerks)},
        horizon=400,
        identification={"door": {"every": 6}},
        pathway={"milestones": {"plan": "plan"}, "exits": {"out": "Out"}, "reviews": ["look"]},
    )
    return build({**mapping, "name": f"clerks_{clerks}", "label": f"{clerks} clerks"})


@pytest.fixture(scope="module")
def lookup():
    return Lookup(run([programme(1), programme(3)], replications=2, crosscheck=0))


def test_how_many_are_due_and_slip_is_said_of_the_baseline(lookup):
    (line,) = reviews.load_of_reviews(lookup)
    due = round(lookup.amount(lookup.baseline, "reviews_due"))
    assert f"{due} reviews fall due: {due} “Look again”." in line.text.replace("\u00a0", " ")
    assert "begin within 28 days; on that date" in line.text.replace("\u00a0", " ")


def test_each_scenario_has_its_row(lookup):
    table = reviews.reviews(lookup)
    assert table.columns == ("Look again: due", "Look again: in time", "Look again: overdue")
    busy, idle = ([cell.text for cell in row.cells] for row in table.rows)
    assert idle[1:] == ["100\u00a0%", "0"]
    assert int(busy[2]) > 0


def test_without_reviews_there_is_nothing_to_say():
    mapping = world({"plan": {"elapsed": 1, "next": "out"}}, {"pot": recurrent({START: 1})}, horizon=50)
    results = Lookup(run([build(mapping)], replications=2, crosscheck=0))
    assert reviews.load_of_reviews(results) == ()
    assert reviews.reviews(results) is None
