"""What changes less than it seems to is noted: residents alone, and an empty mapping over a full one."""

import pytest

from sim.config import paths
from sim.config.load import load
from sim.config.shipped import shipped
from sim.model import ScenarioWarning

TOWN = """# @package _global_
defaults: [stockton_scale_up, _self_]
label: A town
"""


def write(home, text):
    (home / "scenarios" / "town.yaml").write_text(TOWN + text, encoding="utf-8")


def test_residents_alone_change_no_count(home):
    write(home, "people: {residents: 60000}\n")
    with pytest.warns(ScenarioWarning, match=r"people\.residents: changes numbers per resident alone"):
        load("town")
    with pytest.warns(ScenarioWarning, match="changes numbers per resident alone"):
        load("stockton_scale_up", "people.residents=60000")


def test_with_cohorts_of_their_own_they_are_meant(home):
    write(home, "people: {residents: 60000, cohorts: {respiratory: {people: 2000}, diabetes: {people: 1000}}}\n")
    assert load("town").notes == ()
    assert load("stockton_scale_up", "people.residents=60000", "people.cohorts.respiratory.people=2000").notes == ()


def test_an_empty_mapping_takes_nothing_away(home):
    write(home, "targets: {}\n")
    with pytest.warns(ScenarioWarning, match="targets: {} changes nothing"):
        assert len(load("town").targets) == 2
    write(home, "targets: {'2018-03-31': null}\n")
    assert len(load("town").targets) == 1


def test_nothing_that_is_shipped_is_noted():
    assert [name for name in shipped(paths.SCENARIOS) if load(name, "uncertainty=off").notes] == []
