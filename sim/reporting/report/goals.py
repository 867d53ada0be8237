"""Tables of goals, and of who is left behind."""

from __future__ import annotations

import math

from ...measures import KPIS
from .. import wording
from ..figures import Lookup
from ..figures.goals import GOALS
from ..figures.left_behind import ACHIEVED, OF_FOUND, achieved, groups_of, per_100_found
from ..figures.reach import at_start
from .elements import Cell, Row, Table
from .outcomes import heads

IN_TIME = {
    "plan_within_120_days": "Plan within 120 days",
    "live_within_180_days_of_asking": "Budget live within 180 days of asking",
}


def became(lookup: Lookup) -> Table | None:
    """How many goals there are, and what became of them."""
    if not any(lookup.amount(one, "goals_set") > 0 for one in lookup.scenarios):
        return None
    fates = [name for name in GOALS if any(lookup.amount(one, f"goals_{name}") > 0 for one in lookup.scenarios)]
    rows = []
    for one, label, _ in heads(lookup):
        goals = lookup.amount(one, "goals_set")
        money = wording.percent(lookup.mean(one, "share_of_goals_needing_money"))
        cells = [Cell(text=wording.number(round(goals)), detail=f"{money} need money")]
        for name in fates:
            count = lookup.mean(one, f"goals_{name}")
            share = wording.percent(count / goals) if goals else ""
            cells.append(Cell(text=wording.number(count), detail="" if math.isnan(count) else share))
        rows.append(Row(head=label, cells=tuple(cells)))
    return Table(
        caption="Goals, and what became of them",
        corner="Scenario",
        columns=("Set", *(GOALS[name][0].split(":")[0] for name in fates)),
        rows=tuple(rows),
        note=f"In the plans completed since the start, by {lookup.until}. Lost: the person gave up, died or moved away. "
        f"{wording.typeset(KPIS['goals_achieved'].evidence)}",
    )


def where_found(lookup: Lookup) -> Table | None:
    """The baseline's goals by where what they take is found."""
    one = lookup.baseline
    if one.goals is None or not lookup.amount(one, "goals_set"):
        return None
    rows = []
    for place in one.goals.places:
        counts = [lookup.amount(one, f"{kpi}.{place}") for kpi in ("goals_set", "goals_achieved", "goals_pending")]
        share = wording.percent(counts[1] / counts[0]) if counts[0] else wording.NOTHING
        cells = (*(Cell(text=wording.number(count)) for count in counts), Cell(text=share))
        rows.append(Row(head=wording.found_label(place), cells=cells))
    return Table(
        caption=f"Goals by where what they take is found: {wording.scenario_label(one)}",
        corner="Found",
        columns=("Set", "Achieved", "Pending", "Share achieved"),
        rows=tuple(rows),
        note=f"By {lookup.until}. How the goals that need no money are spread over the other places is assumed.",
        folded=bool(lookup.others),
    )


def left_behind(lookup: Lookup) -> Table | None:
    """How far each group gets: of the baseline and, if there are many, the best on plans."""
    groups = groups_of(lookup)
    if not groups or not lookup.has("plans_completed"):
        return None
    kpis = [kpi for kpi in OF_FOUND if lookup.has(kpi)]
    in_time = [kpi for kpi in IN_TIME if lookup.has(kpi)]
    goals = lookup.has("goals_achieved")
    rows = []
    for one in lookup.leading():
        for group in groups:
            cells = [Cell(text=wording.number(lookup.mean(one, "found", group)))]
            cells += [Cell(text=wording.number(per_100_found(lookup, one, kpi, group))) for kpi in kpis]
            cells += [Cell(text=wording.percent(lookup.mean(one, kpi, group))) for kpi in in_time]
            cells += [Cell(text=wording.number(achieved(lookup, one, group)))] if goals else []
            label = wording.group_label(one, group)
            rows.append(
                Row(head=f"{wording.scenario_label(one)}: {label}" if lookup.others else label, cells=tuple(cells))
            )
    return Table(
        caption="Who is left behind",
        corner="Group",
        columns=(
            "People found",
            *(OF_FOUND[kpi] for kpi in kpis),
            *(IN_TIME[kpi] for kpi in in_time),
            *((ACHIEVED,) if goals else ()),
        ),
        rows=tuple(rows),
        note=f"By {lookup.until}: per 100 found; in time, of those who could be followed that long; goals per 100 set. "
        f"Activation is the knowledge, skill and confidence to manage one’s own health.{at_start(lookup)}",
        folded=True,
    )
