"""One replication, to be asked in words: its KPIs, its steps, the people in them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..draws import Draws
from ..engines import ENGINES, EngineOutput
from ..measures import Kpi, Measures, measure, name_now
from ..measures.groups import ALL
from ..measures.journeys import Journeys
from ..model import Fault, Scenario, ScenarioError
from ..model.errors import nearest


class ReplicationView:
    """One replication, asked in words.

    Parameters
    ----------
    draws
        Its draws; the scenario comes with them.
    output
        What an engine made of them.
    own
        KPIs besides those of the package.

    Attributes
    ----------
    scenario
        What was simulated: of a scenario of many localities, one of them.
    steps
        The step table.
    people
        Who they are; see `sim.draws.Population`.
    """

    def __init__(self, draws: Draws, output: EngineOutput, own: Sequence[Kpi] = ()) -> None:
        self.scenario = draws.scenario
        self.steps = output.steps
        self.people = draws.people
        self._draws, self._output, self._own = draws, output, own

    @classmethod
    def of(cls, scenario: Scenario, seed: int, replication: int, engine: str = "compiled") -> ReplicationView:
        """Simulate a replication, and look at it."""
        draws = Draws(scenario, seed, replication)
        return cls(draws, ENGINES[engine](draws))

    @cached_property
    def measures(self) -> Measures:
        """Its KPIs."""
        return measure(self._draws, self._output, self._own)

    @cached_property
    def journeys(self) -> Journeys:
        """Its people's journeys."""
        return Journeys(self._draws, self._output)

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
            names = [kpi for kpi, label_group, _ in self.measures.labels if label_group == group]
            now = name_now(name)
            hint = f"{now}, as it is called now, or " if now else nearest(name, names)
            allowed = f"{hint}a KPI that {self.scenario.name} has (see ipc show kpis)"
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
        of_steps: NDArray[np.str_] = values[self.people.codes[attribute][self._index[steps["person"]]]]
        return of_steps

    @cached_property
    def _index(self) -> NDArray[np.int64]:
        """The index in `people` of each person by number; -1 for nobody."""
        index = np.full(int(self.people.person.max()) + 1 if len(self.people) else 0, -1)
        index[self.people.person] = np.arange(len(self.people))
        return index
