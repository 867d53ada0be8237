"""Budgets in words: whose they are, which of them count, and how many of those received are live; for report and terminal."""

from __future__ import annotations

from collections.abc import Sequence

from ..experiments.analysis.lookup import Lookup
from ..measures.kpis.headlines import FUNDERS, counted_budgets
from ..model import Scenario
from . import wording
from .labels import fate_label, fates_in_order, until

#: What a budget is called, by its funder.
KINDS = {
    "nhs": "Personal health budgets (NHS)",
    "joint": "Integrated budgets (joint)",
    "council": "Social care budgets (council)",
    "education": "Education budgets",
}
NATIONALLY = (
    f"In England 48{wording.SPACE}% of the personal health budgets received in the year to March 2024 were live at its end "
    "(X328): a comparison, not a test."
)


def kind_label(funder: str) -> str:
    """What the budgets of a funder are called: Personal health budgets (NHS)."""
    return KINDS.get(funder, f"Budgets of {FUNDERS.get(funder, funder.replace('_', ' '))}")


def what_counts(scenarios: Sequence[Scenario]) -> str:
    """Which budgets count towards the targets, where not all of them do in all scenarios; else empty."""
    whose: dict[tuple[str, ...], list[str]] = {}
    for scenario in scenarios:
        whose.setdefault(scenario.budgets_counted, []).append(wording.scenario_label(scenario))
    if [*whose] == [()]:
        return ""
    nouns = {funders: counted_budgets(funders).noun for funders in whose}
    if len(whose) == 1:
        return f"The targets count {next(iter(nouns.values()))}; budgets of other funders are live and do not count."
    parts = [f"of {wording.listed(labels)} all {nouns[of]}" for of, labels in whose.items()]
    return f"Counted budgets are {'; '.join(parts)}."


def received_and_live(lookup: Lookup, scenario: Scenario) -> str:
    """How many budgets were received, live and ended, and of what kinds the live ones are; empty where there are none."""
    received = lookup.amount(scenario, "budgets_received")
    if not round(received):
        return ""
    live, ended = (round(lookup.amount(scenario, name)) for name in ("budgets_live", "budgets_ended"))
    whose = f"{wording.scenario_label(scenario)}: " if lookup.others else ""
    text = (
        f"{whose}{wording.counted(round(received), 'budget')} received by {until(lookup)}: {wording.number(live)} live"
    )
    if ended:
        ways = [
            f"{label.lower()} {wording.number(round(number))}" for label, number in ended_by(lookup, scenario).items()
        ]
        text += f", {wording.number(ended)} ended ({wording.listed(ways)})"
    kinds = [f"{label} {wording.number(round(number))}" for label, number in live_by_kind(lookup, scenario).items()]
    return f"{text}. Live, by kind: {'; '.join(kinds)}." if kinds else f"{text}."


def live_by_kind(lookup: Lookup, scenario: Scenario) -> dict[str, float]:
    """The live budgets by what they are called, but for kinds that there are none of."""
    numbers = lookup.amounts(scenario, "budgets_of")
    order = [*(funder for funder in KINDS if funder in numbers), *sorted(numbers.keys() - KINDS.keys())]
    return {kind_label(funder): numbers[funder] for funder in order if numbers[funder] > 0}


def ended_by(lookup: Lookup, scenario: Scenario) -> dict[str, float]:
    """The budgets that ended, by how their holders went out, but for ways that nobody went."""
    numbers = {name: number for name, number in lookup.amounts(scenario, "budgets_ended").items() if number > 0}
    return {fate_label(lookup, name): numbers[name] for name in fates_in_order(numbers)}
