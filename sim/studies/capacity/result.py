"""What is worked out of capacity: for each target date, what is needed of each resource and what there is."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

SHORT = (
    1.005  #: needed ÷ available from which there is too little: finer than that, means of assumed numbers say nothing
)
PEOPLE = "people"  #: the resource that is not a resource: people who are identified
#: Money of all funds of a kind together, but of those without limit.
TOTALS = {"pounds": "one_off", "pounds a year": "recurrent"}
EXAMPLE = 100  #: plans, budgets or people for which is worked out what they need, where no number is hoped for


@dataclass(frozen=True, kw_only=True)
class Need:
    """One resource until one date.

    Attributes
    ----------
    resource, kind, unit
        Its name in the scenario, its kind there, and in what both numbers are; `kind` is ``people`` for the people to identify
        and ``total`` for the money of all funds of a kind.
    needed, available
        Units until the date: of a caseload, places on average. Infinite where there is no limit.
    steps
        In how many steps people need it: decisions of a panel, grants of a fund.
    for_plans, for_budgets
        Of what is needed, what the hoped-for plans alone, and the hoped-for budgets alone, would need.
    plans_at_most, budgets_at_most
        How many plans, and live budgets, this resource alone allows by the date, all included; infinite where it sets no bound.
    """

    resource: str
    kind: str
    unit: str
    needed: float
    available: float
    steps: float
    for_plans: float = 0.0
    for_budgets: float = 0.0
    plans_at_most: float = math.inf
    budgets_at_most: float = math.inf

    @property
    def ratio(self) -> float:
        """Needed ÷ available; 0 without need or without limit, infinite where there is none of what is needed."""
        if self.needed <= 0 or math.isinf(self.available):
            return 0.0
        return self.needed / self.available if self.available > 0 else math.inf

    @property
    def is_short(self) -> bool:
        """Whether more is needed than there is."""
        return self.ratio >= SHORT

    @property
    def steps_possible(self) -> float:
        """For how many of the steps there is enough."""
        return self.steps if not self.is_short else self.steps * self.available / self.needed


@dataclass(frozen=True, kw_only=True)
class TargetNeeds:
    """What a target needs by its date, and what there is.

    Attributes
    ----------
    date, day
        By the end of that date; the day from the start on which it is over.
    plans, budgets
        What is hoped for; None for nothing.
    budgets_counted
        The funders whose budgets count as such; empty for all. People with others' come with them and take their part.
    example
        Where nothing is hoped for, of what there are to be `EXAMPLE`: ``plans``, ``budgets`` or ``people``; else empty.
    plans_inside, budgets_inside
        Those that were there before day 0, or come of people inside on day 0, on average.
    plans_for_budgets
        Plans that have to be completed until the hoped-for budgets are live, those before day 0 included; None where budgets
        are not hoped for, or take no plans.
    people
        To be identified until then.
    reaches_plan, reaches_budget
        Of those identified, the shares who come to have a plan, and a live budget, where nobody gives up or leaves.
    needs
        Every resource that anybody needs, the scarcest first.
    """

    date: dt.date
    day: float
    plans: int | None
    budgets: int | None
    budgets_counted: tuple[str, ...]
    example: str
    plans_inside: float
    budgets_inside: float
    plans_for_budgets: float | None
    people: float
    reaches_plan: float
    reaches_budget: float
    needs: tuple[Need, ...]

    @property
    def short(self) -> tuple[Need, ...]:
        """What there is too little of, the scarcest first."""
        return tuple(need for need in self.needs if need.is_short and not self.example)

    def least(self, of: str) -> Need | None:
        """The resource that allows fewest ``plans`` or ``budgets``; None where none sets a bound."""
        bounds = [need for need in self.needs if math.isfinite(getattr(need, f"{of}_at_most"))]
        return min(bounds, key=lambda need: float(getattr(need, f"{of}_at_most")), default=None)

    def need(self, resource: str) -> Need | None:
        """That of one resource, if anybody needs it."""
        return next((need for need in self.needs if need.resource == resource), None)


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """A scenario's capacity.

    Attributes
    ----------
    scenario
        Its name.
    targets
        Every target date; without any, one at the horizon.
    visits_without_limit
        Whether limits of visits to a stage were left out of account.
    """

    scenario: str
    targets: tuple[TargetNeeds, ...]
    visits_without_limit: bool = False

    @property
    def last(self) -> TargetNeeds:
        """The last date, or the last on which something is hoped for."""
        hoped = [target for target in self.targets if not target.example]
        return (hoped or list(self.targets))[-1]
