"""The accounts of the funds: what came in, and what became of it, by any day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce

import numpy as np
from numpy.typing import NDArray

from ..model import Fund, Scenario
from ..model.reuse import once_unless_moved, supply
from .holdings import held, steps_that_take
from .journeys import NO_STEPS, Floats, Ints, Journeys, Mask
from .reporting_dates import ends_of_months
from .scans import Codes

DAYS_A_YEAR = 365.25
KINDS = ("one_off", "recurrent")


@dataclass(frozen=True, kw_only=True)
class Accounts:
    """The funds' pence by the days that were asked for; all arrays have shape (funds, days).

    Money in is committed, lapsed or left, and what is committed beyond the money of an unlimited fund is overspent:
    ``money_in + overspent == committed + lapsed + left``. Money left is negative while commitments outlive the money
    that lapsed under them.

    Attributes
    ----------
    funds
        Whose rows these are.
    money_in
        Topped up; of a recurrent fund, pence a year.
    committed
        Granted and not returned, whether or not paid; of a recurrent fund, pence a year held. What was promised before
        day 0 counts, and of one-off money as paid.
    spent
        Paid out, in pence for either kind: of a recurrent fund, pence a year held times the years since the budget went
        live. What was promised before day 0 is spent from day 0 on.
    lapsed
        Lost at year ends.
    left
        Neither committed nor lapsed.
    overspent
        Committed by an unlimited fund beyond its money.
    """

    funds: tuple[Fund, ...]
    money_in: Ints
    committed: Ints
    spent: Floats
    lapsed: Ints
    left: Ints
    overspent: Ints

    @cached_property
    def told(self) -> tuple[tuple[str, str, str, bool], ...]:
        """Each fund's name, kind and funder, and whether it is unlimited."""
        return tuple((fund.name, fund.kind, fund.funder, fund.unlimited) for fund in self.funds)


def accounts(journeys: Journeys, ends: Floats) -> Accounts:
    """The accounts of the funds before each end.

    Parameters
    ----------
    journeys
        The journeys of a replication.
    ends
        Days, shape (n,).
    """
    ledger, funds = journeys.ledger, _funds(journeys.scenario)
    once, yearly = grants_of(journeys, "one_off"), grants_of(journeys, "recurrent")
    # Who holds at the horizon holds at a look taken there.
    given_back = np.where(yearly.returned < journeys.scenario.horizon, yearly.returned, np.nan)
    moves = (
        (ledger["resource"], ledger["day"], ledger["added"]),
        (ledger["resource"], ledger["day"], ledger["lapsed"]),
        (once.fund, once.paid, once.pence),
        (once.fund, once.granted, once.pence),
        (once.fund, once.returned, -once.pence),
        (yearly.fund, yearly.granted, yearly.pence),
        (yearly.fund, given_back, -yearly.pence),
    )
    sums = _sums(moves, len(journeys.scenario.resources), ends)[:, funds.codes]
    money_in, lapsed, paid = sums[:3]
    committed = sums[3:].sum(axis=0) + funds.committed
    spent = paid.astype(np.float64)
    spent[funds.is_yearly] = _spent_yearly(journeys, yearly, ends)[funds.codes[funds.is_yearly]]
    left = money_in - lapsed - committed
    overspent = np.where(funds.unlimited, np.maximum(0, -left), 0)
    return Accounts(
        funds=funds.funds,
        money_in=money_in,
        committed=committed,
        spent=spent + funds.committed * np.where(funds.is_yearly[:, None], ends / DAYS_A_YEAR, 1.0),
        lapsed=lapsed,
        left=left + overspent,
        overspent=overspent,
    )


def _sums(moves: Sequence[tuple[NDArray[np.integer], Floats, Ints]], resources: int, ends: Floats) -> Ints:
    """Of each kind of move, told as resource, day (NaN for never) and pence, the pence of each resource before each end.

    Returns
    -------
    ndarray
        Shape (kinds, resources, ends).
    """
    order = np.argsort(ends)
    row = np.concatenate([kind * resources + resource for kind, (resource, _, _) in enumerate(moves)])
    days, pence = (np.concatenate(columns) for columns in list(zip(*moves, strict=True))[1:])
    first_after = np.searchsorted(ends[order], days, side="right")
    moved = np.zeros((len(moves) * resources, len(ends) + 1), dtype=np.int64)
    np.add.at(moved, (row, first_after), pence)
    sums = np.empty((len(moves), resources, len(ends)), dtype=np.int64)
    sums[:, :, order] = moved.cumsum(axis=1)[:, :-1].reshape(sums.shape)
    return sums


def _spent_yearly(journeys: Journeys, grants: Grants, ends: Floats) -> Floats:
    """What yearly money came to from the day each budget went live, of each resource; shape (resources, ends)."""
    live = np.flatnonzero(~np.isnan(grants.paid))
    fund, pence, paid, end = (each[live] for each in (grants.fund, grants.pence, grants.paid, grants.returned))
    days = np.maximum(0.0, np.minimum(end[:, None], ends) - paid[:, None])
    spent = np.zeros((len(journeys.scenario.resources), len(ends)))
    if len(live):
        first = np.concatenate([[0], np.flatnonzero(fund[1:] != fund[:-1]) + 1])  # of each fund's grants
        spent[fund[first]] = np.add.reduceat(pence[:, None] * days, first) / DAYS_A_YEAR
    return spent


@dataclass(frozen=True, kw_only=True)
class Grants:
    """Money granted to people by the funds of one kind, ascending by fund; one place in every array a grant.

    Attributes
    ----------
    fund, pence
        The code of the fund, and how much; of a recurrent fund, pence a year.
    granted, paid
        The days of the grant and of being paid out, which is when the budget went live (NaN for never).
    returned
        One-off money: the day on which a person went out without having been paid (NaN for none). Yearly money: the day until
        which it is held, or the horizon.
    """

    fund: Codes
    pence: Ints
    granted: Floats
    paid: Floats
    returned: Floats


def grants_of(journeys: Journeys, kind: str) -> Grants:
    """The grants of the funds of one of `KINDS`, worked out once."""
    return journeys.once(_one_off if kind == "one_off" else _recurrent)


def _one_off(journeys: Journeys) -> Grants:
    codes = _funds(journeys.scenario).of["one_off"]
    steps = np.concatenate([NO_STEPS, *(journeys.taking[code] for code in codes)])
    paid = _paid(journeys, steps)
    returned = np.where(np.isnan(paid), journeys.out_day[journeys.place[steps]], np.nan)
    return _grants(journeys, steps, paid, returned)


def _recurrent(journeys: Journeys) -> Grants:
    codes = _funds(journeys.scenario).of["recurrent"]
    steps = np.concatenate([NO_STEPS, *(steps_that_take(journeys, code) for code in codes)])
    end = np.concatenate([np.zeros(0), *(held(journeys, code).end for code in codes)])  # one a grant, in their order
    return _grants(journeys, steps, _paid(journeys, steps), end)


def _grants(journeys: Journeys, steps: Ints, paid: Floats, returned: Floats) -> Grants:
    return Grants(
        fund=journeys.resource[steps],
        pence=journeys.amount[steps],
        granted=journeys.started[steps],
        paid=paid,
        returned=returned,
    )


def _paid(journeys: Journeys, granted: Ints) -> Floats:
    """The day on which each grant was paid out (NaN for never)."""
    paying = _paying(journeys, granted)
    return np.where(paying >= 0, journeys.finished[paying], np.nan) if len(journeys.finished) else np.zeros(0)


@dataclass(frozen=True, kw_only=True)
class Funds:
    """The funds of a scenario: with their codes among its resources, and what was promised before day 0."""

    funds: tuple[Fund, ...]
    codes: Ints
    of: Mapping[str, list[int]]
    is_yearly: Mask
    committed: Ints
    unlimited: Mask


@once_unless_moved(supply)
def _funds(scenario: Scenario) -> Funds:
    """The funds; what belongs to a fund is a column, so that it goes with days in rows."""
    found = [(code, kind) for code, kind in enumerate(scenario.resources) if isinstance(kind, Fund)]
    funds = tuple(fund for _, fund in found)
    return Funds(
        funds=funds,
        codes=np.array([code for code, _ in found], dtype=np.int64),
        of={kind: [code for code, fund in found if fund.kind == kind] for kind in KINDS},
        is_yearly=np.array([fund.kind == "recurrent" for fund in funds], dtype=np.bool_),
        committed=np.array([[fund.committed] for fund in funds], dtype=np.int64).reshape(-1, 1),
        unlimited=np.array([[fund.unlimited] for fund in funds], dtype=np.bool_).reshape(-1, 1),
    )


def _paying(journeys: Journeys, granted: Ints) -> Ints:
    """For each step that was granted money, the person's step that paid it out (-1 for none)."""
    stages = enumerate(journeys.scenario.pathway.stages)
    return journeys.next_step(granted, [code for code, stage in stages if stage.pays])


def pounds(
    kept: Accounts, what: str, kinds: tuple[str, ...], *, unlimited: bool = False
) -> tuple[tuple[str, ...], Floats]:
    """One column of the accounts in pounds (or pounds a year), by day.

    Parameters
    ----------
    kept
        The accounts.
    what
        An attribute of `Accounts`.
    kinds
        Of which funds. One-off pounds and pounds a year do not add up: only what is spent may be asked of both at once.
    unlimited
        Whether to tell of the unlimited funds only.

    Returns
    -------
    tuple
        Items: in all (``""``), by fund, and by funder (``funder.<name>``); none where there is no such fund. And their pounds,
        shape (items, days).
    """
    items, rows, funders = _items(kept.told, kinds, unlimited)
    if not items:
        return (), np.zeros((0, kept.money_in.shape[1]))
    found: Floats = getattr(kept, what)[rows] / 100
    by_funder = [reduce(np.add, (found[at] for at in places))[None] for places in funders]
    return items, np.concatenate([found.sum(axis=0)[None], found, *by_funder])


@lru_cache(maxsize=256)
def _items(
    told: tuple[tuple[str, str, str, bool], ...], kinds: tuple[str, ...], unlimited: bool
) -> tuple[tuple[str, ...], list[int], list[list[int]]]:
    """What `pounds` tells of, the rows of the funds, and the places of each funder's among these."""
    some = [(row, name, of) for row, (name, kind, of, any_) in enumerate(told) if kind in kinds and any_ >= unlimited]
    funders: dict[str, list[int]] = {}
    for place, (_, _, funder) in enumerate(some):
        if funder:
            funders.setdefault(f"funder.{funder}", []).append(place)
    items = ("", *(name for _, name, _ in some), *funders) if some else ()
    return items, [row for row, _, _ in some], list(funders.values())


def accounts_kept(journeys: Journeys) -> Accounts:
    """The accounts by the end of the last target date, and then by each month's end, worked out once."""
    return journeys.once(_accounts_kept)


def _accounts_kept(journeys: Journeys) -> Accounts:
    return accounts(journeys, np.array([journeys.as_at, *(day for _, day in ends_of_months(journeys.scenario))]))
