"""What one place may see: the chance of each target, the median, and between what nine replications in ten lie."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from ...measures.kpis.headlines import HEADLINES
from ...model import Scenario
from ..comparability import baselines
from .statistics import LEVEL, TAIL, has_quantile, share_interval

if TYPE_CHECKING:
    import pandas as pd

    from ..results import Results

COLUMNS = (
    *("scenario", "kpi", "date", "quantity", "hoped", "reached", "chance", "chance_low", "chance_high"),
    *("median", "range_low", "range_high", "nine_in_ten", "replications"),
)


@dataclass(frozen=True, kw_only=True)
class Chance:
    """How often something happened, and between what its probability lies with 95 % confidence.

    Attributes
    ----------
    count, runs
        In how many of how many replications.
    low, high
        Wilson's score interval (1927). Where it happened in none or in all, one end is 0 or 1 and the other the bound of
        Clopper and Pearson (1934): about 3 in so many replications, the rule of three.
    """

    count: int
    runs: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share of the replications in which it happened; NaN where there are none."""
        return self.count / self.runs if self.runs else math.nan


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """Where one replication lies, each with its own chance events and its own draw of what is not known.

    Attributes
    ----------
    median
        Half of the replications have no more.
    low, high
        The 5 % and the 95 % quantile of the replications (linear between ordered values): a predictive interval; the lowest and
        the highest where they are too few for it.
    runs
        Of how many replications.
    is_nine_in_ten
        Whether they are enough.
    """

    median: float
    low: float
    high: float
    runs: int
    is_nine_in_ten: bool


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What a scenario may have of a primary KPI at a date.

    Attributes
    ----------
    scenario, kpi, date
        Of what; the date is None where the scenario has no target.
    hoped
        The target for that date; None where nothing is hoped for.
    prediction
        Where one replication lies.
    chance
        Of reaching the target by the date; None where there is none.
    difference
        Where the paired difference from the baseline lies; None for the baseline.
    """

    scenario: Scenario
    kpi: str
    date: dt.date | None
    hoped: int | None
    prediction: Prediction
    chance: Chance | None
    difference: Prediction | None


def chance(hits: ArrayLike) -> Chance:
    """The chance of what happened in some replications, shape (n,)."""
    happened = np.asarray(hits, dtype=bool)
    count, runs = int(happened.sum()), len(happened)
    if not runs:
        return Chance(count=0, runs=0, low=math.nan, high=math.nan)
    if count in (0, runs):
        rare = float(special.betaincinv(1, runs, LEVEL))
        low, high = (0.0, rare) if not count else (1 - rare, 1.0)
    else:
        _, low, high = share_interval(happened)
    return Chance(count=count, runs=runs, low=low, high=high)


def prediction(values: ArrayLike) -> Prediction:
    """Where one replication lies, from the values of all, shape (n,); NaN (not defined in that one) is left out."""
    numbers = np.asarray(values, dtype=float)
    numbers = numbers[~np.isnan(numbers)]
    runs, enough = len(numbers), bool(has_quantile(TAIL, len(numbers)))
    if not runs:
        return Prediction(median=math.nan, low=math.nan, high=math.nan, runs=0, is_nine_in_ten=False)
    ends = (TAIL, 1 - TAIL) if enough else (0.0, 1.0)
    low, median, high = (float(end) for end in np.quantile(numbers, (ends[0], 0.5, ends[1])))
    return Prediction(median=median, low=low, high=high, runs=runs, is_nine_in_ten=enough)


NOTHING_KNOWN = prediction(())


def outlooks(results: Results) -> list[Outlook]:
    """What every scenario may have of each primary KPI that it counts, at each of its target dates; or at its end."""
    return [outlook for scenario in results.scenarios for outlook in _outlooks(results, scenario)]


def at_last_target(results: Results) -> dict[tuple[str, str], Outlook]:
    """Those of the last target date alone, by scenario and KPI."""
    return {(outlook.scenario.name, outlook.kpi): outlook for outlook in outlooks(results)}  # the last one stays


def _outlooks(results: Results, scenario: Scenario) -> Iterator[Outlook]:
    baseline = baselines(results.scenarios).get(scenario.name)
    for target in scenario.targets or (None,):
        for kpi, headline in HEADLINES.items():
            name = f"{kpi}.{target.date.isoformat()}" if target else kpi
            values = results.numbers[scenario.name].of(name)
            if values is None:
                continue
            hoped = headline.hoped(target) or None
            theirs = results.numbers[baseline].of(name) if baseline else None
            both = min(len(values), len(theirs)) if theirs is not None else 0
            yield Outlook(
                scenario=scenario,
                kpi=kpi,
                date=target.date if target else None,
                hoped=hoped,
                prediction=prediction(values),
                chance=chance(values[~np.isnan(values)] >= hoped) if hoped else None,
                difference=prediction(values[:both] - theirs[:both]) if theirs is not None else None,
            )


def chances_frame(results: Results) -> pd.DataFrame:
    """The outlooks of all scenarios: a row for each number, and one more for its paired difference from the baseline.

    Columns `COLUMNS`; see `Chance` and `Prediction`. `quantity` is ``number`` or ``difference``, `hoped` the target for the
    date, `reached` in how many of the `replications` it is reached by then; `range_low` and `range_high` are the 5 % and the
    95 % quantile where `nine_in_ten` is true, else the lowest and the highest. What makes no sense for a row is missing.
    """
    import pandas as pd  # late: what only simulates needs none of it

    frame = pd.DataFrame([row for outlook in outlooks(results) for row in _rows(outlook)], columns=list(COLUMNS))
    return frame.astype(dict.fromkeys(("hoped", "reached"), "Int64"))


def _rows(outlook: Outlook) -> Iterator[tuple[object, ...]]:
    number, difference, chance_ = outlook.prediction, outlook.difference, outlook.chance
    head = (outlook.scenario.name, outlook.kpi, outlook.date)
    chances = (chance_.count, chance_.share, chance_.low, chance_.high) if chance_ else (None, *[math.nan] * 3)
    for quantity, hoped, parts, lies in (
        ("number", outlook.hoped, chances, number),
        ("difference", None, (None, *[math.nan] * 3), difference),
    ):
        if lies is not None:
            yield (*head, quantity, hoped, *parts, lies.median, lies.low, lies.high, lies.is_nine_in_ten, lies.runs)
