"""What a reader calls the things that are worked out: steps, fates, goals, reasons, dates; for figures and reports alike."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from ..experiments import Results
from ..experiments.analysis.ladder import Rung, Standing
from ..experiments.analysis.lookup import Lookup
from ..experiments.analysis.scale import runs_by_scenario
from ..experiments.analysis.waits import causes_with_days
from ..model import Scenario
from . import wording

#: How far people get, by step of the pathway.
STEPS = {
    "identified": "Identified",
    "accepted": "Took up the offer",
    "plan": "Have a plan",
    "asked": "Asked for a budget",
    "live": "Received a budget",
}
#: The same by KPI.
REACHED = {
    "identified": STEPS["identified"],
    "accepted": STEPS["accepted"],
    "plans_completed": STEPS["plan"],
    "asked": STEPS["asked"],
    "budgets_received": STEPS["live"],
}
OF_ELIGIBLE = (
    "identified",
    "accepted",
    "plans_completed",
    "budgets_received",
)  #: KPIs that are given per 100 eligible people
OF_IDENTIFIED = ("accepted", "plans_completed", "asked", "budgets_received")  #: KPIs per 100 people identified
ACHIEVED = "Goals achieved"

#: What can become of a person, from best to worst; other exits of a pathway come after these.
FATES = {
    "live": "Budget live",
    "plan_without_budget": "Has a plan, wants no budget",
    "needs_met": "Needs met without a plan",
    "inside": "Still in the pathway",
    "declined": "Declined the offer",
    "gave_up": "Gave up waiting",
    "refused": "Budget refused",
    "not_eligible": "No right to the budget asked for",
    "left": "Died or moved away",
}
#: What can become of a goal, from best to worst.
GOAL_FATES = {
    "achieved": "Achieved",
    "pending": "Pending",
    "unfunded": "Left out by a cap",
    "unsourced": "Nobody to provide",
    "refused": "Refused",
    "lost": "Lost: the person gave up, died or moved away",
}
#: What happens at each step, after "fewer", "more" or "about as many".
REASONS = {
    "identified": "are identified",
    "accepted": "take up the offer",
    "plan": "of those get a plan",
    "asked": "with a plan ask for a budget",
    "live": "who ask receive one",
}
SAME = 0.05  #: per 1,000 residents: less than this shows as nought
ENDS = {"plan": "Plans", "live": "Budgets received"}  #: what a gap between two scenarios is in, by step


def fates_in_order(names: Iterable[str]) -> list[str]:
    """Some fates from best to worst; other exits of a pathway come after those of `FATES`, by name."""
    some = set(names)
    return [*(name for name in FATES if name in some), *sorted(some - set(FATES))]


def fate_label(lookup: Lookup, name: str) -> str:
    """What became of a person, in words."""
    return FATES[name] if name in FATES else wording.exit_label(lookup.baseline, name)


def causes_of(lookup: Lookup, kpi: str) -> list[str]:
    """The causes of a KPI that any scenario has days of, in the order of the story."""
    causes = causes_with_days(lookup, kpi)
    return [*(cause for cause in wording.CAUSES if cause in causes), *sorted(causes - {*wording.CAUSES})]


def reason(step: str, change: float) -> str:
    """What a step does to the number, in words."""
    return f"{'about as many' if abs(change) < SAME else 'more' if change > 0 else 'fewer'} {REASONS[step]}"


# --- when ------------------------------------------------------------------------------------------------------------


def until(lookup: Lookup) -> str:
    """By when totals are taken."""
    return wording.date(lookup.as_at) if lookup.dated else ending(lookup)


def ending(lookup: Lookup) -> str:
    """When the simulation ends."""
    return wording.date(lookup.end) if lookup.dated else f"day {wording.number(lookup.baseline.horizon)}"


def by_when(scenario: Scenario) -> str:
    """Until when the numbers of a scenario count, in few words."""
    return f"by {wording.short_date(scenario.targets[-1].date)}" if scenario.targets else "by its end"


# --- runs ------------------------------------------------------------------------------------------------------------


def shaded(lookup: Lookup) -> str:
    """What a shaded range over time shows."""
    return "where nine runs in ten lie" if lookup.follows_nine_in_ten else "from the lowest run to the highest"


def fewer_runs(results: Results, scenario: Scenario) -> str:
    """How many runs a scenario has, where others have more; else nothing."""
    runs = runs_by_scenario(results)
    return f"{wording.counted(runs[scenario.name], 'run')} only" if runs[scenario.name] < max(runs.values()) else ""


# --- groups and rungs ------------------------------------------------------------------------------------------------


def at_start(lookup: Lookup) -> str:
    """What was there at the start and is in no group, as a sentence with a space before it; empty where there was nothing."""
    counts = {noun: lookup.amount(lookup.baseline, f"{noun}_at_start") for noun in ("plans", "budgets")}
    parts = [wording.counted(count, noun.removesuffix("s")) for noun, count in counts.items() if count]
    return f" Already there at the start, in the totals and in no group: {wording.listed(parts)}." if parts else ""


def rung_number(rung: Rung) -> str:
    """How many per 1,000 residents make a rung."""
    return wording.number(rung.per_1000, 0 if rung.per_1000 == round(rung.per_1000) else 1)


def when_reached(standing: Standing) -> str:
    """When a rung is reached, in few words."""
    if math.isnan(standing.share):
        return ""
    if not math.isnan(standing.month):
        return f"in month {standing.month:.0f}"
    return "seldom" if standing.share else "not reached"


def named_amounts(amounts: Mapping[str, float], decimals: int | None = None) -> str:
    """Labels in small letters, each with its number: identified 61, have a plan 10."""
    return ", ".join(f"{label.lower()} {wording.number(value, decimals)}" for label, value in amounts.items())
