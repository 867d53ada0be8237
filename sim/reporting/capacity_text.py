"""Capacity before any simulation, in words: labels, amounts, and sentences that say what the targets cannot be."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..measures.kpis.headlines import PLANS, Headline, counted_budgets
from ..model import Meeting, Scenario, Team
from ..model.calendar import Dated
from ..studies.capacity.result import EXAMPLE, Need, TargetNeeds
from . import wording

HEADING = "Before any simulation: what the targets need"
_REACHES = {"plans": "reaches_plan", "budgets": "reaches_budget"}
NAMED = 3  #: at most so many resources by name in a sentence
TOTALS = {"one_off": "One-off money, all funds", "recurrent": "Yearly money, all funds"}
HOW = (
    "Worked out from the averages of the scenario’s own numbers; nothing is simulated. Needed is at least so much: nobody "
    "gives up, dies or moves away. Available is at most so much: every hour, slot, place and pound from the first day to the "
    "date can be used, and no money lapses; empty posts, absences and meetings that are not held are taken off by their "
    "averages. Above 1, the target cannot be met with so much of it. Of a caseload, both are "
    "places at a time, on average. Plans and budgets are taken to come evenly up to the date, and their reviews after them. "
    "A fund bounds its own budgets alone. Where not every funder’s budgets count, people with others’ come along and take "
    "their part of what all share."
)


# --- words of one resource --------------------------------------------------------------------------------------------


def need_label(scenario: Scenario, need: Need) -> str:
    """What a resource is called."""
    if need.kind == "people":
        return "People to identify"
    return TOTALS[need.resource] if need.kind == "total" else wording.resource_label(scenario, need.resource)


def amount(value: float, unit: str) -> str:
    """So much of it, with its unit, to three figures: 13,700 hours, £149,000, £546,000 a year."""
    if math.isinf(value):
        return "no limit"
    if unit == "pounds":
        return wording.pounds(value)
    if unit == "pounds a year":
        return f"{wording.pounds(value)} a year"
    return f"{_three_figures(value)}{wording.SPACE}{unit}"


def _three_figures(value: float) -> str:
    digits = 2 - math.floor(math.log10(value)) if value >= 1 else 1
    rounded = round(value, min(digits, 1))
    return wording.number(rounded, 0 if rounded >= 20 or rounded == round(rounded) else 1)


def ratio_text(need: Need) -> str:
    """Needed ÷ available."""
    if math.isinf(need.available):
        return "no limit"
    if math.isinf(need.ratio):
        return "none there"
    return wording.number(need.ratio, 0 if need.ratio >= 9.95 else 2)


def compared(need: Need | None, target: TargetNeeds) -> str:
    """Needed ÷ available or, of an example, for how many plans (or budgets, or people) there is enough; a dash for no need."""
    if need is None:
        return wording.NOTHING
    if not target.example or math.isinf(need.available):
        return ratio_text(need)
    return f"{_three_figures(EXAMPLE * need.available / need.needed)}{wording.SPACE}{target.example}"


def compared_title(target: TargetNeeds) -> str:
    """What stands above such numbers."""
    return "There is enough for" if target.example else "Needed ÷ available"


def made_of(scenario: Scenario, need: Need, target: TargetNeeds) -> str:
    """What makes up that which is available, where few words say it: 37 meetings of 6 slots, 3 posts of 30 hours a week."""
    resource = next((resource for resource in scenario.resources if resource.name == need.resource), None)
    if isinstance(resource, Meeting):
        days = [day for day in resource.days if 0 <= day < target.day]
        slots = {int(resource.slots.at(day)) for day in days}
        meetings = wording.counted(len(days), "meeting")
        of_slots = f"{meetings} of {wording.counted(slots.pop(), 'slot')}" if len(slots) == 1 else meetings
        return (
            f"{of_slots}, less {wording.percent(resource.cancelled)} that are not held"
            if resource.cancelled
            else of_slots
        )
    if (
        isinstance(resource, Team)
        and _is_steady(resource.members, target)
        and _is_steady(resource.hours_a_week, target)
    ):
        posts = wording.counted(resource.members.at(0.0), "post")
        of_hours = f"{posts} of {resource.hours_a_week.at(0.0):g} hours a week"
        in_all = resource.members.at(0.0) * resource.hours_a_week.at(0.0) * target.day / 7
        if resource.staffing is None or not in_all:
            return of_hours
        return f"{of_hours}, less {wording.percent(1 - need.available / in_all)} for absence and empty posts"
    return ""


def _is_steady(dated: Dated, target: TargetNeeds) -> bool:
    return all(day >= target.day or value == dated.at(0.0) for day, value in dated.changes())


def one_locality(scenario: Scenario) -> str:
    """Of which locality the numbers are, where there are many; a sentence with a space before it."""
    return f" Of one of the {scenario.locality_count} places, from the first wave on." if scenario.localities else ""


# --- several scenarios ------------------------------------------------------------------------------------------------


def differing(targets: Sequence[TargetNeeds]) -> list[str]:
    """The resources that are not the same in all scenarios, and short in one, the scarcest of the first scenario first."""
    names = dict.fromkeys(need.resource for target in targets for need in target.needs)
    return [
        name
        for name in names
        if len({compared(target.need(name), target) for target in targets}) > 1 and _may_be_short(targets, name)
    ]


def _may_be_short(targets: Sequence[TargetNeeds], resource: str) -> bool:
    needs = [target.need(resource) for target in targets]
    return any(target.example for target in targets) or any(need is not None and need.is_short for need in needs)


def labelled(scenarios: Sequence[Scenario], targets: Sequence[TargetNeeds], resource: str) -> str:
    """What a resource is called in the first scenario that needs it."""
    needs = ((scenario, target.need(resource)) for scenario, target in zip(scenarios, targets, strict=True))
    return next(need_label(scenario, need) for scenario, need in needs if need is not None)


def short_in_all(scenarios: Sequence[Scenario], targets: Sequence[TargetNeeds]) -> str:
    """What there is too little of in every scenario, as a sentence; empty where there is no such thing."""
    short = [{need.resource for need in target.short} for target in targets]
    names = [need.resource for need in targets[0].short if all(need.resource in these for these in short)]
    labels = [labelled(scenarios, targets, name) for name in names]
    return (
        f"Too little, whichever of these options is taken: {'; '.join(labels)}." if labels and len(targets) > 1 else ""
    )


# --- sentences --------------------------------------------------------------------------------------------------------


def _budgets(target: TargetNeeds) -> Headline:
    """The budgets that count, in words."""
    return counted_budgets(target.budgets_counted)


def hoped(target: TargetNeeds) -> str:
    """What is hoped for: 2,000 plans and 400 live budgets."""
    counts = ((target.plans, PLANS.single), (target.budgets, _budgets(target).single))
    return wording.listed([wording.counted(count, noun) for count, noun in counts if count])


def aim(target: TargetNeeds) -> str:
    """What is hoped for or, where nothing is, for what the numbers are."""
    return f"needed for {EXAMPLE} {target.example}" if target.example else hoped(target)


def sentences(scenario: Scenario, target: TargetNeeds) -> list[str]:
    """What a target needs and what that rules out, the most important first."""
    if target.example:
        by = wording.date(target.date)
        return [f"No number is hoped for by {by}, so this is what {EXAMPLE} {target.example} would need."]
    return [
        text
        for text in (*bounds(scenario, target), _money(target), _more_plans(target), _short(scenario, target))
        if text
    ]


def bounds(scenario: Scenario, target: TargetNeeds) -> list[str]:
    """What the scarcest resource rules out, of the budgets and of the plans that are hoped for."""
    return [text for of in ("budgets", "plans") if (text := _bound(scenario, target, of))]


def _bound(scenario: Scenario, target: TargetNeeds, of: str) -> str:
    wanted, need = getattr(target, of), target.least(of)
    headline = _budgets(target) if of == "budgets" else PLANS
    if wanted and not getattr(target, _REACHES[of]) and wanted > getattr(target, f"{of}_inside"):
        return (
            f"The pathway as it is leads nobody to a {headline.single}, so {wording.number(wanted)} are out of reach."
        )
    most = float(getattr(need, f"{of}_at_most")) if need is not None else math.inf
    if not wanted or need is None or round(most) >= wanted:
        return ""
    noun, needed = headline.noun, amount(getattr(need, f"for_{of}"), need.unit)
    allowed, others = wording.number(round(most)), wording.number(wanted - round(most))
    return (
        f"{need_label(scenario, need)}: {wording.number(wanted)} {noun} need about {needed}; {_offer(scenario, need, target)}. "
        f"That alone allows about {allowed} {noun} and rules out the other {others}."
    )


def _offer(scenario: Scenario, need: Need, target: TargetNeeds) -> str:
    """What there is of a resource, as half a sentence."""
    if need.kind == "people":
        return f"{amount(need.available, need.unit)} are identified by then"
    available = amount(need.available, need.unit)
    made = made_of(scenario, need, target)
    comma = "," if ", less " in made else ""
    return f"{made}{comma} make {available}" if made else f"there are {available}"


def _money(target: TargetNeeds) -> str:
    """For how many of the grants there is money, as it is split between the funds that have a limit."""
    parts = []
    for unit, word in (("pounds", "one-off"), ("pounds a year", "yearly")):
        funds = [
            need for need in target.needs if need.kind == "fund" and need.unit == unit and math.isfinite(need.available)
        ]
        steps, possible = (math.fsum(getattr(fund, field) for fund in funds) for field in ("steps", "steps_possible"))
        if steps - possible >= 0.5:
            parts.append(f"about {wording.number(round(possible))} of {wording.number(round(steps))} {word} grants")
    return (
        f"The money that has a limit, as it is split between the funds, pays for {wording.listed(parts)}."
        if parts
        else ""
    )


def _more_plans(target: TargetNeeds) -> str:
    """Whether the budgets need more plans than are hoped for."""
    plans, budgets = target.plans_for_budgets, target.budgets
    if not budgets or plans is None or round(plans) <= (target.plans or 0):
        return ""
    more = f", {wording.number(round(plans) - target.plans)} more than are hoped for" if target.plans else ""
    take = f"{wording.number(budgets)} {_budgets(target).noun} take about {wording.number(round(plans))} plans"
    return f"{take}{more}, since not everybody asks or is approved."


def _short(scenario: Scenario, target: TargetNeeds) -> str:
    """What there is too little of, by name."""
    short = [need for need in target.short if need.kind != "total"]
    if not short:
        return "" if bounds(scenario, target) else f"Nothing that can be counted beforehand rules out {hoped(target)}."
    names = [f"{need_label(scenario, need)} ({_times(need)})" for need in short]
    more = len(names) - NAMED
    listed = f"{', '.join(names[:NAMED])} and {more} more" if more > 1 else wording.listed(names)
    return f"There is too little of: {listed}."


def _times(need: Need) -> str:
    return ratio_text(need) if math.isinf(need.ratio) else f"{ratio_text(need)} times as much is needed"
