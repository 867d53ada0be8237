"""Tables of goals, and of who is left behind."""

from __future__ import annotations

import math

from ...experiments.analysis.groups import goals_achieved, groups_of, per_100_identified, share_of
from ...experiments.analysis.lookup import Lookup
from ...measures import KPIS
from .. import wording
from ..labels import ACHIEVED, GOAL_FATES, OF_IDENTIFIED, REACHED, at_start, until
from .elements import Cell, ReportTable, TableRow
from .outcomes import heads

IN_TIME = {
    "plan_within_120_days_of_accepting": "Plan within 120 days of accepting",
    "live_within_180_days_of_asking": "Budget live within 180 days of asking",
}


def became(lookup: Lookup) -> ReportTable | None:
    """How many goals there are, and what became of them."""
    if not any(lookup.amount(scenario, "goals_set") > 0 for scenario in lookup.scenarios):
        return None
    fates = [
        fate
        for fate in GOAL_FATES
        if any(lookup.amount(scenario, f"goals_{fate}") > 0 for scenario in lookup.scenarios)
    ]
    rows = []
    for scenario, label, _ in heads(lookup):
        goals = lookup.amount(scenario, "goals_set")
        money = wording.percent(lookup.mean(scenario, "share_of_goals_needing_money"))
        cells = [Cell(text=wording.number(round(goals)), detail=f"{money} need money")]
        for fate in fates:
            count = lookup.mean(scenario, f"goals_{fate}")
            share = share_of(count, goals)
            cells.append(Cell(text=wording.number(count), detail="" if math.isnan(share) else wording.percent(share)))
        rows.append(TableRow(head=label, cells=tuple(cells)))
    return ReportTable(
        caption="Goals, and what became of them",
        corner="Scenario",
        columns=("Set", *(GOAL_FATES[fate].split(":")[0] for fate in fates)),
        rows=tuple(rows),
        note=f"In the plans completed since the start, by {until(lookup)}. Lost: the person gave up, died or moved away. "
        f"{wording.typeset(KPIS['goals_achieved'].evidence)}",
    )


def where_found(lookup: Lookup) -> ReportTable | None:
    """The baseline's goals by where what they take is found."""
    scenario = lookup.baseline
    if scenario.goals is None or not lookup.amount(scenario, "goals_set"):
        return None
    rows = []
    for source in scenario.goals.sources:
        goals, achieved, pending = (
            lookup.amount(scenario, f"{kpi}.{source}") for kpi in ("goals_set", "goals_achieved", "goals_pending")
        )
        texts = [*map(wording.number, (goals, achieved, pending)), wording.percent(share_of(achieved, goals))]
        rows.append(TableRow(head=wording.goal_source_label(source), cells=tuple(Cell(text=text) for text in texts)))
    return ReportTable(
        caption=f"Goals by where what they take is found: {wording.scenario_label(scenario)}",
        corner="Found",
        columns=("Set", "Achieved", "Pending", "Share achieved"),
        rows=tuple(rows),
        note=f"By {until(lookup)}. How the goals that need no money are spread over the other places is assumed.",
        folded=bool(lookup.others),
    )


def left_behind(lookup: Lookup) -> ReportTable | None:
    """How far each group gets: of the baseline and, if there are many, the best on plans."""
    groups = groups_of(lookup)
    if not groups or not lookup.has("plans_completed"):
        return None
    kpis = [kpi for kpi in OF_IDENTIFIED if lookup.has(kpi)]
    in_time = [kpi for kpi in IN_TIME if lookup.has(kpi)]
    has_goals = lookup.has("goals_achieved")
    rows = []
    for scenario in lookup.leading():
        for group in groups:
            texts = [wording.number(lookup.mean(scenario, "identified", group))]
            texts += [wording.number(per_100_identified(lookup, scenario, kpi, group)) for kpi in kpis]
            texts += [wording.percent(lookup.mean(scenario, kpi, group)) for kpi in in_time]
            texts += [wording.number(goals_achieved(lookup, scenario, group))] if has_goals else []
            label = wording.group_label(scenario, group)
            head = f"{wording.scenario_label(scenario)}: {label}" if lookup.others else label
            rows.append(TableRow(head=head, cells=tuple(Cell(text=text) for text in texts)))
    return ReportTable(
        caption="Who is left behind",
        corner="Group",
        columns=(
            "People identified",
            *(REACHED[kpi] for kpi in kpis),
            *(IN_TIME[kpi] for kpi in in_time),
            *((ACHIEVED,) if has_goals else ()),
        ),
        rows=tuple(rows),
        note=f"By {until(lookup)}: per 100 identified; in time, of those who could be followed that long; goals per 100 set. "
        f"Activation is the knowledge, skill and confidence to manage one’s own health. Age changes nothing here but how a "
        f"budget is held; what else differs by age is chance.{at_start(lookup)}",
        folded=True,
    )
