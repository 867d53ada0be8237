"""What comes out: the KPIs, and the causes to which each day is put."""

from __future__ import annotations

from ...config.shipped import OF_KPIS, shipped
from ...measures import DAYS, KPIS
from ...measures.wait_attribution import RELEASE, WAITS
from ...model import Scenario
from .. import wording
from . import markdown

BETTER = {"up": "more", "down": "less", "none": markdown.NONE}
BY = {
    "everyone": markdown.NONE,
    "cohorts": "cohort",
    "cohorts_and_attributes": "cohort, activation, age, how they are asked",
}

#: To which days of a wait each cause is put; what is not here is told by its words alone.
RULES = {
    "team_busy": "waiting for a team, on days on which it has hours",
    "team_off": "waiting for a team, on days on which its members or its hours are zero",
    "caseload_full": "waiting for a place of a caseload",
    "next_meeting": "waiting for a meeting, up to the first one whose papers were not yet due on joining",
    "meeting_full": "waiting for a meeting, from that one on",
    "money_absent": "waiting for a fund, but for what is put to `money_not_yet_released`",
    "money_not_yet_released": RELEASE,
    "next_payment_run": "waiting for a payment run",
}


def kpi_table() -> str:
    """Every KPI that is shipped."""
    rows, names = [], shipped(OF_KPIS, KPIS)
    for kpi in (kpi for kpi in KPIS.values() if kpi.name in names):
        day, better, groups = DAYS[kpi.looks_at], BETTER[kpi.direction], BY[kpi.groups]
        rows.append((f"`{kpi.name}`", kpi.unit, better, kpi.definition, day, groups, kpi.evidence))
    return markdown.table(("KPI", "Unit", "Better", "Definition", "Looks at", "By", "Evidence"), rows)


def cause_table(scenario: Scenario) -> str:
    """The causes of a scenario: of waiting first, then those that its stages name for the time that they take."""
    rows = [(f"`{name}`", wording.cause(name), RULES.get(name, wording.cause(name))) for name in WAITS]
    taking: dict[str, list[str]] = {}
    for stage in scenario.pathway.stages:
        for part in stage.parts:
            taking.setdefault(part.cause, []).append(stage.label)
    for name, labels in taking.items():
        rows.append((f"`{name}`", wording.cause(name), f"the time that is taken by: {'; '.join(labels)}"))
    return markdown.table(("Cause", "In words", "Which days"), rows)
