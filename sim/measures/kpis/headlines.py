"""The primary KPIs, which carry the decisions: what each counts and what a reader calls it, stated once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ...model import Scenario, Target

#: Funders within a sentence; any other is called by its name.
FUNDERS = {"nhs": "NHS", "council": "council", "education": "education", "joint": "joint"}


@dataclass(frozen=True, kw_only=True)
class Headline:
    """A primary KPI.

    Attributes
    ----------
    kpi
        Its name in the registry.
    noun
        What is counted, in the plural, within a sentence; where scenarios say which budgets count, see `headlines_of`.
    title
        The same above a column of a table.
    heading
        The same above a figure.
    milestone
        The milestone of the pathway without which a scenario has no such number.
    target_field
        The field of `sim.model.Target` with the number hoped for.
    start_field
        The field of `sim.model.Scenario` with the number that was there before the start.
    """

    kpi: str
    noun: str
    title: str
    heading: str
    milestone: str
    target_field: str
    start_field: str

    @property
    def opening(self) -> str:
        """The noun where a sentence or a heading begins."""
        return f"{self.noun[:1].upper()}{self.noun[1:]}"

    @property
    def single(self) -> str:
        """The noun for one of them."""
        return self.noun.removesuffix("s")

    def hoped(self, target: Target | None) -> int | None:
        """The number hoped for by a target's date; None where nothing is."""
        number: int | None = getattr(target, self.target_field) if target is not None else None
        return number

    def at_start(self, scenario: Scenario) -> int:
        """The number that was there before the start."""
        number: int = getattr(scenario, self.start_field)
        return number


PLANS = Headline(
    kpi="plans_completed",
    noun="plans",
    title="Plans",
    heading="Plans completed",
    milestone="plan",
    target_field="plans",
    start_field="plans_done",
)
BUDGETS = Headline(
    kpi="budgets_counted",
    noun="live budgets",
    title="Budgets live",
    heading="Budgets live",
    milestone="live",
    target_field="budgets",
    start_field="budgets_done",
)
#: Budgets that count, where no name of theirs is known or fits all.
COUNTED = replace(BUDGETS, noun="counted budgets", title="Counted budgets", heading="Counted budgets")
HEADLINES = {headline.kpi: headline for headline in (PLANS, BUDGETS)}

#: The KPIs that carry decisions. All their comparisons are read together, so their intervals are simultaneous.
PRIMARY = tuple(HEADLINES)


def headlines_of(scenarios: Sequence[Scenario]) -> Mapping[str, Headline]:
    """The primary KPIs in the words of some scenarios: budgets that their targets count are called by their funders.

    Where scenarios count the budgets of different funders, and so no name fits all, these are *counted budgets*.
    """
    counted = {scenario.budgets_counted for scenario in scenarios}
    if len(counted) > 1:
        return HEADLINES | {BUDGETS.kpi: COUNTED}
    return HEADLINES | {BUDGETS.kpi: counted_budgets(counted.pop() if counted else ())}


def counted_budgets(funders: Sequence[str]) -> Headline:
    """The budgets of some funders, or of all where none is named, as what the targets count."""
    if not funders:
        return BUDGETS
    kinds = funders_in_words(funders)
    title = f"{kinds[:1].upper()}{kinds[1:]} budgets live"
    return replace(BUDGETS, noun=f"live {kinds} budgets", title=title, heading=title)


def funders_in_words(funders: Sequence[str]) -> str:
    """Some funders within a sentence: NHS and joint."""
    *first, last = (FUNDERS.get(funder, funder.replace("_", " ")) for funder in funders)
    return f"{', '.join(first)} and {last}" if first else last
