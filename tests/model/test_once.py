"""What follows from a scenario alone is worked out once."""

import gc
import weakref

from worlds import world

from sim.model import Scenario, build
from sim.model.once import once_a_scenario


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
