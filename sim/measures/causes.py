"""Why a person waited: each day from identification to a live budget is put to exactly one cause."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..model import Caseload, Fund, Gate, Meeting, PaymentRun, Scenario, Team
from ..model.once import once_a_scenario
from .capacity import at_days, stood_still, stretches
from .journeys import Floats, Ints, Journeys, Mask
from .sweeps import add_by_person, by_code, read_longest_parts

TEAM_BUSY = "team_busy"
TEAM_OFF = "team_off"
CASELOAD_FULL = "caseload_full"
NEXT_MEETING = "next_meeting"
MEETING_FULL = "meeting_full"
MONEY_ABSENT = "money_absent"
NOT_YET_RELEASED = "money_not_yet_released"
NEXT_PAYMENT_RUN = "next_payment_run"
OFFERS_PAUSED = "offers_paused"
WAITS = (
    TEAM_BUSY,
    TEAM_OFF,
    CASELOAD_FULL,
    NEXT_MEETING,
    MEETING_FULL,
    MONEY_ABSENT,
    NOT_YET_RELEASED,
    NEXT_PAYMENT_RUN,
    OFFERS_PAUSED,
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
    taking
        The code of the cause of the time that the step took.
    days_taken
        The days that it took, without those on which a team's work stood still, having no hours.
    days_still
        Those days; they are put to the team's being off.
    """

    def __init__(self, journeys: Journeys) -> None:
        self.journeys = journeys
        self.names = _names(journeys.scenario)
        steps = len(journeys.place)
        waited = journeys.wait_end - journeys.joined
        self.first: Ints = np.zeros(steps, dtype=np.int64)
        self.days_first: Floats = waited
        self.second = self.first
        self.days_second: Floats = np.zeros(steps)
        if (waited > 0).any():
            self._share_the_waits(waited)
        self.days_still = self._days_still()
        taken = np.where(journeys.served, journeys.end - journeys.started, 0.0)
        self.days_taken: Floats = np.maximum(0.0, taken - self.days_still)
        self.taking: Ints = self._taking()

    # --- waiting -----------------------------------------------------------------------------------------------------

    def _share_the_waits(self, waited: Floats) -> None:
        self.first, self.days_first = self.first.copy(), waited.copy()
        self.second = self.first.copy()
        resources = self.journeys.scenario.resources
        for code, steps in enumerate(by_code(self.journeys.resource, waited > 0, len(resources))):
            if not len(steps):
                continue
            kind = resources[code]
            if isinstance(kind, Team):
                self._put(steps, TEAM_OFF, TEAM_BUSY, self._days_off(kind, steps))
            elif isinstance(kind, Caseload):
                self._put(steps, CASELOAD_FULL, CASELOAD_FULL, waited[steps])
            elif isinstance(kind, Meeting):
                heard = np.minimum(self._first_meeting(code, kind, steps), self.journeys.wait_end[steps])
                self._put(steps, NEXT_MEETING, MEETING_FULL, heard - self.journeys.joined[steps])
            elif isinstance(kind, PaymentRun):
                self._put(steps, NEXT_PAYMENT_RUN, NEXT_PAYMENT_RUN, waited[steps])
            elif isinstance(kind, Gate):
                self._put(steps, OFFERS_PAUSED, OFFERS_PAUSED, waited[steps])
            else:
                released = self._released(kind, steps)
                self._put(steps, NOT_YET_RELEASED, MONEY_ABSENT, np.where(released, waited[steps], 0.0))

    def _put(self, steps: Ints, first: str, second: str, days: Floats) -> None:
        self.first[steps], self.second[steps] = self.names.index(first), self.names.index(second)
        self.days_second[steps] = np.maximum(0.0, self.days_first[steps] - days)
        self.days_first[steps] = days

    def _off(self, team: Team) -> tuple[Floats, Floats]:
        """When the team is off: from which days, to which."""
        edges, capacity = stretches(team, self.journeys.scenario.horizon)
        return edges[:-1][capacity == 0], edges[1:][capacity == 0]

    def _days_off(self, team: Team, steps: Ints) -> Floats:
        joined, until = self.journeys.joined[steps], self.journeys.wait_end[steps]
        off = np.zeros(len(steps))
        for low, high in zip(*self._off(team), strict=True):
            off += np.maximum(0.0, np.minimum(until, high) - np.maximum(joined, low))
        return off

    def _first_meeting(self, code: int, meeting: Meeting, steps: Ints) -> Floats:
        """The first meeting for which each person's papers came in time (infinite if there is none)."""
        days = _days_of_meetings(self.journeys.scenario)[code]
        joined = self.journeys.joined[steps]
        at = np.searchsorted(days[:-1] - meeting.papers_due, joined)
        if meeting.papers_due == 0:
            at = at + self._came_after(code, meeting, steps, days[at])
        return days[np.minimum(at, len(days) - 1)]

    def _came_after(self, code: int, meeting: Meeting, steps: Ints, day: Floats) -> Mask:
        """Whether a person who joined on the day of a meeting came when it was over.

        So it was if the meeting had slots to spare, or if another meeting of that day, or this one, had just sent them.
        """
        same: Mask = self.journeys.joined[steps] == day
        if not same.any():
            return same
        heard = np.sort(self.journeys.started[self.journeys.taking[code]])
        number = np.searchsorted(heard, day, side="right") - np.searchsorted(heard, day, side="left")
        before = np.maximum(steps - 1, 0)
        sent = (self.journeys.place[before] == self.journeys.place[steps]) & (self.journeys.started[before] == day)
        # Payment runs come after the meetings of their day, and those in the order of the resources.
        resources = enumerate(self.journeys.scenario.resources)
        later = [isinstance(kind, PaymentRun) or (isinstance(kind, Meeting) and at >= code) for at, kind in resources]
        not_before = np.array([*later, False])[self.journeys.resource[before]]  # the last is for no resource
        over: Mask = (number < at_days(meeting.slots, day)) | (sent & not_before)
        late: Mask = same & over
        return late

    def _released(self, fund: Fund, steps: Ints) -> Mask:
        """Whether the money that ended the wait came on the day of a tranche."""
        tranches = [top_up.day for top_up in fund.top_ups if top_up.tranche and top_up.pence > 0]
        return np.isin(self.journeys.started[steps], tranches)

    # --- taking time -------------------------------------------------------------------------------------------------

    def _days_still(self) -> Floats:
        journeys = self.journeys
        days = np.zeros(len(journeys.place))
        for code, team in enumerate(journeys.scenario.resources):
            if isinstance(team, Team) and team.follows:
                steps = journeys.taking[code]
                days[steps] = stood_still(team, journeys.started[steps], journeys.end[steps])
        return days

    def _taking(self) -> Ints:
        journeys = self.journeys
        taking: Ints = _first_parts(journeys.scenario)[journeys.stage]
        for code, stage in enumerate(journeys.scenario.pathway.stages):
            if len(stage.parts) > 1:
                steps = journeys.at_stage[code]
                steps = steps[journeys.served[steps]]
                taking[steps] = self._longest(code, steps)
        return taking

    def _longest(self, code: int, steps: Ints) -> Ints:
        """Which of the stage's parts took longest, and so is the cause of the whole."""
        journeys = self.journeys
        codes = [self.names.index(part.cause) for part in journeys.scenario.pathway.stages[code].parts]
        luck, longest = journeys.draws.luck, np.empty(len(steps), dtype=np.int64)
        with np.errstate(over="ignore"):  # streams of random numbers overflow by design
            read_longest_parts(luck, code, journeys.place[steps], journeys.occurrence[steps], longest)
        return np.array(codes)[longest]

    # --- answers -----------------------------------------------------------------------------------------------------

    @property
    def in_window(self) -> Mask:
        """Which steps lie between identification and a live budget, or else going out, or else the horizon."""
        journeys = self.journeys
        live = journeys.milestone_step.get("live")
        if live is None or not len(journeys.place):
            return np.ones(len(journeys.place), dtype=bool)
        until = np.where(live >= 0, live, len(journeys.place))
        within: Mask = np.arange(len(journeys.place)) <= until[journeys.place]
        return within

    def by_person(self) -> Floats:
        """Days by person and cause, shape (people, causes); each person's sum is the time in the window."""
        journeys, width = self.journeys, len(self.names)
        total = np.zeros((journeys.count, width))
        within = self.in_window
        parts = [
            (self.first, self.days_first),
            (self.second, self.days_second),
            (self.taking, self.days_taken),
        ]
        if self.days_still.any():
            parts.append((np.full_like(self.taking, self.names.index(TEAM_OFF)), self.days_still))
        for cause, days in parts:
            add_by_person(total, journeys.place, within, cause, days)
        return total

    def main(self) -> NDArray[np.int64]:
        """The code of the longest cause of each step's wait, in the order of the journeys; -1 where nobody waited."""
        longest = np.where(self.days_first >= self.days_second, self.first, self.second)
        return np.where(self.days_first + self.days_second > 0, longest, -1)

    def pieces(self, row: int) -> list[tuple[float, float, str]]:
        """One step as a story: (from day, to day, cause), in order, without gaps.

        Parameters
        ----------
        row
            The row of the step table.
        """
        journeys = self.journeys
        step = int(np.flatnonzero(journeys.order == row)[0])
        found = self._waiting_pieces(step)
        if journeys.served[step]:
            found += self._taking_pieces(step)
        return [piece for piece in found if piece[1] > piece[0]]

    def _waiting_pieces(self, step: int) -> list[tuple[float, float, str]]:
        low, high = float(self.journeys.joined[step]), float(self.journeys.wait_end[step])
        code = int(self.journeys.resource[step])
        kind = self.journeys.scenario.resources[code] if code >= 0 else None
        if not isinstance(kind, Team):
            turn = low + float(self.days_first[step]) if self.days_second[step] > 0 else high
            return [(low, turn, self.names[self.first[step]]), (turn, high, self.names[self.second[step]])]
        return _with_days_off(low, high, TEAM_BUSY, zip(*self._off(kind), strict=True))

    def _taking_pieces(self, step: int) -> list[tuple[float, float, str]]:
        low, high = float(self.journeys.started[step]), float(self.journeys.end[step])
        cause = self.names[self.taking[step]]
        if not self.days_still[step]:
            return [(low, high, cause)]
        team = self.journeys.scenario.resources[self.journeys.resource[step]]
        assert isinstance(team, Team)
        days = [0.0, *(day for day, _ in team.hours_a_week.changes()), self.journeys.scenario.horizon]
        off = [(begin, end) for begin, end in pairwise(days) if team.hours_a_week.at(begin) == 0]
        return _with_days_off(low, high, cause, off)


def _with_days_off(
    low: float, high: float, cause: str, off: Iterable[tuple[float, float]]
) -> list[tuple[float, float, str]]:
    """A stretch of days put to a cause, but for those on which the team is off."""
    found = []
    day = low
    for begin, end in off:
        if end > day and begin < high:
            found.append((day, max(day, float(begin)), cause))
            found.append((max(day, float(begin)), min(high, float(end)), TEAM_OFF))
            day = min(high, float(end))
    return [*found, (day, high, cause)]


@once_a_scenario
def _names(scenario: Scenario) -> tuple[str, ...]:
    """All causes: the waits, then those that the stages name, each once."""
    parts = (part for stage in scenario.pathway.stages for part in stage.parts)
    return tuple(dict.fromkeys([*WAITS, *(part.cause for part in parts)]))


@once_a_scenario
def _days_of_meetings(scenario: Scenario) -> dict[int, Floats]:
    """The days of each meeting, and an infinite one for when there is none any more."""
    resources = enumerate(scenario.resources)
    return {code: np.array([*kind.days, np.inf]) for code, kind in resources if isinstance(kind, Meeting)}


@once_a_scenario
def _first_parts(scenario: Scenario) -> Ints:
    """The code of the cause of each stage's first part."""
    names = _names(scenario)
    parts = [names.index(stage.parts[0].cause) if stage.parts else 0 for stage in scenario.pathway.stages]
    return np.array(parts, dtype=np.int64)


def causes(journeys: Journeys) -> Causes:
    """The causes of these journeys, worked out once."""
    return journeys.once(Causes)


def days_by_person(journeys: Journeys) -> Floats:
    """Days by person and cause, worked out once; see `Causes.by_person`."""
    return journeys.once(_by_person)


def _by_person(journeys: Journeys) -> Floats:
    return causes(journeys).by_person()
