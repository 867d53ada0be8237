"""To which causes the days of each step are put: one sweep over all steps, by tables that a scenario fills once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..jit import compiled
from ..model import Caseload, Fund, Gate, Meeting, PaymentRun, Resource, Scenario, Team
from ..model.reuse import once_unless_moved, supply
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

#: Which waits for a fund are put to `NOT_YET_RELEASED`, and so not to `MONEY_ABSENT`; said here for all who tell it.
RELEASE = (
    "a wait for a fund, from joining on, that a tranche ended (money freed from a block contract, without which the fund, "
    "first in first out, could not have paid the grant on that day), or that ended in giving up, leaving or the horizon while "
    "a tranche of the fund within the horizon still lay ahead"
)

#: How many days of a wait are put to its first cause.
_ALL, _OFF, _UNTIL_MEETING, _IF_RELEASED = range(4)


class Rules(NamedTuple):
    """How the waits for each resource are put to causes.

    Attributes
    ----------
    rule, first, second
        Of each resource: which days the first cause gets; the codes of both causes. Shape (resources,).
    at
        Where the days of each resource begin, and where the last one's end; shape (resources + 1,).
    days
        Of a team: from which day and until which it is off, in turn. Of a meeting: when it is, and infinite at the end. Of a
        fund: when money is released from block contracts, which is before the horizon.
    papers_due
        How many days before a meeting; shape (resources,).
    look
        For each meeting and each whole day the first of its days for which papers are due then or later; of others empty.
    """

    rule: Codes
    first: Codes
    second: Codes
    at: Ints
    days: Floats
    papers_due: Floats
    look: Ints


@once_unless_moved(supply)
def rules(scenario: Scenario) -> Rules:
    """The rules of a scenario's resources."""
    told = [_rule(resource, scenario.horizon) for resource in scenario.resources]
    papers_due = [kind.papers_due if isinstance(kind, Meeting) else 0.0 for kind in scenario.resources]
    days = [of for *_, of in told]
    look = np.zeros((len(told), int(np.ceil(scenario.horizon)) + 1), dtype=np.int64)
    for code, kind in enumerate(scenario.resources):
        if isinstance(kind, Meeting):
            look[code] = _look(kind.days, kind.papers_due, look.shape[1])
    return Rules(
        rule=np.array([rule for rule, *_ in told], dtype=np.int16),
        first=np.array([WAITS.index(first) for _, first, _, _ in told], dtype=np.int16),
        second=np.array([WAITS.index(second) for _, _, second, _ in told], dtype=np.int16),
        at=np.array([0, *accumulate(len(of) for of in days)], dtype=np.int64),
        days=np.array([*chain.from_iterable(days)], dtype=np.float64),
        papers_due=np.array(papers_due, dtype=np.float64),
        look=look,
    )


@lru_cache(maxsize=256)
def _look(days: tuple[float, ...], papers_due: float, until: int) -> Ints:
    """For each whole day the first of a meeting's for which papers are due then or later."""
    return np.searchsorted(np.array(days) - papers_due, np.arange(until))


def _rule(resource: Resource, horizon: float) -> tuple[int, str, str, Sequence[float]]:
    if isinstance(resource, Team):
        return _OFF, TEAM_OFF, TEAM_BUSY, [*chain.from_iterable(off(resource, horizon))]
    if isinstance(resource, Meeting):
        return _UNTIL_MEETING, NEXT_MEETING, MEETING_FULL, [*resource.days, np.inf]
    if isinstance(resource, Fund):
        tranches = [top_up.day for top_up in resource.top_ups if top_up.tranche and top_up.pence > 0]
        return _IF_RELEASED, NOT_YET_RELEASED, MONEY_ABSENT, tranches
    cause = {Caseload: CASELOAD_FULL, PaymentRun: NEXT_PAYMENT_RUN, Gate: OFFERS_PAUSED}[type(resource)]
    return _ALL, cause, cause, ()


def off(team: Team, horizon: float) -> list[tuple[float, float]]:
    """When the team is off: from which day to which."""
    edges, capacity = stretches(team, horizon)
    return [days for days, members in zip(pairwise(edges), capacity, strict=True) if members == 0]


class Shares(NamedTuple):
    """The causes of every step's days, as in `Causes`; shape (steps,)."""

    first: Codes
    second: Codes
    taking: Codes
    days_first: Floats
    days_second: Floats
    days_taken: Floats


def share(journeys: Journeys, told: Rules, work: Codes, still: Floats) -> tuple[Shares, Ints]:
    """Put the days of every step to causes.

    Parameters
    ----------
    journeys
        The steps.
    told
        The rules for the waits.
    work
        The cause of the time that each stage takes; shape (stages,).
    still
        Days of each step on which its work stood still; shape (steps,), or empty where none ever does.

    Returns
    -------
    tuple
        The shares, and the steps of which more must be known: those that were joined on the day of a meeting for which papers
        are never late (they are taken to be heard then, but may have come when it was over), and those that were granted
        money on the day of a tranche (they are taken to be paid by it, but the fund may have had other money).
    """
    steps = len(journeys.place)
    first, second, taking = np.empty((3, steps), dtype=np.int16)
    days_first, days_second, days_taken = np.empty((3, steps))
    shares = Shares(first, second, taking, days_first, days_second, days_taken)
    unsure = np.empty(steps, dtype=np.int64)
    days = journeys.joined, journeys.started, journeys.end, still
    return shares, unsure[: _share(journeys.resource, journeys.stage, days, told, work, shares, unsure)]


@compiled
def _share(
    resource: Codes,
    stage: Codes,
    days: tuple[Floats, Floats, Floats, Floats],
    told: Rules,
    work: Codes,
    shares: Shares,
    unsure: Ints,
) -> int:
    joined, started, end, still = days
    found = 0
    for step in range(len(resource)):
        begin, out = joined[step], end[step]
        until = out if np.isnan(started[step]) else started[step]  # as `Journeys.wait_end`: to read that is slower
        taken = out - until - (still[step] if len(still) else 0.0)
        shares.taking[step], shares.days_taken[step] = work[np.uint16(stage[step])], max(0.0, taken)
        waited = until - begin
        if resource[step] < 0:
            shares.first[step] = shares.second[step] = 0
            shares.days_first[step], shares.days_second[step] = waited, 0.0
            continue
        code = np.uint16(resource[step])
        rule, low, high = told.rule[code], told.at[code], told.at[code + np.uint16(1)]
        first = waited
        if rule == _OFF:  # where nobody waited this comes to 0: to guess who did would be slower
            first = 0.0
            for at in range(low, high, 2):
                first += max(0.0, min(until, told.days[at + 1]) - max(begin, told.days[at]))
        elif rule == _UNTIL_MEETING:
            at = low + told.look[code, np.uint32(begin)]
            while told.days[at] - told.papers_due[code] < begin:
                at += 1
            if waited > 0 and told.papers_due[code] == 0 and told.days[at] == begin:
                unsure[found] = step
                found += 1
            first = min(told.days[at], until) - begin
        elif rule == _IF_RELEASED:
            first = 0.0
            for at in range(low, high):
                if told.days[at] == started[step]:
                    first = waited
                    if waited > 0:
                        unsure[found] = step
                        found += 1
                elif told.days[at] > until and np.isnan(started[step]):
                    first = waited
        shares.first[step], shares.second[step] = told.first[code], told.second[code]
        shares.days_first[step], shares.days_second[step] = first, max(0.0, waited - first)
    return found


@compiled
def add_days(
    total: Floats,
    sums: Floats,
    who: Mask,
    cohort: NDArray[np.int16],
    window: tuple[Ints, Ints],
    shares: Shares,
    still: tuple[int, Floats],
) -> None:
    """Add up the days of some people by cause, each person's first.

    Indices are made numbers without a sign, which need no look whether they count from the end: that would take a third of the
    time, here and in other sweeps.

    Parameters
    ----------
    total
        The sums of everyone, then of each cohort; shape (1 + cohorts, causes).
    sums
        Zeros, for one person's; shape (causes,).
    who, cohort
        Which people, and the cohort of each; shape (people,).
    window
        Each person's first and last step that counts.
    shares
        The causes of the steps' days.
    still
        The cause of days on which work stood still, and these by step (none at all, or one a step).
    """
    begin, end = window
    off, days_still = still
    for person in range(len(who)):
        if not who[person]:
            continue
        low, high = np.uint64(begin[person]), np.uint64(end[person] + 1)
        for step in range(low, high):
            sums[np.uint16(shares.first[step])] += shares.days_first[step]
        for step in range(low, high):
            sums[np.uint16(shares.second[step])] += shares.days_second[step]
        for step in range(low, high):
            sums[np.uint16(shares.taking[step])] += shares.days_taken[step]
        if len(days_still):
            for step in range(low, high):
                sums[off] += days_still[step]
        of = np.uint16(1 + cohort[person])
        for cause in range(len(sums)):
            total[0, cause] += sums[cause]
            total[of, cause] += sums[cause]
            sums[cause] = 0.0
