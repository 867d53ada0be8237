"""The first table on a terminal: the chance of each target, the median, and nine times in ten."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from rich import box
from rich.table import Table

from ..experiments import Results
from ..experiments.analysis.chances import Chance, Outlook, Prediction, at_last_target
from ..experiments.analysis.lookup import Lookup
from ..experiments.analysis.statistics import TAIL, has_quantile
from ..measures.kpis.headlines import HEADLINES, headlines_of
from ..model import Scenario
from . import wording
from .budget_words import received_and_live, what_counts
from .chance_words import FEW, ends_words, median_words, short_chance, what_ranges_are
from .own_choices import LEAD, stated

LINE = 120  #: letters a line of sentences that stand above a table


def own_lines(scenarios: Sequence[Scenario]) -> list[str]:
    """What the modeller chose and assumed, in lines for a terminal; none where nothing is stated."""
    return textwrap.wrap(f"{LEAD} {' '.join(stated(scenarios))}", LINE) if stated(scenarios) else []


def outlook_table(results: Results) -> tuple[Table, list[str]] | None:
    """The table and the sentences below it; None where no scenario counts plans or budgets at a target."""
    outlooks = at_last_target(results)
    kpis = [kpi for kpi in HEADLINES if any(of == kpi for _, of in outlooks)]
    if not kpis or not any(scenario.targets for scenario in results.scenarios):
        return None
    places = len(results.by_locality) > 1
    several = len(results.scenarios) > 1 and not places
    has_hope = {kpi: any(outlook.hoped for (_, of), outlook in outlooks.items() if of == kpi) for kpi in kpis}
    table = Table(box=box.SIMPLE_HEAD, title=_title(results, any(has_hope.values())), title_justify="left")
    table.add_column("Scenario")
    if places:
        table.add_column("by")
    for kpi in kpis:
        table.add_column(headlines_of(results.scenarios)[kpi].title, justify="right")
        if has_hope[kpi]:
            base = outlooks.get((results.baseline.name, kpi))
            hoped = "target" if places or base is None or not base.hoped else f"{base.hoped:,}"
            table.add_column(f"chance of {hoped}", justify="right")
        if several:
            table.add_column("against the baseline", justify="right")
    for scenario in results.scenarios:
        cells = [f"{scenario.targets[-1].date:%-d %b %Y}" if scenario.targets else "its end"] if places else []
        for kpi in kpis:
            cells += _cells(outlooks.get((scenario.name, kpi)), has_hope[kpi], several)
        table.add_row(scenario.label, *cells)
    return table, _notes(results, any(has_hope.values()))


def _title(results: Results, has_hope: bool) -> str:
    first = "chance of each target, median and range" if has_hope else "median and range"
    if len(results.by_locality) > 1:
        return f"At each one's own last target date: {first} of its runs"
    return f"On {results.baseline.targets[-1].date:%-d %B %Y}: {first}"


def _cells(outlook: Outlook | None, has_hope: bool, several: bool) -> list[str]:
    if outlook is None:
        return ["-", *([""] * (has_hope + several))]
    cells = [_range(outlook.prediction)]
    if has_hope:
        cells.append(_chance(outlook.chance))
    if several:
        cells.append(_range(outlook.difference, relative=True))
    return cells


def _range(lies: Prediction | None, *, relative: bool = False) -> str:
    if lies is None:
        return ""
    median = median_words(lies, relative=relative)
    text = f"{median} ({ends_words(lies, relative=relative)})" if lies.runs >= FEW else median
    return _plain(text)


def _chance(chance: Chance | None) -> str:
    if chance is None or chance.runs < FEW:
        return "-"
    text, beneath = short_chance(chance)
    return _plain(text if 0 in (chance.count, chance.runs - chance.count) else f"{text} ({beneath})")


def _plain(text: str) -> str:
    """A text with the signs of a keyboard, which every terminal has and a program that reads it expects."""
    return text.replace(wording.MINUS, "-").replace(wording.SPACE, " ").replace(wording.NOTHING, "-")


def _notes(results: Results, has_hope: bool) -> list[str]:
    runs = min(len(numbers) for numbers in results.numbers.values())
    meaning = what_ranges_are(
        is_nine_in_ten=bool(has_quantile(TAIL, runs)), is_uncertain=results.is_uncertain, runs=runs
    )
    notes = [meaning if runs < FEW else f"In brackets beside a median: its range. {meaning}"]
    if has_hope and runs >= FEW:
        notes.append(
            "In brackets beside a chance: its 95 % confidence interval; < or > where no run, or every run, reached the target."
        )
    notes += [what_counts(results.scenarios), received_and_live(Lookup(results), results.baseline)]
    return [line for note in notes for line in textwrap.wrap(_plain(note), LINE)]
