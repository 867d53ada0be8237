"""Capacity before any simulation: the first part of a report."""

from __future__ import annotations

from ...experiments.analysis.lookup import Lookup
from ...model import Scenario
from ...studies.capacity.result import Capacity, Need, TargetNeeds
from ...studies.capacity.table import capacity
from .. import capacity_text as text
from .. import wording
from .elements import Cell, Line, ReportTable, Section, TableRow
from .outcomes import heads


def before_any_simulation(lookup: Lookup) -> Section:
    """What the targets of the baseline need and what there is, and how far each other scenario changes that."""
    empty = Section(name="capacity", heading=text.HEADING)
    if not lookup.dated or "plan" not in lookup.baseline.pathway.milestones:
        return empty
    capacities = [capacity(scenario) for scenario in lookup.scenarios]
    tables = (_resources(lookup.baseline, capacities[0]), _by_scenario(lookup, capacities))
    return Section(
        name=empty.name,
        heading=empty.heading,
        lines=_lines(lookup, capacities),
        tables=tuple(table for table in tables if table is not None),
    )


def _lines(lookup: Lookup, capacities: list[Capacity]) -> tuple[Line, ...]:
    """What is ruled out by each date: of the earlier ones the most important alone."""
    last, lines = capacities[0].last, []
    for target in capacities[0].targets:
        of_target = text.sentences if target is last else text.bounds
        if said := of_target(lookup.baseline, target):
            lines.append(Line(lead=f"By {wording.date(target.date)}.", text=" ".join(said)))
    if said_of_all := text.short_in_all(lookup.scenarios, [each.last for each in capacities]):
        lines.append(Line(lead="In every scenario.", text=said_of_all))
    return tuple(lines)


def _resources(scenario: Scenario, result: Capacity) -> ReportTable:
    """Every resource until the last date, the scarcest first, with the ratios by earlier dates."""
    last = result.last
    earlier = [target for target in result.targets if target is not last and not target.example]
    rows = [
        TableRow(
            head=text.need_label(scenario, need),
            cells=(
                Cell(text=text.amount(need.needed, need.unit)),
                Cell(text=text.amount(need.available, need.unit), detail=text.made_of(scenario, need, last)),
                _compared(need, last),
                *(_compared(target.need(need.resource), target) for target in earlier),
            ),
        )
        for need in last.needs
    ]
    title = text.compared_title(last)
    return ReportTable(
        caption=f"{wording.scenario_label(scenario)}, by {wording.date(last.date)}: {text.aim(last)}",
        corner="Resource",
        columns=("Needed", "Available", title, *(f"{title} by {wording.short_date(at.date)}" for at in earlier)),
        rows=tuple(rows),
        note=f"{text.HOW}{text.one_locality(scenario)}",
    )


def _compared(need: Need | None, target: TargetNeeds) -> Cell:
    is_short = need is not None and need.is_short
    return Cell(text=text.compared(need, target), faint=not is_short and not target.example)


def _by_scenario(lookup: Lookup, capacities: list[Capacity]) -> ReportTable | None:
    """Where the scenarios differ."""
    scenarios, targets = lookup.scenarios, [each.last for each in capacities]
    names = text.differing(targets)
    if not names:
        return None
    rows = [
        TableRow(head=label, detail=lever, cells=tuple(_compared(target.need(name), target) for name in names))
        for (_, label, lever), target in zip(heads(lookup), targets, strict=True)
    ]
    return ReportTable(
        caption=f"{text.compared_title(targets[0])} by {wording.date(targets[0].date)}, where scenarios differ",
        corner="Scenario",
        columns=tuple(text.labelled(scenarios, targets, name) for name in names),
        rows=tuple(rows),
        note="Above 1, more is needed than there is. Left out: what no scenario changes, and what all have enough of.",
    )
