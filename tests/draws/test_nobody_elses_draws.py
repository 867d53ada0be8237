"""Common random numbers: what is changed in a scenario changes nobody's draws but where it must."""

import numpy as np
import pytest
from programme import programme

from sim.draws import Draws
from sim.model import build

SEED, REPLICATION = 9, 2
STAGES = ("open_case", "plan", "agree", "revise", "fund_start", "fund_year", "set_up", "pay", "live", "review")


def draws_of(mapping, replication=REPLICATION):
    """All that is drawn, by identity: days, attributes, numbers, leaving, and every slot of every stage, three times over."""
    draws = Draws(build(mapping), SEED, replication)
    people = draws.people
    columns = {"day": people.day, "leaves": people.leaves, **people.numbers}
    columns |= {name: np.array(people.values[name])[codes] for name, codes in people.codes.items()}
    words = np.array(list(draws.scenario.pathway.index))
    for stage in draws.scenario.pathway.stages:
        if stage.name not in STAGES:
            continue
        for turn in range(3):
            columns[f"{stage.name}.time.{turn}"] = draws.time(stage, turn)[0]
            columns[f"{stage.name}.next.{turn}"] = words[draws.next(stage, turn)]
            if stage.amount is not None:
                columns[f"{stage.name}.amount.{turn}"] = draws.amount(stage, turn)
            if stage.patience is not None:
                columns[f"{stage.name}.patience.{turn}"] = draws.patience(stage, turn)
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    return {uid: dict(zip(columns, row, strict=True)) for uid, row in zip(people.uid.tolist(), rows, strict=True)}


BASE = draws_of(programme())


def assert_same(other, base=BASE, but=()):
    """Everybody is there, with the same draws in all but the named slots."""
    assert set(other) == set(base)
    different = {slot for uid, mine in base.items() for slot in mine if other[uid].get(slot) != mine[slot]}
    assert {slot for slot in different if not slot.startswith(tuple(but))} == set()


def test_there_is_chance():
    times = [mine["plan.time.0"] for mine in BASE.values()]
    assert len(set(times)) == len(times) > 100
    assert all(mine["review.time.0"] in (1.0, 2.5) for mine in BASE.values())
    assert any(mine["agree.next.0"] != mine["agree.next.1"] for mine in BASE.values())


def test_another_replication_has_other_draws():
    other = draws_of(programme(), replication=3)
    both = set(other) & set(BASE)
    assert not any(other[uid]["plan.time.0"] == BASE[uid]["plan.time.0"] for uid in both)


def test_a_stage_more():
    mapping = programme()
    stages = mapping["pathway"]["stages"]
    stages["pay"]["next"] = "call"
    stages["call"] = {"elapsed": {"exponential": 3}, "patience": None, "next": "live"}
    assert_same(draws_of(mapping), but=["pay.next"])
    first = {"door": {"elapsed": {"exponential": 3}, "next": "open_case"}, **programme()["pathway"]["stages"]}
    assert_same(draws_of(programme(pathway__stages=first)))


def test_a_stage_less():
    mapping = programme(pathway__stages__revise=None, pathway__stages__agree__next={"agree": 0.3, "fund_start": 0.7})
    other = draws_of(mapping)
    assert set(other) == set(BASE)
    for uid, mine in BASE.items():
        assert {slot: value for slot, value in mine.items() if slot in other[uid] and "agree.next" not in slot} == {
            slot: value for slot, value in other[uid].items() if "agree.next" not in slot
        }
        # Who was deferred still is: the weights stand in the same order.
        assert (mine["agree.next.0"] == "revise") == (other[uid]["agree.next.0"] == "agree")


def test_a_resource_more_and_other_capacities():
    mapping = programme(
        resources__helpers={"team": 3},
        resources__planners__team=1,
        resources__panel__slots=1,
        resources__pot__top_ups={"2017-10-01": 900},
        pathway__stages__review__team="helpers",
    )
    assert_same(draws_of(mapping))


def test_a_cohort_more():
    # The new people are found by a route of their own.
    mapping = programme()
    for route in mapping["identification"].values():
        route["cohorts"] = ["frail", "children"]
    alone = draws_of({**mapping, "start_state": None})
    mapping["people"]["cohorts"] = {
        "carers": {"people": 80}, "frail": {"people": 180}, "children": {"people": 120, "opens": "2018-04-01"}
    }  # fmt: skip
    mapping["people"]["numbers"]["cost"] = {
        "by": "cohort",
        "frail": {"lognormal": {"mean": 900, "sd": 500}},
        "otherwise": 400,
    }
    mapping["people"]["leaving_a_year"] = {"by": "cohort", "frail": 0.2, "otherwise": 0.02}
    mapping["identification"]["carers_week"] = {"people_a_month": 10, "cohorts": ["carers"]}
    other = draws_of({**mapping, "start_state": None})
    carers = {uid for uid, mine in other.items() if mine["cohort"] == "carers"}
    assert len(carers) > 40
    assert_same({uid: mine for uid, mine in other.items() if uid not in carers}, alone)


def test_a_cohort_that_grows_keeps_the_attributes_of_its_people():
    whoever_finds_them = {"people__attributes__way": {"notional": 0.5, "direct": 0.5}}
    base, other = (
        draws_of(programme(**whoever_finds_them)),
        draws_of(programme(people__residents=4000, **whoever_finds_them)),
    )
    assert len(set(other) & set(base)) > 50
    for uid in set(other) & set(base):
        for slot in ("entitled", "plan.time.0", "agree.patience.1", "live.next.2"):
            assert other[uid][slot] == base[uid][slot]


@pytest.mark.parametrize("date", ["2018-06-01", "2018-09-01"])
def test_a_rate_that_changes_on_a_date_changes_nobody_found_before(date):
    day = (np.datetime64(date) - np.datetime64("2017-10-01")).astype(int)
    rates = {"2017-10-01": 6, "2018-06-01": 12} | {date: 40}
    same = {"identification__lists": None, "people__attributes__way": {"notional": 0.5, "direct": 0.5}}
    base, other = (
        draws_of(programme(**same)),
        draws_of(programme(identification__referrals__people_a_month=rates, **same)),
    )
    early = {uid: mine for uid, mine in base.items() if mine["day"] < day}
    assert len(early) > 30
    assert_same({uid: other[uid] for uid in early}, early)
    assert all(mine["day"] >= day for uid, mine in other.items() if uid not in early)
    assert sum(mine["day"] >= day for mine in other.values()) > sum(mine["day"] >= day for mine in base.values())


def test_people_inside_change_nobodys_draws():
    entries = [
        {"stage": "live", "count": 7},
        {"stage": "plan", "count": 3, "holding": ["cases"], "with": {"cohort": "frail"}},
    ]
    fewer, more = draws_of(programme(start_state=None)), draws_of(programme(start_state__people=entries))
    assert len(more) == len(fewer) + 10
    assert_same({uid: more[uid] for uid in fewer}, fewer)
    # Those who were there before, three at planning, are still themselves.
    both = set(more) & set(BASE) - set(fewer)
    assert len(both) == 3
    assert_same({uid: more[uid] for uid in both}, {uid: BASE[uid] for uid in both})


def test_another_attribute_or_number():
    mapping = programme(
        people__attributes__speaks={"english": 0.9, "polish": 0.1},
        people__numbers__age={"uniform": {"low": 0, "high": 99}},
    )
    assert_same(draws_of(mapping))


def test_other_times_keep_everybodys_rank():
    same = {"pathway__stages__plan__multipliers": None}
    base = draws_of(programme(**same))
    other = draws_of(programme(pathway__stages__plan__work={"lognormal": {"mean": 20, "sd": 9}}, **same))
    assert_same(other, base, but=["plan.time"])
    order = sorted(base, key=lambda uid: base[uid]["plan.time.0"])
    assert order == sorted(base, key=lambda uid: other[uid]["plan.time.0"])


def test_a_longer_horizon_adds_people_and_changes_none():
    other = draws_of(programme(horizon="2020-10-01"))
    assert set(BASE) < set(other)
    assert_same({uid: other[uid] for uid in BASE})


def test_an_open_stream_goes_on_where_a_shorter_one_ends():
    stages = {"wait": {"elapsed": {"exponential": 3}, "next": "out"}}
    mapping = {"identification": {"door": {"every": {"exponential": 1}}}, "pathway": {"stages": stages}}
    short, long = (Draws(build({**mapping, "horizon": days}), SEED, 0) for days in (50, 500))
    count = len(short.people)
    assert short.people.day.tolist() == long.people.day[:count].tolist()
    stage = short.scenario.pathway.stages[0]
    assert short.time(stage, 0)[0].tolist() == long.time(stage, 0)[0][:count].tolist()


def test_a_part_more_of_a_stage_in_which_several_things_go_on():
    mapping = programme()
    parts = mapping["pathway"]["stages"]["set_up"]["elapsed"]["longest_of"]
    parts["check"] = {"exponential": 1}
    other = draws_of(mapping)
    assert_same(other, but=["set_up.time"])
    assert all(other[uid]["set_up.time.0"] >= mine["set_up.time.0"] for uid, mine in BASE.items())
