"""What a panel decides of each goal, and how goals, costs and outcomes are read."""

import pytest
from worlds import one_off, world

from sim.model import By, ScenarioError, build

PER_GOAL = {
    "per_goal": {"approve": 0.8, "defer": 0.12, "refuse": 0.08},
    "goals": ["first", "second"],
    "value": "money",
    "to": {"approved": "live", "deferred": "revise", "refused": "no"},
}
ATTRIBUTES = {"first": {"money": 0.5, "own": 0.5}, "second": {"money": 0.5, "own": 0.25, "council": 0.25}}
GOALS = {"attributes": ["first", "second"], "money": "money", "days": {"money": 1, "own": 2, "council": 3}}


def small(next_=PER_GOAL, goals=GOALS, **more):
    stages = {
        "panel": {"elapsed": 1, "next": next_, "max_steps": 3, "then": "no"},
        "revise": {"elapsed": 1, "next": "panel"},
        "live": {"fund": "pot", "amount": 1, "next": "out"},
    }
    resources = {"pot": one_off({"2017-10-01": 100})}
    exits = {"exits": {"no": "No", "out": "Out"}}
    people = {"attributes": ATTRIBUTES, "numbers": {"budget": 100}}
    return world(stages, resources, pathway=exits, people=people, goals=goals, **more)


def weights(panel, first, second):
    tree = panel.next
    while isinstance(tree, By):
        tree = tree.branches[{"first": first, "second": second}[tree.attribute]]
    return tree


class TestPanel:
    """A case is deferred where any goal is, refused only where every goal is, otherwise approved."""

    def test_one_goal_is_decided_as_it_stands(self):
        (panel, *_) = build(small()).pathway.stages
        for first, second in (("money", "own"), ("own", "money"), ("money", "council")):
            assert weights(panel, first, second) == pytest.approx({"live": 0.80, "revise": 0.12, "no": 0.08})

    def test_two_goals(self):
        (panel, *_) = build(small()).pathway.stages
        shares = weights(panel, "money", "money")
        assert shares == pytest.approx({"live": 0.8**2 + 2 * 0.8 * 0.08, "revise": 1 - 0.88**2, "no": 0.08**2})
        assert sum(shares.values()) == pytest.approx(1)

    def test_whoever_asks_has_one_goal_at_least(self):
        (panel, *_) = build(small()).pathway.stages
        assert weights(panel, "own", "own") == weights(panel, "money", "own")

    def test_it_may_differ_between_people_and_change_on_a_date(self):
        kind = {"approve": 1, "defer": 0, "refuse": 0}
        mapping = small({"by": "first", "money": PER_GOAL, "own": {**PER_GOAL, "per_goal": kind}})
        mapping["pathway"]["stages"]["panel"]["next_changes"] = {"2018-01-01": "live"}
        (panel, *_) = build(mapping).pathway.stages
        assert weights(panel, "money", "own")["no"] == 0.08
        assert weights(panel, "own", "money") == {"live": 1, "revise": 0, "no": 0}
        at_first, later = panel.decisions
        assert (at_first.branches["money"].refuse, at_first.branches["own"].refuse, later) == (0.08, 0, None)


@pytest.mark.parametrize(
    ("changes", "where", "words"),
    [
        ({"per_goal": {"approve": 0.9, "defer": 0.2, "refuse": 0}}, "per_goal", "sum to 1.1"),
        ({"per_goal": {"approve": 0.9, "defer": 0.1, "refues": 0}}, "per_goal.refues", "'refuse'"),
        ({"goals": ["frist"]}, "goals[0]", "did you mean 'first'?"),
        ({"goals": ["first", "first"]}, "goals", "each once"),
        ({"goals": []}, "goals", "at least one attribute"),
        ({"value": "mony"}, "value", "did you mean 'money'?"),
        ({"to": {"approved": "live", "deferred": "revise", "refused": "nowhere"}}, "to.refused", "one of"),
        ({"to": {"approved": "live", "deferred": "live", "refused": "no"}}, "to", "three different targets"),
        ({"live": 0.5}, "live", "one of per_goal"),
    ],
)
def test_a_mistake_at_the_panel_is_told_with_its_place(changes, where, words):
    with pytest.raises(ScenarioError) as error:
        build(small({**PER_GOAL, **changes}))
    assert f"pathway.stages.panel.next.{where}" in {fault.path for fault in error.value.faults}
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("key", "value", "where", "words"),
    [
        ("goals", {**GOALS, "days": {"money": 1, "own": 2}}, "goals.days", "own, council"),
        ("goals", {**GOALS, "attributes": ["third"]}, "goals.attributes[0]", "first, second"),
        ("goals", {**GOALS, "money": "gold"}, "goals.money", "money, own, council"),
        ("goals", {**GOALS, "refused": "nobody"}, "goals.refused", "no, out"),
        ("goals", {**GOALS, "capped_at": "panel", "asked": "budget"}, "goals.capped_at", "live"),
        ("goals", {**GOALS, "capped_at": "live"}, "goals.asked", "less may be granted"),
        ("goals", {**GOALS, "asked": "bugdet"}, "goals.asked", "'budget'"),
        ("costs", {"setup": 1}, "costs.setup", "'set_up'"),
        ("costs", {"set_up_years": 0}, "costs.set_up_years", "from 0.001"),
        ("outcomes", {"ascot": {"a_year": 0.1, "high": 0.05}}, "outcomes.ascot", "low <= a_year <= high"),
        ("outcomes", {"eq5d": {}}, "outcomes.eq5d.a_year", "a number"),
        ("outcomes", {"admissions": {"change": -2}}, "outcomes.admissions.change", "from -1"),
    ],
)
def test_a_mistake_elsewhere_is_told_with_its_place(key, value, where, words):
    with pytest.raises(ScenarioError) as error:
        build(small() | {key: value})
    (fault,) = error.value.faults
    assert fault.path == where
    assert words in str(fault)
