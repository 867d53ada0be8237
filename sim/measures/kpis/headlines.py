"""The primary KPIs, which carry the decisions: what each counts and what a reader calls it, stated once."""

from __future__ import annotations

from dataclasses import dataclass

from ...model import Scenario, Target


@dataclass(frozen=True, kw_only=True)
class Headline:
    """A primary KPI.

    Attributes
    ----------
    kpi
        Its name in the registry.
    noun
        What is counted, in the plural, within a sentence.
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
    kpi="budgets_live",
    noun="live budgets",
    title="Budgets live",
    heading="Budgets live",
    milestone="live",
    target_field="budgets",
    start_field="budgets_done",
)
HEADLINES = {headline.kpi: headline for headline in (PLANS, BUDGETS)}

#: The KPIs that carry decisions. All their comparisons are read together, so their intervals are simultaneous.
PRIMARY = tuple(HEADLINES)
