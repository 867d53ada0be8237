"""All money is in prices of one year: every number that was published in another is the published one times the index."""

import re
from functools import cache

import pytest
from test_provenance import FILES

from sim.config import paths
from sim.config.load import load
from sim.config.parameter_register import parameters
from sim.config.provenance import entries, register
from sim.config.strict_yaml import read_yaml

CONVERTED = re.compile(r"(X\d+): ([\d,.]+) at prices of (\d{4}/\d\d), by the ([\w ]+?) \((X\d+)\)")


@cache
def prices():
    return read_yaml(paths.configs() / "evidence" / "prices.yaml")


@cache
def row(source):
    return register()[source]


def number(source, column="value"):
    return float(row(source)[column])


def converted(published, year, index):
    """The published number in prices of the price year, to three figures."""
    years = prices()["indices"][index]
    return float(f"{published * number(years[prices()['price_year']]) / number(years[year]):.3g}")


@pytest.mark.parametrize(
    "entry", [pytest.param(entry, id=f"{entry['parameter']}-{entry['source']}") for entry in prices()["conversions"]]
)
def test_the_numbers_of_parameters_are_the_published_ones_in_prices_of_the_year(entry):
    parameter = parameters()[entry["parameter"]]
    for ours, theirs in entry["numbers"].items():
        assert getattr(parameter, ours) == converted(
            number(entry["source"], theirs), entry["published_in"], entry["index"]
        )
    assert entry["source"] in parameter.sources


def conversions():
    return [
        (entry, *match.groups())
        for file in FILES
        for entry in entries(file)
        if (match := CONVERTED.search(entry.comment or ""))
    ]


def test_the_numbers_of_the_configuration_are_converted_as_their_comments_say():
    assert {entry.path for entry, *_ in conversions()} == {
        "costs.set_up",
        "costs.standard_plan",
        "outcomes.admissions.cost",
        "outcomes.attendances.cost",
    }
    for entry, source, published, year, index, row_of_index in conversions():
        assert float(published.replace(",", "")) == number(source), entry.path
        assert prices()["indices"][index][year] == row_of_index, entry.path
        assert float(entry.value) == converted(number(source), year, index), entry.path


def test_each_index_is_a_hundred_in_the_price_year_and_its_rows_are_of_the_years_said():
    for index, years in prices()["indices"].items():
        assert number(years[prices()["price_year"]]) == 100
        for year, source in years.items():
            assert index in row(source)["quantity"]
            assert year in row(source)["quantity"]


def test_the_scenarios_say_the_price_year():
    assert load("stockton_scale_up").costs.price_year == prices()["price_year"]
