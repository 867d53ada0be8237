"""The accounts of the funds: what came in, and what became of it, by any day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..model import Fund
from .journeys import Floats, Ints, Journeys

DAYS_A_YEAR = 365.25
KINDS = ("one_off", "recurrent")


@dataclass(frozen=True, kw_only=True)
class Account:
    """One fund's pence by the days that were asked for; every array has one place a day.

    Money in is committed, lapsed or left, and what is committed beyond the money of an unlimited fund is overspent:
    ``money_in + overspent == committed + lapsed + left``. Money left is negative while commitments outlive the money
    that lapsed under them.

    Attributes
    ----------
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

    fund: Fund
    money_in: Ints
    committed: Ints
    spent: Floats
    lapsed: Ints
    left: Ints
    overspent: Ints


def sum_before(days: Floats, pence: Ints, ends: Floats) -> Ints:
    """The sum of the pence whose day (NaN for never) lies before each end."""
    order = np.argsort(days)
    sums = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(pence[order])])
    return sums[np.searchsorted(days[order], ends)]


def accounts(journeys: Journeys, ends: Floats) -> dict[str, Account]:
    """The account of each fund before each end.

    Parameters
    ----------
    journeys
        The journeys of a replication.
    ends
        Days, shape (n,).

    Returns
    -------
    dict
        The accounts by the funds' names.
    """
    found = {}
    for code, fund in enumerate(journeys.scenario.resources):
        if not isinstance(fund, Fund):
            continue
        rows = journeys.ledger[journeys.ledger["resource"] == code]
        money_in = sum_before(rows["day"], rows["added"], ends)
        lapsed = sum_before(rows["day"], rows["lapsed"], ends)
        committed, spent = (_held if fund.kind == "recurrent" else _granted)(journeys, code, ends)
        committed += fund.committed
        spent += fund.committed * (np.ones_like(ends) if fund.kind == "one_off" else ends / DAYS_A_YEAR)
        left = money_in - lapsed - committed
        overspent = np.maximum(0, -left) if fund.unlimited else np.zeros_like(left)
        found[fund.name] = Account(
            fund=fund,
            money_in=money_in,
            committed=committed,
            spent=spent,
            lapsed=lapsed,
            left=left + overspent,
            overspent=overspent,
        )
    return found


def _granted(journeys: Journeys, code: int, ends: Floats) -> tuple[Ints, Floats]:
    """One-off money: granted and not returned, and paid."""
    granted = np.flatnonzero((journeys.resource == code) & journeys.served)
    pence = journeys.amount[granted]
    paying = _paying(journeys, granted)
    paid = np.where(paying >= 0, journeys.finished[paying], np.nan)
    returned = np.where(paying >= 0, np.nan, journeys.out_day[journeys.place[granted]])
    committed = sum_before(journeys.started[granted], pence, ends) - sum_before(returned, pence, ends)
    return committed, sum_before(paid, pence, ends).astype(float)


def _held(journeys: Journeys, code: int, ends: Floats) -> tuple[Ints, Floats]:
    """Recurrent money: pence a year held, and what that came to from the day on which each budget went live."""
    held = journeys.held(code)
    # Who holds at the horizon holds at a look taken there.
    given_back = np.where(held.end < journeys.scenario.horizon, held.end, np.nan)
    committed = sum_before(held.begin, held.amount, ends) - sum_before(given_back, held.amount, ends)
    granted = np.flatnonzero((journeys.resource == code) & journeys.served & (journeys.amount > 0))  # as in `held`
    paying = _paying(journeys, granted)
    live = np.where(paying >= 0, journeys.finished[paying], np.inf)
    days = np.maximum(0.0, np.minimum(held.end[:, None], ends) - live[:, None])
    return committed, held.amount @ days / DAYS_A_YEAR


def _paying(journeys: Journeys, granted: Ints) -> Ints:
    """For each step that was granted money, the person's step that paid it out (-1 for none)."""
    pays = np.array([stage.pays for stage in journeys.scenario.pathway.stages])
    return journeys.next_step(granted, pays[journeys.stage] & (journeys.outcome >= 0))


def pounds(kept: Mapping[str, Account], what: str) -> dict[str, Floats]:
    """One column of the accounts in pounds (or pounds a year), by day.

    Parameters
    ----------
    kept
        The accounts by the funds' names. One-off pounds and pounds a year do not add up: only what is spent may be asked of
        both kinds at once.
    what
        An attribute of `Account`.

    Returns
    -------
    dict
        In all (item ``""``), by fund, and by funder (``funder.<name>``); empty where there is no account.
    """
    found: dict[str, Floats] = {name: getattr(account, what) / 100 for name, account in kept.items()}
    funders: dict[str, Floats] = {}
    for name, account in kept.items():
        if account.fund.funder:
            funder = f"funder.{account.fund.funder}"
            funders[funder] = funders[funder] + found[name] if funder in funders else found[name]
    return {"": np.sum([*found.values()], axis=0), **found, **funders} if found else {}


def accounts_at_target(journeys: Journeys) -> dict[str, Account]:
    """The accounts by the end of the last target date, worked out once."""
    return journeys.once(_accounts_at_target)


def _accounts_at_target(journeys: Journeys) -> dict[str, Account]:
    return accounts(journeys, journeys.looks[:1])
