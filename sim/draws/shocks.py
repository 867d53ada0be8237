"""Shocks that everybody shares: a post that stands empty, staff who are away, a meeting that is not held.

None of them depends on who waits for what. So a replication draws them first, and both engines then see a scenario whose teams,
caseloads and meetings are as they turn out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ..model import Caseload, Meeting, Resource, Scenario, Team
from ..model.teams import places_of
from .posts import Key, PostDraws, Staff, staff_of
from .stream import key, named, uniform_of_key

#: How the slots begin that hold values in place of drawn shocks, such as ``resources.nurses.stays``.
RESOURCES = "resources"
Values = Mapping[str, NDArray[np.float64]]


def as_it_turns_out(scenario: Scenario, seed: int, replication: int, given: Values | None = None) -> Scenario:
    """The scenario with the staff and the meetings of one replication; the scenario itself where nothing of the kind is drawn.

    Parameters
    ----------
    scenario
        The scenario as planned.
    seed, replication
        Which draws.
    given
        Values in place of drawn ones by slot: ``resources.<team>.`` and a kind of `PostDraws`, or
        ``resources.<meeting>.cancelled`` (whether each of its meetings is not held).
    """
    if not _has_shocks(scenario):
        return scenario
    given, stream = given or {}, partial(key, seed, replication)
    staff = {
        team.name: _staff(team, scenario.horizon, stream, given)
        for team in scenario.resources
        if isinstance(team, Team) and team.staffing is not None
    }
    members = {team.name: team.members for team in scenario.resources if isinstance(team, Team)}

    def turned_out(resource: Resource) -> Resource:
        if resource.name in staff and isinstance(resource, Team):
            return _with_staff(resource, staff[resource.name])
        if isinstance(resource, Caseload) and resource.per_worker is not None:
            workers = [staff[team].full_workers if team in staff else members[team] for team in resource.teams]
            return replace(resource, places=places_of(resource.per_worker, workers))
        if isinstance(resource, Meeting) and resource.cancelled > 0:
            return replace(resource, days=_held(resource, scenario, stream, given))
        return resource

    resources = tuple(map(turned_out, scenario.resources))
    return replace(scenario, resources=resources, parent=scenario)


def _has_shocks(scenario: Scenario) -> bool:
    return any(
        (isinstance(resource, Team) and resource.staffing is not None)
        or (isinstance(resource, Meeting) and resource.cancelled > 0)
        for resource in scenario.resources
    )


def _staff(team: Team, horizon: float, stream: Key, given: Values) -> Staff:
    prefix = f"{RESOURCES}.{team.name}."
    of_team = {slot.removeprefix(prefix): values for slot, values in given.items() if slot.startswith(prefix)}
    return staff_of(PostDraws(team, stream, of_team), horizon)


def _with_staff(team: Team, staff: Staff) -> Team:
    return replace(
        team, members=staff.there, hours_a_week=staff.hours_a_week, in_post=staff.in_post, hours_paid=team.hours_a_week
    )


def _held(meeting: Meeting, scenario: Scenario, stream: Key, given: Values) -> tuple[float, ...]:
    """The days on which a meeting is held. Chance belongs to the date, so that meeting more often cancels no other meeting."""
    cancelled = given.get(f"{RESOURCES}.{meeting.name}.cancelled")
    if cancelled is None:
        dates = np.array(meeting.days, dtype=np.int64) + scenario.start.toordinal()
        chance = uniform_of_key(stream(named("meeting", meeting.name, "cancelled")), dates)
        cancelled = np.asarray(chance < meeting.cancelled, dtype=np.float64)
    return tuple(day for day, is_off in zip(meeting.days, cancelled, strict=True) if not is_off)
