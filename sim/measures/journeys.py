"""The step table as journeys: sorted by person, with the days and intervals that the measures are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..draws import Draws
from ..engines import Outcome
from ..model import GAVE_UP, LEFT
from ..model.resources import outlasts_the_step

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
T = TypeVar("T")

ALL = "all"  #: the group of everyone


@dataclass(frozen=True, kw_only=True)
class Held:
    """Units of one resource held from one step to a later one; one place in every array an interval.

    Attributes
    ----------
    place
        Whose.
    begin, end
        From which day until which day (the horizon, if they are held then).
    amount
        Places, or pence a year.
    """

    place: Ints
    begin: Floats
    end: Floats
    amount: Ints


class Journeys:
    """The steps of one replication, each person's one after another.

    People are known by their place in `draws.people`; "by a day" always means before it, since a day is over when the
    next begins.

    Parameters
    ----------
    draws
        The luck of the replication; the scenario comes with it.
    outcome
        What an engine made of it.

    Attributes
    ----------
    order
        The row of the step table that each step has here; shape (steps,), as in all of the following.
    place, stage, occurrence, resource, amount, outcome
        As in the step table, with the person's place in place of the number.
    joined, started, finished
        Days; NaN where it did not happen before the horizon.
    served
        Whether the waiting ended in being served.
    end
        The day on which the step ended, or the horizon.
    wait_end
        The day on which the waiting ended: served, given up, left, or the horizon.
    first, last
        Each person's first and last step; shape (people,).
    """

    def __init__(self, draws: Draws, outcome: Outcome) -> None:
        self.draws, self.scenario, self.people = draws, draws.scenario, draws.people
        self.ledger, table = outcome.ledger, outcome.steps
        self.count = len(self.people)
        place_of = np.zeros(int(self.people.person[-1]) + 1 if self.count else 0, dtype=np.int64)
        place_of[self.people.person] = np.arange(self.count)
        place = place_of[table["person"]]
        # Numbers of 16 bits are sorted by radix, and whole rows are gathered at once: each is several times faster.
        self.order = np.argsort(place.astype(np.uint16) if self.count < 1 << 16 else place, kind="stable")
        steps = table.take(self.order)
        self.place: Ints = place[self.order]
        self.stage: Ints = steps["stage"].astype(np.int64)
        self.occurrence: Ints = steps["occurrence"].astype(np.int64)
        self.resource: Ints = steps["resource"].astype(np.int64)
        self.amount: Ints = steps["amount"].copy()
        self.outcome: Ints = steps["outcome"].astype(np.int64)
        self.joined: Floats = steps["joined"].copy()
        self.started: Floats = steps["started"].copy()
        self.finished: Floats = steps["finished"].copy()
        self.served: Mask = ~np.isnan(self.started)
        self.end: Floats = np.where(np.isnan(self.finished), self.scenario.horizon, self.finished)
        self.wait_end: Floats = np.where(self.served, self.started, self.end)
        number = np.bincount(self.place, minlength=self.count)
        self.last: Ints = np.cumsum(number) - 1
        self.first: Ints = self.last - number + 1
        self._kept: dict[Callable[[Journeys], Any], Any] = {}

    def once(self, make: Callable[[Journeys], T]) -> T:
        """What `make` makes of these journeys, made once and kept for all who need it."""
        if make not in self._kept:
            self._kept[make] = make(self)
        return self._kept[make]  # type: ignore[no-any-return]

    # --- when to look ------------------------------------------------------------------------------------------------

    @cached_property
    def as_at(self) -> float:
        """The day by which totals are taken: the last target's, or the horizon where there is none."""
        targets = self.scenario.targets
        return targets[-1].day if targets else self.scenario.horizon

    @cached_property
    def looks(self) -> Floats:
        """The days at which totals to date are taken: `as_at`, then each target's."""
        return np.array([self.as_at, *(target.day for target in self.scenario.targets)])

    # --- who ---------------------------------------------------------------------------------------------------------

    @cached_property
    def everyone(self) -> Mask:
        """A mask of all people."""
        return np.ones(self.count, dtype=bool)

    @cached_property
    def groups(self) -> Mapping[str, Mask]:
        """Everyone, and each cohort where there are more than one: a mask of people by name."""
        cohorts = self.scenario.people.values.get("cohort", ())
        codes = self.people.codes["cohort"]
        parts = {name: codes == code for code, name in enumerate(cohorts)} if len(cohorts) > 1 else {}
        return {ALL: self.everyone, **parts}

    @cached_property
    def is_found(self) -> Mask:
        """Whether a person was found after day 0 began, and so when is known."""
        return np.arange(self.count) < self.people.found

    @property
    def residents(self) -> int:
        """Residents of the place (0 where the scenario has none)."""
        return self.scenario.people.residents

    @property
    def eligible(self) -> int:
        """Eligible people in all cohorts (0 for an open stream of arrivals)."""
        return sum(cohort.size for cohort in self.scenario.people.cohorts)

    # --- days of a person; NaN where it did not happen before the horizon --------------------------------------------

    @cached_property
    def found_day(self) -> Floats:
        """The day of identification; NaN for people inside on day 0, of whom it is not known."""
        return np.where(self.is_found, self.people.day, np.nan)

    @cached_property
    def accepted_day(self) -> Floats:
        """The day on which a person who was found joined a stage other than the first."""
        steps = np.flatnonzero(self.stage != 0)
        day = self._of_person(steps, self.joined)
        return np.where(self.is_found, day, np.nan)

    @cached_property
    def milestone_step(self) -> Mapping[str, Ints]:
        """For each milestone of the pathway, the person's first step that finished it (-1 for none)."""
        index = self.scenario.pathway.index
        found = {}
        for name, stage in self.scenario.pathway.milestones.items():
            # Who gave up or left there has a finish too, but did not get what the stage gives.
            steps = np.flatnonzero((self.stage == index[stage]) & (self.outcome >= 0))
            found[name] = self._of_person(steps, np.arange(len(self.place)), missing=-1)
        return found

    def milestone(self, name: str) -> Floats:
        """The day on which each person reached a milestone."""
        step = self.milestone_step.get(name)
        if step is None or not len(self.place):
            return np.full(self.count, np.nan)
        return np.where(step >= 0, self.finished[step], np.nan)

    @cached_property
    def plan_day(self) -> Floats:
        """The day of the care plan."""
        return self.milestone("plan")

    @cached_property
    def asked_day(self) -> Floats:
        """The day of asking for a budget."""
        return self.milestone("asked")

    @cached_property
    def live_day(self) -> Floats:
        """The day on which the budget went live."""
        return self.milestone("live")

    @cached_property
    def out_code(self) -> Ints:
        """How each person went out (the code of an exit, gave up, left); -1 for those inside at the horizon."""
        code = self.outcome[self.last]
        out = (code >= len(self.scenario.pathway.stages)) | (code == GAVE_UP) | (code == LEFT)
        return np.where(out, code, -1)

    @cached_property
    def out_day(self) -> Floats:
        """The day on which each person went out."""
        return np.where(self.out_code != -1, self.finished[self.last], np.nan)

    def _of_person(self, steps: Ints, values: NDArray[Any], missing: float = np.nan) -> NDArray[Any]:
        """The value at each person's first step among `steps` (ascending)."""
        result = np.full(self.count, missing, dtype=values.dtype)
        backwards = steps[::-1]
        result[self.place[backwards]] = values[backwards]  # the earliest is written last
        return result

    # --- what is held ------------------------------------------------------------------------------------------------

    def next_step(self, start: Ints, which: Mask) -> Ints:
        """For each step of `start`, the same person's first step from it on that `which` marks (-1 for none)."""
        steps = np.flatnonzero(which)
        if not len(steps):
            return np.full(len(start), -1)
        at = np.searchsorted(steps, start)
        found = steps[np.minimum(at, len(steps) - 1)]
        same = (at < len(steps)) & (self.place[found] == self.place[start])
        return np.where(same, found, -1)

    def held(self, resource: int) -> Held:
        """The intervals over which units of a caseload, or recurrent money, were held."""
        kind = self.scenario.resources[resource]
        if not outlasts_the_step(kind):
            raise ValueError(f"{kind.name} is not held beyond a step")
        taken = np.flatnonzero((self.resource == resource) & self.served & (self.amount > 0))
        begin, amount = self.started[taken], self.amount[taken]
        holders = self._holding_on_day_0(kind.name)
        if len(holders):
            taken = np.concatenate([self.first[holders], taken])
            begin = np.concatenate([np.zeros(len(holders)), begin])
            amount = np.concatenate([np.ones(len(holders), dtype=np.int64), amount])
        place = self.place[taken]
        gives = [code for code, stage in enumerate(self.scenario.pathway.stages) if kind.name in stage.gives_back]
        release = self.next_step(taken, np.isin(self.stage, gives) & (self.outcome >= 0))
        out = np.where(np.isnan(self.out_day), self.scenario.horizon, self.out_day)
        end = np.where(release >= 0, self.end[release], out[place])
        return Held(place=place, begin=begin, end=end, amount=amount)

    def _holding_on_day_0(self, name: str) -> Ints:
        """Places of the people inside on day 0 who hold a place of this caseload."""
        inside = self.scenario.inside
        if not inside:
            return np.zeros(0, dtype=np.int64)
        holds = np.repeat([name in entry.holding for entry in inside], [entry.count for entry in inside])
        return self.people.found + np.flatnonzero(holds)


def number_before(days: Floats, ends: Floats) -> Ints:
    """How many of the days (NaN for never) lie before each end."""
    return np.searchsorted(np.sort(days), ends)
