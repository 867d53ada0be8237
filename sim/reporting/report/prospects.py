"""Tables of what one place may see by a target date: the median, nine times in ten, and the chance of each target."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ...experiments.analysis.chances import Outlook, outlooks
from ...experiments.analysis.effects import effects
from ...experiments.analysis.lookup import Lookup
from ...measures.kpis.headlines import HEADLINES, headlines_of
from .. import wording
from ..chance_words import FEW, ends_words, median_words, short_chance, what_ranges_are
from ..labels import until
from .elements import Cell, ReportTable, TableRow
from .outcomes import heads


def prospects(lookup: Lookup) -> list[ReportTable]:
    """A table for each target date, the last one first and open; one for the end where there is no target."""
    by_date: dict[dt.date | None, dict[tuple[str, str], Outlook]] = {}
    for outlook in outlooks(lookup.results):
        by_date.setdefault(outlook.date, {})[outlook.scenario.name, outlook.kpi] = outlook
    dates = list(by_date)[::-1]
    tables = [_prospects(lookup, date, by_date[date], folded=date != dates[0]) for date in dates]
    return [table for table in tables if table is not None]


def _prospects(
    lookup: Lookup, date: dt.date | None, every: dict[tuple[str, str], Outlook], *, folded: bool
) -> ReportTable | None:
    kpis = [
        kpi
        for kpi in HEADLINES
        if any(of == kpi and (outlook.hoped or outlook.prediction.high > 0) for (_, of), outlook in every.items())
    ]
    if not kpis:
        return None
    base = lookup.baseline.name
    hoped = {kpi: every[base, kpi].hoped if (base, kpi) in every else None for kpi in kpis}
    columns = []
    for kpi in kpis:
        headline = headlines_of(lookup.scenarios)[kpi]
        columns += [headline.opening, *([f"Chance of {wording.number(goal)}"] if (goal := hoped[kpi]) else [])]
        columns += [f"Change in {headline.noun}"] if lookup.others else []
    unclear = {(effect.scenario.name, effect.kpi) for effect in effects(lookup.results) if effect.is_unclear}
    rows = []
    for scenario, label, lever in heads(lookup):
        cells: list[Cell] = []
        for kpi in kpis:
            outlook = every.get((scenario.name, kpi))
            cells += _cells(outlook, has_target=bool(hoped[kpi]), is_compared=bool(lookup.others))
            if (scenario.name, kpi) in unclear and not folded:
                cells[-1] = Cell(text=cells[-1].text, detail=cells[-1].detail, faint=True)
        rows.append(TableRow(head=label, detail=lever, cells=tuple(cells)))
    by = wording.date(date) if date is not None else until(lookup)
    return ReportTable(
        caption=f"By {by}: the chance of each target, and where one place may lie"
        if any(hoped.values())
        else f"By {by}",
        corner="Scenario",
        columns=tuple(columns),
        rows=tuple(rows),
        note=_note(lookup, any(hoped.values())),
        folded=folded,
    )


def _cells(outlook: Outlook | None, *, has_target: bool, is_compared: bool) -> Sequence[Cell]:
    """The number, the chance of its target and the change, of one KPI; dashes where the scenario has no such number."""
    if outlook is None:
        return [Cell(text=wording.NOTHING, faint=True)] * (1 + has_target + is_compared)
    lies, has_range = outlook.prediction, outlook.prediction.runs >= FEW
    cells = [Cell(text=median_words(lies), detail=ends_words(lies) if has_range else "")]
    if has_target:
        text, beneath = short_chance(outlook.chance) if has_range and outlook.chance else (wording.NOTHING, "")
        cells.append(Cell(text=text, detail=beneath))
    if is_compared:
        change = outlook.difference
        if change is None:
            cells.append(Cell(text=""))
        else:
            beneath = ends_words(change, relative=True) if has_range else ""
            cells.append(Cell(text=median_words(change, relative=True), detail=beneath))
    return cells


def _note(lookup: Lookup, has_target: bool) -> str:
    beneath = what_ranges_are(
        is_nine_in_ten=lookup.has_nine_in_ten, is_uncertain=lookup.results.is_uncertain, runs=lookup.runs
    )
    text = "The large number is the median, beneath it the range. " if lookup.runs >= FEW else ""
    text += beneath
    if lookup.runs >= FEW and has_target:
        text += (
            f" Beneath a chance stands its 95{wording.SPACE}% confidence interval, or in how many runs the target was "
            "reached."
        )
    if lookup.others and lookup.runs >= FEW:
        text += f" Changes are from {wording.scenario_label(lookup.baseline)}, run by run."
        if lookup.has_intervals:
            text += " Faint: on average there is no clear difference."
    return text
