"""Why a person waited: each day from identification to a live budget is put to exactly one cause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np

from ..model import Fund, Meeting, PaymentRun, Scenario, Team
from ..model.reuse import NAMES, cached_per_scenario
from .capacity import stood_still
from .journeys import Floats, Ints, Journeys, Mask
from .releases import released
from .scans import read_longest_parts
from .wait_attribution import (
    TEAM_BUSY,
    TEAM_OFF,
    WAITS,
    Codes,
    StepCauses,
    add_days_by_cause,
    attribute_days,
    days_off,
    wait_rules,
)


class Causes:
    """The causes of every step's days.

    A wait has up to two causes: days put to the first, and what remains put to the second.

    Attributes
    ----------
    names
        All causes: the waits, then those that the pathway names for the time that its stages take.
    first, second
        The codes of a wait's causes; shape (steps,), in the order of the journeys.
    days_first, days_second
        Days of waiting put to each.
    service
        The code of the cause of the time that the step took once it was served.
    days_service
        The days that it took, without those on which a team's work stood still, having no hours.
    days_still
        Those days, which are put to the team's being off; empty where no team's work follows its hours.
    """

    def __init__(self, journeys: Journeys) -> None:
        self.journeys = journeys
        self.names = _names(journeys.scenario)
        self.days_still = self._days_still()
        self._steps = self._step_causes()
        self.first, self.second, self.service, self.days_first, self.days_second, self.days_service = self._steps

    # --- waiting -----------------------------------------------------------------------------------------------------

    def _step_causes(self) -> StepCauses:
        journeys = self.journeys
        scenario = journeys.scenario
        causes, unsure = attribute_days(journeys, wait_rules(scenario), _first_parts(scenario), self.days_still)
        for code in set(journeys.resource[unsure].tolist()):
            resource, steps = scenario.resources[code], unsure[journeys.resource[unsure] == code]
            if isinstance(resource, Fund):
                others = steps[~released(journeys, code, steps)]
                causes.days_first[others] = 0.0
                causes.days_second[others] = journeys.wait_end[others] - journeys.joined[others]
                continue
            assert isinstance(resource, Meeting)
            late = steps[self._came_after(code, resource, steps)]
            joined, wait_end = journeys.joined[late], journeys.wait_end[late]
            days = np.array([*resource.days, np.inf])
            heard = np.minimum(days[np.searchsorted(days, joined) + 1], wait_end)
            causes.days_first[late] = heard - joined
            causes.days_second[late] = np.maximum(0.0, wait_end - joined - causes.days_first[late])
        for code, stage in enumerate(scenario.pathway.stages):
            if len(stage.parts) > 1:
                steps = journeys.steps_at_stage[code]
                steps = steps[journeys.served[steps]]
                causes.service[steps] = self._longest(code, steps)
        return causes

    def _came_after(self, code: int, meeting: Meeting, steps: Ints) -> Mask:
        """Whether a person who joined on the day of a meeting came when it was over.

        So it was if the meeting had slots to spare, or if another meeting of that day, or this one, had just sent them.
        """
        journeys = self.journeys
        day = journeys.joined[steps]
        heard = np.sort(journeys.started[journeys.served_steps[code]])
        number = np.searchsorted(heard, day, side="right") - np.searchsorted(heard, day, side="left")
        before = np.maximum(steps - 1, 0)
        same_person = journeys.person_index[before] == journeys.person_index[steps]
        sent = same_person & (journeys.started[before] == day)
        # Payment runs come after the meetings of their day, and those in the order of the resources.
        resources = enumerate(journeys.scenario.resources)
        later = [
            isinstance(resource, PaymentRun) or (isinstance(resource, Meeting) and index >= code)
            for index, resource in resources
        ]
        not_before = np.array([*later, False])[journeys.resource[before]]  # the last is for no resource
        over: Mask = (number < meeting.slots.at_days(day)) | (sent & not_before)
        return over

    # --- being served -------------------------------------------------------------------------------------------------

    def _days_still(self) -> Floats:
        journeys = self.journeys
        resources = enumerate(journeys.scenario.resources)
        following = [(code, team) for code, team in resources if isinstance(team, Team) and team.tracks_hours]
        days = np.zeros(len(journeys.person_index) if following else 0)
        for code, team in following:
            steps = journeys.served_steps[code]
            days[steps] = stood_still(team, journeys.started[steps], journeys.end[steps])
        return days

    def _longest(self, code: int, steps: Ints) -> Ints:
        """Which of the stage's parts took longest, and so is the cause of the whole."""
        journeys = self.journeys
        codes = [self.names.index(part.cause) for part in journeys.scenario.pathway.stages[code].parts]
        inputs, longest = journeys.draws.random_inputs, np.empty(len(steps), dtype=np.int64)
        with np.errstate(over="ignore"):  # streams of random numbers overflow by design
            read_longest_parts(inputs, code, journeys.drawn_person(steps), journeys.occurrence[steps], longest)
        return np.array(codes)[longest]

    # --- answers -----------------------------------------------------------------------------------------------------

    @cached_property
    def _window(self) -> tuple[Ints, Ints]:
        """Each person's first step, and the last before a live budget, or before living with a plan alone, or else of all."""
        journeys = self.journeys
        last = journeys.last
        if stages := journeys.stages_with_plan_alone:
            alone = journeys.next_step(journeys.first, stages, only_completed=False)
            last = np.where(alone >= 0, alone - 1, last)
        live = journeys.milestone_step.get("live")
        return journeys.first, last if live is None else np.where(live >= 0, live, last)

    def days(self, chosen: Mask) -> Floats:
        """Days of some people by cause, from identification to a live budget, or else a plan, going out, or the horizon.

        A plan ends them for those who want no budget.

        Parameters
        ----------
        chosen
            Which people; shape (people,).

        Returns
        -------
        ndarray
            Sums over all of these, then over those of each cohort; shape (1 + cohorts, causes).
        """
        journeys, width = self.journeys, len(self.names)
        total = np.zeros((1 + max(1, len(journeys.people.values["cohort"])), width))
        still = self.names.index(TEAM_OFF), self.days_still
        cohort = journeys.people.codes["cohort"]
        add_days_by_cause(total, np.zeros(width), chosen, cohort, self._window, self._steps, still)
        return total[: 1 + len(journeys.groups.cohorts)]

    def main(self) -> Codes:
        """The code of the longest cause of each step's wait, in the order of the journeys; -1 where nobody waited."""
        longest = np.where(self.days_first >= self.days_second, self.first, self.second)
        return np.where(self.days_first + self.days_second > 0, longest, np.int16(-1))

    def pieces(self, row: int) -> list[tuple[float, float, str]]:
        """One step as a story: (from day, to day, cause), in order, without gaps.

        Parameters
        ----------
        row
            The row of the step table.
        """
        journeys = self.journeys
        step = int(np.flatnonzero(journeys.order == row)[0])
        pieces = self._waiting_pieces(step)
        if journeys.served[step]:
            pieces += self._service_pieces(step)
        return [piece for piece in pieces if piece[1] > piece[0]]

    def _waiting_pieces(self, step: int) -> list[tuple[float, float, str]]:
        begin, end = float(self.journeys.joined[step]), float(self.journeys.wait_end[step])
        code = int(self.journeys.resource[step])
        resource = self.journeys.scenario.resources[code] if code >= 0 else None
        if not isinstance(resource, Team):
            middle = begin + float(self.days_first[step]) if self.days_second[step] > 0 else end
            return [(begin, middle, self.names[self.first[step]]), (middle, end, self.names[self.second[step]])]
        return _with_days_off(begin, end, TEAM_BUSY, days_off(resource, self.journeys.scenario.horizon))

    def _service_pieces(self, step: int) -> list[tuple[float, float, str]]:
        begin, end = float(self.journeys.started[step]), float(self.journeys.end[step])
        cause = self.names[self.service[step]]
        if not self.days_still[step : step + 1].any():
            return [(begin, end, cause)]
        team = self.journeys.scenario.resources[self.journeys.resource[step]]
        assert isinstance(team, Team)
        edges = [0.0, *(day for day, _ in team.hours_a_week.changes()), self.journeys.scenario.horizon]
        without_hours = [(low, high) for low, high in pairwise(edges) if team.hours_a_week.at(low) == 0]
        return _with_days_off(begin, end, cause, without_hours)


def _with_days_off(
    begin: float, end: float, cause: str, intervals_off: Iterable[Sequence[float]]
) -> list[tuple[float, float, str]]:
    """A stretch of days put to a cause, but for those on which the team is off."""
    pieces = []
    day = begin
    for low, high in intervals_off:
        if high > day and low < end:
            pieces.append((day, max(day, float(low)), cause))
            pieces.append((max(day, float(low)), min(end, float(high)), TEAM_OFF))
            day = min(end, float(high))
    return [*pieces, (day, end, cause)]


@cached_per_scenario(depends_on=NAMES)
def _names(scenario: Scenario) -> tuple[str, ...]:
    """All causes: the waits, then those that the stages name, each once."""
    parts = (part for stage in scenario.pathway.stages for part in stage.parts)
    return tuple(dict.fromkeys([*WAITS, *(part.cause for part in parts)]))


@cached_per_scenario(depends_on=NAMES)
def _first_parts(scenario: Scenario) -> Codes:
    """The code of the cause of each stage's first part."""
    names = _names(scenario)
    parts = [names.index(stage.parts[0].cause) if stage.parts else 0 for stage in scenario.pathway.stages]
    return np.array(parts, dtype=np.int16)


def causes(journeys: Journeys) -> Causes:
    """The causes of these journeys, worked out once."""
    return journeys.cached(Causes)
