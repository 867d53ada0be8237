"""Budgets received, live and ended, and whose the live ones are."""

from __future__ import annotations

from ...experiments.analysis.lookup import Lookup
from .. import budget_words as words
from .. import wording
from ..labels import until
from .elements import Cell, Line, ReportTable, TableRow
from .outcomes import heads


def which_count(lookup: Lookup) -> tuple[Line, ...]:
    """Which budgets count, and how many of the baseline's were received, are live and ended."""
    texts = [words.what_counts(lookup.scenarios), words.received_and_live(lookup, lookup.baseline)]
    if not texts[1]:
        return ()
    return (
        Line(lead="Budgets received and live.", text=" ".join(text for text in [*texts, words.NATIONALLY] if text)),
    )


def received_and_live(lookup: Lookup) -> ReportTable | None:
    """Budgets received, live, by kind, and ended, by scenario."""
    if not any(lookup.amount(scenario, "budgets_received") >= 0.5 for scenario in lookup.scenarios):
        return None
    kinds = {scenario.name: words.live_by_kind(lookup, scenario) for scenario in lookup.scenarios}
    ways = {scenario.name: words.ended_by(lookup, scenario) for scenario in lookup.scenarios}
    all_kinds, all_ways = (list(dict.fromkeys(label for each in of.values() for label in each)) for of in (kinds, ways))
    rows = []
    for scenario, label, lever in heads(lookup):
        numbers = [lookup.amount(scenario, "budgets_received"), lookup.amount(scenario, "budgets_live")]
        numbers += [kinds[scenario.name].get(kind, 0.0) for kind in all_kinds]
        numbers += [ways[scenario.name].get(way, 0.0) for way in all_ways]
        cells = tuple(Cell(text=wording.number(round(number))) for number in numbers)
        rows.append(TableRow(head=label, detail=lever, cells=cells))
    start = lookup.baseline.budgets_done
    return ReportTable(
        caption="Budgets received, live and ended: means",
        corner="Scenario",
        columns=("Received", "Live", *(f"Live: {kind}" for kind in all_kinds), *(f"Ended: {way}" for way in all_ways)),
        rows=tuple(rows),
        note=f"By {until(lookup)}. Live at the start: {wording.number(start)}"
        f"{', of kinds that are not known, within received and live' if start else ''}.",
        folded=len(lookup.scenarios) > 2,
    )
