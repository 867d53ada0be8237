"""Where keys are names that files give, and which of them there are."""

import pytest
from programme import programme

from sim.model.reader.names import attribute_values, gives_value, names_at
from sim.model.reader.node import plain

CONFIG = {
    "people": {
        "attributes": {
            "known": {"by": "route", "list": "no", "otherwise": {"yes": 0.5, "maybe": "rest"}},
            "frail": {"yes": 1},
        },
        "bands": {"size": {"of": "cost", "small": 500}},
    },
    "pathway": {"stages": {"wait": {"elapsed": {"longest_of": {"bank": 3}}}}},
    "resources": {"nurses": {"team": 2}},
}


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("resources", ("nurses",)),
        ("pathway.stages", ("wait",)),
        ("pathway.stages.wait.elapsed.longest_of", ("bank",)),
        ("pathway.exits", ()),
        ("people.bands.size", ("of", "small", "of")),
        ("people.attributes.frail", ("yes", "no", "by", "otherwise")),
        ("people.attributes.known.otherwise", ("no", "yes", "maybe", "by", "otherwise")),
        ("people.attributes.known", None),  # values of the route
        ("resources.nurses", None),
        ("pathway.stages.wait", None),
        ("pathway.stages.wait.elapsed", None),
        ("", None),
    ],
)
def test_the_names_at_a_place(path, names):
    assert names_at(CONFIG, path.split(".") if path else ()) == names


def test_an_attribute_has_the_values_of_all_its_branches():
    assert attribute_values(CONFIG, "known") == ("no", "yes", "maybe")
    assert attribute_values(CONFIG, "frail") == ("yes", "no")  # a question has both answers
    assert attribute_values(CONFIG, "nothing") == ()


def test_a_word_is_a_value_of_an_attribute_where_it_has_all_the_weight():
    assert gives_value(("people", "attributes", "known"), "maybe")
    assert gives_value(("people", "attributes", "known", "list"), True)
    assert not gives_value(("people", "attributes", "known", "by"), "route")
    assert not gives_value(("people", "attributes", "known", "otherwise", "maybe"), "rest")
    assert not gives_value(("people", "attributes", "known"), 1)
    assert not gives_value(("people", "numbers", "cost"), "maybe")


def test_every_name_that_a_programme_gives_is_found():
    config = plain(programme())
    assert set(names_at(config, ("resources",))) == set(config["resources"])
    assert set(names_at(config, ("pathway", "stages"))) == set(config["pathway"]["stages"])
