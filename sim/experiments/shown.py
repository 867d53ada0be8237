"""How results show themselves: in a few lines where Python prints them, as a table in a notebook."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from ..measures.kpis.headlines import PRIMARY
from ..model import Scenario
from ..model.shown import cut, last_date, page_table
from .analysis.statistics import Interval, mean_interval

if TYPE_CHECKING:
    from .results import Results

LINES, KPIS = 6, 3  #: scenarios and KPIs that are shown; a line says how many more there are
WHOLE = 50  #: a mean from which on nobody looks at decimals
DASH = "–"
INTERVALS = "In brackets: 95 % confidence intervals; those of the differences hold all at once."
NO_INTERVALS = "Too few replications for intervals."


def headline(scenario: Scenario, available: Collection[str]) -> tuple[str, ...]:
    """The KPIs that are shown first: the primary ones, or in a scenario without plans people and queues."""
    if "plan" in scenario.pathway.milestones:
        return PRIMARY
    names = [f"{kind}.{resource.name}" for resource in scenario.resources for kind in ("queue", "utilisation")]
    return ("identified", *(name for name in names if name in available))


def text_of(results: Results) -> str:
    """What was run, how often, from when to when, and the means that are shown first."""
    lines = [_title(results)]
    for scenario in results.scenarios[:LINES]:
        means = (f"{name} {_number(mean.mean)}" for name, mean in _means(results, scenario))
        lines.append(f"  {cut(scenario.name, 40)}: {', '.join(means)}")
    return "\n".join([*lines, *_more(results)])


def page_of(results: Results) -> str:
    """The same as a table with intervals and, for several scenarios, differences from the baseline."""
    names = _headline_kpis(results)
    several = len(results.scenarios) > 1
    differences: Mapping[tuple[str, str], Interval] = {}
    if several:
        rows = results.compared(names).to_dict("records")
        differences = {
            (str(row["scenario"]), str(row["kpi"])): Interval(row["difference"], row["low"], row["high"])
            for row in rows
        }
    head = ["Scenario"]
    for name in names:
        head += [name.replace("_", " ").replace(".", ": ").capitalize(), *(["against the baseline"] if several else [])]
    body = []
    for scenario in results.scenarios[:LINES]:
        row = [escape(cut(scenario.label, 80))]
        for name, mean in _means(results, scenario):
            row.append(_interval(mean, "", _decimals(mean.mean)))
            if several:
                difference = differences.get((scenario.name, name))
                row.append(_interval(difference, "+", _decimals(mean.mean)) if difference else "")
        body.append(row)
    has_intervals = any("(" in cell for row in body for cell in row[1:])
    notes = [*_more(results), INTERVALS if has_intervals else NO_INTERVALS]
    return page_table(_title(results), head, body, notes, align="right")


def _title(results: Results) -> str:
    baseline, manifest = results.baseline, results.manifest
    many = len(results.scenarios)
    subject = cut(baseline.name, 60) if many == 1 else f"{many} scenarios, the baseline first"
    seed = f", seed {manifest['seed']}" if "seed" in manifest else ""
    dates = f"{baseline.start} to {last_date(baseline)}"
    times = f"means on {baseline.targets[-1].date}, simulated from {dates}" if baseline.targets else dates
    if len(results.by_locality) > 1:
        times = "of several places, means at each one's own last target date"
    return f"Results of {subject}: {results.replications:,} replications{' of each' * (many > 1)}{seed}; {times}"


def _more(results: Results) -> list[str]:
    left = len(results.scenarios) - LINES
    return [f"  and {left} more"] if left > 0 else []


def _headline_kpis(results: Results) -> Sequence[str]:
    available = {kpi for numbers in results.numbers.values() for kpi, _, _ in numbers.labels}
    return [name for name in headline(results.baseline, available) if name in available][:KPIS]


def _means(results: Results, scenario: Scenario) -> Iterator[tuple[str, Interval]]:
    for name in _headline_kpis(results):
        values = results.numbers[scenario.name].of(name)
        yield name, mean_interval(() if values is None else values, block=results.block)


def _interval(interval: Interval, sign: str, decimals: int) -> str:
    mean = _number(interval.mean, sign, decimals)
    if math.isnan(interval.low):
        return mean
    return f"{mean} ({_number(interval.low, sign, decimals)} to {_number(interval.high, sign, decimals)})"


def _number(value: float, sign: str = "", decimals: int | None = None) -> str:
    if math.isnan(value):
        return DASH
    return f"{value:{sign},.{_decimals(value) if decimals is None else decimals}f}"


def _decimals(value: float) -> int:
    return 0 if abs(value) >= WHOLE else 2
