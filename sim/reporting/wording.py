"""Plain words: how numbers, dates and the model's own names are said to a reader."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

from ..measures import ACTIVATION, GROUPED
from ..model import Scenario, Stage

MINUS, SPACE, NOTHING = "−", "\u00a0", "–"  # a true minus; a space that does not break; where there is no number
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

#: Why a person waited or what took time, in the order of the story.
CAUSES = {
    "offers_paused": "while offers pause",
    "caseload_full": "waiting for an open case",
    "team_busy": "waiting for busy staff",
    "team_off": "waiting while staff are off",
    "work": "work with the person",
    "between_appointments": "between appointments",
    "being_assessed": "being assessed for a right",
    "choosing_deployment": "choosing how it is held",
    "next_meeting": "until the next meeting",
    "meeting_full": "meeting full",
    "revising_after_deferral": "revising after deferral",
    "money_absent": "money absent",
    "money_not_yet_released": "money not yet released",
    "payment_processing": "payment processing",
    "finding_a_provider": "finding a provider",
    "next_payment_run": "until the next payment run",
    "living_with_budget": "living with the budget",
    "living_with_plan": "living with the plan",
}
FUNDERS = {"nhs": "NHS", "council": "Council", "education": "Education", "joint": "Joint"}
GOAL_SOURCES = {
    "money": "With the programme’s money",
    "own_means": "By the person’s own means",
    "voluntary_sector": "From the voluntary sector",
    "council": "From the council’s services",
    "nhs": "From the NHS’s services",
}
GROUPS = {
    "age.under_65": "Under 65",
    "age.from_65": "65 and over",
    "known.yes": "Asked by somebody who knows them",
    "known.no": "Asked cold, from a list",
}
GONE = {"gave_up": "Gave up waiting", "left": "Died or moved away"}


def number(value: float, decimals: int | None = None) -> str:
    """A number with thousands separated: whole from 10 on, with one decimal below unless it is whole.

    Parameters
    ----------
    value
        The number; NaN gives a dash.
    decimals
        How many decimals; by default as many as its size needs.
    """
    if math.isnan(value):
        return NOTHING
    if decimals is None:
        decimals = 0 if abs(value) >= 9.95 or value == round(value) else 1
    text = f"{abs(value):,.{decimals}f}"
    return (MINUS if value < 0 and float(text.replace(",", "")) != 0 else "") + text


def signed(value: float, decimals: int | None = None) -> str:
    """A difference: with its sign, whichever it is."""
    text = number(value, decimals)
    return text if math.isnan(value) or text.startswith(MINUS) or not text.strip("0.") else f"+{text}"


def pounds(value: float) -> str:
    """Pounds to three figures: £413,000, £3,030, £540."""
    if math.isnan(value):
        return NOTHING
    size = abs(value)
    digits = 2 - math.floor(math.log10(size)) if size >= 1 else 0
    rounded = round(size, min(digits, 0))
    return (MINUS if value < 0 and rounded else "") + f"£{rounded:,.0f}"


def in_prices(scenario: Scenario) -> str:
    """In whose prices the money of a scenario is, to be put behind a sum; nothing where it does not say."""
    return f", in prices of {scenario.costs.price_year}" if scenario.costs and scenario.costs.price_year else ""


def short_pounds(value: float) -> str:
    """Pounds where there is little room: £338k, £1.2m."""
    size, sign = abs(value), MINUS if value < 0 else ""
    if size >= 999_500:
        return f"{sign}£{size / 1e6:.1f}m".replace(".0m", "m")
    return f"{sign}£{size / 1000:.0f}k" if size >= 9_950 else sign + pounds(size)


def percent(share: float, decimals: int = 0) -> str:
    """A share as a percentage."""
    return NOTHING if math.isnan(share) else f"{100 * share:.{decimals}f}{SPACE}%"


def days(value: float) -> str:
    """A median of days, which may not have been reached."""
    if math.isnan(value):
        return "not reached"
    return f"{number(round(value))}{SPACE}{'day' if round(value) == 1 else 'days'}"


def date(day: dt.date) -> str:
    """A date in full: 31 March 2019."""
    return f"{day.day}{SPACE}{MONTHS[day.month - 1]}{SPACE}{day.year}"


def short_date(day: dt.date) -> str:
    """A date where there is little room: 31 Mar 2019."""
    return f"{day.day}{SPACE}{MONTHS[day.month - 1][:3]}{SPACE}{day.year}"


def month(day: dt.date) -> str:
    """A month: March 2019."""
    return f"{MONTHS[day.month - 1]}{SPACE}{day.year}"


def listed(items: Sequence[str], last: str = "and") -> str:
    """Items in a row: a, b and c."""
    return f"{', '.join(items[:-1])} {last} {items[-1]}" if len(items) > 1 else "".join(items)


def counted(count: float, singular: str, plural: str | None = None) -> str:
    """A number and its noun: 1 run, 20 runs."""
    return f"{number(count)}{SPACE}{singular if count == 1 else plural or singular + 's'}"


def span(low: float, high: float, decimals: int | None = None) -> str:
    """A range: 1,040 to 1,098."""
    return f"{number(low, decimals)} to {number(high, decimals)}"


def cause(name: str) -> str:
    """Why a person waited, in words."""
    return CAUSES.get(name, name.replace("_", " "))


def scenario_label(scenario: Scenario) -> str:
    """A scenario's name on screen."""
    return _label(scenario.label, scenario.name)


def resource_label(scenario: Scenario, name: str) -> str:
    """A resource's name on screen."""
    labels = {resource.name: resource.label for resource in scenario.resources}
    return _label(labels.get(name, ""), name)


def stage_label(scenario: Scenario, name: str) -> str:
    """A stage's name on screen."""
    stages: dict[str, Stage] = {stage.name: stage for stage in scenario.pathway.stages}
    return _label(stages[name].label if name in stages else "", name)


def exit_label(scenario: Scenario, name: str) -> str:
    """A way out of the pathway in words."""
    return GONE.get(name) or _label(scenario.pathway.exits.get(name, ""), name)


def cohort_label(scenario: Scenario, name: str) -> str:
    """A cohort's name on screen."""
    labels = {cohort.name: cohort.label for cohort in scenario.people.cohorts}
    return _label(labels.get(name, ""), name)


def group_label(scenario: Scenario, name: str) -> str:
    """A group's name on screen: a cohort, a level of activation, or the value of another attribute."""
    attribute, _, level = name.partition(".")
    if attribute not in GROUPED or not level:
        return cohort_label(scenario, name)
    if attribute != ACTIVATION:
        return GROUPS.get(name, f"{attribute.capitalize()}: {level.replace('_', ' ')}")
    levels = scenario.people.values.get(ACTIVATION, ())
    extreme = {levels[0]: " (lowest)", levels[-1]: " (highest)"}.get(level, "") if len(levels) > 1 else ""
    return f"Activation level {level}{extreme}"


def goal_source_label(source: str) -> str:
    """Where what a goal takes is found, in words."""
    return GOAL_SOURCES.get(source, source.replace("_", " ").capitalize())


def typeset(text: str) -> str:
    """A text of the code with the apostrophes of a page."""
    return text.replace("'", "’")


def year(name: str) -> str:
    """A financial year: 2018/19."""
    return name.replace("-", "/")


def _label(label: str, name: str) -> str:
    """A label, or the name in words where there is none."""
    return label if label and label != name else name.replace("_", " ").capitalize()
