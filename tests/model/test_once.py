"""What follows from a scenario alone is worked out once."""

import dataclasses
import gc
import weakref
from typing import get_args

from programme import uncertain_at
from worlds import world

from sim.model import Resource, Scenario, Stage, build, with_values
from sim.model.reuse import DISPLACEMENT, SUPPLY, cached_per_scenario, cached_per_stage

HOURS, PRICE = "pathway.stages.plan.work.gamma.mean", "resources.planners.cost_an_hour"


def test_it_is_made_once_for_each_scenario_and_dropped_with_it():
    calls: list[str] = []

    @cached_per_scenario
    def names(scenario: Scenario) -> list[str]:
        """The stages' names."""
        calls.append(scenario.name)
        return [stage.name for stage in scenario.pathway.stages]

    scenario, other = (build(world({"wait": {"elapsed": 1, "next": "out"}})) for _ in range(2))
    assert names(scenario) is names(scenario)
    assert names(other) is not names(scenario)
    assert len(calls) == 2
    reference = weakref.ref(scenario)
    del scenario
    gc.collect()
    assert reference() is None  # nothing keeps a scenario alive for what was made of it
    assert names(other) == ["wait"]
    assert len(calls) == 2


def test_a_draw_has_what_was_made_for_its_parent_unless_a_number_in_it_moved():
    calls: list[str] = []

    @cached_per_scenario(depends_on=("pathway.stages.parts",))
    def names(scenario: Scenario) -> list[str]:
        """The stages' names."""
        calls.append(scenario.name)
        return [stage.name for stage in scenario.pathway.stages]

    hours, price = (build(uncertain_at(path)) for path in (HOURS, PRICE))
    assert names(with_values(price, {"it": 2.0})) is names(price)
    assert len(calls) == 1
    assert names(with_values(hours, {"it": 2.0})) is not names(hours)
    assert len(calls) == 3


def test_a_stage_of_a_draw_has_what_was_made_for_that_of_its_parent_unless_a_number_in_it_moved():
    @cached_per_stage(depends_on=("parts",))
    def parts(_: Scenario, stage: Stage) -> list[str]:
        """The causes of its time."""
        return [part.cause for part in stage.parts]

    hours, price = (build(uncertain_at(path)) for path in (HOURS, PRICE))
    assert all(now is before for now, before in zip(parts(with_values(price, {"it": 2.0})), parts(price), strict=True))
    moved = [
        stage.name
        for stage, now, before in zip(
            hours.pathway.stages, parts(with_values(hours, {"it": 2.0})), parts(hours), strict=True
        )
        if now is not before
    ]
    assert moved == ["plan"]


def test_the_supply_is_every_number_of_every_kind_of_resource_but_its_price():
    words = {"name", "label", "kind", "year_end", "funder", "unlimited", "tracks_hours", "teams", "funds"}
    fields = {field.name for kind in get_args(Resource) for field in dataclasses.fields(kind)}
    supply = {path.removeprefix("resources.") for path in SUPPLY if path.startswith("resources.")}
    prices = {"cost_an_hour", "attendees", "minutes_each", "preparation_minutes", "preparation_cost_an_hour"}
    displacement = {path.removeprefix("resources.") for path in DISPLACEMENT} - {
        path.removeprefix("resources.") for path in SUPPLY
    }
    assert displacement == {"double_running_days"}
    assert fields - words - prices - displacement == supply
