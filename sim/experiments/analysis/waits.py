"""Where the days go and who waits for what: causes by their days, queues by their length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ...model import Scenario
from .lookup import Lookup, Series

OTHER, TINY = "other", 0.01  #: causes below this share of the longest bar in every scenario are put together
QUEUED = 0.05  #: people waiting on average from which on a queue is in a table
DRAWN = 0.5  #: people waiting on average from which on a queue is in a figure


def days_kpi(lookup: Lookup) -> str:
    """The KPI of days by cause that fits: of those who asked for a budget, or of everyone where nobody can ask."""
    return "budget_days" if lookup.has("budget_days.total") else "days"


def days_kpi_of(lookup: Lookup, scenario: Scenario) -> str:
    """The same for one scenario."""
    return "budget_days" if lookup.amount(scenario, "budget_days.total") > 0 else "days"


def causes_with_days(lookup: Lookup, kpi: str) -> set[str]:
    """The causes of a KPI that any scenario has days of, without their total."""
    return {
        cause
        for scenario in lookup.scenarios
        for cause in lookup.items(scenario, kpi)
        if lookup.amount(scenario, f"{kpi}.{cause}") > 0
    } - {"total"}


def days_by_cause(lookup: Lookup, kpi: str, causes: Sequence[str]) -> tuple[list[str], dict[str, list[float]]]:
    """The causes to show, and each scenario's mean days by them; tiny ones are put together as the last.

    Parameters
    ----------
    kpi
        See `days_kpi`.
    causes
        In the order in which they are to be shown.

    Returns
    -------
    list of str, dict
        The causes, and by scenario the mean days a person of each.
    """
    days = {
        scenario.name: [lookup.amount(scenario, f"{kpi}.{cause}") for cause in causes] for scenario in lookup.scenarios
    }
    longest = max((sum(values) for values in days.values()), default=0.0)
    tiny = {index for index in range(len(causes)) if max(values[index] for values in days.values()) < TINY * longest}
    if len(tiny) < 2:
        return list(causes), days
    kept = [index for index in range(len(causes)) if index not in tiny]
    grouped = {
        name: [*(values[index] for index in kept), sum(values[index] for index in tiny)]
        for name, values in days.items()
    }
    return [*(causes[index] for index in kept), OTHER], grouped


def most_days(lookup: Lookup, scenario: Scenario, kpi: str, limit: int) -> list[tuple[str, float]]:
    """The `limit` causes that most of a scenario's days go to, with the mean days a person, the most first."""
    days = {cause: lookup.amount(scenario, f"{kpi}.{cause}") for cause in causes_with_days(lookup, kpi)}
    return largest(days, limit)


def largest(days: Mapping[str, float], limit: int) -> list[tuple[str, float]]:
    """The `limit` causes with the most days, the most first; such as have none are left out."""
    ranked = sorted(((value, cause) for cause, value in days.items()), reverse=True)[:limit]
    return [(cause, value) for value, cause in ranked if value > 0]


def longest_queues(lookup: Lookup, scenario: Scenario) -> list[tuple[str, float]]:
    """The resources of a scenario with the mean number of people waiting, longest first; empty queues are left out."""
    queues = [(name, mean) for name, mean in lookup.amounts(scenario, "queue").items() if mean > 0]
    return sorted(queues, key=lambda queue: -queue[1])


def queues_by_length(lookup: Lookup, scenarios: Iterable[Scenario], least: float) -> list[str]:
    """The resources for which so many wait on average in any of some scenarios, the longest queue first."""
    longest: dict[str, float] = {}
    for scenario in scenarios:
        for name, mean in longest_queues(lookup, scenario):
            longest[name] = max(longest.get(name, 0.0), mean)
    return sorted((name for name in longest if longest[name] >= least), key=lambda name: -longest[name])


def queues_over_time(
    lookup: Lookup, scenarios: Sequence[Scenario], limit: int
) -> tuple[list[str], dict[tuple[str, str], Series | None]]:
    """The longest queues that are seen at some month's end, `limit` of them at most, and every queue's series.

    A queue that fills and empties within each month is nought at every month's end: a figure of it would mislead.

    Returns
    -------
    list of str, dict
        The resources, and by scenario and resource the number of people waiting.
    """
    names = queues_by_length(lookup, scenarios, DRAWN)
    series = {
        (scenario.name, name): lookup.series(scenario, f"queue.{name}") for scenario in scenarios for name in names
    }
    seen = [name for name in names if any(_peak(series[scenario.name, name]) >= DRAWN for scenario in scenarios)]
    return seen[:limit], series


def shorter_at_month_ends(lookup: Lookup, scenario: Scenario, name: str, series: Series | None) -> bool:
    """Whether a queue is longer on average than at any month's end, as where a monthly list fills it."""
    mean = lookup.mean(scenario, f"queue.{name}")
    return mean > DRAWN and mean > _peak(series)


def _peak(series: Series | None) -> float:
    return series.peak if series else 0.0
