"""What follows from a scenario alone is worked out once."""

import gc
import weakref

from programme import uncertain_at
from worlds import world

from sim.model import Scenario, build, with_values
from sim.model.reuse import once_a_scenario, once_unless_moved


def test_it_is_made_once_for_each_scenario_and_dropped_with_it():
    made: list[str] = []

    @once_a_scenario
    def names(scenario: Scenario) -> list[str]:
        """The stages' names."""
        made.append(scenario.name)
        return [stage.name for stage in scenario.pathway.stages]

    one, other = (build(world({"wait": {"elapsed": 1, "next": "out"}})) for _ in range(2))
    assert names(one) is names(one)
    assert names(other) is not names(one)
    assert len(made) == 2
    kept = weakref.ref(one)
    del one
    gc.collect()
    assert kept() is None  # nothing keeps a scenario alive for what was made of it
    assert names(other) == ["wait"]
    assert len(made) == 2


def test_a_draw_has_what_was_made_for_the_scenario_as_known_unless_a_number_in_it_moved():
    made: list[str] = []

    @once_unless_moved(lambda scenario: [stage.parts for stage in scenario.pathway.stages])
    def names(scenario: Scenario) -> list[str]:
        """The stages' names."""
        made.append(scenario.name)
        return [stage.name for stage in scenario.pathway.stages]

    hours, price = (
        build(uncertain_at(path)) for path in ("pathway.stages.plan.work.gamma.mean", "resources.planners.cost_an_hour")
    )
    assert names(with_values(price, {"it": 2.0})) is names(price)
    assert len(made) == 1
    assert names(with_values(hours, {"it": 2.0})) is not names(hours)
    assert len(made) == 3
