"""A reserved word as a name is refused by one line, which says that it is reserved and what for."""

from pathlib import Path

import pytest
from programme import programme
from test_bad_input import fault

from sim.model import build
from sim.model.reader.reserved import RESERVED

STAGE = {"elapsed": 1, "next": "done"}
SUM = "total"

#: Where a name of each kind stands, and what stands there.
PLACES = {
    "stage": ("pathway.stages", STAGE),
    "exit": ("pathway.exits", "Gone"),
    "cohort": ("people.cohorts", {"people": 0}),
    "route": ("identification", {"people_a_month": 1}),
    "attribute": ("people.attributes", "one"),
    "number": ("people.numbers", 5),
    "bands": ("people.bands", {"of": "cost", "small": 5, "large": "above"}),
    "resource": ("resources", {"caseload": 5}),
    "cause": ("pathway.stages.set_up.elapsed.longest_of", 5),
}


TOLD = {
    "stage": "a stage or an exit",
    "exit": "a stage or an exit",
    "cause": "a stage, or a cause of days",
    "cohort": "a cohort",
    "route": "a route",
    "attribute": "an attribute, a number of people, or a set of bands",
    "value": "a value of an attribute, or a band",
    "band": "a value of an attribute, or a band",
    "resource": "a resource",
}  #: where docs/configuration.md lists them


def put_in(path, name, value):
    """The change that puts something under a new name, beside what is there."""
    there = programme()
    for key in path.split("."):
        there = there[key]
    return {path.replace(".", "__"): {**there, name: value}}


@pytest.mark.parametrize(("kind", "word"), [(kind, word) for kind in PLACES for word in RESERVED[kind]])
def test_a_reserved_word_is_no_name(kind, word):
    path, value = PLACES[kind]
    problem = fault(**put_in(path, word, value))
    assert str(problem) == (
        f"{path}.{word}: found {word!r}; allowed: another name: `{word}` is a reserved word, which {RESERVED[kind][word]}"
    )


@pytest.mark.parametrize("kind", TOLD)
def test_the_documentation_lists_them(kind):
    text = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
    (line,) = (line for line in text.splitlines() if line.startswith(f"| {TOLD[kind]} | "))
    assert [word for word in RESERVED[kind] if f"`{word}`" not in line] == ([SUM] if kind == "stage" else [])


@pytest.mark.parametrize("word", RESERVED["value"])
@pytest.mark.parametrize("weights", [{"{}": 0.5, "other": 0.5}, {"{}": "rest", "other": 0.5}])
def test_a_reserved_word_is_no_value_of_an_attribute(word, weights):
    problem = fault(people__attributes__new={key.format(word): weight for key, weight in weights.items()})
    if word == "by" and "rest" in weights.values():
        assert str(problem).startswith("people.attributes.new.by: found 'rest'; allowed: one of cohort, route")
    else:
        assert problem.path == f"people.attributes.new.{word}"
        assert f"`{word}` is a reserved word, which {RESERVED['value'][word]}" in str(problem)


@pytest.mark.parametrize("word", RESERVED["value"])
def test_nor_where_it_has_all_the_weight(word):
    problem = fault(people__attributes__new=word)
    assert problem.path == "people.attributes.new"
    assert f"`{word}` is a reserved word" in problem.allowed


@pytest.mark.parametrize("word", RESERVED["band"])
def test_a_reserved_word_is_no_band(word):
    bands = {word: 5, "of": "cost", "large": "above"} if word != "of" else {"of": 5, "large": "above"}
    problem = fault(people__bands__new=bands)
    assert problem.path == f"people.bands.new.{word}"
    assert f"`{word}` is a reserved word, which {RESERVED['band'][word]}" in problem.allowed


def test_a_cause_that_is_written_out_is_held_to_it_too():
    problem = fault(pathway__stages__revise__cause=SUM)
    assert str(problem).startswith(
        "pathway.stages.revise.cause: found 'total'; allowed: another name: `total` is a reserved"
    )


def test_bands_have_a_name_that_no_attribute_has():
    problem = fault(people__bands__way={"of": "cost", "small": 5, "large": "above"})
    assert str(problem) == "people.bands.way: found 'way'; allowed: a name that no attribute has"


@pytest.mark.parametrize("word", ["yes", "no", "given", "above", "money", "unlimited", "everyone"])
@pytest.mark.parametrize("kind", [kind for kind in PLACES if kind not in ("stage", "cause")])
def test_words_that_are_read_no_other_way_are_names_like_any(kind, word):
    path, value = PLACES[kind]
    same_for_all = {"people__numbers__cost": 5, "people__leaving_a_year": 0.1} if kind == "cohort" else {}
    assert build(programme(**put_in(path, word, value), **same_for_all))
