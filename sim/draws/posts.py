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

from ..jit import compiled, compiled_part
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

    def days(self, kind: str, distribution: Distribution, post: int, event: int) -> float:
        """How many days something takes that happens to a post for the so many-th time."""
        if kind in self._replace:
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
        if present in self._replace:
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
    team, staffing = draws.team, draws.staffing
    tenures = [tenure for post in range(draws.posts) for tenure in tenures_of(draws, post, horizon)]
    absences = [draws.absences(absence, horizon) for absence in staffing.absences]
    post = np.array([tenure.post for tenure in tenures], dtype=np.int64)
    spans = np.array([(tenure.begins, tenure.ends) for tenure in tenures]).reshape(-1, 2)
    steps = np.array(staffing.productive)
    base_days = [day for day, _ in team.hours_a_week.changes()]
    turns = [spans[:, 0:1] + steps[:, 0], spans[:, 1], *(edges for pair in absences for edges in pair)]
    days = np.unique(np.concatenate([[0.0], base_days, *(edges.reshape(-1) for edges in turns)]))
    days = days[(days >= 0) & (days < horizon)]
    counts = np.zeros((4, len(days)))
    flat = np.concatenate([np.zeros(0), *(edges.reshape(-1) for pair in absences for edges in pair)])
    widths = np.array([begins.shape[1] for begins, _ in absences], dtype=np.int64)
    _count(days, post, spans, steps, flat, widths, draws.posts, counts)
    there, work, in_post, full_workers = counts
    hours = team.hours_a_week.at_days(days)
    # Where nobody is there, the hours that they would have: the team is off for want of members, not of hours.
    rate = hours * np.divide(work, there, out=np.ones(len(days)), where=there > 0)
    return Staff(*(_dated(days, values) for values in (there, rate, in_post, full_workers)))


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
    if not leaving and "stays" not in draws._replace:
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
def _count(
    days: Floats, post: Ints, spans: Floats, steps: Floats, absences: Floats, widths: Ints, posts: int, counts: Floats
) -> None:
    """Count the staff on every day on which anything changes.

    Parameters
    ----------
    days
        Ascending; shape (days,).
    post, spans
        The post of each tenure, and from when to when it is; shapes (tenures,), (tenures, 2).
    steps
        From so many days after beginning, the share of a full member's work; shape (steps, 2).
    absences
        Of each kind, the days on which absences begin and then those on which they end, post after post; flat.
    widths
        How many absences of each kind each post has; shape (kinds,).
    posts
        How many posts there are.
    counts
        Zeros, shape (4, days): becomes those who are there, their work, those in post, and these counted in part.
    """
    for tenure in range(len(post)):
        begins, ends = spans[tenure, 0], spans[tenure, 1]
        index = _first_from(days, 0, len(days), begins)
        while index < len(days) and days[index] < ends:
            day = days[index]
            share = 0.0
            for step in range(len(steps)):
                if day >= begins + steps[step, 0]:
                    share = steps[step, 1]
            is_away = False
            offset = 0
            for kind in range(len(widths)):
                row = offset + post[tenure] * widths[kind]
                later = _first_from(absences, row, row + widths[kind], np.nextafter(day, np.inf))
                if later > row and day < absences[later - 1 + posts * widths[kind]]:
                    is_away = True
                offset += 2 * posts * widths[kind]
            counts[2, index] += 1
            counts[3, index] += share
            if share > 0 and not is_away:
                counts[0, index] += 1
                counts[1, index] += share
            index += 1


@compiled_part
def _first_from(days: Floats, low: int, high: int, day: float) -> int:
    """The first index from `low` on, before `high`, whose day is this one or later; `high` where there is none."""
    while low < high:
        middle = (low + high) // 2
        if days[middle] < day:
            low = middle + 1
        else:
            high = middle
    return low
