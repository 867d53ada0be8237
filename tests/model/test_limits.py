"""Every number has a range in which it means something, and so has what numbers make together."""

import datetime as dt
import re

import pytest
from programme import number_paths, programme
from worlds import both, world

from sim.model import Distribution, ScenarioError, build
from sim.model.digits import apart, exact
from sim.model.reader.check_sizes import expected_arrivals

STAGES = "pathway__stages__"
WIDE = ("seed", "between", "committed", "top_ups", "tranches", "bands")  #: a name, what a KPI may be, and sums of money


def faults(mapping):
    with pytest.raises(ScenarioError) as error:
        build(mapping)
    return [str(fault) for fault in error.value.faults]


def fault(**changes):
    (line,) = faults(programme(**changes))
    return line


def stream(every, **more):
    """People who come in an open stream."""
    return world({"look": {"elapsed": 1, "next": "out"}}, **more) | {"identification": {"door": {"every": every}}}


@pytest.mark.parametrize("path", [path for path in number_paths() if not any(word in path for word in WIDE)])
def test_nothing_is_two_thousand_million(path):
    mapping = programme()
    *above, last = [int(step[1:-1]) if step[0] == "[" else step for step in re.findall(r"[^.\[\]]+|\[\d+\]", path)]
    node = mapping
    for step in above:
        node = node[step]
    node[last] = 2_000_000_000
    lines = [line for line in faults(mapping) if line.startswith(f"{path}: found 2000000000; allowed: ")]
    assert len(lines) == 1
    assert re.search(r"from -?[\d.]+ to \d+", lines[0])


# fmt: off
NONSENSE = {
    "more done than there are people": ("start_state__plans_done", 1_000_000_000, "from 0 to 10000000"),
    "a week of many hours": ("resources__planners__hours_a_week", 169, "a number from 0 to 168"),
    "many hours in the end": ("resources__planners__changes", {"2018-01-01": {"hours_a_week": 1e9}}, "from 0 to 168"),
    "hours that halve from many": ("resources__planners__hours_a_week", {"value": 1e9, "half_life_days": 9}, "to 168"),
    "everybody leaves at once": ("people__leaving_a_year", 1e9, "from 0 to 366"),
    "a plan that sends people to hospital": ("outcomes", {"attendances": {"change": 1e9}}, "from -1 to 100"),
    "an end in 2999": ("horizon", "2999-01-01", "a date after the start, 2017-10-01, and by 2117-10-02"),
    "a date after all dates": ("start", "3000-01-01", "from 1900-01-01 to 2999-12-31"),
    "an empty label": ("label", "", "found ''; allowed: a text that is not empty"),
    "a blank label": ("resources__panel__label", " ", "a text that is not empty"),
    "an exit without a word": ("pathway__exits__done", "", "a text that is not empty"),
    "an sd beyond its mean": (STAGES + "plan__work", {"gamma": {"mean": 1e-3, "sd": 1}}, "from 0.0001 to 100 times"),
    "hardly an sd": (STAGES + "plan__work", {"lognormal": {"mean": 1, "sd": 1e-200}}, "from 0.0001 to 100 times"),
    "an sd without end": (STAGES + "plan__work", {"lognormal": {"mean": 1, "sd": 1e200}}, "from 0 to 1000000"),
    "discrete days": (STAGES + "live__elapsed", {"discrete": {"1": 0.5, "1e9": 0.5}}, "numbers from 0 to 1000000"),
    "more money than there is": ("resources__budget__top_ups", {"2017-10-01": 9e11, "2018-10-01": 9e11}, "at most 10000"),
    "an amount with its multipliers": (
        STAGES + "fund_year__amount_multipliers", {"way": {"notional": 1e4}, "size": {"large": 1e4}},
        "found 90000000000.0; allowed: with all its multipliers at most 10000000 pounds",
    ),
    "factors of factors": (
        STAGES + "plan__multipliers", {name: {"x": 1e4} for name in ("way", "size", "entitled", "cohort")}, "together",
    ),
    "more people in cohorts than residents": ("people__residents", 1, "at most the 1 residents in all cohorts"),
}
# fmt: on


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_is_refused(nonsense):
    path, value, words = NONSENSE[nonsense]
    changes = {path: value}
    if path == "people__residents":
        changes["people__cohorts"] = {"frail": {"people": 1000}, "children": {"people": 20}}
    if "plan__multipliers" in path:
        values = {"way": "direct", "size": "large", "entitled": "yes", "cohort": "frail"}
        changes[path] = {name: {values[name]: 1e4} for name in values}
    assert words in fault(**changes)


def test_an_open_stream_may_not_bring_more_people_than_there_is_memory_for():
    (line,) = faults(stream(0.00001, horizon=2400))
    assert line == (
        "identification.door.every: found 1e-05; allowed: days between arrivals of which at most 10,000,000 people come "
        "before the horizon (about 240,000,001 people would arrive)"
    )
    assert "(about 1,000,000,000,002 people would arrive)" in faults(stream({"exponential": 1e-9}))[0]
    build(stream(0.00001, horizon=90))
    mapping = stream(0.00001, horizon=2400)
    mapping["identification"]["door"]["until"] = "2017-12-01"
    build(mapping)


def test_as_many_are_expected_as_the_bursts_of_a_stream_bring():
    steady = Distribution(kind="fixed", parameters=(2.0,))
    bursts = Distribution(kind="discrete", parameters=(0.0, 1000.0), weights=(0.999, 0.001))  # a thousand at once
    assert expected_arrivals(steady, 100) == 51
    assert expected_arrivals(bursts, 100) == pytest.approx(100 + 1000)


@pytest.mark.parametrize(
    ("kind", "parameters", "weights", "mean_square"),
    [
        ("fixed", (3.0,), (), 9),
        ("exponential", (3.0,), (), 18),
        ("gamma", (3.0, 4.0), (), 25),
        ("uniform", (0.0, 3.0), (), 3),
        ("triangular", (0.0, 0.0, 6.0), (), 6),
        ("discrete", (1.0, 3.0), (0.5, 0.5), 5),
    ],
)
def test_the_mean_of_the_square(kind, parameters, weights, mean_square):
    assert Distribution(kind=kind, parameters=parameters, weights=weights).mean_square == pytest.approx(mean_square)


def test_many_people_in_many_places_or_through_many_stages_are_too_many():
    mapping = programme(
        people__residents=0, people__cohorts={"frail": {"people": 9_000_000}, "children": {"people": 5}}
    )
    (line,) = faults(mapping | {"localities": {"2017-10-01": 12}})
    assert line.startswith("localities: ")
    assert "9,000,010 in each of 12 are too many" in line
    stages = {f"s{index}": {"elapsed": 1, "next": f"s{index + 1}"} for index in range(120)}
    stages["s120"] = {"elapsed": 1, "next": "out"}
    people = {
        "people": {"cohorts": {"everyone": {"people": 9_000_000}}},
        "identification": {"flow": {"people_a_month": 5}},
    }
    (line,) = faults(world(stages) | people)
    assert line.startswith("pathway.stages: found 121; allowed: at most 111 stages for 9,000,000 people")


def test_what_depends_on_too_many_attributes_has_too_many_combinations():
    attributes = {f"a{index}": {"x": 0.5, "y": 0.5} for index in range(20)}
    mapping = world({"look": {"elapsed": 1, "next": "out", "multipliers": {name: {"x": 2} for name in attributes}}})
    (line,) = faults(mapping | {"people": {"attributes": attributes}})
    assert line.startswith("pathway.stages.look.multipliers: found 'a0 (2) x a1 (2)")
    tree = 1
    for name in attributes:
        tree = {"by": name, "x": tree, "otherwise": 2}
    (line,) = faults(world({"look": {"elapsed": tree, "next": "out"}}) | {"people": {"attributes": attributes}})
    assert line.startswith("pathway.stages.look.elapsed: ")


def test_a_ledger_of_thousands_of_dates_is_nothing_unusual():
    days = [dt.date(2017, 10, 1) + dt.timedelta(days=day) for day in range(5000)]
    top_ups = {day.isoformat(): 10.5 for day in days}
    fund = {"fund": "one_off", "top_ups": top_ups}
    scenario = build(world({"ask": {"fund": "pot", "amount": 5, "next": "out"}}, {"pot": fund}, horizon=5000))
    assert len(scenario.resources[0].top_ups) == 5000


def test_a_calendar_that_began_long_ago_and_never_ends_has_the_days_of_the_run_alone():
    calendar = {"every": "1 day", "from": "1900-01-01", "until": "2999-12-31"}
    panel = {"meeting": calendar, "slots": 1}
    scenario = build(world({"ask": {"meeting": "panel", "next": "out"}}, {"panel": panel}, horizon=100))
    assert scenario.resources[0].days == tuple(float(day) for day in range(100))


def test_a_pathway_may_be_as_long_as_a_book():
    stages = {f"s{index}": {"elapsed": 0.01, "next": f"s{index + 1}"} for index in range(5000)}
    stages["s5000"] = {"elapsed": 1, "next": "out"}
    assert len(build(world(stages)).pathway.stages) == 5001
    (line,) = faults(world(stages | {"s5000": {"elapsed": 1, "next": "s0"}}))
    assert line.startswith("pathway.stages.s0: found 's0 -> s1 -> ")
    exits = {f"out{index}": "Out" for index in range(26_000)}
    lines = faults(world(stages, pathway={"exits": {"out": "Out", **exits}}))
    assert lines == ["pathway.stages: found 31002; allowed: at most 30000 of them"]


def test_a_person_goes_through_a_pathway_as_long_as_a_book():
    stages = {f"s{index}": {"elapsed": 0.01, "next": f"s{index + 1}"} for index in range(5000)}
    story = both(world(stages | {"s5000": {"elapsed": 1, "next": "out"}}), [0.0, 5.0])
    assert len(story.steps) == 2 * 5001
    assert story.way(1)[-1] == "out"


@pytest.mark.parametrize("kind", ["mapping", "list", "by", "itself"])
def test_what_is_nested_without_end_is_refused_in_one_line(kind):
    value = 1
    if kind == "itself":
        value = {}
        value["more"] = value
    for _ in range(10_000 if kind != "itself" else 0):
        value = {"mapping": {"more": value}, "list": [value], "by": {"by": "cohort", "otherwise": value}}[kind]
    mapping = programme()
    mapping["pathway"]["stages"]["plan"]["work"] = value
    (line,) = faults(mapping)
    assert line.startswith("pathway.stages.plan.work.")
    assert line.endswith("found 'a deeper one'; allowed: mappings and lists at most 100 deep in one another")


def test_a_sum_is_told_in_as_many_digits_as_it_is_wrong_by():
    weights = {"agree": 0.3333333, "plan_only": 0.6666666}
    message = fault(pathway__stages__plan__next=weights)
    assert message.endswith("weights that sum to 1 (they sum to 0.9999999)")
    message = fault(people__cohorts={"frail": {"share": 0.5}, "children": {"share": 0.5000001}})
    assert message.endswith("shares that sum to 1 (they sum to 1.0000001)")


def test_digits_are_as_few_as_tell_the_truth():
    assert apart(0.1 + 0.2 + 0.6, 1) == "0.9"
    assert apart(1 + 2e-9, 1) == "1.000000002"
    assert apart(1 + 2**-52, 1) == "1.0000000000000002"
    assert (exact(5.0), exact(1e12), exact(15000.5), exact(1234567.89)) == (
        "5",
        "1000000000000",
        "15000.5",
        "1234567.89",
    )


def test_the_most_that_a_fund_holds_is_told_to_the_penny():
    message = fault(resources__pot__top_ups={"2017-10-01": 1234567.89}, pathway__stages__fund_start__amount=9e6)
    assert "at most 1234067.89 pounds" in message  # without what is promised


def test_a_number_of_very_many_digits_is_a_fault_too():
    assert fault(seed=10**5000).startswith("seed: found 'a number of very many digits'; allowed: a whole number from 0")


def test_no_routes_are_none():
    assert "identification: found {}; allowed: at least one route" in faults(programme(identification={}))
