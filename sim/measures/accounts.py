"""The accounts of the funds: what came in, and what became of it, by any day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..model import Fund, Scenario
from ..model.reuse import SUPPLY, cached_per_scenario
from .holdings import holdings, steps_that_take
from .journeys import NO_STEPS, Floats, Ints, Journeys, Mask
from .reporting_dates import month_ends_of
from .scans import Codes, PersonIndex

DAYS_A_YEAR = 365.25
KINDS = ("one_off", "recurrent")
CAPPED, UNLIMITED, BY_RIGHT = "capped", "unlimited", "by_right"  #: what holds a fund
LIMITS = (CAPPED, UNLIMITED, BY_RIGHT)
FundKey: TypeAlias = tuple[str, str, str, str]


def _limit(fund: Fund) -> str:
    return BY_RIGHT if fund.by_right else UNLIMITED if fund.unlimited else CAPPED


@dataclass(frozen=True, kw_only=True)
class Accounts:
    """The funds' pence by the days that were asked for; all arrays have shape (funds, days).

    Money in is committed, lapsed or left. What is committed beyond the money of an unlimited fund is overspent or, where its
    budgets are a right, in place of packages that are paid anyway:
    ``money_in + overspent + in_place == committed + lapsed + left``. Money left is negative while commitments outlive the
    money that lapsed under them.

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
        Committed by an unlimited fund beyond its money, unless its budgets are a right.
    in_place
        Committed beyond its money by a fund whose budgets are a right: the money of the packages whose place they take.
    """

    funds: tuple[Fund, ...]
    money_in: Ints
    committed: Ints
    spent: Floats
    lapsed: Ints
    left: Ints
    overspent: Ints
    in_place: Ints

    @cached_property
    def fund_keys(self) -> tuple[FundKey, ...]:
        """Each fund's name, kind and funder, and what holds it."""
        return tuple((fund.name, fund.kind, fund.funder, _limit(fund)) for fund in self.funds)


def accounts(journeys: Journeys, days: Floats) -> Accounts:
    """The accounts of the funds before each day.

    Parameters
    ----------
    journeys
        The journeys of a replication.
    days
        The days, in any order; shape (days,).
    """
    ledger, funds = journeys.ledger, _funds(journeys.scenario)
    one_off, yearly = grants_of(journeys, "one_off"), grants_of(journeys, "recurrent")
    # What is held at the horizon is not given back before it.
    given_back = np.where(yearly.returned < journeys.scenario.horizon, yearly.returned, np.nan)
    moves = (
        (ledger["resource"], ledger["day"], ledger["added"]),
        (ledger["resource"], ledger["day"], ledger["lapsed"]),
        (one_off.fund, one_off.paid, one_off.pence),
        (one_off.fund, one_off.granted, one_off.pence),
        (one_off.fund, one_off.returned, -one_off.pence),
        (yearly.fund, yearly.granted, yearly.pence),
        (yearly.fund, given_back, -yearly.pence),
    )
    sums = _sums(moves, len(journeys.scenario.resources), days)[:, funds.codes]
    money_in, lapsed, paid = sums[:3]
    committed = sums[3:].sum(axis=0) + funds.committed
    spent = paid.astype(np.float64)
    spent[funds.is_yearly] = _spent_yearly(journeys, yearly, days)[funds.codes[funds.is_yearly]]
    left = money_in - lapsed - committed
    beyond = np.where(funds.unlimited, np.maximum(0, -left), 0)
    in_place = np.where(funds.by_right, beyond, 0)
    return Accounts(
        funds=funds.funds,
        money_in=money_in,
        committed=committed,
        spent=spent + funds.committed * np.where(funds.is_yearly[:, None], days / DAYS_A_YEAR, 1.0),
        lapsed=lapsed,
        left=left + beyond,
        overspent=beyond - in_place,
        in_place=in_place,
    )


def _sums(moves: Sequence[tuple[NDArray[np.integer], Floats, Ints]], resources: int, days: Floats) -> Ints:
    """Of each kind of move, given as resource, day (NaN for never) and pence, the pence of each resource before each day.

    Returns
    -------
    ndarray
        Shape (kinds, resources, days).
    """
    order = np.argsort(days)
    row = np.concatenate([kind * resources + resource for kind, (resource, _, _) in enumerate(moves)])
    move_day, pence = (np.concatenate(columns) for columns in list(zip(*moves, strict=True))[1:])
    first_after = np.searchsorted(days[order], move_day, side="right")
    moved = np.zeros((len(moves) * resources, len(days) + 1), dtype=np.int64)
    np.add.at(moved, (row, first_after), pence)
    sums = np.empty((len(moves), resources, len(days)), dtype=np.int64)
    sums[:, :, order] = moved.cumsum(axis=1)[:, :-1].reshape(sums.shape)
    return sums


def _spent_yearly(journeys: Journeys, grants: Grants, days: Floats) -> Floats:
    """What yearly money came to from the day each budget went live, of each resource; shape (resources, days)."""
    live = np.flatnonzero(~np.isnan(grants.paid))
    fund, pence, paid, end = (column[live] for column in (grants.fund, grants.pence, grants.paid, grants.returned))
    days_live = np.maximum(0.0, np.minimum(end[:, None], days) - paid[:, None])
    spent = np.zeros((len(journeys.scenario.resources), len(days)))
    if len(live):
        first = np.concatenate([[0], np.flatnonzero(fund[1:] != fund[:-1]) + 1])  # of each fund's grants
        spent[fund[first]] = np.add.reduceat(pence[:, None] * days_live, first) / DAYS_A_YEAR
    return spent


@dataclass(frozen=True, kw_only=True)
class Grants:
    """Money granted to people by the funds of one kind, ascending by fund; one entry in every array a grant.

    What is added to a yearly budget is a further grant. A part that is given back is one of pence below 0, from the day of that
    until the rest is given back.

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
    return journeys.cached(_one_off if kind == "one_off" else _recurrent)


def _one_off(journeys: Journeys) -> Grants:
    codes = _funds(journeys.scenario).of["one_off"]
    steps = np.concatenate([NO_STEPS, *(journeys.served_steps[code] for code in codes)])
    paid = _paid(journeys, steps)
    returned = np.where(np.isnan(paid), journeys.out_day[journeys.person_index[steps]], np.nan)
    return _grants(journeys, steps, paid, returned)


def _recurrent(journeys: Journeys) -> Grants:
    codes = _funds(journeys.scenario).of["recurrent"]
    steps = np.concatenate([NO_STEPS, *(steps_that_take(journeys, code) for code in codes)])
    end = np.concatenate([np.zeros(0), *(holdings(journeys, code).end for code in codes)])  # one a grant, as the steps
    # A budget goes live once: what is added to it later, or taken off, counts from its own day on.
    first = _first_of_budget(journeys.resource[steps], journeys.person_index[steps], end)
    paid = np.maximum(_paid(journeys, steps)[first], journeys.started[steps])
    return _grants(journeys, steps, paid, end)


def _first_of_budget(fund: Codes, person_index: PersonIndex, end: Floats) -> Ints:
    """The index of the first grant of the same budget: grants of a person and fund, all of which end on one day."""
    is_first = np.ones(len(end), dtype=np.bool_)
    is_first[1:] = (fund[1:] != fund[:-1]) | (person_index[1:] != person_index[:-1]) | (end[1:] != end[:-1])
    return np.maximum.accumulate(np.where(is_first, np.arange(len(end)), 0))


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
    by_right: Mask


@cached_per_scenario(depends_on=SUPPLY)
def _funds(scenario: Scenario) -> Funds:
    """The funds; what belongs to a fund is a column, so that it goes with days in rows."""
    pairs = [(code, resource) for code, resource in enumerate(scenario.resources) if isinstance(resource, Fund)]
    funds = tuple(fund for _, fund in pairs)
    return Funds(
        funds=funds,
        codes=np.array([code for code, _ in pairs], dtype=np.int64),
        of={kind: [code for code, fund in pairs if fund.kind == kind] for kind in KINDS},
        is_yearly=np.array([fund.kind == "recurrent" for fund in funds], dtype=np.bool_),
        committed=np.array([[fund.committed] for fund in funds], dtype=np.int64).reshape(-1, 1),
        unlimited=np.array([[fund.unlimited] for fund in funds], dtype=np.bool_).reshape(-1, 1),
        by_right=np.array([[fund.by_right] for fund in funds], dtype=np.bool_).reshape(-1, 1),
    )


def _paying(journeys: Journeys, granted: Ints) -> Ints:
    """For each step that was granted money, the person's step that paid it out (-1 for none)."""
    stages = enumerate(journeys.scenario.pathway.stages)
    return journeys.next_step(granted, [code for code, stage in stages if stage.pays])


def pounds(
    accounts: Accounts, column: str, kinds: tuple[str, ...], *, limits: tuple[str, ...] = LIMITS
) -> tuple[tuple[str, ...], Floats]:
    """One column of the accounts in pounds (or pounds a year), by day.

    Parameters
    ----------
    accounts
        The accounts.
    column
        An attribute of `Accounts`.
    kinds
        Of which funds. One-off pounds and pounds a year do not add up: only what is spent may be asked of both at once.
    limits
        Of the funds that are held by which of `LIMITS`.

    Returns
    -------
    tuple
        Items: in all (``""``), by fund, and by funder (``funder.<name>``); none where there is no such fund. And their pounds,
        shape (items, days).
    """
    items, rows, funders = _items(accounts.fund_keys, kinds, limits)
    if not items:
        return (), np.zeros((0, accounts.money_in.shape[1]))
    by_fund: Floats = getattr(accounts, column)[rows] / 100
    by_funder = [reduce(np.add, (by_fund[index] for index in indices))[None] for indices in funders]
    return items, np.concatenate([by_fund.sum(axis=0)[None], by_fund, *by_funder])


@lru_cache(maxsize=256)
def _items(
    fund_keys: tuple[FundKey, ...], kinds: tuple[str, ...], limits: tuple[str, ...]
) -> tuple[tuple[str, ...], list[int], list[list[int]]]:
    """The items of `pounds`, the rows of the funds, and the indices of each funder's funds among these rows."""
    funds = [
        (row, name, funder)
        for row, (name, kind, funder, limit) in enumerate(fund_keys)
        if kind in kinds and limit in limits
    ]
    funders: dict[str, list[int]] = {}
    for index, (_, _, funder) in enumerate(funds):
        if funder:
            funders.setdefault(f"funder.{funder}", []).append(index)
    items = ("", *(name for _, name, _ in funds), *funders) if funds else ()
    return items, [row for row, _, _ in funds], list(funders.values())


def reported_accounts(journeys: Journeys) -> Accounts:
    """The accounts by the day of all totals, and then by each month's end, worked out once."""
    return journeys.cached(_reported_accounts)


def _reported_accounts(journeys: Journeys) -> Accounts:
    return accounts(journeys, np.array([journeys.totals_day, *(day for _, day in month_ends_of(journeys.scenario))]))
