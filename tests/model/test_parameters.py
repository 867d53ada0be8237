"""A scenario whose uncertain parameters have other values: which numbers move, and how."""

import pytest
from programme import UNCERTAIN, multiplied, number_paths, programme, uncertain_at

from sim.model import Scenario, ScenarioError, build, drawn_numbers, with_values


def uncertain(name="planning_hours", **changes):
    """The small programme with one uncertain parameter, a little changed."""
    return programme(uncertainty={name: UNCERTAIN[name] | changes})


def numbers(mapping, values):
    """What stands in the mapping of the scenario that has these values."""
    return with_values(build(mapping), values).mapping


def test_at_its_reference_values_nothing_moves():
    scenario = build(programme(uncertainty=UNCERTAIN))
    unmoved = with_values(scenario, {"planning_hours": 8.0, "agreement": 0.6})
    assert unmoved.mapping == build(programme()).mapping
    assert unmoved.uncertain == ()
    assert len(scenario.uncertain) == 2


def test_a_ratio_moves_a_mean_and_its_spread_by_the_same_factor():
    work = numbers(uncertain(), {"planning_hours": 12.0})["pathway"]["stages"]["plan"]["work"]
    assert work == {"gamma": {"mean": 12.0, "sd": 4.5}}


def test_one_parameter_moves_many_numbers_each_from_where_it_stands():
    mapping = uncertain(at=["pathway.stages.plan.work.gamma.mean", "people.leaving_a_year.frail"])
    moved = numbers(mapping, {"planning_hours": 4.0})
    assert moved["pathway"]["stages"]["plan"]["work"]["gamma"]["mean"] == 4.0
    assert moved["people"]["leaving_a_year"] == {"by": "cohort", "frail": 0.1, "children": 0.02}


def test_a_share_moves_by_its_odds_and_the_rest_gives_way():
    # 0.6 is odds of 1.5; 0.75 of 3: twice as much.
    moved = numbers(uncertain("agreement"), {"agreement": 0.75})
    assert moved["pathway"]["stages"]["plan"]["next"] == {"agree": pytest.approx(0.75), "plan_only": "rest"}


def test_a_scenarios_own_share_moves_by_the_same_odds():
    mapping = uncertain("agreement")
    mapping["pathway"]["stages"]["plan"]["next"] = {"agree": 0.5, "plan_only": 0.5}
    moved = numbers(mapping, {"agreement": 0.75})["pathway"]["stages"]["plan"]["next"]
    assert moved == {"agree": pytest.approx(2 / 3), "plan_only": pytest.approx(1 / 3)}


def test_weights_beside_a_share_keep_their_proportions():
    mapping = uncertain("agreement", at=["pathway.stages.agree.next.fund_start"], value=0.7, low=0.1, high=0.9)
    mapping["pathway"]["stages"]["agree"]["next"] = {"fund_start": 0.7, "revise": 0.2, "refused": 0.1}
    moved = numbers(mapping, {"agreement": 0.4})["pathway"]["stages"]["agree"]["next"]
    assert moved == {"fund_start": pytest.approx(0.4), "revise": pytest.approx(0.4), "refused": pytest.approx(0.2)}


@pytest.mark.parametrize(("before", "now"), [(1.2, 1.1), (1.4, 1.2), (1, 1), (0.8, 0.9)])
def test_a_factor_moves_with_its_distance_from_one(before, now):
    # From 1.2 to 1.1: half as far from changing nothing.
    path = "pathway.stages.plan.next_multipliers[0].by"
    mapping = uncertain(at=[path], scale="factor", value=1.2, low=1.05, high=1.5)
    mapping["pathway"]["stages"]["plan"]["next_multipliers"][0]["by"] = before
    moved = numbers(mapping, {"planning_hours": 1.1})["pathway"]["stages"]["plan"]["next_multipliers"][0]["by"]
    assert moved == pytest.approx(now)


@pytest.mark.parametrize("weight", [0.0, 1.0])
def test_what_never_or_always_happens_still_does(weight):
    mapping = uncertain("agreement")
    mapping["pathway"]["stages"]["plan"]["next"] = {"agree": weight, "plan_only": "rest"}
    assert numbers(mapping, {"agreement": 0.9})["pathway"]["stages"]["plan"]["next"]["agree"] == weight


def test_a_number_in_a_list_can_be_uncertain():
    mapping = uncertain(at=["pathway.stages.plan.next_multipliers[0].by"])
    moved = numbers(mapping, {"planning_hours": 4.0})
    assert moved["pathway"]["stages"]["plan"]["next_multipliers"] == [
        {"to": "agree", "where": {"cohort": "children"}, "by": 0.6}
    ]


def test_the_scenario_itself_stays_as_it_was():
    scenario = build(programme(uncertainty=UNCERTAIN))
    before = scenario.hash
    with_values(scenario, {"planning_hours": 16.0, "agreement": 0.9})
    assert scenario.mapping["pathway"]["stages"]["plan"]["work"]["gamma"]["mean"] == 8
    assert type(scenario).hash.func(scenario) == before


def built_or_told(make):
    """The scenario, or what is wrong with it."""
    try:
        return make()
    except ScenarioError as refused:
        return str(refused)


@pytest.mark.parametrize("factor", [0.0, 0.9, 1.1, 9.0, 1e9])
@pytest.mark.parametrize("path", number_paths())
def test_it_is_the_scenario_that_its_mapping_builds_and_what_cannot_be_is_told_all_the_same(path, factor):
    scenario = build(uncertain_at(path))
    moved = built_or_told(lambda: with_values(scenario, {"it": factor}))
    afresh = built_or_told(lambda: build(multiplied(path, factor)))
    assert moved == afresh
    if isinstance(moved, Scenario):
        assert moved.mapping == afresh.mapping


def test_what_has_not_moved_is_not_read_again():
    scenario = build(uncertain_at("pathway.stages.plan.work.gamma.mean"))
    moved = with_values(scenario, {"it": 2.0})
    changed = [
        now.name for now, before in zip(moved.pathway.stages, scenario.pathway.stages, strict=True) if now is not before
    ]
    assert changed == ["plan"]
    assert moved.pathway.stages[1].dated_multiplier is scenario.pathway.stages[1].dated_multiplier
    assert moved.resources[0] is scenario.resources[0]
    assert moved.parent is scenario


def test_a_clock_that_moves_moves_the_stages_that_go_by_it():
    scenario = build(uncertain_at("pathway.patience_clocks.deciding.days.exponential"))
    assert with_values(scenario, {"it": 2.0}).pathway.stages[0].patience.days.parameters == (600.0,)


WHERE = "uncertainty.planning_hours"
NO_NUMBER = "the key path of a number of this scenario"
SINCE = "since what depends on it moves with its distance from 1"
IN_PROPORTION = "numbers above 0, since what depends on them moves in proportion"


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"low": 9}, f"{WHERE}: found '9, 8, 16'; allowed: low <= value <= high"),
        ({"shape": "bell"}, f"{WHERE}.shape: found 'bell'; allowed: one of triangular, uniform, loguniform"),
        ({"scale": "share"}, f"{WHERE}.value: found 8; allowed: a share between 0 and 1"),
        (
            {"scale": "factor", "value": 1, "low": 0.5},
            f"{WHERE}.value: found 1; allowed: a factor other than 1, {SINCE}",
        ),
        ({"low": 0}, f"{WHERE}: found 8.0; allowed: {IN_PROPORTION}"),
        ({"at": ["people.cohort"]}, f"{WHERE}.at[0]: found 'people.cohort'; allowed: {NO_NUMBER}"),
        ({"at": ["pathway.stages.pay.pays"]}, f"{WHERE}.at[0]: found 'pathway.stages.pay.pays'; allowed: {NO_NUMBER}"),
    ],
    ids=["order", "shape", "share", "factor", "zero", "nothing", "truth"],
)
def test_a_parameter_that_cannot_be_is_told_in_one_line(changes, line):
    with pytest.raises(ScenarioError) as refused:
        build(uncertain(**changes))
    assert str(refused.value) == f"small_programme: {line}"


# --- which numbers are drawn, and from where --------------------------------------------------------------------------


def ends(mapping):
    return {
        parameter.key: (parameter.value, parameter.low, parameter.high) for parameter in drawn_numbers(build(mapping))
    }


def test_a_number_has_the_range_that_applies_to_it_where_it_stands():
    moved = uncertain()
    moved["pathway"]["stages"]["plan"]["work"]["gamma"]["mean"] = 2
    assert ends(uncertain()) == {"pathway.stages.plan.work.gamma.mean": (8, 4, 16)}
    assert ends(moved) == {"pathway.stages.plan.work.gamma.mean": (2, 1, 4)}


def test_a_share_has_it_by_its_odds_and_a_factor_by_its_distance_from_one():
    mapping = uncertain("agreement")
    mapping["pathway"]["stages"]["plan"]["next"] = {"agree": 0.5, "plan_only": 0.5}
    assert ends(mapping)["pathway.stages.plan.next.agree"] == (0.5, pytest.approx(4 / 13), pytest.approx(6 / 7))
    path = "pathway.stages.plan.next_multipliers[0].by"
    assert ends(uncertain(at=[path], scale="factor", value=1.4, low=1.2, high=1.6))[path] == pytest.approx(
        (1.2, 1.1, 1.3)
    )
    fewer = uncertain(at=[path], scale="factor", value=1.4, low=1.2, high=1.6)
    fewer["pathway"]["stages"]["plan"]["next_multipliers"][0]["by"] = 0.8
    assert ends(fewer)[path] == pytest.approx((0.8, 0.7, 0.9)), "the lower end first"


def test_what_no_parameter_can_move_is_not_drawn():
    mapping = uncertain("agreement")
    mapping["pathway"]["stages"]["plan"]["next"] = {"agree": 1.0, "plan_only": 0.0}
    assert ends(mapping) == {}


def test_the_ends_are_those_between_which_it_moves():
    mapping = uncertain("agreement")
    ((key, (_, low, high)),) = ends(mapping).items()
    for end, agreement in ((low, 0.4), (high, 0.9)):
        moved = numbers(mapping, {"agreement": agreement})
        for step in key.split("."):
            moved = moved[step]
        assert moved == end
