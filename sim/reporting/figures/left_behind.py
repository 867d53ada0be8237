"""Who is left behind: of those found, how many get how far, by cohort and by level of activation."""

from __future__ import annotations

import math

from ...experiments import Results
from ...measures import ACTIVATION
from ...model import Scenario
from .. import wording
from .canvas import Picture
from .lookup import Lookup
from .reach import at_start, columns_of_bars
from .registry import figure

OF_FOUND = {
    "accepted": "Took up the offer",
    "plans_completed": "Have a plan",
    "asked": "Asked for a budget",
    "budgets_received": "Received a budget",
}
ACHIEVED = "Goals achieved"


def groups_of(lookup: Lookup) -> list[str]:
    """The baseline's groups besides everyone for whom anything is told: cohorts, then levels of activation."""
    values = lookup.baseline.people.values
    names = [*values["cohort"], *(f"{ACTIVATION}.{level}" for level in values.get(ACTIVATION, ()))]
    return [name for name in names if lookup.has("found", name)]


def per_100_found(lookup: Lookup, scenario: Scenario, kpi: str, group: str) -> float:
    """A number of people per 100 of a group who were found; NaN where nobody was."""
    found = lookup.mean(scenario, "found", group)
    return 100 * lookup.mean(scenario, kpi, group) / found if found else math.nan


def achieved(lookup: Lookup, scenario: Scenario, group: str) -> float:
    """Of 100 goals set, how many were achieved; NaN where there is none."""
    goals = lookup.mean(scenario, "goals_set", group)
    return 100 * lookup.mean(scenario, "goals_achieved", group) / goals if goals else math.nan


@figure("who_is_left_behind", title="Who is left behind")
def who_is_left_behind(results: Results) -> Picture | None:
    """Of 100 people found, how many got how far; and of 100 goals, how many were achieved: by cohort and activation."""
    lookup = Lookup(results)
    groups = groups_of(lookup)
    if not groups or not lookup.has("plans_completed"):
        return None
    shown = lookup.leading()
    kpis = [kpi for kpi in OF_FOUND if any(lookup.amount(one, kpi, group) > 0 for one in shown for group in groups)]
    columns = {
        OF_FOUND[kpi]: {(one.name, each): per_100_found(lookup, one, kpi, each) for one in shown for each in groups}
        for kpi in kpis
    }
    if lookup.has("goals_achieved"):
        columns[ACHIEVED] = {(one.name, each): achieved(lookup, one, each) for one in shown for each in groups}
    if not columns:
        return None
    levels = [name for name in groups if name.startswith(f"{ACTIVATION}.")]
    rows = {name: wording.group_label(lookup.baseline, name) for name in groups}
    breaks = tuple(levels[:1]) if len(levels) < len(groups) else ()
    return columns_of_bars(shown, rows, columns, alt=_alt(shown, rows, columns), note=_note(lookup), breaks=breaks)


def _note(lookup: Lookup) -> str:
    note = f"Per 100 people found since the start, by {lookup.until}"
    if lookup.has("goals_achieved"):
        note += "; goals achieved are per 100 goals set"
    note += ". Each column has its own scale."
    if any(one.inside for one in lookup.scenarios):
        note += " Plans and what follows include those of people who were inside at the start."
    return note + at_start(lookup)


def _alt(shown: list[Scenario], rows: dict[str, str], columns: dict[str, dict[tuple[str, str], float]]) -> str:
    each = []
    for one in shown:
        for name, label in rows.items():
            said = ", ".join(
                f"{head.lower()} {wording.number(values[one.name, name])}" for head, values in columns.items()
            )
            each.append(f"{wording.scenario_label(one)}, {label}: {said}")
    return f"Bars per 100 people found, by group. {'. '.join(each)}."
