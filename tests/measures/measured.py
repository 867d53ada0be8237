"""Running a small world and measuring it, and plain slow accounts of what the measures say quickly."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.draws import Draws
from sim.engines import EngineOutput, simulate
from sim.measures import Causes, Journeys, Measures, measure
from sim.model import Caseload, Fund, Scenario, build
from sim.model.pathway import LOWERED


@dataclasses.dataclass(frozen=True)
class Run:
    """One replication of a scenario, and what is measured of it; its draws are those of the people who came."""

    scenario: Scenario
    draws: Draws
    outcome: EngineOutput
    journeys: Journeys
    measures: Measures

    def __getitem__(self, kpi: str) -> float:
        return self.measures.value(kpi)

    def of(self, kpi: str) -> dict[str, float]:
        """The items of a KPI, of all people."""
        rows = self.measures.kpis
        return {
            name.removeprefix(f"{kpi}."): v
            for name, group, v, _ in rows
            if group == "all" and name.startswith(f"{kpi}.")
        }

    def groups(self, kpi: str) -> dict[str, float]:
        """A KPI by group."""
        return {group: value for name, group, value, _ in self.measures.kpis if name == kpi}

    def monthly(self, kpi: str, group: str = "all") -> list[float]:
        """A KPI at the month ends."""
        return [value for _, name, of, value, _ in self.measures.monthly if (name, of) == (kpi, group)]

    def story(self, person: int) -> list[tuple[float, float, str]]:
        """A person's days, each stretch with its cause."""
        causes = Causes(self.journeys)
        rows = np.flatnonzero(self.outcome.steps["person"] == person)
        return [piece for row in rows for piece in causes.pieces(int(row))]

    def days(self, index: int) -> dict[str, float]:
        """A person's days by cause, without those that have none."""
        days = days_by_person(self.journeys)[index]
        return {name: float(v) for name, v in zip(Causes(self.journeys).names, days, strict=True) if v}


def days_by_person(journeys: Journeys) -> NDArray[np.float64]:
    """Days by person and cause, shape (people, causes)."""
    causes, people = Causes(journeys), np.arange(journeys.people_count)
    return np.array([causes.days(people == index)[0] for index in people]).reshape(-1, len(causes.names))


def run(
    mapping: Mapping[str, Any],
    identified: Sequence[float] | None = None,
    *,
    leaves: Mapping[int, float] | None = None,
    seed: int = 0,
    **slots: Any,
) -> Run:
    """Run a world once; `identified` are the days on which people come, slots are given as ``<stage>__time=[...]``."""
    scenario = build(mapping)
    replace = {name.replace("__", "."): values for name, values in slots.items()}
    if identified is not None:
        replace["identified"] = np.array(identified, dtype=float)
    draws = Draws(scenario, seed, 0, replace)
    if leaves:
        days = np.full(len(draws.people), math.inf)
        days[list(leaves)] = list(leaves.values())
        draws.people = dataclasses.replace(draws.people, leaves=days)
    outcome = simulate(draws)
    journeys = Journeys(draws, outcome)
    return Run(draws.scenario, draws, outcome, journeys, measure(draws, outcome))


# --- the slow accounts: one person and one step after another, as the rules are written ------------------------------------


def steps_of(run_: Run) -> Iterator[tuple[int, list[np.void]]]:
    """The index of each person with the person's steps."""
    for index, person in enumerate(run_.journeys.people.person):
        yield index, list(run_.outcome.steps[run_.outcome.steps["person"] == person])


def is_out(run_: Run, step: np.void) -> bool:
    """Whether a person went out with this step."""
    return bool(step["outcome"] >= len(run_.scenario.pathway.stages) or step["outcome"] in (-2, -3))


def held(run_: Run, resource: int) -> list[tuple[float, float, int]]:
    """Intervals over which a caseload's places or recurrent money are held: from, to (infinite at the horizon), units."""
    return [(begin, end, units) for begin, _, end, units in holdings(run_, resource)]


def holdings(run_: Run, resource: int) -> list[tuple[float, float, float, int]]:
    """The same with the day on which the money begins to be paid (infinite for never): from, paid from, to, units."""
    kind = run_.scenario.resources[resource]
    assert isinstance(kind, Caseload | Fund)
    inside = [entry for entry in run_.scenario.inside for _ in range(entry.count)]
    intervals = []
    for index, steps in steps_of(run_):
        at_start = index - run_.journeys.people.identified
        holding = (
            [(0.0, 1)] if at_start >= 0 and kind.name in inside[at_start].holding else []
        )  # and what came on top of it
        live = math.inf
        for step in steps:
            stage = run_.scenario.pathway.stages[step["stage"]]
            if step["resource"] == resource and not math.isnan(step["started"]):
                taken = (float(step["started"]), int(step["amount"]))
                if not holding and stage.held_money != LOWERED:
                    holding, live = [taken], math.inf
                elif holding and stage.held_money:
                    holding.append(taken)
            if holding and stage.pays and step["outcome"] >= 0:
                live = min(live, float(step["finished"]))
            gives = kind.name in stage.gives_back and step["outcome"] >= 0
            if holding and (gives or is_out(run_, step)):
                end = float(step["finished"])
                intervals += [(begin, max(live, begin), end, units) for begin, units in holding]
                holding = []
        intervals += [(begin, max(live, begin), math.inf, units) for begin, units in holding]
    return intervals


def granted(run_: Run, resource: int) -> list[tuple[float, float, float, int]]:
    """One-off grants: the days of grant, of being paid out and of being returned (infinite for never), and the pence."""
    grants = []
    for _, steps in steps_of(run_):
        open_ = []
        for step in steps:
            if step["resource"] == resource and not math.isnan(step["started"]):
                open_.append((float(step["started"]), int(step["amount"])))
            if run_.scenario.pathway.stages[step["stage"]].pays and step["outcome"] >= 0:
                grants += [(day, float(step["finished"]), math.inf, pence) for day, pence in open_]
                open_ = []
        end = float(steps[-1]["finished"]) if is_out(run_, steps[-1]) else math.inf
        grants += [(day, math.inf, end, pence) for day, pence in open_]
    return grants


def overlap(begin: float, end: float, until: float) -> float:
    """Days of an interval before a day."""
    return max(0.0, min(end, until) - begin)
