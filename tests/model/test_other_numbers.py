"""A scenario with other values under some of its key paths: what a file that says them would give, and no more work."""

import copy

import pytest
from programme import UNCERTAIN, number_paths, programme

from sim import with_overrides
from sim.config.load import load
from sim.config.shipped import shipped
from sim.draws import Draws
from sim.engines import ENGINES
from sim.measures import measure
from sim.model import ScenarioError, build
from sim.model.parameters import number_at, path_of

PROGRAMME = build(programme())
HOURS = "pathway.stages.plan.work.gamma.mean"


def value_at(mapping, path):
    for step in path_of(path):
        mapping = mapping[step]
    return mapping


def changed_at(path, new):
    """The programme with another number in one place."""
    mapping = copy.deepcopy(programme())
    *above, last = path_of(path)
    container = mapping
    for step in above:
        container = container[step]
    container[last] = new
    return mapping


def faults(make):
    try:
        make()
    except ScenarioError as error:
        return {str(fault) for fault in error.faults}
    return set()


@pytest.mark.parametrize("path", number_paths())
@pytest.mark.parametrize("factor", [0.5, 3])
def test_every_number_gives_what_a_file_with_it_would(path, factor):
    new = factor * value_at(programme(), path)
    changed = changed_at(path, new)
    refused = faults(lambda: build(changed))
    assert faults(lambda: with_overrides(PROGRAMME, {path: new})) == refused
    if not refused:
        variant, fresh = with_overrides(PROGRAMME, {path: new}), build(changed)
        assert variant == fresh
        assert variant.hash == fresh.hash
        assert build(programme()) == PROGRAMME  # which nobody has changed


@pytest.mark.parametrize("path", number_paths())
def test_measures_of_a_variant_are_those_of_a_scenario_built_afresh(path):
    new = 0.98 * value_at(programme(), path)
    changed = changed_at(path, new)
    if faults(lambda: build(changed)):
        return
    measure_all(PROGRAMME)  # what was worked out for it is there to be taken over
    assert measure_all(with_overrides(PROGRAMME, {path: new})) == measure_all(build(changed))


def measure_all(scenario):
    draws = Draws(scenario, 7, 0)
    measured = measure(draws, ENGINES["compiled"](draws))
    return measured.labels, measured.values.tobytes(), measured.by_month.tobytes()


@pytest.mark.parametrize("name", shipped("scenarios"))
def test_the_words_of_a_command_line_give_the_same(name):
    scenario = load(name)
    key = "resources.panel.slots" if number_at(scenario.mapping, path_of("resources.panel.slots")) else "horizon"
    value = number_at(scenario.mapping, path_of(key))
    if value is None:  # a date
        return
    assert with_overrides(scenario, {key: value + 1}).hash == load(name, f"{key}={value + 1}").hash


def test_what_holds_no_other_number_is_taken_over():
    variant = with_overrides(PROGRAMME, {HOURS: 9.0, "name": "longer"})
    before, after = ({stage.name: stage for stage in scenario.pathway.stages} for scenario in (PROGRAMME, variant))
    assert [name for name in before if after[name] is not before[name]] == ["plan"]
    assert variant.resources[0] is PROGRAMME.resources[0]
    assert variant.resources == PROGRAMME.resources
    assert (variant.name, variant.parent, variant.label) == ("longer", PROGRAMME, PROGRAMME.label)


def test_a_number_that_is_a_name_makes_another_scenario():
    mapping = copy.deepcopy(programme())
    mapping["resources"] |= {"1": {"caseload": 1}, "2": {"caseload": 30}}
    stages = mapping["pathway"]["stages"]
    stages["plan"] = {"elapsed": 1, "next": "first"}
    stages["first"] = {"caseload": "1", "elapsed": 1, "next": "second"}
    stages["second"] = {"caseload": "2", "elapsed": 1, "next": "third"}
    stages["third"] = {"elapsed": 5, "gives_back": [1], "next": "agree"}
    before = build(mapping)
    measure_all(before)  # what was worked out for it is there to be taken over
    variant = with_overrides(before, {"pathway.stages.third.gives_back[0]": 2})
    stages["third"]["gives_back"] = [2]
    assert variant == build(mapping)
    assert variant.parent is None
    assert measure_all(variant) == measure_all(build(mapping)) != measure_all(before)


def test_a_variant_of_a_variant_is_that_of_both():
    both = {HOURS: 9.0, "resources.planners.team": 5}
    twice = with_overrides(with_overrides(PROGRAMME, {HOURS: 9.0}), {"resources.planners.team": 5})
    assert twice == with_overrides(PROGRAMME, both)


def test_another_kind_of_value_is_read_afresh():
    variant = with_overrides(PROGRAMME, {"pathway.stages.plan.work": 9, "label": "Longer"})
    assert variant.parent is None
    mapping = copy.deepcopy(programme())
    mapping["pathway"]["stages"]["plan"]["work"] = 9
    assert variant == build({**mapping, "label": "Longer"})


def test_what_is_drawn_is_still_drawn_in_proportion():
    scenario = with_overrides(build(programme(uncertainty=UNCERTAIN)), {HOURS: 10.0})
    assert [parameter.name for parameter in scenario.uncertain] == list(UNCERTAIN)


@pytest.mark.parametrize(
    ("overrides", "line"),
    [
        ({"resources.planers.team": 5}, "resources.planers.team: found 'planers'; did you mean 'planners'? allowed: "),
        (
            {"resources.planners.teem": 5},
            "resources.planners.teem: found 'teem'; did you mean 'team'? allowed: a key of",
        ),
        ({"horizon.days": 5}, "horizon.days: found 'days'; allowed: horizon, which holds nothing more"),
        (
            {"pathway.stages.plan.next_multipliers[7].by": 1},
            "next_multipliers[7].by: found 7; allowed: a key of pathway.",
        ),
        ({"": 5}, "overrides: found ''; allowed: a key path of the scenario such as 'resources.panel.slots'"),
        ({7: 5}, "overrides: found 7; allowed: a key path of the scenario such as 'resources.panel.slots'"),
        ({"resources..team": 5}, "overrides: found 'resources..team'; allowed: a key path"),
        ({"horizon": None}, "horizon: found nothing; allowed: a value"),
        ({"resources.planners.team": -1}, "resources.planners.team: found -1; allowed: a whole number from"),
        ({"resources.planners.team": 2.5}, "resources.planners.team: found 2.5; allowed: a whole number from"),
    ],
)
def test_what_cannot_be_is_one_line(overrides, line):
    with pytest.raises(ScenarioError) as refused:
        with_overrides(PROGRAMME, overrides)
    assert line in str(refused.value)
    assert len(refused.value.faults) == 1


def test_all_faults_come_at_once():
    with pytest.raises(ScenarioError) as refused:
        with_overrides(PROGRAMME, {"horison": 5, "resources.planners.teem": 5})
    assert len(refused.value.faults) == 2
