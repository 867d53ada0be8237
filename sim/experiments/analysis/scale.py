"""Places of different sizes, starts and dates side by side: their numbers per resident, per person identified, and per worker.

Different localities are not compared in pairs: every number has the interval of its own runs.
"""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ...measures.kpis.headlines import HEADLINES
from ...measures.reporting_dates import totals_day
from ...model import Scenario, Team
from ...model.calendar import add_months
from ...model.localities import waves
from ..kpi_matrix import Floats, KpiMatrix
from .statistics import Interval, has_quantile, mean_interval

if TYPE_CHECKING:
    import pandas as pd

    from ..results import Results

KPIS = ("identified", "plans_completed", "budgets_received", "budgets_live", "budgets_counted")
MONTHS = (3, 6, 12, 18, 24, 36)  #: after the start, or after the first offer
SINCE = ("start", "first_offer")
PER = ("people", "1000_residents", "100_identified", "worker", "100000_pounds_a_year")
FULL_TIME = 37.5  #: hours a week of a worker
WEEK = 7.0
YEAR = 365.25
IDLE = 0.02  #: the share of the teams' hours that is worked below which there is no telling what staff it takes
QUANTILES = (0.05, 0.95)
COLUMNS = ("scenario", "since", "month", "date", "kpi", "per", "mean", "low", "high", "q05", "q95", "replications")


class Staff(NamedTuple):
    """The teams of a scenario, from its start to a day: full-time workers, and pounds a year, on average over that time."""

    workers: float
    pounds_a_year: float


UNLIMITED_STAFF = Staff(math.nan, math.nan)  #: of teams without a limit


def scale_frame(results: Results) -> pd.DataFrame:
    """The numbers of every scenario since its own start, and since its own first offer, in units that localities share.

    Parameters
    ----------
    results
        Of scenarios of any localities, with plans.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. `month` counts whole months since the scenario's start (or since the month in which it made its
        first offer); it is missing in the row of a target date. `date` is the last day that counts, and missing where it
        differs between replications. `per`: in ``people`` (plans, budgets) and per ``1000_residents`` with what was there at
        the start; per ``100_identified``, ``worker`` (full time) and ``100000_pounds_a_year`` (what the teams' hours cost a
        year, used or not) without it. Workers and pounds are means over the time since the start. `low` and `high` are the 95 %
        interval of the scenario's own runs, see `mean_interval`.
    """
    import pandas as pd  # late: what only simulates needs none of it

    rows = [row for scenario in results.scenarios for row in _rows(results, scenario)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(results: Results, scenario: Scenario) -> Iterator[tuple[object, ...]]:
    numbers = results.numbers[scenario.name]
    limited = is_limited(scenario, numbers)

    def rows_of(
        since: str, month: int | None, date: dt.date | None, units: dict[tuple[str, str], Floats]
    ) -> Iterator[tuple[object, ...]]:
        for (kpi, per), values in units.items():
            defined = values[~np.isnan(values)]
            enough = all(has_quantile(share, len(defined)) for share in QUANTILES)
            low, high = np.quantile(defined, QUANTILES) if enough else (math.nan, math.nan)
            interval = mean_interval(values, block=results.block)
            yield scenario.name, since, month, date, kpi, per, *interval, float(low), float(high), len(defined)

    last = scenario.targets[-1].date if scenario.targets else None
    totals = {kpi: values for kpi in KPIS if (values := numbers.of(kpi)) is not None}
    staff = staffing(scenario, totals_day(scenario)) if limited else UNLIMITED_STAFF
    yield from rows_of("start", None, last, in_units(scenario, totals, *map(np.array, staff)))
    ends = [(date - scenario.start).days + 1 for date in numbers.months]
    by_month = [staffing(scenario, end) if limited else UNLIMITED_STAFF for end in ends]
    workers, pounds = (np.array([staffed[part] for staffed in by_month]) for part in (0, 1))
    columns = {kpi: column for column, (kpi, group, _) in enumerate(numbers.series) if group == "all" and kpi in KPIS}
    runs = np.arange(len(numbers.monthly))
    for since in SINCE:
        months_before = np.zeros(len(runs)) if since == "start" else months_to_first_offer(numbers, ends)
        if months_before is None:
            continue
        for month in MONTHS:
            month_index = months_before + _month_end(scenario, month, numbers.months)
            is_reached = ~np.isnan(month_index) & (month_index < len(ends))
            if not is_reached.any():
                continue
            index = np.where(is_reached, month_index, 0).astype(int)
            amounts = {
                kpi: np.where(is_reached, numbers.monthly[runs, column, index], np.nan)
                for kpi, column in columns.items()
            }
            date = numbers.months[index[0]] if np.ptp(index[is_reached]) == 0 else None
            yield from rows_of(since, month, date, in_units(scenario, amounts, workers[index], pounds[index]))


def in_units(
    scenario: Scenario, amounts: dict[str, Floats], workers: Floats, pounds: Floats
) -> dict[tuple[str, str], Floats]:
    """Numbers of each replication in every unit of `PER`.

    Parameters
    ----------
    found
        By KPI of `KPIS`, shape (replications,).
    workers, pounds
        Full-time workers, and what they cost a year, on average since the start; NaN where that means nothing.
    """
    earlier = {kpi: headline.at_start(scenario) for kpi, headline in HEADLINES.items()}
    earlier |= {"budgets_received": scenario.budgets_done, "budgets_live": scenario.budgets_done}
    identified = amounts.get("identified")
    units: dict[tuple[str, str], Floats] = {}
    for kpi, values in amounts.items():
        since = values - earlier.get(kpi, 0)
        units[kpi, "people"] = values
        units[kpi, "1000_residents"] = 1000 * values / residents(scenario)
        if identified is not None and kpi != "identified":
            units[kpi, "100_identified"] = 100 * since / np.where(identified > 0, identified, np.nan)
        units[kpi, "worker"] = since / workers
        units[kpi, "100000_pounds_a_year"] = 100_000 * since / pounds
    return units


def scale_interval(
    frame: pd.DataFrame, scenario: Scenario, kpi: str, per: str, *, since: str = "", month: int | None = None
) -> Interval | None:
    """A mean with its interval out of `scale_frame`; None where it has none.

    Parameters
    ----------
    frame
        As `scale_frame` gives it.
    kpi, per
        Of `KPIS` and `PER`.
    since, month
        How many months after which of `SINCE`; by default at the last target date.
    """
    chosen = frame[(frame["scenario"] == scenario.name) & (frame["kpi"] == kpi) & (frame["per"] == per)]
    if month is not None:
        chosen = chosen[(chosen["since"] == since) & (chosen["month"] == month)]
    else:
        chosen = chosen[chosen["month"].isna()]
    if chosen.empty:
        return None
    row = chosen.iloc[0]
    return Interval(float(row["mean"]), float(row["low"]), float(row["high"]))


def months_reported(frame: pd.DataFrame, kpi: str, since: str) -> list[int]:
    """The months of `MONTHS` after which any scenario has a number in `scale_frame`."""
    rows = frame[(frame["since"] == since) & (frame["kpi"] == kpi) & frame["month"].notna()]
    return [month for month in MONTHS if (rows["month"] == month).any()]


def per_1000_residents(interval: Interval, scenario: Scenario) -> Interval:
    """A mean and its interval per 1,000 residents; NaN where a scenario says nothing of them."""
    thousands = residents(scenario) / 1000
    return Interval(*(end / thousands for end in interval))


def mean_path(results: Results, scenario: Scenario, kpi: str, limit: int) -> Floats:
    """The mean over the runs of a primary KPI per 1,000 residents, from the start on.

    Returns
    -------
    ndarray
        At the start and at each month's end, `limit` of them at most, shape (months + 1,).
    """
    numbers = results.numbers[scenario.name]
    column = next(index for index, label in enumerate(numbers.series) if label[:2] == (kpi, "all"))
    months = 1000 * numbers.monthly[:, column, :limit] / residents(scenario)
    start = 1000 * HEADLINES[kpi].at_start(scenario) / residents(scenario)
    return np.concatenate([[start], months.mean(axis=0)])


def runs_by_scenario(results: Results) -> dict[str, int]:
    """How many runs each scenario has."""
    return {name: len(numbers) for name, numbers in results.numbers.items()}


def residents(scenario: Scenario) -> float:
    """Of all localities together; NaN where a scenario says nothing of them."""
    return float(scenario.people.residents * scenario.locality_count) or math.nan


def months_to_first_offer(numbers: KpiMatrix, ends: Sequence[int]) -> Floats | None:
    """How many months had ended when each replication made its first offer, shape (replications,); NaN where none was made.

    None where it is not known, as of many localities together.
    """
    day = numbers.of("first_offer")
    if day is None:
        return None
    day = day[: len(numbers.monthly)]
    return np.where(np.isnan(day), np.nan, np.searchsorted(ends, day, side="right"))


def reached_in(results: Results, scenario: Scenario, kpis: Sequence[str], per_1000: float) -> Floats:
    """The month since the start by whose end numbers per 1,000 residents add up to so much.

    Returns
    -------
    ndarray
        One a replication whose month ends were kept; NaN where it is not reached. None at all where the scenario says nothing
        of residents.
    """
    numbers = results.numbers[scenario.name]
    if math.isnan(residents(scenario)):
        return np.empty(0)
    rows = [column for column, (name, group, _) in enumerate(numbers.series) if group == "all" and name in kpis]
    if not rows:
        return np.full(len(numbers.monthly), np.nan)
    reached = numbers.monthly[:, rows].sum(axis=1) >= per_1000 * residents(scenario) / 1000
    return np.where(reached.any(axis=1), reached.argmax(axis=1) + 1.0, np.nan)


def staffing(scenario: Scenario, until: float) -> Staff:
    """The teams of a scenario from its start to a day; of many localities, of those that have joined, since they have."""
    if scenario.localities:
        parts = [
            (wave.localities, staffing(wave.scenario, until - day), until - day)
            for wave in waves(scenario)
            if (day := (wave.joins - scenario.start).days) < until
        ]
        return Staff(
            *(sum(localities * staff[at] * days for localities, staff, days in parts) / until for at in (0, 1))
        )
    days = np.arange(math.ceil(until), dtype=float)
    lasts = np.minimum(1.0, until - days)
    workers = pounds = 0.0
    for team in scenario.resources:
        if isinstance(team, Team):
            hours = float(np.sum(team.members.at_days(days) * team.hours_a_week.at_days(days) * lasts)) / until
            workers += hours / FULL_TIME
            presence = team.staffing.presence if team.staffing is not None else 1.0  # see `sim.measures.staff_time`
            pounds += hours * presence * YEAR / WEEK * team.cost_an_hour
    return Staff(workers, pounds)


def is_limited(scenario: Scenario, numbers: KpiMatrix) -> bool:
    """Whether the teams are of a size that means something: more than hardly any of their hours are worked."""
    worked, until = numbers.of("staff_hours"), totals_day(scenario)
    paid = staffing(scenario, until).workers * FULL_TIME * until / WEEK
    return worked is not None and paid > 0 and float(np.mean(worked)) > IDLE * paid


def _month_end(scenario: Scenario, month: int, ends: Sequence[dt.date]) -> float:
    """The index of the last month end within so many months of the start."""
    until = add_months(scenario.start, month)
    index = bisect_left(ends, until) - 1
    return float(index) if index >= 0 and (until - scenario.start).days <= scenario.horizon else math.nan
