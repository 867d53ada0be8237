"""What is measured of each replication of an experiment: every KPI and month end, or the answers to some questions."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np

from ..draws import Draws
from ..engines import EngineOutput
from ..measures import KpiFile, Label, LocalityTotals, Measures, digests, kpis_of, measure
from ..measures.groups import ALL
from ..model import Scenario
from .kpi_matrix import RESEEDED
from .view import ReplicationView

#: What a replication may be asked: a KPI by name (``kpi@group`` for one group of people), or a function of a module, so that
#: other processes find it, which gives a number or a few by name.
Question: TypeAlias = "str | Callable[[ReplicationView], float] | Callable[[ReplicationView], Mapping[str, float]]"


class Totals(Protocol):
    """Adds up the numbers of the localities of one replication."""

    def add(self, local: Scenario, measured: Measures) -> None:
        """Add a locality, which has a scenario of its own."""

    def measures(self) -> Measures:
        """What all localities so far add up to."""


class Measured(Protocol):
    """What is measured of each replication. It is pickled with the tasks, and stands in the plan of the experiment.

    Attributes
    ----------
    sites
        How many sites there are in a replication, each with chance of its own.
    reseeded
        So many first replications of what is uncertain are simulated a second time, with the same parameters and other chance.
    """

    @property
    def sites(self) -> int: ...  # noqa: D102 - see above

    @property
    def reseeded(self) -> int: ...  # noqa: D102

    def measure(self, draws: Draws, output: EngineOutput) -> Measures:
        """The numbers of one replication; of many localities, of one of them."""

    def totals(self, scenario: Scenario) -> Totals:
        """What adds up the numbers of a scenario's localities."""

    def document(self) -> dict[str, Any]:
        """What it is, in plain values: numbers that were measured otherwise are not taken for the same."""


@dataclass(frozen=True, kw_only=True)
class AllKpis:
    """Every KPI and the month ends.

    Attributes
    ----------
    own
        The files of KPIs of one's own, whole: whoever measures need not have them.
    """

    own: tuple[KpiFile, ...] = field(default=(), repr=False)
    sites = 1
    reseeded = RESEEDED

    def measure(self, draws: Draws, output: EngineOutput) -> Measures:
        """Every KPI."""
        return measure(draws, output, tuple(kpis_of(self.own).values()))

    def totals(self, scenario: Scenario) -> Totals:
        """Of the KPIs that can be added up."""
        return LocalityTotals(scenario, tuple(kpis_of(self.own).values()))

    def document(self) -> dict[str, Any]:
        """Which KPIs of one's own there are."""
        return {"own_kpis": digests(self.own)} if self.own else {}


@dataclass(frozen=True, kw_only=True)
class Questions:
    """The answers to some questions: a few KPIs, or functions of one replication.

    The answers of a scenario of many localities are the sums over them.

    Attributes
    ----------
    questions
        What is asked.
    sites
        How many sites there are in a replication, each with chance of its own.
    own
        The files of KPIs of one's own, where one of them is asked for.
    """

    questions: tuple[Question, ...]
    sites: int = 1
    own: tuple[KpiFile, ...] = field(default=(), repr=False)
    reseeded = 0

    def measure(self, draws: Draws, output: EngineOutput) -> Measures:
        """One number, or a few, for each question."""
        view = ReplicationView(draws, output, tuple(kpis_of(self.own).values()))
        answers = dict(answer for question in self.questions for answer in _answers(question, view))
        return bare_measures(answers)

    def totals(self, scenario: Scenario) -> Totals:
        """Sums of whatever is asked."""
        del scenario
        return _Sums()

    def document(self) -> dict[str, Any]:
        """The questions; of functions also what marks the code of their modules."""
        codes = {name_of(question): _digest(question) for question in self.questions if not isinstance(question, str)}
        own = {"own_kpis": digests(self.own)} if self.own else {}
        return {
            "questions": [name_of(question) for question in self.questions],
            "functions": codes,
            "sites": self.sites,
            **own,
        }


class _Sums:
    """Adds up whatever was asked of each locality."""

    def __init__(self) -> None:
        self._sums: dict[Label, float] = {}

    def add(self, local: Scenario, measured: Measures) -> None:
        """Add a locality."""
        del local
        for label, value in zip(measured.labels, measured.values.tolist(), strict=True):
            self._sums[label] = self._sums.get(label, 0.0) + value

    def measures(self) -> Measures:
        """The sums so far."""
        return bare_measures(self._sums)


def bare_measures(values: Mapping[Label, float]) -> Measures:
    """Numbers without any series by month."""
    return Measures(
        labels=tuple(values),
        values=np.array([*values.values()], dtype=np.float64),
        months=(),
        series=(),
        by_month=np.empty((0, 0)),
    )


def side_by_side(sites: Sequence[Measures]) -> Measures:
    """The numbers of the sites of one replication, each under a name of its own; see `of_site`."""
    if len(sites) == 1:
        return sites[0]
    return bare_measures(
        {
            (of_site(kpi, site, len(sites)), group, unit): value
            for site, measures in enumerate(sites)
            for (kpi, group, unit), value in zip(measures.labels, measures.values.tolist(), strict=True)
        }
    )


def of_site(kpi: str, site: int, sites: int) -> str:
    """Under which name a number of one of several sites stands."""
    return kpi if sites == 1 else f"{kpi}#{site}"


def name_of(question: Question) -> str:
    """A question in words: the KPI and group that it names, or the function's module and name."""
    return question if isinstance(question, str) else f"{question.__module__}:{question.__qualname__}"


def _answers(question: Question, view: ReplicationView) -> Iterator[tuple[Label, float]]:
    if isinstance(question, str):
        kpi, _, group = question.partition("@")
        yield (kpi, group or ALL, ""), view.kpi(kpi, group or ALL)
        return
    answer = question(view)
    if isinstance(answer, Mapping):
        for item, value in answer.items():
            yield (f"{name_of(question)}:{item}", ALL, ""), float(value)
    else:
        yield (name_of(question), ALL, ""), float(answer)


def _digest(function: Callable[..., object]) -> str:
    """What marks a function: the code of its whole module, on which it may rest."""
    try:
        source = Path(inspect.getsourcefile(function) or "").read_text(encoding="utf-8")
    except (OSError, TypeError):  # as in a notebook, whose cells are no file
        source = inspect.getsource(function)
    return hashlib.sha256(source.encode()).hexdigest()[:12]
