"""What a scenario does not use changes nobody's journey."""

import copy

import pytest

from sim.config.load import load
from sim.draws import Draws
from sim.engines import ENGINES
from sim.model import build


def journeys(mapping):
    """Every step of one replication in words, which do not depend on how stages and resources are numbered."""
    scenario = build(mapping)
    stages = [stage.name for stage in scenario.pathway.stages]
    resources = [*(resource.name for resource in scenario.resources), "nothing"]
    steps = ENGINES["reference"](Draws(scenario, 5, 0)).steps
    return [
        (
            int(row["person"]),
            stages[row["stage"]],
            int(row["occurrence"]),
            *(repr(float(row[field])) for field in ("joined", "started", "finished")),
            scenario.pathway.outcomes[int(row["outcome"])],
            resources[row["resource"]],
            int(row["amount"]),
        )
        for row in steps
    ]


def first(key, value, mapping):
    """The mapping with one more key in front, where it renumbers everything that follows."""
    return {key: value, **mapping}


def test_an_unused_resource_changes_no_journey():
    plain = dict(load("stockton_100day").mapping)
    more = copy.deepcopy(plain)
    more["resources"] = first("spare_team", {"team": 9, "hours_a_week": 20}, more["resources"])
    more["resources"] = first("spare_panel", {"meeting": {"every": "1 week"}, "slots": 3}, more["resources"])
    more["resources"] = first("spare_places", {"caseload": 5}, more["resources"])
    assert journeys(more) == journeys(plain)


def test_a_stage_that_nobody_takes_changes_no_journey():
    plain = dict(load("stockton_100day").mapping)
    more = copy.deepcopy(plain)
    stages = {}
    for name, stage in more["pathway"]["stages"].items():
        if name == "between_appointments":
            stages["home_visit"] = {"team": "connectors", "work": {"exponential": 2}, "next": "between_appointments"}
        stages[name] = stage
    stages["better_conversation"]["next"]["home_visit"] = 0.0
    more["pathway"]["stages"] = stages
    assert journeys(more) == journeys(plain)


def test_a_name_in_other_words_changes_no_journey():
    plain = dict(load("stockton_100day").mapping)
    more = copy.deepcopy(plain)
    more.update(label="Other words", description="Told in other words.", name="other", evidence=[])
    more["resources"]["practitioners"]["label"] = "Planners"
    assert journeys(more) == journeys(plain)


@pytest.mark.parametrize("name", ["stockton_scale_up", "voluntary_sector_thin"])
def test_goals_move_nobody_s_draws(name):
    def steps(mapping):
        scenario = build(mapping)
        return ENGINES["compiled"](Draws(scenario, scenario.seed, 0)).steps.tobytes()

    with_goals = copy.deepcopy({key: value for key, value in load(name).mapping.items() if key != "uncertainty"})
    with_goals["pathway"]["stages"]["deciding"]["next"] = {"funding": 0.77, "revising": 0.22, "refusal": 0.01}
    without = copy.deepcopy(with_goals)
    del without["goals"], without["people"]["attributes"]["first_goal"], without["people"]["attributes"]["second_goal"]
    assert steps(with_goals) == steps(without)
