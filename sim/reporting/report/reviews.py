"""Reviews: how many fall due, how many are held in time, and how many slip."""

from __future__ import annotations

import math

from ...experiments.analysis.lookup import Lookup
from ...measures.kpis.reviews import IN_TIME
from .. import wording
from ..labels import until
from .elements import Cell, Line, ReportTable, TableRow
from .outcomes import heads

DUE, IN_TIME_SHARE, OVERDUE = "reviews_due", "reviews_in_time", "reviews_overdue"


def load_of_reviews(lookup: Lookup) -> tuple[Line, ...]:
    """What reviews of plans and budgets ask of the baseline's staff, and how many slip."""
    baseline = lookup.baseline
    due = round(lookup.amount(baseline, DUE))
    if not due:
        return ()
    stages = baseline.pathway.reviews
    parts = [
        f"{wording.number(round(lookup.amount(baseline, f'{DUE}.{stage}')))} “{wording.stage_label(baseline, stage)}”"
        for stage in stages
        if lookup.amount(baseline, f"{DUE}.{stage}") >= 0.5
    ]
    text = f"By {until(lookup)} {wording.number(due)} reviews fall due: {wording.listed(parts)}."
    share = lookup.mean(baseline, IN_TIME_SHARE)
    if not math.isnan(share):
        text += f" {wording.percent(share, 0)} begin within {IN_TIME:.0f} days; on that date"
        text += f" {wording.number(round(lookup.amount(baseline, OVERDUE)))} are overdue."
    return (Line(lead="Reviews.", text=f"{text} They take the same staff as new plans do."),)


def reviews(lookup: Lookup) -> ReportTable | None:
    """Reviews due, held in time and overdue, by scenario."""
    if not lookup.amount(lookup.baseline, DUE):
        return None
    stages = list(dict.fromkeys(stage for scenario in lookup.scenarios for stage in scenario.pathway.reviews))
    rows = []
    for scenario, label, lever in heads(lookup):
        cells = []
        for stage in stages:
            share = lookup.mean(scenario, f"{IN_TIME_SHARE}.{stage}")
            counts = [wording.number(round(lookup.amount(scenario, f"{kpi}.{stage}"))) for kpi in (DUE, OVERDUE)]
            in_time = wording.NOTHING if math.isnan(share) else wording.percent(share, 0)
            cells += [counts[0], in_time, counts[1]]
        rows.append(TableRow(head=label, detail=lever, cells=tuple(Cell(text=text) for text in cells)))
    labels = [wording.stage_label(lookup.baseline, stage) for stage in stages]
    return ReportTable(
        caption="Reviews: due, held in time, overdue",
        corner="Scenario",
        columns=tuple(f"{label}: {count}" for label in labels for count in ("due", "in time", "overdue")),
        rows=tuple(rows),
        note=f"By {until(lookup)}, means over the runs. In time: begun within {IN_TIME:.0f} days of falling due (assumed). To "
        "stand beside it, not as a test: in English social care 51 to 61 % of those a year or more in long-term support were "
        "reviewed within a year (X390, X392).",
        folded=len(lookup.scenarios) > 2,
    )
