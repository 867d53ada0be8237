"""A scenario: a complete named configuration."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .economy import Costs, Outcomes
from .goals import Goals
from .parameters import Parameter
from .pathway import Pathway
from .people import Identification, Inside, Invitations, People
from .resources import Resource
from .shown import page_of, text_of


class ScenarioWarning(UserWarning):
    """Something in a scenario that may well not be meant, though it can be."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """What is hoped for by the end of a date."""

    date: dt.date
    day: float
    plans: int | None = None
    budgets: int | None = None


@dataclass(frozen=True, kw_only=True)
class Check:
    """A band in which a KPI's mean should lie, and what kind of check that is.

    `kind` is ``calibration`` (the number set an input), ``consistency`` (it follows from one) or ``validation`` (it did not).
    """

    kpi: str
    low: float
    high: float
    kind: str
    source: str
    group: str = "all"


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A complete configuration: who, the pathway, the resources, the money, from when to when.

    Attributes
    ----------
    name, label, lever, description
        What it is called in files and on screen, what it changes of the scenario that it is compared with, and what it is.
    start
        The first date.
    horizon
        The day, counted from `start`, at which the simulation ends. Nothing at or after it happens.
    pathway, resources
        The stages through which people move, and what there is too little of.
    identification, people, inside
        How people become known, who they are, and those who are inside on day 0.
    invitations
        The waiting list that whoever identifies people looks at first; None where nobody looks.
    localities
        Dates on which localities like this one join, and how many do; empty for one alone (see `sim.model.localities`).
    targets, checks
        What is hoped for by which date, and bands in which KPIs should lie.
    seed
        The seed of all chance, unless a run is given another.
    evidence
        The ids of the evidence register on which it rests.
    ours
        What in it is the modeller's own choice or assumption, and the source does not state: a sentence each, told first.
    plans_done, budgets_done
        Plans completed and budgets live before day 0, counted in the totals to date. The budgets are taken to be such as count.
    budgets_counted
        The funders whose budgets the targets count, in the order written; empty for all.
    goals, costs, outcomes
        What the measures need to know of people's goals, of other costs and of what may come of it; None for nothing.
    uncertain
        The parameters that are not known well; see `sim.model.parameters`.
    mapping
        The plain mapping from which it was built.
    notes
        What in it may well not be meant, though it can be; see `sim.model.reader.traps`.
    parent
        The scenario of which it is a draw or a variant: the same, but for numbers that have moved; None where there is none.
    """

    name: str
    start: dt.date
    horizon: float
    pathway: Pathway
    identification: Identification
    people: People = field(default_factory=People)
    resources: tuple[Resource, ...] = ()
    inside: tuple[Inside, ...] = ()
    invitations: Invitations | None = None
    localities: tuple[tuple[dt.date, int], ...] = ()
    plans_done: int = 0
    budgets_done: int = 0
    budgets_counted: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    checks: tuple[Check, ...] = ()
    goals: Goals | None = None
    costs: Costs | None = None
    outcomes: Outcomes | None = None
    seed: int = 0
    label: str = ""
    lever: str = ""
    description: str = ""
    evidence: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    uncertain: tuple[Parameter, ...] = ()
    mapping: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    notes: tuple[str, ...] = field(default=(), repr=False, compare=False)
    parent: Scenario | None = field(default=None, repr=False, compare=False)

    def __repr__(self) -> str:
        """Its name, its dates and its size."""
        return text_of(self)

    def _repr_html_(self) -> str:
        """The same in more words as a table, for notebooks."""
        return page_of(self)

    @cached_property
    def hash(self) -> str:
        """A fingerprint of the whole configuration (SHA-256 of its mapping as canonical JSON)."""
        text = json.dumps(self.mapping, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def resource_index(self) -> dict[str, int]:
        """The code of each resource."""
        return {resource.name: code for code, resource in enumerate(self.resources)}

    @property
    def locality_count(self) -> int:
        """How many localities there are: one, unless several are named."""
        return sum(count for _, count in self.localities) or 1

    def date(self, day: float) -> dt.date:
        """The calendar date of a day."""
        return self.start + dt.timedelta(days=int(day // 1))
