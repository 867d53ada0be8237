"""The comparison as a table for a terminal."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from ..experiments import PRIMARY, Interval, Results, mean_interval
from ..experiments.analysis.scale import per_1000_residents, runs_by_scenario
from ..experiments.shown import headline
from ..measures.kpis.headlines import COUNTED, HEADLINES, headlines_of
from ..model import Scenario
from .option_costs import best_buys
from .run_quality import crosschecked, hardly_differs, precise, split, what_varies, without_interval
from .terminal_outlook import outlook_table, own_lines

NO_INTERVAL = "(-)"  #: where a mean has none
PIPED = 160  #: letters a line where nobody has a terminal whose edge would cut the table


def print_comparison(results: Results) -> None:
    """Print chances, medians and ranges, then means with intervals; of several scenarios also differences."""
    print_outlook(results)
    if len(results.by_locality) > 1:
        print_scales(results)
        return
    console = wide_console()
    replications = int(results.manifest["replications"])
    names = headline_of(results)
    title = f"{day_of(results)}: means of {replications} replications"
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left")
    table.add_column("Scenario")
    for name in names:
        table.add_column(title_of(name, results.scenarios), justify="right")
        if len(results.scenarios) > 1:
            table.add_column("against the baseline", justify="right")
    differences = {
        (row["scenario"], row["kpi"]): Interval(row["difference"], row["low"], row["high"])
        for row in results.compared(names).to_dict("records")
    }
    shown = []
    for scenario in results.scenarios:
        cells = []
        for name in names:
            cells.append(interval_words(mean_of(results, scenario.name, name), relative=False))
            if len(results.scenarios) > 1:
                difference = differences.get((scenario.name, name))
                cells.append(interval_words(difference, relative=True) if difference else "")
        table.add_row(scenario.label, *cells)
        shown += cells
    if hoped := hoped_for(results, names):
        width = 2 if len(results.scenarios) > 1 else 1
        cells = [cell for number in hoped for cell in (number, "")[:width]]
        table.add_section()
        table.add_row("Hoped for", *cells)
    console.print(table)
    together = "; those of the differences hold all at once" if len(results.scenarios) > 1 else ""
    few = without_interval(replications, results.block)
    print(on_intervals(f"In brackets: 95 % confidence intervals of the means{together}.", shown, few))
    if replications > 1:
        print(" ".join(filter(None, (what_varies(results.manifest), split(results)))))
    if text := best_buys(results):
        print(text)
    if text := precise(results):
        print(text)
    print(crosschecked(results.manifest))


def print_outlook(results: Results) -> None:
    """Print what is the modeller's own, and what one place may see; the means that follow are for researchers."""
    for line in own_lines(results.scenarios):
        print(line)
    if (outlook := outlook_table(results)) is not None:
        table, notes = outlook
        wide_console().print(table)
        print("\n".join([*notes, "", "For researchers, the means:"]))


def print_scales(results: Results) -> None:
    """Print scenarios of several places side by side: in all, and per 1,000 residents, each with its own interval."""
    table = Table(
        box=box.SIMPLE_HEAD, title="At each one's own last target date: means of its runs", title_justify="left"
    )
    table.add_column("Scenario")
    table.add_column("by")
    table.add_column("runs", justify="right")
    for name in PRIMARY:
        table.add_column(title_of(name, results.scenarios), justify="right")
        table.add_column("per 1,000 residents", justify="right")
    shown = []
    runs = runs_by_scenario(results)
    for scenario in results.scenarios:
        cells = []
        for name in PRIMARY:
            mean = mean_of(results, scenario.name, name)
            cells.append(interval_words(mean, relative=False))
            cells.append(interval_words(per_1000_residents(mean, scenario), relative=False))
        by = f"{scenario.targets[-1].date:%-d %b %Y}" if scenario.targets else f"day {scenario.horizon:g}"
        table.add_row(scenario.label, by, f"{runs[scenario.name]:,}", *cells)
        shown += cells
    wide_console().print(table)
    few = without_interval(min(runs.values()), results.block)
    print(on_intervals("In brackets: 95 % confidence intervals of the means, of each scenario's own runs.", shown, few))
    print(
        "Places of different sizes, starts and dates stand side by side; only scenarios of one place are compared in pairs."
    )
    print(crosschecked(results.manifest))


def day_of(results: Results) -> str:
    """The day of which the headline tells: that of the last target or, where there is none, the end."""
    targets = results.baseline.targets
    return f"On {targets[-1].date:%-d %B %Y}" if targets else f"After {results.baseline.horizon:g} days"


def hoped_for(results: Results, names: Collection[str]) -> list[str]:
    """The last target for each headline KPI as it stands in a table; none where nothing is hoped for."""
    target = results.baseline.targets[-1] if results.baseline.targets else None
    if not target or "plan" not in results.baseline.pathway.milestones or not (target.plans or target.budgets):
        return []
    hoped = [HEADLINES[name].hoped(target) for name in names]
    return [f"{number:,}" if number else "" for number in hoped]


def title_of(name: str, scenarios: Sequence[Scenario]) -> str:
    """What a headline KPI of some scenarios is called above a column."""
    if name in HEADLINES:
        return headlines_of(scenarios)[name].title
    return "People identified" if name == "identified" else name


def stored_title(name: str) -> str:
    """The same of stored numbers, where nobody looks up which budgets count in their scenarios."""
    return COUNTED.title if name == COUNTED.kpi else title_of(name, ())


def wide_console(columns: int = 0, *, stderr: bool = False) -> Console:
    """A console on which no table of so many columns is cut, unless by the edge of a terminal; and text is text."""
    console = Console(stderr=stderr, highlight=False, soft_wrap=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = max(console.width, PIPED, 30 * columns)
    return console


def headline_of(results: Results) -> tuple[str, ...]:
    """The KPIs that are told first of these results."""
    return headline(results.baseline, {kpi for numbers in results.numbers.values() for kpi, _, _ in numbers.labels})


def mean_of(results: Results, scenario: str, kpi: str) -> Interval:
    """The mean of a KPI over the replications that there are."""
    values = results.numbers[scenario].of(kpi)
    return mean_interval(() if values is None else values, block=results.block)


def interval_words(interval: Interval, *, relative: bool) -> str:
    """A mean with its interval as it stands in a table."""
    mean = mean_words(interval.mean, relative=relative)
    if math.isnan(interval.mean):
        return mean
    if math.isnan(interval.low):
        return f"{mean} {NO_INTERVAL}"
    sign, digits = "+" if relative else "", _digits(interval.mean)
    return f"{mean} ({interval.low:{sign},.{digits}f} to {interval.high:{sign},.{digits}f})"


def on_intervals(text: str, cells: Iterable[str], few: str) -> str:
    """What stands in the brackets of a table, and why some numbers have none.

    Parameters
    ----------
    text
        What the intervals are.
    cells
        Of the table.
    few
        Why there are none, where replications are too few; see `run_quality.without_interval`.
    """
    every = list(cells)
    lines = [text] if any(cell.endswith(")") and not cell.endswith(NO_INTERVAL) for cell in every) else []
    if any(cell.endswith(NO_INTERVAL) for cell in every):
        lines.append(f"{NO_INTERVAL} {few or hardly_differs('replications')}")
    return "\n".join(lines)


def mean_words(mean: float, *, relative: bool = False) -> str:
    """A mean alone as it stands in a table."""
    return "-" if math.isnan(mean) else f"{mean:{'+' if relative else ''},.{_digits(mean)}f}"


def _digits(mean: float) -> int:
    return 0 if abs(mean) >= 20 or mean == 0 else 2 if abs(mean) < 2 else 1
