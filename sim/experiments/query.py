"""Replications asked for what no KPI tells: functions of one simulated world, in parallel and in pairs."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..draws import Draws, sample_scenario
from ..engines import ENGINES
from ..measures import Measures, measure
from ..measures.groups import ALL
from ..model import Fault, Scenario, ScenarioError
from ..model.errors import nearest
from ..model.localities import waves
from .execution.memory import keep_freed_memory
from .execution.processes import cores, faults_of_workers, shared_out, start

K = TypeVar("K", bound=Hashable)
Floats: TypeAlias = NDArray[np.float64]
CHUNK = 10  #: replications handed to a process at a time
FEW = 8  #: chunks for each process, below which none is started unless so many are asked for


class World:
    """One replication, asked in words.

    Parameters
    ----------
    scenario, seed, replication
        Which; the engine is the compiled one, whose steps are those of the definition.

    Attributes
    ----------
    steps
        The step table.
    people
        Who they are; see `sim.draws.Population`.
    """

    def __init__(self, scenario: Scenario, seed: int, replication: int) -> None:
        self.scenario = scenario
        self._draws = Draws(scenario, seed, replication)
        self._outcome = ENGINES["compiled"](self._draws)
        self.steps = self._outcome.steps
        self.people = self._draws.people

    @cached_property
    def measures(self) -> Measures:
        """Its KPIs."""
        return measure(self._draws, self._outcome)

    def kpi(self, name: str, group: str = ALL) -> float:
        """The value of a KPI.

        Raises
        ------
        ScenarioError
            If the scenario has no such number.
        """
        try:
            return self.measures.value(name, group)
        except KeyError as error:
            known = [kpi for kpi, of, _ in self.measures.labels if of == group]
            allowed = f"{nearest(name, known)}a KPI that {self.scenario.name} has (see ipc show kpis)"
            raise ScenarioError([Fault(path="kpi", found=name, allowed=allowed)]) from error

    def day(self, target: int = 0) -> float:
        """The day on which a target date ends; the horizon where there is none."""
        targets = self.scenario.targets
        return targets[target].day if targets else self.scenario.horizon

    def at(self, *stages: str) -> NDArray[np.void]:
        """The steps at stages; none at a stage that the scenario does not have."""
        index = self.scenario.pathway.index
        rows: NDArray[np.void] = self.steps[
            np.isin(self.steps["stage"], [index[name] for name in stages if name in index])
        ]
        return rows

    def done(self, stage: str, before: float = np.inf, since: float = 0.0, to: str | None = None) -> NDArray[np.void]:
        """The steps at a stage that came to their end in a period, perhaps only those that led to one target."""
        steps = self.at(stage)
        steps = steps[(steps["outcome"] >= 0) & (steps["finished"] < before) & (steps["finished"] >= since)]
        return steps if to is None else steps[steps["outcome"] == self.scenario.pathway.index[to]]

    def who(self, attribute: str, steps: NDArray[np.void]) -> NDArray[np.str_]:
        """The values of an attribute of the people of some steps."""
        values = np.array(self.people.values[attribute])
        found: NDArray[np.str_] = values[self.people.codes[attribute][self._place[steps["person"]]]]
        return found

    @cached_property
    def _place(self) -> NDArray[np.int64]:
        place = np.full(int(self.people.person.max()) + 1 if len(self.people) else 0, -1)
        place[self.people.person] = np.arange(len(self.people))
        return place


#: What is asked of a world: a KPI by name (``kpi@group`` for one group of people), or a function of a module, so that other
#: processes find it.
Asked: TypeAlias = "str | Callable[[World], float]"


@dataclass(frozen=True, kw_only=True)
class Study:
    """What is asked of the replications of one scenario.

    Attributes
    ----------
    sites
        How many sites there are in a replication, each with luck of its own. A scenario of many localities has one: what
        is asked is then the sum over all places.
    uncertain
        Whether each replication draws the scenario's uncertain parameters, the same in all scenarios and sites that share the
        seed; else they are taken as known.
    """

    scenario: Scenario
    replications: int
    asked: tuple[Asked, ...]
    sites: int = 1
    uncertain: bool = True


@dataclass(frozen=True, kw_only=True)
class _Part:
    """Some replications of a study."""

    scenario: bytes
    asked: tuple[Asked, ...]
    sites: int
    seed: int
    replications: range
    uncertain: bool


def ask(
    studies: Mapping[K, Study],
    *,
    seed: int | None = None,
    workers: int | None = None,
    progress: Callable[[float, int], None] | None = None,
) -> dict[K, dict[Asked, Floats]]:
    """Simulate what has been asked.

    Parameters
    ----------
    studies
        By any name.
    seed
        Which luck; by default each scenario's own seed, so that scenarios with one seed are pairs.
    workers
        How many processes; None: one a core. Answers do not depend on it.
    progress
        Told how many replications are finished, and how many there are.

    Returns
    -------
    dict
        By study and what was asked: the answers, shape (replications, sites).

    Raises
    ------
    ScenarioError
        If a scenario has no KPI of that name, or there cannot be so many processes.
    """
    if faults := faults_of_workers(workers):
        raise ScenarioError(faults)
    parts = [(name, part) for name, study in studies.items() for part in _parts(study, seed)]
    total = sum(len(part.replications) for _, part in parts)
    found: dict[K, list[Floats]] = {name: [] for name in studies}
    finished = 0
    for (name, part), answers in zip(parts, _answers([part for _, part in parts], workers), strict=True):
        found[name].append(answers)
        finished += len(part.replications)
        if progress is not None:
            progress(finished, total)
    return {
        name: dict(zip(study.asked, np.moveaxis(np.concatenate(found[name]), 2, 0), strict=True))
        for name, study in studies.items()
    }


def _parts(study: Study, seed: int | None) -> Iterator[_Part]:
    pickled = pickle.dumps(study.scenario)
    luck = study.scenario.seed if seed is None else seed
    size = max(1, CHUNK // 10) if study.scenario.localities else CHUNK
    for first in range(0, study.replications, size):
        part = range(first, min(first + size, study.replications))
        yield _Part(
            scenario=pickled,
            asked=study.asked,
            sites=study.sites,
            seed=luck,
            replications=part,
            uncertain=study.uncertain,
        )


def _answers(parts: Sequence[_Part], workers: int | None) -> Iterator[Floats]:
    # Others are not started for what this process does itself while they would be starting.
    count = min(workers or cores(), len(parts) if workers else len(parts) // FEW)
    if count <= 1:
        yield from map(_carry_out, parts)
        return
    start(count)
    yield from shared_out(_carry_out, parts, count, in_order=True)


def _carry_out(part: _Part) -> Floats:
    """The answers of shape (replications, sites, asked)."""
    keep_freed_memory()
    known = _scenario(part.scenario)
    told = np.empty((len(part.replications), part.sites, len(part.asked)))
    for place, replication in enumerate(part.replications):
        scenario = sample_scenario(known, part.seed, replication) if part.uncertain else known
        for site in range(part.sites):
            told[place, site] = np.sum(
                [
                    [world.kpi(*each.split("@")) if isinstance(each, str) else each(world) for each in part.asked]
                    for world in _worlds(scenario, part.seed, replication * part.sites + site)
                ],
                axis=0,
            )
    return told


def _worlds(scenario: Scenario, seed: int, luck: int) -> Iterator[World]:
    """The world of a replication, or those of all its places."""
    if not scenario.localities:
        yield World(scenario, seed, luck)
        return
    first = luck * scenario.locality_count
    for wave in waves(scenario):
        for place in range(first, first + wave.localities):
            yield World(wave.scenario, seed, place)
        first += wave.localities


@lru_cache(maxsize=64)
def _scenario(pickled: bytes) -> Scenario:
    scenario = pickle.loads(pickled)  # our own: what the parent process has just pickled
    assert isinstance(scenario, Scenario)
    return scenario
