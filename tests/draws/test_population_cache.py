"""People are remembered for scenarios that share them, and for no others."""

from programme import programme

from sim.draws import Draws, population_cache
from sim.model import build


def test_scenarios_that_differ_in_what_people_meet_share_them():
    mapping = programme()
    mapping["resources"]["planners"]["team"] = 9
    ours, theirs = Draws(build(programme()), 7, 1), Draws(build(mapping), 7, 1)
    assert ours.people is theirs.people


def test_other_people_other_chance_and_other_days_are_drawn():
    mapping = programme()
    mapping["people"]["leaving_a_year"] = 0.5
    people = Draws(build(programme()), 7, 1).people
    for other in (Draws(build(mapping), 7, 1), Draws(build(programme()), 8, 1), Draws(build(programme()), 7, 2)):
        assert other.people is not people
    assert Draws(build(mapping), 7, 1).people.leaves.tolist() != people.leaves.tolist()


def test_what_is_remembered_is_what_would_be_drawn(monkeypatch):
    remembered = Draws(build(programme()), 7, 1).people
    monkeypatch.setattr(population_cache, "_remembered", type(population_cache._remembered)())
    drawn = Draws(build(programme()), 7, 1).people
    assert drawn is not remembered
    assert drawn.uid.tolist() == remembered.uid.tolist()
    assert drawn.day.tolist() == remembered.day.tolist()


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(population_cache, "_remembered", type(population_cache._remembered)())
    monkeypatch.setattr(population_cache, "MOST", 8 * len(Draws(build(programme()), 7, 0).people) + 7)
    for replication in range(40):
        Draws(build(programme()), 7, replication)
    assert sum(len(people) for people in population_cache._remembered.values()) <= population_cache.MOST
    assert len(population_cache._remembered) > 1
