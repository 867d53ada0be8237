"""Double running: services in a block contract that budgets have taken the place of, and that are paid for all the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..model import Fund, Scenario
from ..model.reuse import SUPPLY, cached_per_scenario
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
        The value of what live budgets took the place of.
    released
        The value freed from block contracts.
    double
        What was displaced and not released, day by day.
    """

    funders: tuple[str, ...]
    displaced: Floats
    released: Floats
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
    return DoubleRunning(
        funders=tables.funders,
        displaced=np.bincount(funder[:cut], value[:cut], funders) / per_pound,
        released=-np.bincount(funder[cut:], value[cut:], funders) / per_pound,
        double=_above_0(funder, begin, end, pence, funders) / per_pound,
    )


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

    A yearly budget does so for as long as it is held, a one-off sum over the year after it was paid.
    """
    tables = _tables(journeys.scenario)
    one_off, yearly = grants_of(journeys, "one_off"), grants_of(journeys, "recurrent")
    paid = np.flatnonzero(~np.isnan(one_off.paid))
    live = np.flatnonzero(yearly.paid < yearly.returned)  # what is paid out after it was given back buys nothing
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
    promised
        Yearly money promised before day 0, for as long as the simulation lasts.
    released
        What tranches free: yearly money for good, one-off money over a year.
    """

    funders: tuple[str, ...]
    behind: Ints
    promised: Rates
    released: Rates


@cached_per_scenario(depends_on=SUPPLY)
def _tables(scenario: Scenario) -> FunderTables:
    funds = [resource for resource in scenario.resources if isinstance(resource, Fund)]
    funders = tuple(dict.fromkeys(fund.funder for fund in funds))
    promised, released = [], []
    for fund in funds:
        funder = funders.index(fund.funder)
        if fund.kind == "recurrent":
            promised.append((funder, 0.0, np.inf, fund.committed))
        for top_up in fund.top_ups:
            if top_up.tranche:
                end = np.inf if fund.kind == "recurrent" else top_up.day + DAYS_A_YEAR
                released.append((funder, top_up.day, end, top_up.pence))
    behind = [funders.index(resource.funder) if isinstance(resource, Fund) else -1 for resource in scenario.resources]
    return FunderTables(
        funders=funders,
        behind=np.array(behind, dtype=np.int64),
        promised=_rates(promised),
        released=_rates(released),
    )


def _rates(rows: list[tuple[int, float, float, int]]) -> Rates:
    funder, begin, end, pence = np.array(rows, dtype=float).reshape(-1, 4).T
    return Rates(funder=funder.astype(np.int64), begin=begin, end=end, pence=pence)
