"""The step table as journeys: sorted by person, with the days and intervals that the measures are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..draws import Draws
from ..engines import EngineOutput
from ..model import GAVE_UP, LEFT, Gate, Scenario
from ..model.by_attribute import leaves
from ..model.reuse import NAMES, cached_per_scenario
from .groups import ALL, Groups
from .reporting_dates import ReportingDates, reporting_dates_of, totals_day
from .scans import Codes, PersonIndex, by_code, find_next, first_joined, first_of_person, sorted_by_person

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
T = TypeVar("T")

NO_STEPS: Ints = np.zeros(0, dtype=np.int64)


class Journeys:
    """The steps of one replication, each person's one after another.

    People are known by their index in `people`; "by a day" always means before it, since a day is over when the
    next begins. "To date" means by `totals_day`.

    Parameters
    ----------
    draws
        The random inputs of the replication; the scenario comes with them.
    outcome
        What an engine made of them.

    Attributes
    ----------
    draws
        The draws; of their people some may have been held back until the horizon by a long waiting list, and each has the day
        on which it was the person's turn.
    people
        The others: those who were identified before the horizon, and those inside on day 0. Where a long waiting list held some
        back, they are identified on the day on which they were invited.
    order
        The row of the step table that each step has here; shape (steps,), as in all of the following.
    person_index
        The index in `people` of the person whose step it is.
    stage, occurrence, resource, amount, outcome
        As in the step table.
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
    people_count
        How many people there are.
    """

    def __init__(self, draws: Draws, outcome: EngineOutput) -> None:
        self.scenario, self.ledger, table = draws.scenario, outcome.ledger, outcome.steps
        self.draws, self.people = draws, draws.people
        self._invited: Ints | None = None  # their indices among the people of the draws; None for all
        if self.scenario.invitations is not None:
            day = first_joined(table, draws.people.person)
            self._invited = np.flatnonzero(~np.isnan(day))
            self.people = draws.people.only(self._invited, day[self._invited])
        self.people_count = len(self.people)
        self.last, columns = sorted_by_person(table, self.people.person, self.scenario.horizon)
        self.order, self.person_index, self.stage, self.occurrence = columns[:4]
        self.resource, self.outcome, self.amount = columns[4:7]
        self.joined, self.started, self.finished = columns[7:10]
        self.served, self.end, self.wait_end = columns[10:]
        self.first: Ints = np.append(0, self.last + 1)[:-1]
        self._cache: dict[Callable[[Journeys], Any], Any] = {}
        self._counts: dict[int, tuple[Floats, Ints]] = {}

    def cached(self, make: Callable[[Journeys], T]) -> T:
        """What `make` works out of these journeys, worked out once and kept for all that need it."""
        if make not in self._cache:
            self._cache[make] = make(self)
        return self._cache[make]  # type: ignore[no-any-return]

    def clear_cache(self) -> None:
        """Drop what is cached: much of it refers back to the journeys, whose memory would wait for the garbage collector."""
        self._cache.clear()
        self._counts.clear()

    # --- which steps -------------------------------------------------------------------------------------------------

    @cached_property
    def _by_resource(self) -> list[list[Ints]]:
        chosen = np.array([self.served, self.started < self.totals_day])
        return by_code(self.resource, chosen, len(self.scenario.resources))

    @property
    def served_steps(self) -> Sequence[Ints]:
        """The steps that were served by each resource, ascending."""
        return self._by_resource[0]

    @property
    def served_steps_to_date(self) -> Sequence[Ints]:
        """The steps that were served by each resource before `totals_day`, ascending."""
        return self._by_resource[1]

    @cached_property
    def steps_at_stage(self) -> Sequence[Ints]:
        """The steps at each stage, ascending."""
        return by_code(self.stage, np.ones_like(self.served)[None], len(self.scenario.pathway.stages))[0]

    def completed_steps(self, stage: int) -> Ints:
        """The steps that finished a stage and led on from there, ascending.

        Somebody who gave up or left there has a finish too, but did not get what the stage gives.
        """
        steps = self.steps_at_stage[stage]
        return steps[self.outcome[steps] >= 0]

    def next_step(self, start: Ints, stages: Iterable[int], *, only_completed: bool = True) -> Ints:
        """For each step of `start`, the same person's first step from it on that is at one of the stages (-1 for none).

        Unless told otherwise it must have finished the stage and led on from there; see `completed_steps`.
        """
        wanted = np.zeros(len(self.scenario.pathway.stages), dtype=np.bool_)
        wanted[list(stages)] = True
        steps = np.empty(len(start), dtype=np.int64)
        find_next(start, self.last, (self.person_index, self.stage, self.outcome), wanted, only_completed, steps)
        return steps

    @property
    def stages_with_plan_alone(self) -> tuple[int, ...]:
        """See `Pathway.with_plan_alone`."""
        return _with_plan_alone(self.scenario)

    def drawn_person(self, steps: Ints) -> PersonIndex:
        """The index, among the people of the draws, of the person whose step each is."""
        person_index = self.person_index[steps]
        return person_index if self._invited is None else self._invited[person_index].astype(np.int32)

    # --- reporting dates ----------------------------------------------------------------------------------------------

    @cached_property
    def totals_day(self) -> float:
        """The day by which totals are taken: the end of the last target date, or the horizon where there is none."""
        return totals_day(self.scenario)

    @cached_property
    def reporting_dates(self) -> ReportingDates:
        """The days at which totals to date are taken."""
        return reporting_dates_of(self.scenario)

    # --- people -------------------------------------------------------------------------------------------------------

    @cached_property
    def everyone(self) -> Mask:
        """A mask of all people."""
        return np.ones(self.people_count, dtype=bool)

    @cached_property
    def groups(self) -> Groups:
        """The groups for which KPIs are given."""
        return Groups(self.people.values, self.people.codes)

    @cached_property
    def cohorts(self) -> Mapping[str, Mask]:
        """Everyone, and each cohort where there are more than one: a mask of people by name."""
        codes = self.people.codes["cohort"]
        return {ALL: self.everyone, **{name: codes == code for code, name in enumerate(self.groups.cohorts)}}

    @cached_property
    def is_identified(self) -> Mask:
        """Whether a person was identified from day 0 on, so that the day is known."""
        return np.arange(self.people_count) < self.people.identified

    @property
    def residents(self) -> int:
        """Residents of the locality (0 where the scenario has none)."""
        return self.scenario.people.residents

    @property
    def eligible(self) -> int:
        """Eligible people in all cohorts (0 for an open stream of arrivals)."""
        return sum(cohort.size for cohort in self.scenario.people.cohorts)

    # --- days of a person; NaN where it did not happen before the horizon --------------------------------------------

    @cached_property
    def identified_day(self) -> Floats:
        """The day of identification; NaN for people inside on day 0, of whom it is not known."""
        return np.where(self.is_identified, self.people.day, np.nan)

    @cached_property
    def accepted_day(self) -> Floats:
        """The day on which a person who was identified joined a stage after the first, before which there may be gates."""
        stages = range(_first_after_gates(self.scenario) + 1, len(self.scenario.pathway.stages))
        later = self.next_step(self.first, stages, only_completed=False)
        return np.where(self.is_identified, self._day(later, self.joined), np.nan)

    @cached_property
    def milestone_step(self) -> Mapping[str, Ints]:
        """For each milestone of the pathway, the person's first step that finished it (-1 for none)."""
        index = self.scenario.pathway.index
        return {
            name: first_of_person(self.completed_steps(index[stage]), self.person_index, self.people_count)
            for name, stage in self.scenario.pathway.milestones.items()
        }

    def milestone(self, name: str) -> Floats:
        """The day on which each person reached a milestone."""
        day = self._milestone_day.get(name)
        return np.full(self.people_count, np.nan) if day is None else day

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

    def counts_by_date(self, days: Floats) -> Ints:
        """How many days of each group lie before each reporting date; shape (groups, dates).

        Parameters
        ----------
        days
            One a person, NaN for never, such as `plan_day`; they are counted once, so they must not change.
        """
        entry = self._counts.get(id(days))
        if entry is None:
            counts = self.reporting_dates.count_between(days, self.groups.cell, self.groups.cells)
            # The days are kept with their counts, so that nothing else can take their identity.
            entry = self._counts[id(days)] = days, self.groups.add_up(counts).cumsum(axis=1)
        return entry[1]


@cached_per_scenario(depends_on=NAMES)
def _first_after_gates(scenario: Scenario) -> int:
    """The code of the first stage that is not just a gate before the others: to pass one is not yet to accept anything."""
    gates = {resource.name for resource in scenario.resources if isinstance(resource, Gate)}
    stages = scenario.pathway.stages
    others = (
        code for code, stage in enumerate(stages) if not {name for name in leaves(stage.resource) if name} & gates
    )
    return next(others, 0)


@cached_per_scenario(depends_on=NAMES)
def _with_plan_alone(scenario: Scenario) -> tuple[int, ...]:
    return scenario.pathway.with_plan_alone
