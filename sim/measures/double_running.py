"""Double running: what budgets have taken the place of, and what is paid for all the same.

Services in a block contract are paid until money is released from it; the old package of somebody whose budget is a right,
until its notice is over.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..model import Fund, Scenario
from ..model.reuse import DISPLACEMENT, cached_per_scenario
from .accounts import DAYS_A_YEAR, grants_of
from .journeys import Floats, Ints, Journeys


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Rates of pence a year, each from one day to another; one entry in every array a rate.

    Attributes
    ----------
    funder
        The index of the funder behind it.
    begin, end
        From which day until which.
    pence
        Pence a year.
    """

    funder: Ints
    begin: Floats
    end: Floats
    pence: Floats


@dataclass(frozen=True, kw_only=True)
class DoubleRunning:
    """Pounds of each funder from the start to the end of all totals; shape (funders,).

    Attributes
    ----------
    funders
        Their names; ``""`` stands behind funds that name none.
    displaced
        The value of what live budgets took the place of in block contracts.
    released
        The value freed from block contracts.
    in_notice
        The old packages of those whose budgets are a right, from the day on which each budget went live until their notice is
        over.
    double
        What was displaced and not released, day by day, and what was paid in notice.
    """

    funders: tuple[str, ...]
    displaced: Floats
    released: Floats
    in_notice: Floats
    double: Floats


def double_running(journeys: Journeys) -> DoubleRunning:
    """What each funder pays twice, worked out once."""
    return journeys.cached(_double_running)


def _double_running(journeys: Journeys) -> DoubleRunning:
    tables = _tables(journeys.scenario)
    displaced, released = _displaced(journeys), tables.released
    funder = np.concatenate([displaced.funder, released.funder])
    begin = np.concatenate([displaced.begin, released.begin]).clip(0.0, journeys.totals_day)
    end = np.concatenate([displaced.end, released.end]).clip(0.0, journeys.totals_day)
    pence = np.concatenate([displaced.pence, -released.pence])
    value = pence * (end - begin)
    cut, funders = len(displaced.pence), len(tables.funders)
    per_pound = DAYS_A_YEAR * 100  # rates are in pence a year
    in_notice = _in_notice(journeys) / per_pound
    return DoubleRunning(
        funders=tables.funders,
        displaced=np.bincount(funder[:cut], value[:cut], funders) / per_pound,
        released=-np.bincount(funder[cut:], value[cut:], funders) / per_pound,
        in_notice=in_notice,
        double=_above_0(funder, begin, end, pence, funders) / per_pound + in_notice,
    )


def _in_notice(journeys: Journeys) -> Floats:
    """Each funder's budgets by right times the days for which the old package was still paid; shape (funders,).

    They are apart from block contracts: what is released from those makes up for none of it.
    """
    tables, yearly = _tables(journeys.scenario), grants_of(journeys, "recurrent")
    live = np.flatnonzero((yearly.paid < yearly.returned) & ~np.isnan(tables.notice[yearly.fund]))
    fund, paid = yearly.fund[live], yearly.paid[live]
    end = np.minimum(np.minimum(yearly.returned[live], paid + tables.notice[fund]), journeys.totals_day)
    value = yearly.pence[live] * np.maximum(0.0, end - paid)
    return np.bincount(tables.behind[fund], value, len(tables.funders)).astype(np.float64)


def _above_0(funder: Ints, begin: Floats, end: Floats, pence: Floats, funders: int) -> Floats:
    """Each funder's sum of rates, day by day where it is above 0, times the days; shape (funders,)."""
    rows, days, rates = (np.concatenate(pair) for pair in ((funder, funder), (begin, end), (pence, -pence)))
    order = np.lexsort((days, rows))
    # Whole pence add up without an error, so the rate is 0 again where one funder's days end and the next one's begin.
    lasts = np.diff(days[order], append=0.0)
    summed = np.bincount(rows[order], np.maximum(0.0, rates[order].cumsum()) * lasts, funders)
    return summed.astype(np.float64)


def _displaced(journeys: Journeys) -> Rates:
    """What live budgets buy outside block contracts, from the day on which each went live.

    A yearly budget does so for as long as it is held, a one-off sum over the year after it was paid. Budgets that are a right
    take the place of packages of their own.
    """
    tables = _tables(journeys.scenario)
    one_off, yearly = grants_of(journeys, "one_off"), grants_of(journeys, "recurrent")
    paid = np.flatnonzero(~np.isnan(one_off.paid))
    # What is paid out after it was given back buys nothing.
    live = np.flatnonzero((yearly.paid < yearly.returned) & np.isnan(tables.notice[yearly.fund]))
    promised = tables.promised
    return Rates(
        funder=np.concatenate([tables.behind[one_off.fund[paid]], tables.behind[yearly.fund[live]], promised.funder]),
        begin=np.concatenate([one_off.paid[paid], yearly.paid[live], promised.begin]),
        end=np.concatenate([one_off.paid[paid] + DAYS_A_YEAR, yearly.returned[live], promised.end]),
        pence=np.concatenate([one_off.pence[paid], yearly.pence[live], promised.pence]),
    )


@dataclass(frozen=True, kw_only=True)
class FunderTables:
    """What is the same in all replications.

    Attributes
    ----------
    funders
        Their names.
    behind
        The index of the funder of each resource (-1 for none).
    notice
        Of each resource, for how many days the old package of somebody whose budget is a right is still paid (NaN for all
        others).
    promised
        Yearly money promised before day 0, for as long as the simulation lasts; not to budgets that are a right, whose old
        packages have ended by then.
    released
        What tranches free: yearly money for good, one-off money over a year.
    """

    funders: tuple[str, ...]
    behind: Ints
    notice: Floats
    promised: Rates
    released: Rates


@cached_per_scenario(depends_on=DISPLACEMENT)
def _tables(scenario: Scenario) -> FunderTables:
    funds = [resource for resource in scenario.resources if isinstance(resource, Fund)]
    funders = tuple(dict.fromkeys(fund.funder for fund in funds))
    promised, released = [], []
    for fund in funds:
        funder = funders.index(fund.funder)
        if fund.kind == "recurrent" and not fund.by_right:
            promised.append((funder, 0.0, np.inf, fund.committed))
        for top_up in fund.top_ups:
            if top_up.tranche:
                end = np.inf if fund.kind == "recurrent" else top_up.day + DAYS_A_YEAR
                released.append((funder, top_up.day, end, top_up.pence))
    behind = [funders.index(resource.funder) if isinstance(resource, Fund) else -1 for resource in scenario.resources]
    notice = [resource.double_running_days if isinstance(resource, Fund) else None for resource in scenario.resources]
    return FunderTables(
        funders=funders,
        behind=np.array(behind, dtype=np.int64),
        notice=np.array(notice, dtype=np.float64),
        promised=_rates(promised),
        released=_rates(released),
    )


def _rates(rows: list[tuple[int, float, float, int]]) -> Rates:
    funder, begin, end, pence = np.array(rows, dtype=float).reshape(-1, 4).T
    return Rates(funder=funder.astype(np.int64), begin=begin, end=end, pence=pence)
