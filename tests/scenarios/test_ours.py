"""What each scenario states as the modeller's own: there for every target, and without a number that the scenario has not."""

import re

import pytest

from sim.config import paths
from sim.config.load import load
from sim.config.shipped import shipped
from sim.config.strict_yaml import read_yaml

NAMES = shipped("scenarios")
NUMBER_WORDS = "two three four five six seven eight nine ten eleven twelve twenty hundred thousand"
NUMBER = re.compile(rf"\d|\b({'|'.join(NUMBER_WORDS.split())})\b", re.IGNORECASE)


def written(file):
    """The statements of a file as they are written."""
    content = read_yaml(file)
    return [text for text in (content.get("ours") or {}).values() if text] if isinstance(content, dict) else []


@pytest.mark.parametrize("name", NAMES)
def test_whoever_has_a_target_says_whose_dates_they_are(name):
    scenario = load(name)
    assert bool(scenario.ours) == bool(scenario.targets)
    if scenario.targets:
        assert "date" in scenario.ours[0]


@pytest.mark.parametrize("file", sorted(paths.scenarios().glob("*.yaml")), ids=lambda file: file.stem)
def test_a_number_is_taken_from_the_scenario_itself(file):
    for text in written(file):
        assert not NUMBER.search(re.sub(r"\$\{[\w.]+\}", "", text)), text


def test_a_number_that_is_changed_is_told_as_changed():
    assert "how many practitioners stay on (5)" in load("stockton_scale_up", "resources.practitioners.team=5").ours[1]
    assert any("(9)" in text for text in load("stockton_effort_held", "resources.practitioners.team=9").ours)


def test_one_scenario_replaces_takes_out_and_adds_to_what_another_states():
    base, national = load("typical_ccg_per_1000"), load("national_rollout")
    assert national.ours[0] != base.ours[0]
    assert base.ours[1] not in national.ours
    assert base.ours[2] in national.ours
    assert len(national.ours) == 3
