"""Double running: services in a block contract that budgets have taken the place of, and that are paid for all the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..model import Fund, Scenario
from ..model.reuse import once_unless_moved, supply
from .accounts import DAYS_A_YEAR, grants_of
from .journeys import Floats, Ints, Journeys


@dataclass(frozen=True, kw_only=True)
class Stretches:
    """Rates of pence a year, each from one day to another; one place in every array a rate.

    Attributes
    ----------
    funder
        The place of the funder behind it.
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
class Running:
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


def double_running(journeys: Journeys) -> Running:
    """What each funder pays twice, worked out once."""
    return journeys.once(_double_running)


def _double_running(journeys: Journeys) -> Running:
    tables = _tables(journeys.scenario)
    displaced, released = _displaced(journeys), tables.released
    funder = np.concatenate([displaced.funder, released.funder])
    begin = np.concatenate([displaced.begin, released.begin]).clip(0.0, journeys.as_at)
    end = np.concatenate([displaced.end, released.end]).clip(0.0, journeys.as_at)
    pence = np.concatenate([displaced.pence, -released.pence])
    value = pence * (end - begin)
    cut, many = len(displaced.pence), len(tables.funders)
    pounds = DAYS_A_YEAR * 100
    return Running(
        funders=tables.funders,
        displaced=np.bincount(funder[:cut], value[:cut], many) / pounds,
        released=-np.bincount(funder[cut:], value[cut:], many) / pounds,
        double=_above_0(funder, begin, end, pence, many) / pounds,
    )


def _above_0(funder: Ints, begin: Floats, end: Floats, pence: Floats, many: int) -> Floats:
    """Each funder's sum of rates, day by day where it is above 0, times the days; shape (funders,)."""
    funders, days, rates = (np.concatenate(two) for two in ((funder, funder), (begin, end), (pence, -pence)))
    order = np.lexsort((days, funders))
    # Whole pence add up without an error, so the rate is 0 again where one funder's days end and the next one's begin.
    lasts = np.diff(days[order], append=0.0)
    summed = np.bincount(funders[order], np.maximum(0.0, rates[order].cumsum()) * lasts, many)
    return summed.astype(np.float64)


def _displaced(journeys: Journeys) -> Stretches:
    """What live budgets buy outside block contracts, from the day on which each went live.

    A yearly budget does so for as long as it is held, a one-off sum over the year after it was paid.
    """
    tables = _tables(journeys.scenario)
    one_off, yearly = grants_of(journeys, "one_off"), grants_of(journeys, "recurrent")
    once = np.flatnonzero(~np.isnan(one_off.paid))
    held = np.flatnonzero(yearly.paid < yearly.returned)  # what is paid out after it was given back buys nothing
    promised = tables.promised
    return Stretches(
        funder=np.concatenate([tables.behind[one_off.fund[once]], tables.behind[yearly.fund[held]], promised.funder]),
        begin=np.concatenate([one_off.paid[once], yearly.paid[held], promised.begin]),
        end=np.concatenate([one_off.paid[once] + DAYS_A_YEAR, yearly.returned[held], promised.end]),
        pence=np.concatenate([one_off.pence[once], yearly.pence[held], promised.pence]),
    )


@dataclass(frozen=True, kw_only=True)
class Tables:
    """What is the same in all replications.

    Attributes
    ----------
    funders
        Their names.
    behind
        The place of the funder of each resource (-1 for none).
    promised
        Yearly money promised before day 0, for as long as anybody looks.
    released
        What tranches free: yearly money for good, one-off money over a year.
    """

    funders: tuple[str, ...]
    behind: Ints
    promised: Stretches
    released: Stretches


@once_unless_moved(supply)
def _tables(scenario: Scenario) -> Tables:
    funds = [each for each in scenario.resources if isinstance(each, Fund)]
    funders = tuple(dict.fromkeys(fund.funder for fund in funds))
    promised, released = [], []
    for fund in funds:
        place = funders.index(fund.funder)
        if fund.kind == "recurrent":
            promised.append((place, 0.0, np.inf, fund.committed))
        for each in fund.top_ups:
            if each.tranche:
                end = np.inf if fund.kind == "recurrent" else each.day + DAYS_A_YEAR
                released.append((place, each.day, end, each.pence))
    names = {name: place for place, name in enumerate(funders)}
    behind = [names[each.funder] if isinstance(each, Fund) else -1 for each in scenario.resources]
    return Tables(
        funders=funders,
        behind=np.array(behind, dtype=np.int64),
        promised=_stretches(promised),
        released=_stretches(released),
    )


def _stretches(told: list[tuple[int, float, float, int]]) -> Stretches:
    funder, begin, end, pence = np.array(told, dtype=float).reshape(-1, 4).T
    return Stretches(funder=funder.astype(np.int64), begin=begin, end=end, pence=pence)
