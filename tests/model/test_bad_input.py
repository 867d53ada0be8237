"""Whatever is wrong with an input is said in one line a fault: where, what was found, what is allowed."""

import pytest
from mistakes import MISTAKES
from programme import programme

from sim.model import Fault, ScenarioError, build


def faults(mapping):
    with pytest.raises(ScenarioError) as error:
        build(mapping)
    assert len(str(error.value).splitlines()) == len(error.value.faults) > 0
    return error.value.faults


def fault(**changes) -> Fault:
    """The one fault of the programme with these changes."""
    problems = faults(programme(**changes))
    assert len(problems) == 1, "\n".join(map(str, problems))
    return problems[0]


SEVERAL = {
    "a loop without an end", "no identification", "a stage named like an exit", "a horizon before the start",
    "a list for a mapping",
}  # fmt: skip


@pytest.mark.parametrize("mistake", [name for name in MISTAKES if name not in SEVERAL])
def test_a_mistake_is_one_line_with_its_place(mistake):
    path, value, where, words = MISTAKES[mistake]
    problem = fault(**{path: value})
    assert problem.path == where
    assert str(problem).startswith(f"{where}: found ")
    assert " allowed: " in str(problem)
    for word in words:
        assert word in str(problem)


@pytest.mark.parametrize("mistake", sorted(SEVERAL))
def test_a_mistake_with_consequences_is_named_among_them(mistake):
    path, value, where, words = MISTAKES[mistake]
    lines = [str(fault) for fault in faults(programme(**{path: value})) if fault.path == where]
    assert lines
    for word in words:
        assert any(word in line for line in lines)


def test_all_faults_are_told_at_once():
    mistakes = [
        "a misspelt key", "a misspelt target", "an unknown resource", "weights that do not sum to 1", "negative staff",
        "an unknown cohort", "a text for a mapping", "no list size", "a number for a text", "nobody's stage",
        "bands without an end", "an empty calendar", "a share of a slot",
    ]  # fmt: skip
    chosen = {MISTAKES[name][0]: MISTAKES[name][1] for name in mistakes}
    del chosen["resources__panel__meeting"]
    chosen["resources__bank__payment_run"] = {"dates": ["2016-10-01"]}
    paths = [fault.path for fault in faults(programme(**chosen))]
    expected = [MISTAKES[name][2] for name in mistakes]
    expected[expected.index("resources.panel.meeting")] = "resources.bank.payment_run"
    assert sorted(paths) == sorted(expected)


def test_the_name_of_the_scenario_stands_before_each_line():
    with pytest.raises(ScenarioError) as error:
        build(programme(horizn=3, pathway__stages__plan__team="x"))
    assert [line.split(": ")[0] for line in str(error.value).splitlines()] == ["small_programme"] * 2


def test_a_long_value_is_cut():
    text = str(fault(label=list(range(200))))
    assert "..." in text
    assert len(text) < 150


def test_a_loop_is_named_with_its_stages():
    mapping = programme(pathway__stages__review__max_steps=None, pathway__stages__review__then=None)
    (problem,) = faults(mapping)
    assert problem.allowed == "max_steps on a stage of every loop"
    assert problem.found == "live -> review -> live"


def test_a_loop_through_weights_of_a_later_date_is_a_loop():
    changes = {"2018-01-01": {"plan": 0.5, "plan_only": 0.5}}
    (problem,) = faults(
        programme(pathway__stages__plan__next_changes=changes, pathway__stages__plan__next_multipliers=None)
    )
    assert problem.found == "plan -> plan"


@pytest.mark.parametrize(
    ("year_end", "amount", "ok"),
    [
        ("carries_over", 20000.5, False),  # 20,000.50 in all, of which 500 are promised
        ("carries_over", 19500.5, True),
        ("unpaid_lapses", 15000.5, True),  # the second year's
        ("unpaid_lapses", 15000.51, False),
        ("uncommitted_lapses", 15000.51, False),
    ],
)
def test_an_amount_that_no_top_up_can_ever_meet(year_end, amount, ok):
    mapping = programme(resources__pot__year_end=year_end, pathway__stages__fund_start__amount=amount)
    if ok:
        build(mapping)
    else:
        (problem,) = faults(mapping)
        assert problem.path == "pathway.stages.fund_start.amount"


def test_an_amount_is_measured_by_what_is_really_asked_of_each_fund():
    # The entitled ask 90,000 of a fund without limit; the others only 100 of the one that has one.
    mapping = programme(pathway__stages__fund_year__amount={"by": "entitled", "yes": 90000, "no": 100})
    build(mapping)
    # A half of 30,000 pounds can be met from 20,000 + 8,000; three times 10,000 cannot.
    half = {"way": {"notional": 0.5, "direct": 0.5}}
    build(programme(pathway__stages__fund_year__amount=30000, pathway__stages__fund_year__amount_multipliers=half))
    thrice = {"way": {"notional": 3, "direct": 3}}
    faults(programme(pathway__stages__fund_year__amount=10000, pathway__stages__fund_year__amount_multipliers=thrice))


@pytest.mark.parametrize(
    "every", [0, {"exponential": 0}, {"discrete": {"0": 1, "5": 0}}, {"uniform": {"low": 0, "high": 0}}]
)
def test_people_who_all_come_at_once_never_end(every):
    mapping = programme(identification={"door": {"every": every}}, people={"residents": 9}, pathway=None)
    assert "identification.door.every" in [fault.path for fault in faults(mapping)]


def test_an_open_stream_begins_on_the_first_day():
    mapping = programme(identification={"door": {"every": 3, "begins": 9}}, people={"residents": 9})
    assert "identification.door.begins" in [fault.path for fault in faults(mapping)]


def test_then_may_not_lead_round():
    mapping = programme(pathway__stages__agree__then="review", pathway__stages__review__then="agree")
    assert {fault.path for fault in faults(mapping)} == {"pathway.stages.agree.then", "pathway.stages.review.then"}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("pathway", "patience_clocks"), None),
        (("people", "numbers"), None),
        (("people", "cohorts"), None),
        (("resources",), None),
    ],
)
def test_a_name_that_nothing_has_is_refused_where_there_is_nothing_at_all(path, value):
    # Taking the last thing of a kind away must not make every name allowed.
    mapping = programme()
    node = mapping
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    faults(mapping)


@pytest.mark.parametrize("junk", [None, 5, "text", [], [1], {}])
def test_what_is_no_scenario_at_all(junk):
    faults(junk)
