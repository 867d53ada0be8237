"""Where two files say one thing in two ways, the message names the key to set to null, and doing so mends it."""

import re
from functools import reduce

import pytest
from programme import programme

from sim.config.merging import merged
from sim.model import ScenarioError, build
from sim.model.reader.use import unused

LIVE = "pathway.stages.live.elapsed"
#: What an earlier file says besides the programme, what a later one says, where the fault is, and the keys that it names.
CLASHES = {
    "one distribution over another": (
        {LIVE: {"exponential": 30}},
        {LIVE: {"lognormal": {"mean": 30, "sd": 10}}},
        {LIVE: ["exponential"]},
    ),
    "three of them": (
        {LIVE: {"exponential": 30}},
        {LIVE: {"fixed": 3, "gamma": {"mean": 30, "sd": 10}}},
        {LIVE: ["exponential", "fixed"]},
    ),
    "a choice over a distribution": (
        {LIVE: {"exponential": 30}},
        {LIVE: {"by": "way", "notional": 3, "direct": 4}},
        {f"{LIVE}.exponential": ["exponential"]},
    ),
    "a distribution over a choice": (
        {LIVE: {"by": "way", "notional": 3, "otherwise": 4}},
        {LIVE: {"exponential": 30}},
        {f"{LIVE}.exponential": ["by", "notional", "otherwise"]},
    ),
    "a choice by another attribute": (
        {LIVE: {"by": "way", "notional": 3, "direct": 4}},
        {LIVE: {"by": "size", "small": 3, "large": 4}},
        {f"{LIVE}.notional": ["notional"], f"{LIVE}.direct": ["direct"]},
    ),
    "the longest of several over one": (
        {LIVE: {"exponential": 30}},
        {LIVE: {"longest_of": {"papers": 3, "bank": 4}}},
        {f"{LIVE}.exponential": ["exponential"]},
    ),
    "one over the longest of several": (
        {LIVE: {"longest_of": {"papers": 3, "bank": 4}}},
        {LIVE: {"exponential": 30}},
        {f"{LIVE}.exponential": ["longest_of"]},
    ),
    "weights beside others": (
        {"pathway.stages.agree.next": {"revise": 0.4, "fund_start": 0.6}},
        {"pathway.stages.agree.next": {"refused": 0.4, "fund_start": 0.6}},
        {"pathway.stages.agree.next": ["revise"]},
    ),
    "another day of a calendar": (
        {},
        {"resources.bank.payment_run": {"every": "2 weeks"}},
        {"resources.bank.payment_run": ["monthly"]},
    ),
    "dates of a calendar": (
        {},
        {"resources.panel.meeting": {"dates": ["2018-02-01", "2018-03-01"]}},
        {"resources.panel.meeting": ["every"]},
    ),
    "another calendar from a date on": (
        {"resources.panel.meeting.changes": {"2018-06-01": {"every": "1 week"}}},
        {"resources.panel.meeting.changes": {"2018-06-01": {"monthly": "first monday"}}},
        {"resources.panel.meeting.changes.2018-06-01": ["every"]},
    ),
    "dates over a value that halves": (
        {"resources.planners.hours_a_week": {"value": 30, "half_life_days": 90}},
        {"resources.planners.hours_a_week": {"2017-10-01": 30, "2018-04-01": 20}},
        {
            "resources.planners.hours_a_week.2017-10-01": ["value", "half_life_days"],
            "resources.planners.hours_a_week.2018-04-01": ["value", "half_life_days"],
        },
    ),
    "a value that halves over dates": (
        {"resources.planners.hours_a_week": {"2017-10-01": 30}},
        {"resources.planners.hours_a_week": {"value": 30, "half_life_days": 90}},
        {"resources.planners.hours_a_week.2017-10-01": ["2017-10-01"]},
    ),
    "hours that are given over dates": (
        {"resources.planners.hours_a_week": {"2017-10-01": 30}},
        {"resources.planners.hours_a_week": {"given": 30}},
        {"resources.planners.hours_a_week.2017-10-01": ["2017-10-01"]},
    ),
    "dates over hours that are given": (
        {"resources.planners.hours_a_week": {"given": 30}},
        {"resources.planners.hours_a_week": {"2017-10-01": 30}},
        {"resources.planners.hours_a_week.2017-10-01": ["given"]},
    ),
    "a resource of another kind": (
        {},
        {"resources.bank": {"meeting": {"every": "2 weeks"}, "slots": 3}},
        {"resources.bank": ["payment_run"]},
    ),
    "a gate that was a caseload": (
        {"resources.door": {"caseload": 3}},
        {"resources.door": {"gate": {"funds": ["pot"], "at_least": 5}}},
        {"resources.door": ["caseload"]},
    ),
    "a stage that waits for something else": (
        {},
        {"pathway.stages.open_case": {"meeting": "panel"}},
        {"pathway.stages.open_case": ["caseload"]},
    ),
    "patience with multipliers over plain patience": (
        {"pathway.stages.fund_year.patience": {"exponential": 300}},
        {"pathway.stages.fund_year.patience": {"days": 300, "multipliers": {"way": {"direct": 2}}}},
        {"pathway.stages.fund_year.patience.exponential": ["exponential"]},
    ),
    "plain patience over patience with multipliers": (
        {"pathway.stages.fund_year.patience": {"days": 300, "multipliers": {"way": {"direct": 2}}}},
        {"pathway.stages.fund_year.patience": {"exponential": 300}},
        {"pathway.stages.fund_year.patience.exponential": ["days", "multipliers"]},
    ),
    "a route of another kind": (
        {},
        {"identification.lists": {"people_a_month": 6}},
        {"identification.lists": ["list"]},
    ),
    "the end of a stream that has become a flow": (
        {},
        {"identification.referrals": {"until": "2018-05-01"}},
        {"identification.referrals.until": ["until"]},
    ),
    "a cohort of two sizes": (
        {},
        {"people.cohorts": {"frail": {"people": 30}, "children": {"share": None, "people": 20}}},
        {"people.cohorts.frail": ["share"]},
    ),
    "other bands": (
        {},
        {"people.bands.size": {"of": "cost", "medium": 800, "rest_of_them": "above"}},
        {"people.bands.size": ["large"]},
    ),
    "days for a team": ({}, {"pathway.stages.plan": {"elapsed": 5}}, {"pathway.stages.plan.elapsed": ["elapsed"]}),
    "work where there is no team": (
        {},
        {"pathway.stages.live": {"work": 5}},
        {"pathway.stages.live.work": ["work"]},
    ),
    "an amount where there is no fund": (
        {},
        {"pathway.stages.live": {"amount": 5}},
        {"pathway.stages.live.amount": ["amount"]},
    ),
    "patience where nobody waits": (
        {},
        {"pathway.stages.live": {"patience": 5}},
        {"pathway.stages.live.patience": ["patience"]},
    ),
    "an outcome after visits without a limit": (
        {},
        {"pathway.stages.live": {"then": "done"}},
        {"pathway.stages.live": ["then"]},
    ),
}


def patched(mapping, changes):
    """The mapping with what a file says under some key paths over it."""
    for path, below in changes.items():
        for step in reversed(path.split(".")):
            below = {step: below}  # noqa: PLW2901
        mapping = merged(mapping, below)
    return mapping


def refused(mapping):
    """The faults of a mapping, if it has any."""
    try:
        build(mapping)
    except ScenarioError as error:
        return error.faults
    return ()


def named(fault):
    """The keys that a fault says to set to null."""
    return re.findall(r"`([^`]+): null`", fault.allowed)


def without(mapping, fault):
    """The mapping as it is when somebody does what the fault says."""
    steps = fault.path.split(".")
    there = reduce(lambda below, step: below[step], steps, mapping)
    if not (isinstance(there, dict) and named(fault)[0] in there):
        steps = steps[:-1]
    return patched(mapping, {".".join([*steps, key]): None for key in named(fault)})


def clashing(clash):
    """The programme after both files, its faults by key path, and the keys that these should name."""
    earlier, later, keys = CLASHES[clash]
    mapping = patched(patched(programme(), earlier), later)
    return mapping, {fault.path: fault for fault in refused(mapping)}, keys


@pytest.mark.parametrize("clash", CLASHES)
def test_the_key_to_set_to_null_is_named(clash):
    _, faults, keys = clashing(clash)
    assert {path: named(faults[path]) for path in keys} == keys


@pytest.mark.parametrize("clash", CLASHES)
def test_to_do_so_mends_it(clash):
    mapping, faults, keys = clashing(clash)
    for path in keys:
        mapping = without(mapping, faults[path])
    assert not keys.keys() & {fault.path for fault in refused(mapping)}


def test_where_a_slip_is_more_likely_the_nearest_name_is_told_alone():
    (fault,) = refused(patched(programme(), {LIVE: {"by": "way", "notionl": 3, "otherwise": 4}}))
    assert fault.allowed.startswith("did you mean 'notional'? allowed: ")
    assert named(fault) == []


def test_an_open_stream_beside_other_routes():
    (fault,) = refused(patched(programme(), {"identification.door": {"every": 3}}))
    assert named(fault) == ["lists", "referrals"]


def test_a_factor_on_a_time_that_is_gone():
    mapping = patched(programme(), {"pathway.stages.plan": {"team": None, "work": None}})
    faults = unused(build(mapping))
    assert [(fault.path, named(fault)) for fault in faults if "stages.plan" in fault.path] == [
        (f"pathway.stages.plan.{key}", [key]) for key in ("multipliers", "time_multiplier", "priority")
    ]
