"""From one scenario to another, step by step: why there are fewer plans and budgets per 1,000 residents."""

from __future__ import annotations

from dataclasses import dataclass

from ...model import Scenario
from .lookup import Lookup
from .people import progress

STEPS = ("identified", "accepted", "plan", "asked", "live")  #: of the pathway, in order; see `progress`
ENDS = ("plan", "live")  #: the steps whose numbers are decomposed


@dataclass(frozen=True, kw_only=True)
class Gap:
    """The way from one number per 1,000 residents to another.

    Attributes
    ----------
    end
        The step whose number it is, of `ENDS`.
    first, last
        The numbers of the two scenarios.
    changes
        What each step takes or adds, in pathway order.
    """

    end: str
    first: float
    last: float
    changes: tuple[tuple[str, float], ...]

    @property
    def levels(self) -> list[float]:
        """The number after each step, from the first scenario's on; one more than there are steps."""
        levels = [self.first]
        for _, change in self.changes:
            levels.append(levels[-1] + change)
        return levels

    @property
    def difference(self) -> float:
        """How much more there is in the second."""
        return self.last - self.first

    @property
    def by_size(self) -> list[tuple[str, float]]:
        """The changes, the largest first, whichever way it goes."""
        return sorted(self.changes, key=lambda change: -abs(change[1]))


def gaps(lookup: Lookup) -> list[Gap]:
    """The gaps in plans and in budgets per 1,000 residents between two scenarios; none for another number of scenarios.

    Each step's rate (of those who came that far, how many went on) is exchanged in pathway order, from the first
    scenario's to the second's; what changes with it is that step's share, so the shares sum to the gap.
    """
    if len(lookup.scenarios) != 2 or not all(scenario.people.residents for scenario in lookup.scenarios):
        return []
    ours, theirs = (_per_1000(lookup, scenario) for scenario in lookup.scenarios)
    result = []
    for end in ENDS:
        names = STEPS[: STEPS.index(end) + 1]
        if not all(ours.get(name, 0) > 0 and theirs.get(name, 0) > 0 for name in names):
            continue
        value, changes, before = ours[end], [], (1.0, 1.0)
        for name in names:
            after = value * (theirs[name] / before[1]) / (ours[name] / before[0])
            changes.append((name, after - value))
            value, before = after, (ours[name], theirs[name])
        result.append(Gap(end=end, first=ours[end], last=theirs[end], changes=tuple(changes)))
    return result


def _per_1000(lookup: Lookup, scenario: Scenario) -> dict[str, float]:
    return {
        step.name: 1000 * step.count / scenario.people.residents / scenario.locality_count
        for step in progress(lookup, scenario)
    }
