"""To which causes the days of each step are put: one scan of all steps, by tables that a scenario fills once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..jit import compiled
from ..model import Caseload, Fund, Gate, Meeting, PaymentRun, Resource, Scenario, Team
from ..model.reuse import SUPPLY, cached_per_scenario
from .capacity import stretches
from .journeys import Floats, Ints, Journeys, Mask

Codes = NDArray[np.int16]

TEAM_BUSY = "team_busy"
TEAM_OFF = "team_off"
CASELOAD_FULL = "caseload_full"
NEXT_MEETING = "next_meeting"
MEETING_FULL = "meeting_full"
MONEY_ABSENT = "money_absent"
NOT_YET_RELEASED = "money_not_yet_released"
NEXT_PAYMENT_RUN = "next_payment_run"
OFFERS_PAUSED = "offers_paused"
WAITS = (
    TEAM_BUSY,
    TEAM_OFF,
    CASELOAD_FULL,
    NEXT_MEETING,
    MEETING_FULL,
    MONEY_ABSENT,
    NOT_YET_RELEASED,
    NEXT_PAYMENT_RUN,
    OFFERS_PAUSED,
)

#: Which waits for a fund are put to `NOT_YET_RELEASED`, and so not to `MONEY_ABSENT`; worded here for all documents.
RELEASE = (
    "a wait for a fund, from joining on, that a tranche ended (money freed from a block contract, without which the fund, "
    "first in first out, could not have paid the grant on that day), or that ended in giving up, leaving or the horizon while "
    "a tranche of the fund within the horizon still lay ahead"
)

#: How many days of a wait are put to its first cause.
_ALL, _OFF, _UNTIL_MEETING, _IF_RELEASED = range(4)


class WaitRules(NamedTuple):
    """How the waits for each resource are put to causes.

    Attributes
    ----------
    rule, first, second
        Of each resource: which days the first cause gets; the codes of both causes. Shape (resources,).
    offset
        The index in `days` at which those of each resource begin, and where the last one's end; shape (resources + 1,).
    days
        Of a team: from which day and until which it is off, in turn. Of a meeting: when it is, and infinite at the end. Of a
        fund: when money is released from block contracts, which is before the horizon.
    papers_due
        How many days before a meeting; shape (resources,).
    first_open
        For each meeting and each whole day the first of its days for which papers are due then or later; of others 0. Shape
        (resources, whole days).
    """

    rule: Codes
    first: Codes
    second: Codes
    offset: Ints
    days: Floats
    papers_due: Floats
    first_open: Ints


@cached_per_scenario(depends_on=SUPPLY)
def wait_rules(scenario: Scenario) -> WaitRules:
    """The rules of a scenario's resources."""
    rules = [_rule(resource, scenario.horizon) for resource in scenario.resources]
    papers_due = [resource.papers_due if isinstance(resource, Meeting) else 0.0 for resource in scenario.resources]
    days = [rule_days for *_, rule_days in rules]
    first_open = np.zeros((len(rules), int(np.ceil(scenario.horizon)) + 1), dtype=np.int64)
    for code, resource in enumerate(scenario.resources):
        if isinstance(resource, Meeting):
            first_open[code] = _first_open(resource.days, resource.papers_due, first_open.shape[1])
    return WaitRules(
        rule=np.array([rule for rule, *_ in rules], dtype=np.int16),
        first=np.array([WAITS.index(first) for _, first, _, _ in rules], dtype=np.int16),
        second=np.array([WAITS.index(second) for _, _, second, _ in rules], dtype=np.int16),
        offset=np.array([0, *accumulate(len(rule_days) for rule_days in days)], dtype=np.int64),
        days=np.array([*chain.from_iterable(days)], dtype=np.float64),
        papers_due=np.array(papers_due, dtype=np.float64),
        first_open=first_open,
    )


@lru_cache(maxsize=256)
def _first_open(days: tuple[float, ...], papers_due: float, until: int) -> Ints:
    """For each whole day the first of a meeting's days for which papers are due then or later."""
    return np.searchsorted(np.array(days) - papers_due, np.arange(until))


def _rule(resource: Resource, horizon: float) -> tuple[int, str, str, Sequence[float]]:
    if isinstance(resource, Team):
        return _OFF, TEAM_OFF, TEAM_BUSY, [*chain.from_iterable(days_off(resource, horizon))]
    if isinstance(resource, Meeting):
        return _UNTIL_MEETING, NEXT_MEETING, MEETING_FULL, [*resource.days, np.inf]
    if isinstance(resource, Fund):
        tranches = [top_up.day for top_up in resource.top_ups if top_up.tranche and top_up.pence > 0]
        return _IF_RELEASED, NOT_YET_RELEASED, MONEY_ABSENT, tranches
    cause = {Caseload: CASELOAD_FULL, PaymentRun: NEXT_PAYMENT_RUN, Gate: OFFERS_PAUSED}[type(resource)]
    return _ALL, cause, cause, ()


def days_off(team: Team, horizon: float) -> list[tuple[float, float]]:
    """When the team is off: from which day to which."""
    edges, members = stretches(team, horizon)
    off = np.flatnonzero(members == 0)
    return [*zip(edges[off].tolist(), edges[off + 1].tolist(), strict=True)]


class StepCauses(NamedTuple):
    """The causes of every step's days, as in `Causes`; shape (steps,)."""

    first: Codes
    second: Codes
    service: Codes
    days_first: Floats
    days_second: Floats
    days_service: Floats


def attribute_days(journeys: Journeys, rules: WaitRules, service: Codes, days_still: Floats) -> tuple[StepCauses, Ints]:
    """Put the days of every step to causes.

    Parameters
    ----------
    journeys
        The steps.
    rules
        The rules for the waits.
    service
        The cause of the time that each stage takes; shape (stages,).
    days_still
        Days of each step on which its work stood still; shape (steps,), or empty where none ever does.

    Returns
    -------
    tuple
        The causes, and the steps of which more must be known: those that were joined on the day of a meeting for which papers
        are never late (they are taken to be heard then, but may have come when it was over), and those that were granted
        money on the day of a tranche (they are taken to be paid by it, but the fund may have had other money).
    """
    steps = len(journeys.person_index)
    codes, days = np.empty((3, steps), dtype=np.int16), np.empty((3, steps))
    causes = StepCauses(*codes, *days)
    unsure = np.empty(steps, dtype=np.int64)
    moments = journeys.joined, journeys.started, journeys.end, days_still
    count = _attribute(journeys.resource, journeys.stage, moments, rules, service, causes, unsure)
    return causes, unsure[:count]


@compiled
def _attribute(
    resource: Codes,
    stage: Codes,
    moments: tuple[Floats, Floats, Floats, Floats],
    rules: WaitRules,
    service: Codes,
    causes: StepCauses,
    unsure: Ints,
) -> int:
    """Write the causes of every step, and the steps that are unsure; give how many these are."""
    joined, started, end, days_still = moments
    unsure_count = 0
    for step in range(len(resource)):
        wait_begin, step_end = joined[step], end[step]
        wait_end = (
            step_end if np.isnan(started[step]) else started[step]
        )  # as in `Journeys`: to read it there is slower
        in_service = step_end - wait_end - (days_still[step] if len(days_still) else 0.0)
        causes.service[step], causes.days_service[step] = service[np.uint16(stage[step])], max(0.0, in_service)
        waited = wait_end - wait_begin
        if resource[step] < 0:
            causes.first[step] = causes.second[step] = 0
            causes.days_first[step], causes.days_second[step] = waited, 0.0
            continue
        code = np.uint16(resource[step])
        rule, low, high = rules.rule[code], rules.offset[code], rules.offset[code + np.uint16(1)]
        first = waited
        if rule == _OFF:  # where nobody waited this comes to 0: to branch would be slower
            first = 0.0
            for index in range(low, high, 2):
                first += max(0.0, min(wait_end, rules.days[index + 1]) - max(wait_begin, rules.days[index]))
        elif rule == _UNTIL_MEETING:
            index = low + rules.first_open[code, np.uint32(wait_begin)]
            while rules.days[index] - rules.papers_due[code] < wait_begin:
                index += 1
            if waited > 0 and rules.papers_due[code] == 0 and rules.days[index] == wait_begin:
                unsure[unsure_count] = step
                unsure_count += 1
            first = min(rules.days[index], wait_end) - wait_begin
        elif rule == _IF_RELEASED:
            first = 0.0
            for index in range(low, high):
                if rules.days[index] == started[step]:
                    first = waited
                    if waited > 0:
                        unsure[unsure_count] = step
                        unsure_count += 1
                elif rules.days[index] > wait_end and np.isnan(started[step]):
                    first = waited
        causes.first[step], causes.second[step] = rules.first[code], rules.second[code]
        causes.days_first[step], causes.days_second[step] = first, max(0.0, waited - first)
    return unsure_count


@compiled
def add_days_by_cause(
    total: Floats,
    sums: Floats,
    chosen: Mask,
    cohort: NDArray[np.int16],
    window: tuple[Ints, Ints],
    causes: StepCauses,
    still: tuple[int, Floats],
) -> None:
    """Add up the days of some people by cause, each person's first.

    Indices are made unsigned, so that they need no test whether they count from the end: that would take a third of the time,
    here and in other scans.

    Parameters
    ----------
    total
        The sums of everyone, then of each cohort; shape (1 + cohorts, causes).
    sums
        Zeros, for one person's; shape (causes,).
    chosen, cohort
        Which people, and the cohort of each; shape (people,).
    window
        Each person's first and last step that counts.
    causes
        The causes of the steps' days.
    still
        The cause of days on which work stood still, and these by step (none at all, or one a step).
    """
    begin, end = window
    team_off, days_still = still
    for person in range(len(chosen)):
        if not chosen[person]:
            continue
        low, high = np.uint64(begin[person]), np.uint64(end[person] + 1)
        for step in range(low, high):
            sums[np.uint16(causes.first[step])] += causes.days_first[step]
        for step in range(low, high):
            sums[np.uint16(causes.second[step])] += causes.days_second[step]
        for step in range(low, high):
            sums[np.uint16(causes.service[step])] += causes.days_service[step]
        if len(days_still):
            for step in range(low, high):
                sums[team_off] += days_still[step]
        cohort_row = np.uint16(1 + cohort[person])
        for cause in range(len(sums)):
            total[0, cause] += sums[cause]
            total[cohort_row, cause] += sums[cause]
            sums[cause] = 0.0
