"""What nothing in a scenario uses is found: each kind of thing by its name, with the name that was probably meant."""

import re
from pathlib import Path

import pytest
from programme import programme

import sim
from sim.measures.groups import GROUPED
from sim.model import build
from sim.model.reader.use import REPORTED, unused


def in_use(**changes):
    """The small programme in which everything is used, a little changed."""
    mapping = programme()
    mapping["pathway"]["stages"]["fund_start"]["fund"] = {"by": "size", "small": "pot", "large": "pot"}
    for path, value in changes.items():
        node = mapping
        *above, last = path.split("__")
        for key in above:
            node = node.setdefault(key, {})
        node[last] = value
    return mapping


def unused_lines(mapping, before=None):
    """What is told, as far as the nearest name."""
    return [re.sub("; allowed: .*?(; did you|$)", r"\1", str(fault)) for fault in unused(build(mapping), before)]


def test_where_everything_is_used_nothing_is_told():
    assert unused_lines(in_use()) == []


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"resources__planner": {"team": 9}}, "resources.planner: found {'team': 9}; did you mean 'planners'?"),
        ({"resources__case": {"caseload": 9}}, "resources.case: found {'caseload': 9}; did you mean 'cases'?"),
        ({"resources__gate": {"gate": {"funds": "pot", "at_least": 5}}}, "resources.gate: found {'gate': {'funds':"),
        ({"people__attributes__foo": {"a": 1}}, "people.attributes.foo: found {'a': 1}"),
        ({"people__attributes__wey": "direct"}, "people.attributes.wey: found 'direct'; did you mean 'way'?"),
        ({"people__numbers__costs": 400}, "people.numbers.costs: found 400; did you mean 'cost'?"),
        ({"people__bands__sizes": {"of": "cost", "all": "above"}}, "people.bands.sizes: found {'of': 'cost', 'all':"),
        ({"pathway__patience_clocks__decidin": {"days": 5}}, "pathway.patience_clocks.decidin: found {'days': 5}; did"),
        ({"pathway__exits__refusd": "Refused"}, "pathway.exits.refusd: found 'Refused'; did you mean 'refused'?"),
        ({"pathway__stages__pay__multipliers": {"way": {"direct": 2}}}, "pathway.stages.pay.multipliers: found {'way'"),
        ({"pathway__stages__pay__time_multiplier": 0.5}, "pathway.stages.pay.time_multiplier: found 0.5"),
        ({"pathway__stages__pay__cause": "paying"}, "pathway.stages.pay.cause: found 'paying'"),
        (
            {"pathway__stages__live__amount_multipliers": {"way": {"direct": 2}}},
            "pathway.stages.live.amount_multipliers",
        ),
        ({"pathway__stages__live__priority": 3}, "pathway.stages.live.priority: found 3"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_nothing_uses_is_told_in_one_line(changes, line):
    (message,) = unused_lines(in_use(**changes))
    assert message.startswith(line)


def test_what_only_something_unused_depends_on_is_unused_too():
    mapping = in_use(
        people__attributes__taste={"sweet": 0.5, "salty": 0.5},
        people__numbers__meals={"by": "taste", "sweet": 1, "salty": 2},
        people__bands__hunger={"of": "meals", "little": 1, "much": "above"},
        resources__inn={"fund": "one_off", "unlimited": True},
        resources__door={"gate": {"funds": "pot", "at_least": 5}},
    )
    assert [line.split(":")[0] for line in unused_lines(mapping)] == [
        *("resources.inn", "resources.door"),
        *("people.attributes.taste", "people.numbers.meals", "people.bands.hunger"),
    ]


def test_a_share_of_the_eligible_that_no_cohort_takes_is_told():
    cohorts = {"frail": {"people": 200}, "children": {"people": 100, "opens": "2018-04-01"}}
    assert unused_lines(in_use(people__cohorts=cohorts)) == ["people.eligible_share: found 0.15"]


def test_what_a_change_leaves_without_a_use_is_no_slip():
    before = in_use()
    changed = in_use(pathway__stages__plan__next="plan_only", resources__plannners={"team": 1})
    for stage in ("agree", "revise", "fund_start", "fund_year", "set_up", "pay", "live", "review"):
        del changed["pathway"]["stages"][stage]
    del changed["pathway"]["stages"]["plan"]["next_multipliers"]
    changed["pathway"]["milestones"] = {"plan": "plan"}
    assert len(unused_lines(changed)) > 5
    assert unused_lines(changed, before) == [
        "resources.plannners: found {'team': 1}; did you mean 'planners'? allowed: the name of a resource that some stage or "
        "gate uses"
    ]


def test_what_measures_and_targets_look_up_by_name_is_stated():
    package = Path(sim.__file__).parent
    text = "".join(path.read_text(encoding="utf-8") for path in package.glob("studies/validation/*.py"))
    assert {*GROUPED, *re.findall(r'\.who\("(\w+)"', text)} == set(REPORTED)
    levels = in_use(people__attributes__activation={"low": 0.5, "high": 0.5})
    assert unused_lines(levels) == [], "KPIs are told by its levels"
