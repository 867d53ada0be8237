"""The accounts of the funds: what came in, and what became of it, by any day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..model import Fund, Scenario
from ..model.once import once_a_scenario
from .ends import ends_of_months
from .held import held, steps_that_take
from .journeys import NO_STEPS, Floats, Ints, Journeys

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


class _Sums:
    """Sums of pence before each of many days, for all resources at once."""

    def __init__(self, ends: Floats, resources: int) -> None:
        self.order = np.argsort(ends)
        self.ends, self.resources = ends[self.order], resources

    def before(self, resource: Ints, days: Floats, pence: Ints) -> Ints:
        """The pence of each resource whose day (NaN for never) lies before each end, shape (resources, ends)."""
        moved = np.zeros((self.resources, len(self.ends) + 1), dtype=np.int64)
        np.add.at(moved, (resource, np.searchsorted(self.ends, days, side="right")), pence)  # at the first end after it
        sums = np.empty((self.resources, len(self.ends)), dtype=np.int64)
        sums[:, self.order] = moved.cumsum(axis=1)[:, :-1]
        return sums


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
    resources = journeys.scenario.resources
    sums, ledger = _Sums(ends, len(resources)), journeys.ledger
    money_in = sums.before(ledger["resource"], ledger["day"], ledger["added"])
    lapsed = sums.before(ledger["resource"], ledger["day"], ledger["lapsed"])
    by_kind = {"one_off": _granted(journeys, sums), "recurrent": _held(journeys, sums, ends)}
    time = {"one_off": np.ones_like(ends), "recurrent": ends / DAYS_A_YEAR}
    found = {}
    for code, fund in enumerate(resources):
        if isinstance(fund, Fund):
            committed, spent = by_kind[fund.kind]
            promised = committed[code] + fund.committed
            left = money_in[code] - lapsed[code] - promised
            overspent = np.maximum(0, -left) if fund.unlimited else np.zeros_like(left)
            found[fund.name] = Account(
                fund=fund,
                money_in=money_in[code],
                committed=promised,
                spent=spent[code] + fund.committed * time[fund.kind],
                lapsed=lapsed[code],
                left=left + overspent,
                overspent=overspent,
            )
    return found


def _granted(journeys: Journeys, sums: _Sums) -> tuple[Ints, Floats]:
    """One-off money of each resource: granted and not returned, and paid; shape (resources, ends)."""
    grants = grants_of(journeys, "one_off")
    committed = sums.before(grants.fund, grants.granted, grants.pence)
    committed = committed - sums.before(grants.fund, grants.returned, grants.pence)
    return committed, sums.before(grants.fund, grants.paid, grants.pence).astype(float)


def _held(journeys: Journeys, sums: _Sums, ends: Floats) -> tuple[Ints, Floats]:
    """Yearly money of each resource: pence a year held, and what that came to from the day each budget went live."""
    grants = grants_of(journeys, "recurrent")
    # Who holds at the horizon holds at a look taken there.
    given_back = np.where(grants.returned < journeys.scenario.horizon, grants.returned, np.nan)
    committed = sums.before(grants.fund, grants.granted, grants.pence) - sums.before(
        grants.fund, given_back, grants.pence
    )
    live = np.flatnonzero(~np.isnan(grants.paid))
    fund, pence, paid, end = (each[live] for each in (grants.fund, grants.pence, grants.paid, grants.returned))
    days = np.maximum(0.0, np.minimum(end[:, None], ends) - paid[:, None])
    spent = np.zeros(committed.shape)
    first = np.flatnonzero(np.diff(fund, prepend=-1))  # of each fund's grants
    if len(first):
        spent[fund[first]] = np.add.reduceat(pence[:, None] * days, first) / DAYS_A_YEAR
    return committed, spent


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

    fund: Ints
    pence: Ints
    granted: Floats
    paid: Floats
    returned: Floats


def grants_of(journeys: Journeys, kind: str) -> Grants:
    """The grants of the funds of one of `KINDS`, worked out once."""
    return journeys.once(_one_off if kind == "one_off" else _recurrent)


def _one_off(journeys: Journeys) -> Grants:
    codes = _funds(journeys.scenario)["one_off"]
    steps = np.concatenate([NO_STEPS, *(journeys.taking[code] for code in codes)])
    paid = _paid(journeys, steps)
    returned = np.where(np.isnan(paid), journeys.out_day[journeys.place[steps]], np.nan)
    return _grants(journeys, steps, paid, returned)


def _recurrent(journeys: Journeys) -> Grants:
    codes = _funds(journeys.scenario)["recurrent"]
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


@once_a_scenario
def _funds(scenario: Scenario) -> Mapping[str, list[int]]:
    """The codes of the funds of each kind."""
    funds = [(code, kind) for code, kind in enumerate(scenario.resources) if isinstance(kind, Fund)]
    return {kind: [code for code, fund in funds if fund.kind == kind] for kind in KINDS}


def _paying(journeys: Journeys, granted: Ints) -> Ints:
    """For each step that was granted money, the person's step that paid it out (-1 for none)."""
    return journeys.next_step(granted, journeys.once(_that_pay))


def _that_pay(journeys: Journeys) -> Ints:
    return journeys.through([code for code, stage in enumerate(journeys.scenario.pathway.stages) if stage.pays])


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


def accounts_kept(journeys: Journeys) -> dict[str, Account]:
    """The accounts by the end of the last target date, and then by each month's end, worked out once."""
    return journeys.once(_accounts_kept)


def _accounts_kept(journeys: Journeys) -> dict[str, Account]:
    return accounts(journeys, np.array([journeys.as_at, *(day for _, day in ends_of_months(journeys.scenario))]))
