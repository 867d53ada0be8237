"""Who is in post and who is there: the staff of a team in one replication.

All that becomes of a post is drawn by streams of its own, keyed by the team and the number of the post, so that more posts move
nobody else's comings and goings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from math import ceil, inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..jit import compiled
from ..model import Distribution, Team
from ..model.calendar import Dated
from ..model.staffing import Absence
from .quantiles import quantile
from .stream import Words, named, uniform_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Gives the two words that identify a named stream.
Key = Callable[[str], Words]

DAYS_A_YEAR = 365.25
BURN_IN = 10  #: mean lengths of an absence before day 0 at which everybody is there: by day 0 it no longer shows
WHOLE = 1 << 40  #: parts of a full member's work, so that adding them up is exact
AWAY, IN_POST, SHARE = range(3)  #: kinds of event in a post
ALWAYS = -inf  #: the day on which those began who hold the posts of the first day


class Staff(NamedTuple):
    """The staff of a team in one replication.

    Attributes
    ----------
    there
        Those who are in post and not away.
    hours_a_week
        What each of these gets done on average: less than their hours while somebody is new.
    in_post
        Those who are in post, there or away.
    full_workers
        The same, whoever is new counted in part.
    """

    there: Dated
    hours_a_week: Dated
    in_post: Dated
    full_workers: Dated


class Tenure(NamedTuple):
    """A post, counted from 0, and the days from which and until which somebody holds it."""

    post: int
    begins: float
    ends: float


class PostDraws:
    """What is drawn for the posts of a team.

    Parameters
    ----------
    team
        A team with `staffing`.
    key
        Gives the keys of streams.
    replace
        Values in place of drawn ones, by kind: ``stays``, ``recruitment``, ``vacancy``, ``present.<absence>`` and
        ``away.<absence>`` (days); shape (posts, events). Absences so given begin on day 0, with somebody who is there.
    """

    def __init__(self, team: Team, key: Key, replace: Mapping[str, Floats]) -> None:
        assert team.staffing is not None
        self.team, self.staffing = team, team.staffing
        self.posts = int(team.members.most)
        self._key, self._replace = key, replace
        self._days = cache(self._drawn_days)

    def is_given(self, kind: str) -> bool:
        """Whether values of a kind take the place of drawn ones."""
        return kind in self._replace

    def days(self, kind: str, distribution: Distribution, post: int, event: int) -> float:
        """How many days something takes that happens to a post for the so many-th time."""
        if self.is_given(kind):
            return float(self._replace[kind][post, event])
        return float(self._days(kind, distribution, event)[post])

    def _drawn_days(self, kind: str, distribution: Distribution, event: int) -> Floats:
        return self._matrix(kind, distribution, event, 1)[:, 0]

    def _matrix(self, kind: str, distribution: Distribution, first: int, events: int) -> Floats:
        """Days of each post for some events from the first; shape (posts, events)."""
        numbers = np.empty((self.posts, events))
        words = self._key(named("team", self.team.name, kind))
        with np.errstate(over="ignore"):  # words wrap around
            _uniforms(words[0], words[1], first, numbers)
        return quantile(distribution, numbers)

    def absences(self, absence: Absence, horizon: float) -> tuple[Floats, Floats]:
        """The days on which each post's absences begin and end; shape (posts, absences), ascending."""
        present, away = f"present.{absence.name}", f"away.{absence.name}"
        if self.is_given(present):
            days_present, days_away, begin = self._replace[present], self._replace[away], 0.0
        else:
            begin = -BURN_IN * absence.days.mean
            events = ceil(1.5 * (horizon - begin) / (absence.days.mean / absence.share)) + 8
            between = Distribution(kind="exponential", parameters=(absence.days_between,))
            while True:
                days_present = self._matrix(present, between, 0, events)
                days_away = self._matrix(away, absence.days, 0, events)
                if not self.posts or (days_present + days_away).sum(axis=1).min() + begin >= horizon:
                    break
                events *= 2
        spells = np.stack([days_present, days_away], axis=2).reshape(len(days_present), 2 * days_present.shape[1])
        edges = begin + np.cumsum(spells, axis=1)
        return np.ascontiguousarray(edges[:, ::2]), np.ascontiguousarray(edges[:, 1::2])


def staff_of(draws: PostDraws, horizon: float) -> Staff:
    """The staff of a team until the horizon."""
    team = draws.team
    events = _events_of(draws, horizon)
    changes = np.empty((4, len(events.post)), dtype=np.int64)
    _contribute(events.post, events.kind, events.value, changes)
    day = np.maximum(events.day, 0.0)
    kept = np.flatnonzero(day < horizon)
    order = kept[np.argsort(day[kept], kind="stable")]
    base_days = [day for day, _ in team.hours_a_week.changes() if day < horizon]
    days = np.unique(np.concatenate([[0.0], base_days, day[order]]))
    sums = np.concatenate([np.zeros((4, 1), dtype=np.int64), changes[:, order].cumsum(axis=1)], axis=1)
    there, work, in_post, full_workers = sums[:, np.searchsorted(day[order], days, side="right")]
    # Where nobody is there, the hours that they would have: the team is off for want of members, not of hours.
    share = np.divide(work, there * float(WHOLE), out=np.ones(len(days)), where=there > 0)
    rate = team.hours_a_week.at_days(days) * share
    return Staff(*(_dated(days, values) for values in (there, rate, in_post, full_workers / WHOLE)))


class Events(NamedTuple):
    """What happens to posts, in the order of the posts and then of time; shape (events,) each.

    Attributes
    ----------
    post, day
        To which post, and when (days before 0 belong to what was there on day 0).
    kind, value
        `AWAY` or `IN_POST`: so many more; `SHARE`: the share of a full member's work from then on, in parts of `WHOLE`.
    """

    post: Ints
    day: Floats
    kind: Ints
    value: Ints


def _events_of(draws: PostDraws, horizon: float) -> Events:
    tenures = [tenure for post in range(draws.posts) for tenure in tenures_of(draws, post, horizon)]
    post = np.array([tenure.post for tenure in tenures], dtype=np.int64)
    begins, ends = np.array([tenure[1:] for tenure in tenures], dtype=np.float64).reshape(-1, 2).T
    # Who goes on a day goes before who comes; of steps that lie before day 0 the last is in force.
    rows = [(post, ends, IN_POST, -1), (post, ends, SHARE, 0), (post, begins, IN_POST, 1)]
    for days, share in draws.staffing.productive:
        is_reached = begins + days < ends
        rows.append((post[is_reached], (begins + days)[is_reached], SHARE, round(share * WHOLE)))
    for absence in draws.staffing.absences:
        away, back = draws.absences(absence, horizon)
        of_absences = np.repeat(np.arange(draws.posts), away.shape[1])
        rows += [(of_absences, away.reshape(-1), AWAY, 1), (of_absences, back.reshape(-1), AWAY, -1)]
    posts, day = (np.concatenate([row[column] for row in rows]) for column in (0, 1))
    kind, value = (np.concatenate([np.full(len(row[0]), row[column]) for row in rows]) for column in (2, 3))
    order = np.lexsort((day, posts))
    return Events(posts[order], day[order], kind[order], value[order])


def tenures_of(draws: PostDraws, post: int, horizon: float) -> list[Tenure]:
    """Who holds a post from when to when, one after another."""
    staffing = draws.staffing
    tenures: list[Tenure] = []
    for opening, (opens, closes) in enumerate(_openings(draws.team.members, post, horizon)):
        begins = ALWAYS
        if opens > 0:
            begins = opens + draws.days("recruitment", staffing.recruitment, post, opening)
            begins = max([begins, *(tenure.ends for tenure in tenures[-1:])])  # whoever is under notice goes first
        while begins < min(closes, horizon):
            leaves = max(begins, 0.0) + _stay(draws, post, len(tenures))
            ends = min(leaves, closes + staffing.notice_days)
            tenures.append(Tenure(post, begins, ends))
            if leaves >= min(closes, horizon):
                break
            begins = leaves + draws.days("vacancy", staffing.vacancy, post, len(tenures) - 1)
    return tenures


def _openings(members: Dated, post: int, horizon: float) -> list[tuple[float, float]]:
    """From when to when the team is to have a post: the days on which that is decided (0 for what is there at first)."""
    edges = [0.0, *(day for day, _ in members.changes() if day < horizon)]
    openings: list[tuple[float, float]] = []
    is_open = False
    for day in edges:
        wanted = members.at(day) > post
        if wanted and not is_open:
            openings.append((day, inf))
        elif is_open and not wanted:
            openings[-1] = (openings[-1][0], day)
        is_open = wanted
    return openings


def _stay(draws: PostDraws, post: int, tenure: int) -> float:
    """How long somebody stays in a post; whoever is there on day 0, from then on."""
    leaving = draws.staffing.leaving_a_year
    if not leaving and not draws.is_given("stays"):
        return inf
    mean = DAYS_A_YEAR / leaving if leaving else inf
    return draws.days("stays", Distribution(kind="exponential", parameters=(mean,)), post, tenure)


def _dated(days: Floats, values: Floats) -> Dated:
    """Values by the days on which they change."""
    changed = np.flatnonzero(values[1:] != values[:-1]) + 1
    return Dated(days=tuple(days[changed].tolist()), values=tuple(values[changed].tolist()), before=float(values[0]))


@compiled
def _uniforms(first: np.uint64, second: np.uint64, event: int, numbers: Floats) -> None:
    """Uniform numbers of one stream: the rows are posts, the columns events from one on."""
    for post in range(numbers.shape[0]):
        for column in range(numbers.shape[1]):
            numbers[post, column] = uniform_of(first, second, np.uint64(post), event + column)


@compiled
def _contribute(post: Ints, kind: Ints, value: Ints, changes: Ints) -> None:
    """Write by how much each event changes the staff: those who are there, their work, those in post, these in part.

    Work, and those in part, are in parts of `WHOLE`, so that sums are exact. Shape of `changes`: (4, events).
    """
    away, in_post, share = 0, 0, 0
    for event in range(len(post)):
        if event == 0 or post[event] != post[event - 1]:
            away, in_post, share = 0, 0, 0
        there = int(away == 0 and in_post > 0 and share > 0)
        before, work, of_post, in_part = there, there * share, in_post, in_post * share
        if kind[event] == AWAY:
            away += value[event]
        elif kind[event] == IN_POST:
            in_post += value[event]
        else:
            share = value[event]
        there = int(away == 0 and in_post > 0 and share > 0)
        changes[0, event] = there - before
        changes[1, event] = there * share - work
        changes[2, event] = in_post - of_post
        changes[3, event] = in_post * share - in_part
