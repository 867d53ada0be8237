"""The step table as journeys: sorted by person, with the days and intervals that the measures are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..draws import Draws
from ..engines import Outcome
from ..model import GAVE_UP, LEFT, Gate, Scenario
from ..model.by_attribute import leaves
from ..model.reuse import nothing, once_unless_moved
from .groups import ALL, Groups
from .reporting_dates import Ends, as_at, ends_of
from .scans import Codes, by_code, find_next, first_of_person, sorted_by_person

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
T = TypeVar("T")

NO_STEPS: Ints = np.zeros(0, dtype=np.int64)


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
        self.last, columns = sorted_by_person(table, self.people.person, self.scenario.horizon)
        self.order, self.place, self.stage, self.occurrence = columns[:4]
        self.resource, self.outcome, self.amount = columns[4:7]
        self.joined, self.started, self.finished = columns[7:10]
        self.served, self.end, self.wait_end = columns[10:]
        self.first: Ints = np.append(0, self.last + 1)[:-1]
        self._kept: dict[Callable[[Journeys], Any], Any] = {}
        self._tallied: dict[int, tuple[Floats, Ints]] = {}

    def once(self, make: Callable[[Journeys], T]) -> T:
        """What `make` makes of these journeys, made once and kept for all who need it."""
        if make not in self._kept:
            self._kept[make] = make(self)
        return self._kept[make]  # type: ignore[no-any-return]

    def forget(self) -> None:
        """Drop what was kept: much of it refers back to the journeys, whose memory would wait for the garbage collector."""
        self._kept.clear()
        self._tallied.clear()

    # --- which steps -------------------------------------------------------------------------------------------------

    @cached_property
    def _by_resource(self) -> list[list[Ints]]:
        chosen = np.array([self.served, self.started < self.as_at])
        return by_code(self.resource, chosen, len(self.scenario.resources))

    @property
    def taking(self) -> Sequence[Ints]:
        """The steps that were served by each resource, ascending."""
        return self._by_resource[0]

    @property
    def taking_by_then(self) -> Sequence[Ints]:
        """The steps that were served by each resource before `as_at`, ascending."""
        return self._by_resource[1]

    @cached_property
    def at_stage(self) -> Sequence[Ints]:
        """The steps at each stage, ascending."""
        return by_code(self.stage, np.ones_like(self.served)[None], len(self.scenario.pathway.stages))[0]

    def through(self, stage: int) -> Ints:
        """The steps that finished a stage and led on from there, ascending.

        Who gave up or left there has a finish too, but did not get what the stage gives.
        """
        steps = self.at_stage[stage]
        return steps[self.outcome[steps] >= 0]

    def next_step(self, start: Ints, stages: Iterable[int], *, only_through: bool = True) -> Ints:
        """For each step of `start`, the same person's first step from it on that is at one of the stages (-1 for none).

        Unless told otherwise it must have finished the stage and led on from there; see `through`.
        """
        wanted = np.zeros(len(self.scenario.pathway.stages), dtype=np.bool_)
        wanted[list(stages)] = True
        found = np.empty(len(start), dtype=np.int64)
        find_next(start, self.last, (self.place, self.stage, self.outcome), wanted, only_through, found)
        return found

    # --- when to look ------------------------------------------------------------------------------------------------

    @cached_property
    def as_at(self) -> float:
        """The day by which totals are taken: the last target's, or the horizon where there is none."""
        return as_at(self.scenario)

    @cached_property
    def ends(self) -> Ends:
        """The days at which totals to date are taken."""
        return ends_of(self.scenario)

    # --- who ---------------------------------------------------------------------------------------------------------

    @cached_property
    def everyone(self) -> Mask:
        """A mask of all people."""
        return np.ones(self.count, dtype=bool)

    @cached_property
    def groups(self) -> Groups:
        """The groups for which headlines are told."""
        return Groups(self.people.values, self.people.codes)

    @cached_property
    def cohorts(self) -> Mapping[str, Mask]:
        """Everyone, and each cohort where there are more than one: a mask of people by name."""
        codes = self.people.codes["cohort"]
        return {ALL: self.everyone, **{name: codes == code for code, name in enumerate(self.groups.cohorts)}}

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
        """The day on which a person who was found joined a stage after the first, before which there may be gates."""
        stages = range(_first_after_gates(self.scenario) + 1, len(self.scenario.pathway.stages))
        later = self.next_step(self.first, stages, only_through=False)
        return np.where(self.is_found, self._day(later, self.joined), np.nan)

    @cached_property
    def milestone_step(self) -> Mapping[str, Ints]:
        """For each milestone of the pathway, the person's first step that finished it (-1 for none)."""
        index = self.scenario.pathway.index
        found = {}
        for name, stage in self.scenario.pathway.milestones.items():
            found[name] = first_of_person(self.through(index[stage]), self.place, self.count)
        return found

    def milestone(self, name: str) -> Floats:
        """The day on which each person reached a milestone."""
        day = self._milestone_day.get(name)
        return np.full(self.count, np.nan) if day is None else day

    @cached_property
    def _milestone_day(self) -> Mapping[str, Floats]:
        return {name: self._day(step, self.finished) for name, step in self.milestone_step.items()}

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
    def ended_day(self) -> Floats:
        """The day on which the person with a live budget went out."""
        return np.where(np.isnan(self.live_day), np.nan, self.out_day)

    @cached_property
    def out_code(self) -> Codes:
        """How each person went out (the code of an exit, gave up, left); -1 for those inside at the horizon."""
        code = self.outcome[self.last]
        out = (code >= len(self.scenario.pathway.stages)) | (code == GAVE_UP) | (code == LEFT)
        return np.where(out, code, -1)

    @cached_property
    def out_day(self) -> Floats:
        """The day on which each person went out."""
        return np.where(self.out_code != -1, self.finished[self.last], np.nan)

    def _day(self, step: Ints, days: Floats) -> Floats:
        """The day of one step of each person; NaN where there is no step."""
        return np.where(step >= 0, days[step], np.nan) if len(days) else np.full(len(step), np.nan)

    # --- counting ----------------------------------------------------------------------------------------------------

    def number_before(self, days: Floats) -> Ints:
        """How many days of each group lie before each of `ends`; shape (groups, ends).

        Parameters
        ----------
        days
            One a person, NaN for never, such as `plan_day`; they are counted once, so they must not change.
        """
        kept = self._tallied.get(id(days))
        if kept is None:
            counts = self.ends.before(days, self.groups.cell, self.groups.cells)
            # The days are kept with what is made of them, so that nothing else can take their identity.
            kept = self._tallied[id(days)] = days, self.groups.add_up(counts)
        return kept[1]


@once_unless_moved(nothing)
def _first_after_gates(scenario: Scenario) -> int:
    """The code of the first stage that is not just a gate before the others: to pass one is not yet to accept anything."""
    gates = {resource.name for resource in scenario.resources if isinstance(resource, Gate)}
    stages = scenario.pathway.stages
    waits = (code for code, stage in enumerate(stages) if not {name for name in leaves(stage.resource) if name} & gates)
    return next(waits, 0)
