"""Who the people are and how they are identified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf

from .by_attribute import Tree
from .calendar import Dated
from .distribution import Distribution

FUNDER = "funder"  #: the attribute that says whose budget a person's is


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """A group of eligible people: how many, from which day they may be identified, and its name on screen.

    Attributes
    ----------
    size
        How many there are when it opens.
    joining_a_year
        How many more become eligible in a year from then on, on average.
    """

    name: str
    size: int
    opens: float = 0.0
    joining_a_year: float = 0.0
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class People:
    """The eligible people and their attributes.

    Attributes
    ----------
    residents
        Residents of the locality (0 where the scenario has none, as in a plain queue).
    attributes
        For each attribute the weights of its values, perhaps by an earlier attribute. `cohort` and `route` come first
        and are always there.
    numbers
        Numbers that a person carries, such as the size of the budget (pounds).
    bands
        For each banded attribute: the number that it cuts, and the upper limit of each band, ascending.
    leaving_a_year
        Hazard of dying or leaving the area, a year from becoming eligible.
    """

    residents: int = 0
    cohorts: tuple[Cohort, ...] = ()
    attributes: Mapping[str, Tree[Mapping[str, float]]] = field(default_factory=dict)
    numbers: Mapping[str, Tree[Distribution]] = field(default_factory=dict)
    bands: Mapping[str, tuple[str, Mapping[str, float]]] = field(default_factory=dict)
    leaving_a_year: Tree[float] = 0.0
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Route:
    """One way of identifying people.

    One of: `every`, an open stream of arrivals (days between them) that may close on a day, `until`; `people_a_month`, a flow
    that falls as fewer are left to identify; `days` with `size`, dated lists that take the people of highest risk first.
    Flows and lists may count only from a day on that is chance: `begins`, days after the start, once for all.
    """

    name: str
    every: Distribution | None = None
    until: float = inf
    people_a_month: Dated | None = None
    days: tuple[float, ...] = ()
    size: int = 0
    begins: Distribution | None = None
    cohorts: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Identification:
    """The routes, which compete for each person: whichever would identify them first does."""

    routes: tuple[Route, ...]


@dataclass(frozen=True, kw_only=True)
class Invitations:
    """Whoever identifies people looks at the waiting list first.

    Somebody whose turn it is to be identified is invited only while fewer than so many people are at some stages; else the
    person stays among the eligible, unknown to the programme, and is the next to be invited when there are fewer.

    Attributes
    ----------
    fewer_than
        How many people have to be at those stages for nobody to be invited.
    at
        The stages: whoever waits there or is served there is on the waiting list.
    """

    fewer_than: int
    at: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Inside:
    """People already in the pathway on day 0: where they wait, how many, what they hold, what is known of them."""

    stage: str
    count: int
    holding: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
