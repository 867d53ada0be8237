"""Any number of the configuration can be changed on the command line."""

import re

import pytest

import sim
from sim.cli.run import chosen, names_folder
from sim.cli.settings import load_for_command
from sim.config.load import load
from sim.config.words import split_list, take
from sim.model import build


@pytest.mark.parametrize(
    ("override", "path", "value"),
    [
        ("resources.panel.slots=12", "resources.panel.slots", 12),
        ("pathway.stages.choosing_deployment.elapsed=3.5", "pathway.stages.choosing_deployment.elapsed", 3.5),
        ("pathway.stages.offer.multipliers.known.yes=0.5", "pathway.stages.offer.multipliers.known.yes", 0.5),
        ("people.attributes.activation.1=0.15", "people.attributes.activation.1", 0.15),
        ("resources.nhs_yearly.unlimited=yes", "resources.nhs_yearly.unlimited", True),
        ("resources.practitioners.team={2017-10-01: 3, 2018-07-01: 9}", "resources.practitioners.team.2018-07-01", 9),
        ("resources.nhs_yearly.tranches.2019-04-01=5000", "resources.nhs_yearly.tranches.2019-04-01", 5000),
        ("targets.2019-03-31.plans=1500", "targets.2019-03-31.plans", 1500),
        ("resources.panel.meeting.every=1 week", "resources.panel.meeting.every", "1 week"),
        ("+lever=weekly_panel", "resources.panel.meeting.changes.2018-01-01.every", "1 week"),
        ("lever=weekly_panel", "resources.panel.meeting.changes.2018-01-01.every", "1 week"),
    ],
)
def test_an_override_reaches_its_place(override, path, value):
    node = load("stockton_scale_up", override).mapping
    for key in path.split("."):
        node = node[key]
    assert node == value


def test_an_override_leaves_its_neighbours_alone():
    changed = load("stockton_scale_up", "targets.2019-03-31.plans=1500").mapping["targets"]
    assert changed["2019-03-31"] == {"plans": 1500, "budgets": 400}
    assert changed["2018-03-31"] == {"plans": 2000, "budgets": 400}


def test_null_takes_a_key_away():
    scenario = load("stockton_scale_up", "identification.linked_list=null")
    assert [route.name for route in scenario.identification.routes] == ["practitioner_knowledge", "referral"]


def test_a_scenario_without_overrides_is_what_the_package_loads():
    assert sim.load("mm_c") == load("mm_c")
    assert sim.load("mm_c").hash == load("mm_c", "resources.servers.team=3").hash
    assert sim.load("mm_c").hash != load("mm_c", "resources.servers.team=4").hash


def test_settings_are_not_part_of_the_scenario():
    scenario, settings = load_for_command("mm_c", ["replications=7", "keep=steps", "workers=2"])
    assert (settings.design.replications, settings.design.keep, settings.execution.workers) == (7, "steps", 2)
    assert scenario.hash == load("mm_c").hash


def test_no_words_ask_the_boards_question():
    names, folder, seed, overrides = chosen([])
    assert names[0] == "stockton_scale_up"
    assert len(names) > 5
    assert (folder, seed, overrides) == (None, None, [])
    assert names_folder(names, []) == "board_stockton"


def test_words_choose_scenarios_a_folder_and_a_seed():
    words = ["scenarios=[mm_c, payment_delay]", "seed=4", "name=try", "replications=2", "seed=5"]
    assert chosen(words) == (["mm_c", "payment_delay"], "try", 5, ["replications=2"])


def test_a_folder_of_many_scenarios_has_a_name_that_a_disk_can_hold():
    names = [f"stockton_with_lever_{number}" for number in range(10)]
    assert names_folder(names[:2], ["scenarios=[...]"]) == "stockton_with_lever_0_vs_stockton_with_lever_1"
    assert re.fullmatch("stockton_with_lever_0_vs_9_others-[0-9a-f]{8}", names_folder(names, ["scenarios=[...]"]))


def test_words_are_split():
    assert take(["a=1", "b=2", "a=3", "c"], ("a",)) == ({"a": "3"}, ["b=2", "c"])
    assert split_list("[a, b ,c]") == split_list("a,b,c") == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("override", "is_applied"),
    [
        ("people.attributes.wants_budget.yes=0.9", lambda s: s.people.attributes["wants_budget"]["yes"] == 0.9),
        ("people.attributes.activation.1=0.2", lambda s: s.people.attributes["activation"]["1"] == 0.2),
        (
            "pathway.stages.offer.multipliers.known.yes=2",
            lambda s: s.pathway.stages[0].multipliers["known"]["yes"] == 2,
        ),
        (
            "pathway.stages.offer.next.no.opening_the_case=0.5",
            lambda s: s.pathway.stages[0].next.branches["no"] == {"opening_the_case": 0.5, "declined": 0.5},
        ),
    ],
)
def test_a_key_that_yaml_reads_as_a_truth_value_or_a_number_can_be_overridden(override, is_applied):
    scenario = load("stockton_scale_up", override)
    assert is_applied(scenario)
    assert is_applied(build(scenario.mapping))  # and the manifest says the same
